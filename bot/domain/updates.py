"""Status updates: the form's facts, the checks, and the entry that is appended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, gestures, people, roles
from bot.domain.actions import Action, Author, Card, Stage, Status
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored_actions
from storage import people as stored_people
from storage import updates as stored

RAGS = ("Red", "Amber", "Green")
NOTE_LENGTH = (3, 3000)


@dataclass(frozen=True)
class Draft:
    """What somebody typed into the form; nothing of it is checked yet."""

    stage: str | None
    second_stage: str | None
    rag: str | None
    note: str


@dataclass(frozen=True)
class Form:
    """What the form opens with; `base` is the entry it was filled from, 0 when there was none."""

    action: Action
    base: int
    draft: Draft


@dataclass(frozen=True)
class Submission:
    """A form that was sent: opened on entry `base`, known to Slack as `view_id`."""

    action_id: str
    base: int
    view_id: str
    draft: Draft


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved first: their status, and what this person typed."""

    form: Form
    theirs: Status


@dataclass(frozen=True)
class Saved:
    """The action as it stands after saving."""

    card: Card


@dataclass(frozen=True)
class History:
    """Every status an action ever had, the one that counts first."""

    action: Action
    entries: tuple[Status, ...]


def form(db: Connection, caller: Caller, action_id: str) -> Form:
    """Return the form filled with what is known; raises NotAllowed for those who may not update."""
    action = actions.card(db, caller, action_id).action
    _check_right(db, caller, action)
    last = _last(db, action)
    return Form(action, _base(last), _known(last))


def save(
    db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime, zone: str
) -> Saved | Overtaken:
    """Append an update, unless somebody else saved since the form was opened.

    The same form is saved once, however often it arrives. Raises NotAllowed, or Refusal naming the field
    that is wrong. `zone` is where "today" is taken from.
    """
    action = actions.card(db, caller, submission.action_id).action
    _check_right(db, caller, action)
    stored_actions.lock(db, action.id)
    if gestures.is_known(db, submission.view_id):
        return Saved(actions.card(db, caller, action.id))
    last = _last(db, action)
    if last and last.entry_id != submission.base:
        return Overtaken(Form(action, last.entry_id, submission.draft), last)
    draft = submission.draft
    stages = checked_stages(action.plan_stages, draft.stage, draft.second_stage, last.stages if last else ())
    _check_rag_and_note(action, submission.draft, last)
    gestures.first_time(db, submission.view_id, now)
    person = people.ensure(db, caller, now)
    today = local(now, zone).date()
    entry_id = _append(db, action, person.id, _entry(stages, submission.draft, last, today), now)
    audit.record(db, "update.saved", ("action", action.id), person.id, origin, now, {"entry_id": entry_id})
    return Saved(actions.card(db, caller, action.id))


def history(db: Connection, caller: Caller, action_id: str) -> History:
    """Return an action's status entries; raises Refusal when the caller's workspace does not see it."""
    action = actions.card(db, caller, action_id).action
    return History(action, _entries(db, action))


def _entries(db: Connection, action: Action) -> tuple[Status, ...]:
    return tuple(
        Status(
            entry_id=row.id,
            kind=row.kind,
            stages=actions.stages_of(row.stages),
            rag=row.rag,
            note=row.note,
            as_of=row.as_of,
            precision=row.as_of_precision,
            author=None if row.kind == "published" else Author(row.author_user_id, row.author_name),
            created_at=row.created_at,
        )
        for row in stored.of_action(db, action.id)
    )


def _last(db: Connection, action: Action) -> Status | None:
    """The newest entry, whether it counts already or waits for review: what a form is about to follow."""
    return next(iter(_entries(db, action)), None)


def _base(last: Status | None) -> int:
    return last.entry_id if last else 0


def _known(last: Status | None) -> Draft:
    if last is None:
        return Draft(None, None, None, "")
    stages = [one.stage for one in last.stages] + [None, None]
    return Draft(stages[0], stages[1], last.rag, last.note or "")


def _check_right(db: Connection, caller: Caller, action: Action) -> None:
    person = people.find(db, caller)
    if roles.may(db, person.id if person else None, "update an action", actions.around(action)):
        return
    holders = stored_people.holders(db, roles.MAY["update an action"], actions.around(action))
    named = list(dict.fromkeys(f"<@{row.user_id}>" if row.user_id else row.name for row in holders))
    who = f"These people can: {', '.join(named)}." if named else "Nobody is assigned to it yet."
    raise NotAllowed(f"You cannot update {action.printed_ref}. {who}", ask_for=action.id)


def checked_stages(
    plan_stages: Sequence[str], stage: str | None, second: str | None, known: Sequence[Stage]
) -> tuple[Stage, ...]:
    """Return one or two chosen stages of a plan, each with the qualifier that `known` gives it.

    Raises Refusal naming the field `stage` or `second_stage`. Nothing where the plan has no stages.
    """
    if not plan_stages:
        return ()
    if stage is None or stage not in plan_stages:
        raise Refusal(f"Choose a stage: {', '.join(plan_stages)}.", "stage")
    if second is None:
        return (_with_qualifier(known, stage),)
    if second not in plan_stages:
        raise Refusal(f"Choose one of {', '.join(plan_stages)}, or leave it empty.", "second_stage")
    if second == stage:
        raise Refusal("This is the same stage again. Choose another one, or leave it empty.", "second_stage")
    return (_with_qualifier(known, stage), _with_qualifier(known, second))


def _with_qualifier(known: Sequence[Stage], stage: str) -> Stage:
    return next((one for one in known if one.stage == stage), Stage(stage))


def _check_rag_and_note(action: Action, draft: Draft, last: Status | None) -> None:
    if draft.rag is not None and (not action.uses_rag or draft.rag not in RAGS):
        raise Refusal("Choose Red, Amber, Green or Not given.", "rag")
    least, most = NOTE_LENGTH
    length = len(draft.note.strip())
    if length < least:
        raise Refusal(f"Say in a few words what has happened: at least {least} characters.", "note")
    if length > most:
        raise Refusal(f"The note has {length:,} characters; {most:,} are the most. Please shorten it.", "note")
    if replace(draft, note=draft.note.strip()) == _known(last):
        raise Refusal("Nothing has changed yet. Change the stage, the RAG or the note, or close the form.", "note")


def _entry(stages: tuple[Stage, ...], draft: Draft, last: Status | None, today: date) -> dict[str, Any]:
    return {
        "stages": [{"stage": one.stage, "qualifier": one.qualifier} for one in stages],
        "rag": draft.rag,
        "note": draft.note.strip(),
        # A status published for "December 2024" is stored as its last day: an answer given on the 10th
        # still is the newer one.
        "as_of": max(today, last.as_of) if last else today,
        "as_of_precision": "day",
    }


def _append(db: Connection, action: Action, person_id: int, entry: dict[str, Any], now: datetime) -> int:
    """Append an entry; it counts at once unless the plan wants a coordinator to accept it first."""
    state = "submitted" if stored_actions.place(db, action.id).wants_review else "accepted"
    row = {"action_id": action.id, "kind": "update", "state": state, "author_id": person_id, "created_at": now}
    return stored.append(db, row | entry)
