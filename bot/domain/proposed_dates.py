"""Dates that are only proposed: confirming them one by one or all, and changing one before it is confirmed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from bot.domain import audit, meetings, next_dates, people, roles, roll_forward
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.meetings import Event
from bot.domain.people import Caller, Person
from bot.domain.refusal import NotAllowed, Refusal
from storage import meetings as stored
from storage import reviews

DEED = roll_forward.DEED
SATURDAY = 5


@dataclass(frozen=True)
class Waiting:
    """A programme's proposed dates from today on, in order of time."""

    slug: str
    title: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Desk:
    """A programme as who plans it sees it: how many dates wait, and which year may be planned next.

    `to_check` counts what could not be read for certain in its document.
    """

    slug: str
    title: str
    waiting: int
    next_year: int | None
    to_check: int = 0


@dataclass(frozen=True)
class Doubts:
    """What speaks against a day: bank holidays of nations, other events of the day, the order of sessions."""

    day: date
    closed_in: tuple[str, ...]
    is_weekend: bool
    others: tuple[Event, ...]
    out_of_order: tuple[Event, ...]

    @property
    def some(self) -> bool:
        return bool(self.closed_in or self.is_weekend or self.others or self.out_of_order)


def desks(db: Connection, caller: Caller, now: datetime, zone: str) -> tuple[Desk, ...]:
    """Return the programmes whose dates the caller may plan: those with dates ahead, or with a year to plan."""
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, DEED) if person else frozenset()
    if not reach:
        return ()
    seen = stored.programmes_seen(db, caller.workspace_id)
    mine = [row for row in seen if roles.EVERYTHING in reach or ("programme", row.slug) in reach]
    today = local(now, zone).date()
    years = roll_forward.offers(db, [row.slug for row in mine], today)
    waiting, ahead = stored.count_proposed(db, today), stored.programmes_ahead(db, today)
    checks = Counter(row.programme_slug for row in reviews.open_of_programmes(db, [row.slug for row in mine]))
    found = (Desk(row.slug, row.title, waiting.get(row.slug, 0), years.get(row.slug), checks[row.slug]) for row in mine)
    return tuple(desk for desk in found if desk.slug in ahead or desk.next_year or desk.to_check)


def waiting(db: Connection, caller: Caller, slug: str, now: datetime) -> Waiting:
    """Return a programme's proposed dates; raises NotAllowed for those who may not confirm them."""
    programme = allowed(db, caller, slug)
    rows = (meetings.from_row(row) for row in stored.of_programme(db, slug) if row.status == "proposed")
    ahead = tuple(event for event in rows if event.date >= local(now, event.zone).date())
    return Waiting(slug, programme.title, ahead)


def one(db: Connection, caller: Caller, event_id: str) -> Event:
    """Return a date that the caller may still change; raises Refusal where it is confirmed or past."""
    event = meetings.one(db, caller, event_id)
    allowed(db, caller, event.programme_slug)
    if event.status != "proposed":
        raise Refusal(f"{_named(event)} is {event.status} already. `/meetings` and `/learning-sets` list it.")
    return event


def confirm(db: Connection, caller: Caller, event_id: str, revision: int, origin: Origin, now: datetime) -> Event:
    """Confirm a proposed date as the caller saw it.

    Raises NotAllowed for all but the programme's coordinators and admins, Refusal when the date is past,
    confirmed already, or changed since: `revision` is that of the date they saw.
    """
    event = one(db, caller, event_id)
    if event.revision != revision:
        raise Refusal(f"This date was changed meanwhile: it is {_named(event)} now. Look at it again, then confirm it.")
    _not_past(event, event.date, now)
    return _confirm(db, event, people.ensure(db, caller, now), origin, now)


def confirm_all(db: Connection, caller: Caller, seen: dict[str, int], origin: Origin, now: datetime) -> list[Event]:
    """Confirm all dates as the caller saw them: id -> revision; one that is confirmed already stays so."""
    found = [meetings.one(db, caller, event_id) for event_id in seen]
    return [confirm(db, caller, event.id, seen[event.id], origin, now) for event in found if event.status == "proposed"]


def doubts(db: Connection, caller: Caller, event: Event | None, day: date) -> Doubts:
    """Return what speaks against holding an event, or (None) a new one, on a day; it may be held all the same."""
    own_id = event.id if event else None
    others = tuple(meetings.from_row(row) for row in stored.on_day(db, caller.workspace_id, day) if row.id != own_id)
    out_of_order = _out_of_order(db, event, day) if event else ()
    return Doubts(day, next_dates.closed_in(day), day.weekday() >= SATURDAY, others, out_of_order)


def move(
    db: Connection,
    caller: Caller,
    event_id: str,
    day: date,
    starts: time | None,
    ends: time | None,
    origin: Origin,
    now: datetime,
) -> Event:
    """Change the day and times of a proposed date, which stays proposed; its id stays what it is.

    Raises NotAllowed and Refusal as `confirm` does, beside the field that is wrong.
    """
    event = one(db, caller, event_id)
    _not_past(event, day, now)
    if ends is not None and (starts is None or ends <= starts):
        raise Refusal("The end must be after the start: correct one of them, or leave both empty.", field="ends")
    if (day, starts, ends) == (event.date, event.starts, event.ends):
        return event
    values = {"date": day, "starts": starts, "ends": ends, "known_from": now, "updated_at": now}
    _change(db, event, values)
    person = people.ensure(db, caller, now)
    details = {"from": event.date.isoformat(), "to": day.isoformat()}
    audit.record(db, "date.moved", ("event", event_id), person.id, origin, now, details)
    return meetings.one(db, caller, event_id)


def allowed(db: Connection, caller: Caller, slug: str) -> meetings.Programme:
    """Return a programme whose dates the caller may plan; raises NotAllowed for all but its coordinators and admins."""
    programme = meetings.seen(db, caller, slug)
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, DEED, (("programme", slug),)):
        raise NotAllowed(f"Only a coordinator of {programme.title} or an admin can confirm or change its dates.")
    return programme


def _confirm(db: Connection, event: Event, person: Person, origin: Origin, now: datetime) -> Event:
    _change(db, event, {"status": "confirmed", "known_from": now, "updated_at": now})
    details = {"date": event.date.isoformat()}
    audit.record(db, "date.confirmed", ("event", event.id), person.id, origin, now, details)
    return meetings.from_row(stored.by_id_anywhere(db, event.id))


def _change(db: Connection, event: Event, values: Mapping[str, object]) -> None:
    if not stored.change_proposed(db, event.id, event.revision, values):  # somebody else was quicker
        raise Refusal("Somebody else changed this date just now. Look at it again.")


def _not_past(event: Event, day: date, now: datetime) -> None:
    if day < local(now, event.zone).date():
        raise Refusal(f"{day.day} {day:%B %Y} is past. Choose a day that lies ahead.", field="date")


def _out_of_order(db: Connection, event: Event, day: date) -> tuple[Event, ...]:
    """Return the sessions of the same set that would change places with this one."""
    if event.set_title is None:
        return ()
    rows = [meetings.from_row(row) for row in stored.of_programme(db, event.programme_slug)]
    mates = [row for row in rows if row.set_title == event.set_title and row.id != event.id]
    return tuple(mate for mate in mates if (mate.date < event.date) != (mate.date < day))


def _named(event: Event) -> str:
    return f"{event.title} on {event.date.day} {event.date:%B %Y}"
