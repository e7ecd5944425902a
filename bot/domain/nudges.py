"""The message of the day: what waits for somebody, why it is they who are asked, and what became of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import actions, deliveries, meetings, people, periods, workspaces
from bot.domain import snoozes as snoozes_
from bot.domain.actions import Action, Author
from bot.domain.clock import local
from bot.domain.deliveries import Place
from bot.domain.meetings import Event
from bot.domain.people import Caller, Person
from bot.domain.periods import Asked
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import deliveries as stored_deliveries
from storage import leaves as stored_leaves
from storage import meetings as stored_meetings
from storage import nudges as stored
from storage import people as stored_people
from storage.types import Record

KEEP_IN_STEP = timedelta(days=30)
"""A message is redrawn so long: afterwards what it was drawn from is cleared."""

TOO_OLD = "This message is too old for its buttons. `/action mine` lists your actions."


@dataclass(frozen=True)
class Told:
    """Somebody else who was asked for the same, and on which days."""

    who: Author
    on: tuple[date, ...]


@dataclass(frozen=True)
class Item:
    """An action whose update somebody is asked for; `seen_as` is why them: lead, officer, passed, cover or deputy."""

    action: Action
    due_on: date
    period: str
    seen_as: str
    asked: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Daily:
    """A message of the day from today's facts: what waits, and what was settled since it came.

    `order` is that of all that it asked for, the longest overdue first.
    """

    delivery_id: int
    today: date
    order: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    events: tuple[Event, ...] = ()
    answered: tuple[Action, ...] = ()
    snoozed: tuple[tuple[Action, date], ...] = ()
    is_late: bool = False

    @property
    def overdue(self) -> int:
        return sum(one.due_on < self.today for one in self.items)


def mine(db: Connection, caller: Caller, delivery_id: int) -> tuple[Record, Person]:
    """Return a message of the day and whose it is; raises Refusal unless it is the caller's own."""
    person = people.find(db, caller)
    row = stored_deliveries.by_id(db, delivery_id)
    if row is None or person is None or row.kind != stored.DAILY:
        raise Refusal(TOO_OLD)
    if row.person_id != person.id:
        raise Refusal("This message was sent to somebody else. `/action mine` lists your actions.")
    return row, person


def seen(db: Connection, caller: Caller, delivery_id: int, now: datetime, zone: str) -> Daily:
    """Return the caller's message as it stands today; raises Refusal when it is not theirs, or too old."""
    row, _ = mine(db, caller, delivery_id)
    return daily(db, row, now, zone)


def daily(db: Connection, delivery: Record, now: datetime, zone: str) -> Daily:
    """Return what a message of the day holds; what is not true any more is left out."""
    person = people.from_row(stored_people.by_id(db, delivery.person_id))
    own_zone = person.zone or zone
    today = local(now, own_zone).date()
    found = _actions(db, delivery)
    items = _items(db, person, found, now)
    hidden = snoozes_.hidden(db, person.id, today)
    shown = [one for one in items if (one.action.id, one.due_on) not in hidden]
    asked_for = {one.action.id for one in items}
    return Daily(
        delivery.id,
        today,
        tuple(delivery.payload.get("actions", ())),
        tuple(shown),
        events(db, delivery, now),
        tuple(one for one in found if one.id not in asked_for and _is_answered(one, delivery.created_at)),
        tuple((one.action, hidden[one.action.id, one.due_on]) for one in items if one not in shown),
        bool(delivery.payload.get("late")),
    )


def item(db: Connection, caller: Caller, delivery_id: int, action_id: str, now: datetime, zone: str) -> Item:
    """Return an item that still waits for the caller, snoozed or not; raises Refusal where it does not."""
    row, person = mine(db, caller, delivery_id)
    found = [one for one in _actions(db, row) if one.id == action_id]
    items = _items(db, person, found, now)
    if not items:
        ref = found[0].printed_ref if found else "This action"
        raise Refusal(f"{ref} is not asked for any more: somebody has answered, or its period is closed.")
    return items[0]


def answered_by(db: Connection, person_id: int, ts: str | None, now: datetime, zone: str) -> Daily | None:
    """Return the message of the day below which (`ts`) somebody wrote, or after which, on the same day, in line."""
    row = stored.posted(db, person_id, ts) if ts else stored.last(db, person_id)
    if row is None:
        return None
    facts = daily(db, row, now, zone)
    is_todays = local(row.created_at, zone).date() == local(now, zone).date()
    return facts if facts.items and (ts or is_todays) else None


