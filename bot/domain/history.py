"""An action's history: every entry with who gave it, what it changed, and who may read what of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import actions, entries, people, roles
from bot.domain.actions import Action, Author, Status
from bot.domain.people import Caller, Person
from storage import updates as stored
from storage.types import Record


@dataclass(frozen=True)
class Entry:
    """One entry, and the status that it followed; what the reader may not see is empty.

    `is_correctable` says that the reader may correct it now.
    """

    status: Status
    before: Status | None
    state: str
    corrects: int | None = None
    milestone_reason: str | None = None
    milestone_agreed_by: str | None = None
    reopened_reason: str | None = None
    internal_note: str | None = None
    needs_help: str | None = None
    recorded_by: Author | None = None
    recorded_how: str | None = None
    returned_comment: str | None = None
    reviewed_by: Author | None = None
    is_correctable: bool = False

    @property
    def entry_id(self) -> int:
        return self.status.entry_id

    @property
    def author(self) -> Author | None:
        return self.status.author

    @property
    def as_of(self) -> date:
        return self.status.as_of

    @property
    def created_at(self) -> datetime:
        return self.status.created_at


@dataclass(frozen=True)
class History:
    """Every status an action ever had, the one that counts first."""

    action: Action
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class _Reader:
    """What somebody may see and do in a history."""

    person: Person | None
    is_own: bool
    coordinates: bool


def history(db: Connection, caller: Caller, action_id: str) -> History:
    """Return an action's history; raises Refusal when the caller's workspace does not see it.

    What waits for review, was returned or taken back is seen by those who may update the action, as are internal
    notes; what help is needed is seen by the plan's coordinators.
    """
    action = actions.card(db, caller, action_id).action
    rows = stored.of_action(db, action.id)
    reader = _reader(db, caller, action)
    closed = stored.closed_periods(db, action.id) if reader.is_own else ()
    shown = [row for row in rows if reader.is_own or row.state == "accepted"]
    return History(action, tuple(_entry(row, rows, reader, closed) for row in shown))


def entry(db: Connection, caller: Caller, action: Action, entry_id: int) -> Entry | None:
    """Return one entry as the caller may see it, or None."""
    found = history(db, caller, action.id)
    return next((one for one in found.entries if one.entry_id == entry_id), None)


def _reader(db: Connection, caller: Caller, action: Action) -> _Reader:
    person = people.find(db, caller)
    about = actions.around(action)
    may = [
        person is not None and roles.may(db, person.id, deed, about)
        for deed in ("update an action", "read requests for help")
    ]
    return _Reader(person, *may)


def _entry(row: Record, rows: Sequence[Record], reader: _Reader, closed: Sequence[Record]) -> Entry:
    before = _before(row, rows)
    return Entry(
        status=entries.status_of(row),
        before=entries.status_of(before) if before else None,
        state=row.state,
        corrects=row.corrects_id,
        milestone_reason=row.milestone_reason,
        milestone_agreed_by=row.milestone_agreed_by,
        reopened_reason=row.reopened_reason,
        internal_note=row.internal_note if reader.is_own else None,
        needs_help=row.needs_help if reader.coordinates else None,
        recorded_by=Author(row.recorder_user_id, row.recorder_name) if row.recorded_by_id else None,
        recorded_how=row.recorded_how,
        returned_comment=row.returned_comment if reader.is_own else None,
        reviewed_by=Author(row.reviewer_user_id, row.reviewer_name) if row.reviewed_by_id else None,
        is_correctable=_is_correctable(row, rows, reader, closed),
    )


def _before(row: Record, rows: Sequence[Record]) -> Record | None:
    """Return what an entry followed: a correction the version that it corrects, any other the last that stood."""
    below = list(rows[rows.index(row) + 1 :])
    if row.corrects_id is not None:
        return next((one for one in below if row.corrects_id in (one.id, one.corrects_id)), None)
    return next((one for one in below if one.state in entries.STANDING), None)


def _is_correctable(row: Record, rows: Sequence[Record], reader: _Reader, closed: Sequence[Record]) -> bool:
    if not reader.is_own or reader.person is None or row.kind == "published" or row.state not in entries.STANDING:
        return False
    if reader.person.id not in (row.author_id, row.recorded_by_id) or entries.frozen_by(row, closed):
        return False
    root = row.corrects_id or row.id
    return next(one for one in rows if root in (one.id, one.corrects_id)) is row
