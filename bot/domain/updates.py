"""Status updates: the form's facts, and the entry that is appended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, entries, gestures, people, roles, update_fields
from bot.domain.actions import Action, Author, Card, Stage, Status
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller, Person
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.update_fields import COMPLETION, REDATING, REOPENING, Draft
from storage import actions as stored_actions
from storage import drafts as stored_drafts
from storage import people as stored_people
from storage import periods as stored_periods
from storage import updates as stored
from storage.types import Record


@dataclass(frozen=True)
class Kept:
    """What somebody typed earlier, and could not be saved then."""

    draft: Draft
    at: datetime


@dataclass(frozen=True)
class Returned:
    """A coordinator gave the last update back with a comment."""

    by: Author
    comment: str


@dataclass(frozen=True)
class Form:
    """What the form opens with; `base` is the entry it was filled from, 0 when there was none.

    `asked` is what has to be asked besides, `corrects` the entry that is corrected. `why` says why the form is shown
    (again); with `is_unchanged` it may be saved as *No change* unless `why` says otherwise.
    """

    action: Action
    base: int
    draft: Draft
    asked: tuple[str, ...] = ()
    corrects: int | None = None
    why: str | None = None
    is_unchanged: bool = False
    kept: Kept | None = None
    returned: Returned | None = None


@dataclass(frozen=True)
class Submission:
    """A form that was sent: opened on entry `base`, known to Slack as `view_id`, showing also what was `asked`."""

    action_id: str
    base: int
    view_id: str
    draft: Draft
    asked: tuple[str, ...] = ()
    corrects: int | None = None


@dataclass(frozen=True)
class Overtaken:
    """Somebody else saved first: their status, what it changed, and what this person typed."""

    form: Form
    theirs: Status
    before: Status | None = None


@dataclass(frozen=True)
class Saved:
    """The action as it stands after saving; `waits` says that a coordinator has to accept the update first."""

    action: Action
    waits: bool = False


@dataclass(frozen=True)
class Appended:
    """The id of a new entry, and whether a coordinator has to accept it before it counts."""

    id: int
    waits: bool


def form(db: Connection, caller: Caller, action_id: str) -> Form:
    """Return the form filled with what is known; raises NotAllowed for those who may not update."""
    card = actions.card(db, caller, action_id)
    action, person = card.action, check_right(db, caller, card)
    last = next(iter(stored.newest(db, action.id, 1)), None)
    if last is None or last.state != "returned":
        return Form(action, last.id if last else 0, entries.draft_of(last), kept=_kept(db, person, action))
    draft = entries.full_draft(last)
    asked = _asked_of(action, draft, entries.followed_by(db, action, None))
    by = Author(last.reviewer_user_id, last.reviewer_name)
    returned = Returned(by, last.returned_comment or "")
    return Form(action, last.id, draft, asked, kept=_kept(db, person, action), returned=returned)


def correction_form(db: Connection, caller: Caller, entry_id: int) -> Form:
    """Return the form filled with an update of the caller's own; raises Refusal or NotAllowed."""
    row = stored.by_id(db, entry_id)
    if row is None:
        raise Refusal("That update is not here any more.")
    card = actions.card(db, caller, row.action_id)
    action, person = card.action, check_right(db, caller, card)
    entry = entries.corrected(db, action, person, entry_id)
    newest = stored.newest(db, action.id, 1)[0]
    draft = entries.full_draft(entry)
    asked = _asked_of(action, draft, entries.followed_by(db, action, entry))
    return Form(action, newest.id, draft, asked, corrects=entry_id)


def save(
    db: Connection,
    caller: Caller,
    submission: Submission,
    origin: Origin,
    now: datetime,
    zone: str,
    recorded: dict[str, Any] | None = None,
) -> Saved | Overtaken | Form:
    """Append an update, unless somebody else saved since the form was opened, or more has to be asked.

    The same form is saved once, however often it arrives. Raises NotAllowed, or Refusal naming the field
    that is wrong. `zone` is where "today" is taken from; `recorded` says whose answer it is, if not the caller's.
    """
    card = actions.card(db, caller, submission.action_id)
    action, person = card.action, check_right(db, caller, card)
    stored_actions.lock(db, action.id)
    rows = stored.newest(db, action.id, 2)
    base = rows[0].id if rows else 0
    if base != submission.base:
        is_repeat = gestures.is_known(db, submission.view_id)
        return _saved(db, caller, action, _waits(rows)) if is_repeat else overtaken(action, rows, submission)
    corrected = _corrected(db, action, person, submission)
    before = entries.followed_by(db, action, corrected, rows)
    draft, today = update_fields.trimmed(submission.draft), local(now, zone).date()
    stages = update_fields.check(action, draft, before, today)
    if draft == update_fields.trimmed(_opened_with(rows, corrected)):
        return _unchanged(action, submission, rows)
    besides = update_fields.asked_besides(draft, stages, before)
    if not set(besides) <= set(submission.asked):
        return Form(action, base, submission.draft, besides, submission.corrects)
    update_fields.check_besides(draft, besides, today)
    if not gestures.first_time(db, submission.view_id, now):  # what it saved was taken back since
        return _saved(db, caller, action, _waits(rows))
    values = _values(draft, stages, besides, before) | _dated(corrected, before, today) | (recorded or {})
    return _saved(db, caller, action, append(db, action, person, values, origin, now).waits)


