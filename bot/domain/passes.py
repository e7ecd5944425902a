"""An update that is passed to somebody else, and an action that is handed back: not mine."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import actions, assignments, audit, deliveries, people, periods, roles
from bot.domain.actions import Action, Author
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.people import Caller, Person
from bot.domain.periods import Period
from bot.domain.refusal import NotAllowed, Refusal
from storage import passes as stored
from storage import people as stored_people
from storage import plans as stored_plans
from storage.types import Record

REASON = 300


@dataclass(frozen=True)
class Passing:
    """An action, and who answers for it this time, None while nobody else was asked; `due_on` is the day.

    `until` is the title of the reporting period with which that ends, None while none is confirmed.
    """

    action: Action
    to: Author | None
    due_on: date | None
    until: str | None = None


@dataclass(frozen=True)
class HandedBack:
    """An action that somebody handed back, and who coordinates it."""

    action: Action
    coordinators: tuple[Author, ...]


def form(db: Connection, caller: Caller, action_id: str) -> Passing:
    """Return what may be passed on; raises NotAllowed for those who do not answer for the action."""
    action, _ = _held(db, caller, action_id, "pass an update on", "pass on")
    return _passing(db, action)


def of_action(db: Connection, caller: Caller, action_id: str) -> Passing | None:
    """Return to whom an action is passed, None where the caller's workspace does not see it any more."""
    try:
        return _passing(db, actions.card(db, caller, action_id).action)
    except Refusal:
        return None


def pass_on(
    db: Connection, caller: Caller, action_id: str, user_id: str, key: str, origin: Origin, now: datetime
) -> Passing:
    """Let one person answer for an action this time, as its officer; the lead officer stays.

    It ends when the current reporting period closes, or the next one where none is confirmed. Who had it passed
    before has it no more. Raises NotAllowed, or Refusal naming the field `to`.
    """
    action, person = _held(db, caller, action_id, "pass an update on", "pass on")
    if not user_id:
        raise Refusal("Choose who answers this time.", "to")
    stored_plans.lock(db, action.plan_slug)  # so that a period that closes meanwhile ends this, too
    to = people.ensure(db, Caller(caller.workspace_id, caller.team_id, user_id), now)
    if to.id == person.id:
        raise Refusal("That is you. Choose somebody else, or press *Update*.", "to")
    if to.is_external:
        raise Refusal("A guest cannot answer for an action. Choose somebody of your own workspace.", "to")
    before, period = stored.of_action(db, action.id), periods.current(db, action.plan_slug)
    if before is not None and before.to_id == to.id and _is_of(period, before):
        return _passing(db, action)
    if before is not None:
        _end(db, before, person.id, origin, now)
    row = {"action_id": action.id, "from_id": person.id, "to_id": to.id, "period_id": period.id if period else None}
    stored.add(db, row | {"at": now})
    assignments.assign(db, to, "officer", ("action", action.id), person, origin, now)
    audit.record(db, "update.passed", ("action", action.id), person.id, origin, now, {"to": to.id})
    if to.team_id:
        place = Place(to.team_id, person_id=to.id)
        payload = {"action": action.id, "by": person.id}
        deliveries.enqueue(db, f"gesture:{key}:passed", "passed", place, payload, now, origin.request_id)
    return _passing(db, action)


def take_back(db: Connection, caller: Caller, action_id: str, origin: Origin, now: datetime) -> Passing:
    """Ask the lead officer again; raises NotAllowed for all but lead officers, coordinators, and who passed it on."""
    action = actions.card(db, caller, action_id).action
    person = people.find(db, caller)
    held = stored.of_action(db, action.id)
    if held is None:
        raise Refusal(f"{action.printed_ref} is not passed to anybody any more.")
    deed = "pass an update on" if person and person.id == held.from_id else "take a passed update back"
    if person is None or not roles.may(db, person.id, deed, actions.around(action)):
        raise NotAllowed(f"Only the lead officer of {action.printed_ref} or a coordinator can take it back.")
    _end(db, held, person.id, origin, now)
    return _passing(db, action)


def end_with(db: Connection, period: Period, person_id: int | None, origin: Origin, now: datetime) -> None:
    """End whatever was passed on for a period that closes, and the officers' rights that came with it."""
    for held in stored.of_period(db, period.plan_slug, period.id):
        _end(db, held, person_id, origin, now, "update.pass_over")


def to_hand_back(db: Connection, caller: Caller, action_id: str) -> Action:
    """Return what may be handed back; raises NotAllowed for those who do not answer for it."""
    return _held(db, caller, action_id, "hand an action back", "hand back")[0]


def hand_back(db: Connection, caller: Caller, action_id: str, reason: str, origin: Origin, now: datetime) -> HandedBack:
    """Say *Not mine*: the action goes into its coordinators' queue, and the caller is not asked about it meanwhile.

    Raises NotAllowed for those who do not answer for it. Saying it twice changes nothing.
    """
    action, person = _held(db, caller, action_id, "hand an action back", "hand back")
    if not any(row.person_id == person.id for row in stored.waiting_of(db, action.id)):
        words = reason.strip()[:REASON] or None
        stored.hand_back(db, {"action_id": action.id, "person_id": person.id, "reason": words, "at": now})
        audit.record(db, "action.handed_back", ("action", action.id), person.id, origin, now)
    found = actions.coordinators(db, action)
    return HandedBack(action, tuple(Author(one.user_id, one.name) for one in found))


def ask_again(db: Connection, caller: Caller, action_id: str, origin: Origin, now: datetime) -> Action:
    """Take an action out of the queue without naming anybody else: whoever handed it back is asked again."""
    action = actions.card(db, caller, action_id).action
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, "assign people", actions.around(action)):
        raise NotAllowed(f"Only a coordinator of {action.plan_title} can do this.")
    if stored.waiting_of(db, action.id):
        stored.settle(db, action.id, person.id, now)
        audit.record(db, "action.asked_again", ("action", action.id), person.id, origin, now)
    return action


def _held(db: Connection, caller: Caller, action_id: str, deed: str, words: str) -> tuple[Action, Person]:
    action = actions.card(db, caller, action_id).action
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, deed, actions.around(action)):
        raise NotAllowed(f"You cannot {words} {action.printed_ref}: you do not answer for it.", ask_for=action.id)
    if action.withdrawn:
        raise Refusal(f"{action.printed_ref} was withdrawn from the plan: nobody is asked about it any more.")
    return action, person


def _passing(db: Connection, action: Action) -> Passing:
    held, period = stored.of_action(db, action.id), periods.current(db, action.plan_slug)
    to = people.from_row(stored_people.by_id(db, held.to_id)) if held and _is_of(period, held) else None
    author = Author(to.user_id, to.name) if to else None
    return Passing(action, author, period.due_on if period else None, period.title if period else None)


def _is_of(period: Period | None, held: Record) -> bool:
    """Say whether something is passed on now, not for a period that is due later."""
    return held.period_id is None or (period is not None and held.period_id == period.id)


def _end(
    db: Connection, held: Record, by_id: int | None, origin: Origin, now: datetime, did: str = "update.taken_back"
) -> None:
    """End a pass, and with it the officer's rights that came with it."""
    stored.take_back(db, held.action_id, now)
    for row in stored_people.held_for(db, "officer", ("action", held.action_id)):
        if row.person_id == held.to_id and row.from_at == held.at:
            assignments.end(db, row, by_id, origin, now)
    audit.record(db, did, ("action", held.action_id), by_id, origin, now, {"to": held.to_id})