def keep_in_step(db: Connection, changes: Sequence[Record], now: datetime) -> int:
    """Let every message that asked for what was changed be drawn anew where it stands; return how many.

    `changes` are the marks of a planning: somebody answered, passed it on, closed the period.
    """
    found = stored.that_asked(
        db,
        {row.subject_id for row in changes if row.subject_kind == "action"},
        {row.subject_id for row in changes if row.subject_kind == "plan"},
        now - KEEP_IN_STEP,
    )
    for row in found:
        place = Place(row.team_id, person_id=row.person_id)
        key = f"redraw:{row.id}:{now.isoformat()}:{changes[-1].id}"  # numbers of marks come again
        deliveries.enqueue(db, key, stored_deliveries.REDRAW, place, {"delivery": row.id}, now)
    return len(found)


def coordinates(db: Connection, person_id: int, plan_slug: str) -> bool:
    """Say whether somebody still runs a plan."""
    return "coordinator" in stored_people.roles(db, person_id, [("plan", plan_slug)])


def events(db: Connection, delivery: Record, now: datetime) -> tuple[Event, ...]:
    """Return the dates of a message that still lie ahead, are confirmed, and are still followed."""
    identity = workspaces.identity(db, delivery.team_id)
    rows = [stored_meetings.by_id(db, identity, one) for one in delivery.payload.get("events", ())]
    followed = stored_meetings.followed(db, delivery.person_id)
    wanted = [
        row
        for row in rows
        if row is not None
        and row.reminders_from is not None
        and not followed.isdisjoint({("programme", row.programme_slug), ("event", row.id)})
    ]
    return tuple(event for event in map(meetings.from_row, wanted) if meetings.is_ahead(event, now))


def told(db: Connection, action_ids: Iterable[str], but: int | None, since: date) -> dict[str, list[Told]]:
    """Return for each action who was asked for it since a day, and on which days; one person is left out."""
    days: dict[str, dict[Author, list[date]]] = {}
    for row in stored.asked(db, list(action_ids), periods.beginning_of(since)):
        if row.person_id != but:
            on = days.setdefault(row.subject_id, {}).setdefault(Author(row.user_id, row.name), [])
            day = periods.today_of(row.sent_at)
            on += [] if day in on else [day]
    return {action: [Told(who, tuple(on)) for who, on in found.items()] for action, found in days.items()}


def _actions(db: Connection, delivery: Record) -> list[Action]:
    """Return the actions a message asked for that the person's workspace still sees, in its order."""
    asked_for = delivery.payload.get("actions", ())
    if not asked_for:
        return []
    rows = stored_actions.by_ids(db, workspaces.identity(db, delivery.team_id), asked_for)
    return sorted((actions.from_row(row) for row in rows), key=lambda one: asked_for.index(one.id))


def _items(db: Connection, person: Person, found: Sequence[Action], now: datetime) -> list[Item]:
    """Return those of some actions that somebody is still asked for."""
    asked = {one.action_id: one for one in periods.asked(db, now, {one.plan_slug for one in found})} if found else {}
    covered = stored_leaves.covered_by(db, person.id, periods.today_of(now))
    titles = periods.titles(db, {one.period_id for one in asked.values()})
    items = []
    for one in found:
        ask = asked.get(one.id)
        seen_as = _seen_as(db, person, one, ask, covered) if ask and not ask.is_answered else None
        if ask and seen_as:
            items.append(Item(one, ask.due_on, titles[ask.period_id], seen_as))
    return _with_who_was_asked(db, person, items, asked)


def _seen_as(db: Connection, person: Person, action: Action, ask: Asked, covered: Collection[int]) -> str | None:
    """Return why somebody is asked for an action; None for those who are not, or not any more."""
    if person.id in ask.people:
        held = stored_people.roles(db, person.id, actions.around(action))
        return next((role for role in ("lead", "officer") if role in held), "passed")
    if set(ask.people) & set(covered):
        return "cover"
    return "deputy" if person.id in ask.deputies else None


def _with_who_was_asked(db: Connection, person: Person, items: Sequence[Item], asked: dict[str, Asked]) -> list[Item]:
    """Let a deputy read who was asked before them, and when."""
    mine = {one.action.id: asked[one.action.id].opens_on for one in items if one.seen_as == "deputy"}
    before = told(db, mine, person.id, min(mine.values())) if mine else {}
    return [replace(one, asked=tuple(before.get(one.action.id, ()))) for one in items]


def _is_answered(action: Action, since: datetime) -> bool:
    """Say whether somebody has answered since a message was made."""
    status = action.status
    return status is not None and status.author is not None and status.created_at >= since