def append(
    db: Connection, action: Action, person: Person, values: dict[str, Any], origin: Origin, now: datetime
) -> Appended:
    """Append what a person entered, with its audit row.

    It counts at once unless the plan wants a coordinator to accept it first; a coordinator's own does. It counts for
    the reporting period that is due first, unless `values` say otherwise, as they may say whose answer it is.
    """
    terms = stored_periods.terms(db, action.plan_slug)
    row = {
        "action_id": action.id,
        "kind": "update",
        "state": "submitted" if terms.wants_review and not _accepts(db, action, person) else "accepted",
        "author_id": person.id,
        "period_id": terms.period_id,
        "created_at": now,
    } | values
    entry_id = stored.append(db, row)
    stored_drafts.drop(db, person.id, action.id)
    details = {"entry_id": entry_id} | ({"corrects": row["corrects_id"]} if row.get("corrects_id") else {})
    audit.record(db, AUDITED[row["kind"]], ("action", action.id), person.id, origin, now, details)
    return Appended(entry_id, row["state"] == "submitted")


def _accepts(db: Connection, action: Action, person: Person) -> bool:
    return roles.may(db, person.id, "accept and return updates", actions.around(action))


AUDITED = {"update": "update.saved", "no_change": "update.no_change", "correction": "update.corrected"}
"""What the audit says of each kind of entry that a person makes."""


def overtaken(action: Action, rows: Sequence[Record], submission: Submission) -> Overtaken:
    """Return what somebody sees who comes second; `rows` are the newest entries, the one that came first ahead."""
    theirs, before = entries.status_of(rows[0]), entries.status_of(rows[1]) if len(rows) > 1 else None
    form = Form(action, rows[0].id, submission.draft, submission.asked, submission.corrects)
    return Overtaken(form, theirs, before)


def check_right(db: Connection, caller: Caller, card: Card) -> Person:
    """Return who the caller is; raises NotAllowed for those who may not update, Refusal for a withdrawn action."""
    action = card.action
    if card.may_update and (person := people.find(db, caller)):
        if action.withdrawn:
            raise Refusal(f"{action.printed_ref} was withdrawn from the plan: it takes no updates any more.")
        return person
    holders = stored_people.holders(db, roles.MAY["update an action"], actions.around(action))
    named = list(dict.fromkeys(f"<@{row.user_id}>" if row.user_id else row.name for row in holders))
    who = f"These people can: {', '.join(named)}." if named else "Nobody is assigned to it yet."
    raise NotAllowed(f"You cannot update {action.printed_ref}. {who}", ask_for=action.id)


def _unchanged(action: Action, submission: Submission, rows: Sequence[Record]) -> Form:
    """Return the form again: nothing was changed, which may be said in so many words."""
    if submission.corrects is not None:
        raise Refusal("This is what you saved already. Change what is wrong, or close the form.", "note")
    why = entries.why_not_unchanged(action, rows[0] if rows else None)
    return Form(action, submission.base, submission.draft, submission.asked, why=why, is_unchanged=True)


def _kept(db: Connection, person: Person, action: Action) -> Kept | None:
    row = stored_drafts.of(db, person.id, action.id)
    return Kept(update_fields.from_json(row.fields), row.saved_at) if row else None


def _asked_of(action: Action, draft: Draft, before: Status | None) -> tuple[str, ...]:
    """Return what was asked besides when a draft was saved first: its answers are shown again."""
    chosen = [stage for stage in (draft.stage, draft.second_stage) if stage]
    return update_fields.asked_besides(draft, [Stage(one) for one in chosen], before)


def _corrected(db: Connection, action: Action, person: Person, submission: Submission) -> Record | None:
    return None if submission.corrects is None else entries.corrected(db, action, person, submission.corrects)


def _opened_with(rows: Sequence[Record], corrected: Record | None) -> Draft:
    if corrected is not None:
        return entries.full_draft(corrected)
    return entries.draft_of(rows[0] if rows else None)


def _values(draft: Draft, stages: tuple[Stage, ...], besides: tuple[str, ...], before: Status | None) -> dict[str, Any]:
    """Return the columns of what was typed; what was not asked is not kept."""
    goes_on = before.completed_on if before and update_fields.is_complete(stages) else None
    return {
        "stages": [{"stage": one.stage, "qualifier": one.qualifier} for one in stages],
        "rag": draft.rag,
        "note": draft.note,
        "internal_note": draft.internal_note or None,
        "milestone": draft.milestone or None,
        "milestone_on": draft.milestone_on,
        "milestone_reason": draft.milestone_reason if REDATING in besides else None,
        "milestone_agreed_by": draft.milestone_agreed_by if REDATING in besides else None,
        "evidence_url": draft.evidence_url or None,
        "needs_help": draft.needs_help or None,
        "completed_on": draft.completed_on if COMPLETION in besides else goes_on,
        "reopened_reason": draft.reopened_reason if REOPENING in besides else None,
    }


def _dated(corrected: Record | None, before: Status | None, today: date) -> dict[str, Any]:
    """Return what an entry is of; a correction is of the day, and for the period, of what it corrects."""
    if corrected is not None:
        return {
            "kind": "correction",
            "corrects_id": corrected.corrects_id or corrected.id,
            "as_of": corrected.as_of,
            "as_of_precision": corrected.as_of_precision,
            "period_id": corrected.period_id,
            "author_id": corrected.author_id,
            "recorded_by_id": corrected.recorded_by_id,
            "recorded_how": corrected.recorded_how,
        }
    # A status published for "December 2024" is stored as its last day: an answer given on the 10th
    # still is the newer one.
    return {"as_of": max(today, before.as_of) if before else today, "as_of_precision": "day"}


def _saved(db: Connection, caller: Caller, action: Action, waits: bool) -> Saved:
    return Saved(actions.standing(db, caller, action.id), waits)


def _waits(rows: Sequence[Record]) -> bool:
    """Say whether the last answer waits for a coordinator."""
    return bool(rows) and rows[0].state == "submitted"
