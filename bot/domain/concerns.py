"""*Something wrong?* on a card: what somebody noticed goes to whoever can correct it, and an answer comes back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, audit, corrections, deliveries, gestures, people, roles
from bot.domain.actions import Action
from bot.domain.audit import Origin, Subject
from bot.domain.deliveries import Place
from bot.domain.people import Caller, Person
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import audit as stored_audit
from storage import people as stored_people

WORDS = (3, 1000)
RAISED = "concern.raised"


@dataclass(frozen=True)
class Raised:
    """What a coordinator reads: who noticed what, about which action, and where that was read."""

    action: Action
    person: Person
    words: str
    document: str | None
    lines: str | None


def about(db: Connection, caller: Caller, action_id: str) -> Action:
    """Return the action of the form; raises Refusal when the caller's workspace does not see it."""
    return actions.card(db, caller, action_id).action


def raise_one(
    db: Connection, caller: Caller, action_id: str, words: str, view_id: str, origin: Origin, now: datetime
) -> tuple[Person, ...]:
    """Send what somebody noticed to the plan's coordinators, without any to the admins; return to whom.

    Raises Refusal for the field `words`, also when there is nobody to send it to.
    """
    action = about(db, caller, action_id)
    told = _stewards(db, caller, action)
    if not told:
        raise Refusal(
            f"Nobody coordinates {action.plan_title} yet, and Convenor has no admin here: it cannot be passed on.",
            "words",
        )
    text = _checked(words)
    if not gestures.first_time(db, view_id, now):
        return told
    person = people.ensure(db, caller, now)
    payload = {"person": person.id, "action": action.id, "words": text}
    for number, one in enumerate(told, 1):
        assert one.team_id is not None
        place = Place(one.team_id, person_id=one.id)
        deliveries.enqueue(db, f"gesture:{view_id}:{number}", "concern", place, payload, now, origin.request_id)
    audit.record(db, RAISED, ("action", action.id), person.id, origin, now)
    return told


def seen_by(db: Connection, reader: Caller, person_id: int, action_id: str, words: str) -> Raised:
    """Return a concern as whoever gets it reads it; raises Refusal when their workspace does not see the action."""
    action = actions.card(db, reader, action_id).action
    source = stored_actions.source(db, action.id)
    person = people.from_row(stored_people.by_id(db, person_id))
    return Raised(action, person, words, source.document, source.source_lines)


def to_answer(db: Connection, caller: Caller, person_id: int, action_id: str) -> tuple[Action, Person]:
    """Return whom an answer goes to, and about what.

    Raises NotAllowed for all but those who may correct the plan, Refusal where that person has raised nothing.
    """
    action = about(db, caller, action_id)
    corrections.steward(db, caller, action.plan_slug)
    raised = {row.person_id for row in stored_audit.about(db, "action", action.id) if row.did == RAISED}
    if person_id not in raised:
        raise Refusal("This button is too old: there is nobody to answer.")
    return action, people.from_row(stored_people.by_id(db, person_id))


def answer(
    db: Connection,
    caller: Caller,
    person_id: int,
    action_id: str,
    words: str,
    view_id: str,
    origin: Origin,
    now: datetime,
) -> Person:
    """Send an answer to whoever raised a concern, and a copy to the others who were told of it; return the first."""
    action, reporter = to_answer(db, caller, person_id, action_id)
    text = _checked(words)
    if reporter.team_id is None:
        raise Refusal("They cannot be reached in Slack any more.", "words")
    if not gestures.first_time(db, view_id, now):
        return reporter
    person = people.ensure(db, caller, now)
    others = [one for one in _stewards(db, caller, action) if one.id not in (person.id, reporter.id)]
    payload = {"person": person.id, "to": reporter.id, "action": action.id, "words": text}
    for number, one in enumerate((reporter, *others), 1):
        if one.team_id is not None:
            place = Place(one.team_id, person_id=one.id)
            key = f"gesture:{view_id}:{number}"
            deliveries.enqueue(db, key, "concern_answered", place, payload, now, origin.request_id)
    audit.record(db, "concern.answered", ("action", action.id), person.id, origin, now, {"person_id": reporter.id})
    return reporter


def _stewards(db: Connection, caller: Caller, action: Action) -> tuple[Person, ...]:
    """Who may correct the plan: its coordinators, without any the admins of the caller's workspace."""
    plan: Subject = ("plan", action.plan_slug)
    for role, subject in (("coordinator", plan), ("admin", roles.EVERYTHING)):
        rows = stored_people.holders(db, [role], [subject])
        here = [row for row in rows if row.user_id and row.team_id]
        if role == "admin":
            here = [row for row in here if row.workspace_id == caller.workspace_id]
        if here:
            return tuple(dict.fromkeys(people.from_row(row) for row in here))
    return ()


def _checked(words: str) -> str:
    text = words.strip()
    least, most = WORDS
    if not least <= len(text) <= most:
        raise Refusal(f"Say it in {least} to {most:,} characters.", "words")
    return text
