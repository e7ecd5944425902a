"""*Record an update for somebody*: a coordinator writes down what came by telephone, mail or in a meeting."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, entries, gestures, no_change, people, roles, updates
from bot.domain.actions import Action, Author
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller, Person
from bot.domain.plan_people import EMAIL
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.updates import Form, Overtaken, Saved, Submission
from storage import actions as stored_actions
from storage import people as stored_people
from storage import updates as stored

DEED = "record an update for somebody"
WHOSE = ("lead", "deputy", "officer")
HOW = (2, 200)


@dataclass(frozen=True)
class Given:
    """Whose answer it is: `person_id` somebody who answers for the action, else a name and an address; how and when."""

    person_id: int | None
    name: str
    email: str
    how: str
    on: date


@dataclass(frozen=True)
class RecordForm:
    """The update form, and whose answer it may be: (person id, who).

    `overtaken` is set when somebody else saved since it was opened: the coordinator compares, and decides.
    """

    form: Form
    whose: tuple[tuple[int, Author], ...]
    given: Given
    overtaken: Overtaken | None = None


def form(db: Connection, caller: Caller, action_id: str, now: datetime, zone: str) -> RecordForm:
    """Return the form; raises NotAllowed for all but the plan's coordinators."""
    action, _ = _held(db, caller, action_id)
    whose = _whose(db, action)
    given = Given(whose[0][0] if whose else None, "", "", "", local(now, zone).date())
    return RecordForm(updates.form(db, caller, action_id), whose, given)


def save(
    db: Connection, caller: Caller, submission: Submission, given: Given, origin: Origin, now: datetime, zone: str
) -> Saved | RecordForm:
    """Append the update as that person's; what is the same as before is recorded as *No change*.

    The form again where more has to be asked, or somebody else was quicker. Raises NotAllowed, or Refusal naming the
    field that is wrong.
    """
    action, person = _held(db, caller, submission.action_id)
    author = _author(db, action, given, now)
    values = _values(db, action, person, author, given, local(now, zone).date())
    found = updates.save(db, caller, submission, origin, now, zone, values)
    if isinstance(found, Form) and found.is_unchanged:
        return _unchanged(db, caller, action, person, submission, values, origin, now)
    if isinstance(found, Overtaken):
        return RecordForm(found.form, _whose(db, action), given, found)
    return RecordForm(found, _whose(db, action), given) if isinstance(found, Form) else found


def _held(db: Connection, caller: Caller, action_id: str) -> tuple[Action, Person]:
    action = actions.card(db, caller, action_id).action
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, DEED, actions.around(action)):
        raise NotAllowed(f"Only a coordinator of {action.plan_title} can record an update for somebody.")
    return action, person


def _whose(db: Connection, action: Action) -> tuple[tuple[int, Author], ...]:
    """Return who answers for an action: its lead officers first, its own people before those of the section."""
    rows = stored_people.holders(db, WHOSE, actions.around(action))
    found: dict[int, Author] = {}
    for row in sorted(rows, key=lambda row: (WHOSE.index(row.role), row.subject_kind != "action")):
        found.setdefault(row.id, Author(row.user_id, row.name or row.email))
    return tuple(found.items())


def _author(db: Connection, action: Action, given: Given, now: datetime) -> Person:
    if given.email.strip():
        if not EMAIL.fullmatch(given.email.strip()):
            raise Refusal("This is no e-mail address. Write it like a.khan@example.gov.uk.", "email")
        return people.ensure_by_email(db, given.email, given.name.strip(), now)
    if given.person_id not in {person_id for person_id, _ in _whose(db, action)}:
        raise Refusal("Choose whose update it is, or give their name and e-mail address.", "email")
    return people.from_row(stored_people.by_id(db, given.person_id or 0))


def _values(
    db: Connection, action: Action, person: Person, author: Person, given: Given, today: date
) -> dict[str, Any]:
    least, most = HOW
    how = given.how.strip()
    if not least <= len(how) <= most:
        raise Refusal("Say how it came: by telephone, by e-mail, in a meeting.", "how")
    if given.on > today:
        raise Refusal("That day is still to come. Choose the day on which it came.", "on")
    last = next(iter(stored.newest(db, action.id, 1)), None)
    return {
        "author_id": author.id,
        "recorded_by_id": person.id,
        "recorded_how": how,
        "as_of": max(given.on, last.as_of) if last else given.on,
        "as_of_precision": "day",
    }


def _unchanged(
    db: Connection,
    caller: Caller,
    action: Action,
    person: Person,
    submission: Submission,
    values: dict[str, Any],
    origin: Origin,
    now: datetime,
) -> Saved:
    stored_actions.lock(db, action.id)
    row = stored.newest(db, action.id, 1)[0]
    why = entries.why_not_unchanged(action, row)
    if why:
        raise Refusal(why, "note")
    if gestures.first_time(db, submission.view_id, now):
        updates.append(db, action, person, no_change.carried(row) | values | {"kind": "no_change"}, origin, now)
    return Saved(actions.standing(db, caller, action.id))
