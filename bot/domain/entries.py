"""Entries of an action's history: what one says, what a form makes of it, and whether it can be corrected."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, update_fields
from bot.domain.actions import Action, Author, Status
from bot.domain.people import Person
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.update_fields import Draft
from storage import updates as stored
from storage.types import Record

STANDING = ("submitted", "accepted")
"""States of entries that still say something; others were returned or taken back."""


def status_of(row: Record) -> Status:
    """Return the status of an entry's row."""
    return Status(
        entry_id=row.id,
        kind=row.kind,
        stages=actions.stages_of(row.stages),
        rag=row.rag,
        note=row.note,
        as_of=row.as_of,
        precision=row.as_of_precision,
        author=None if row.kind == "published" else Author(row.author_user_id, row.author_name),
        created_at=row.created_at,
        milestone=row.milestone,
        milestone_on=row.milestone_on,
        evidence_url=row.evidence_url,
        completed_on=row.completed_on,
    )


def why_not_unchanged(action: Action, last: Record | None) -> str | None:
    """Return why an action's last entry cannot simply be confirmed by *No change*; None: it can."""
    if last is None:
        return f"Nothing has been said about {action.printed_ref} yet: please give the first update."
    if last.state == "returned":
        return "The last update came back with a comment: please answer it here."
    if last.rag in ("Red", "Amber"):
        return f"RAG is {last.rag}, so please say in a few words what is being done about it."
    if last.kind == "no_change":
        return "The last answer was *No change* too, so please say in a few words how it stands."
    return None


def frozen_by(row: Record, closed: Sequence[Record]) -> str | None:
    """Return the title of the closed reporting period in whose report an entry stands; None: it can be corrected."""
    for period in closed:
        is_before = row.period_id is None and period.closed_at is not None and row.created_at <= period.closed_at
        if row.period_id == period.id or is_before:
            return str(period.title)
    return None


def check_correctable(row: Record | None, person: Person, closed: Sequence[Record]) -> Record:
    """Return an entry that this person may correct; raises Refusal or NotAllowed."""
    if row is None or row.kind == "published" or row.state in ("taken_back", "returned"):
        raise Refusal("That update cannot be corrected any more. Press *Update* and say what is true now.")
    if person.id not in (row.author_id, row.recorded_by_id):
        raise NotAllowed("Only who gave an update can correct it. Press *Update* and say what is true now.")
    if title := frozen_by(row, closed):
        raise Refusal(
            f"The reporting period “{title}” is closed, and this update stands in its report. "
            "Press *Update* and say what is true now."
        )
    return row


def full_draft(row: Record) -> Draft:
    """Return all that an entry holds, as it was typed."""
    stages = [one["stage"] for one in row.stages] + [None, None]
    texts: dict[str, Any] = {name: getattr(row, name) or "" for name in update_fields.TEXTS}
    days = {name: getattr(row, name) for name in update_fields.DAYS}
    return Draft(stage=stages[0], second_stage=stages[1], rag=row.rag, **texts, **days)


def draft_of(row: Record | None) -> Draft:
    """Return what a form opens with: of a returned update all that it held, of any other what goes on."""
    if row is None:
        return update_fields.EMPTY
    return full_draft(row) if row.state == "returned" else update_fields.known(status_of(row))


def followed_by(
    db: Connection, action: Action, corrected: Record | None, newest: Sequence[Record] = ()
) -> Status | None:
    """Return the status that a new entry follows: the newest one, or the one that the corrected entry followed.

    `newest` are the action's first entries, where they are at hand: mostly one of these is it.
    """
    if corrected is None and (standing := [row for row in newest if row.state in STANDING]):
        return status_of(standing[0])
    rows = [row for row in stored.of_action(db, action.id) if row.state in STANDING]
    if corrected is not None:
        root = corrected.corrects_id or corrected.id
        last = max((number for number, row in enumerate(rows) if root in (row.id, row.corrects_id)), default=-1)
        rows = rows[last + 1 :]
    return status_of(rows[0]) if rows else None


def corrected(db: Connection, action: Action, person: Person, entry_id: int) -> Record:
    """Return the entry that a person wants to correct; raises Refusal or NotAllowed."""
    row = stored.by_id(db, entry_id)
    found = row if row is not None and row.action_id == action.id else None
    return check_correctable(found, person, stored.closed_periods(db, action.id))
