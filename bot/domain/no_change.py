"""*No change*: the shortest answer there is, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, entries, gestures, updates
from bot.domain.actions import Action
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.updates import Form, Overtaken, Submission
from storage import actions as stored_actions
from storage import updates as stored
from storage.types import Record

UNDO_FOR = timedelta(minutes=10)

CARRIED = ("stages", "rag", "note", "milestone", "milestone_on", "completed_on")
"""Columns that go on being true when nothing has changed."""


@dataclass(frozen=True)
class Confirmed:
    """An action, and the entry that says that nothing has changed."""

    action: Action
    entry_id: int
    waits: bool


@dataclass(frozen=True)
class TakenBack:
    """The action as it stands without the answer that was taken back."""

    action: Action


def save(
    db: Connection, caller: Caller, action_id: str, base: int, key: str, origin: Origin, now: datetime, zone: str
) -> Confirmed | Form | Overtaken:
    """Record that an action stands as entry `base` says; the form instead where that will not do.

    `key` is the gesture's: a repeat does nothing. Raises NotAllowed.
    """
    card = actions.card(db, caller, action_id)
    action, person = card.action, updates.check_right(db, caller, card)
    stored_actions.lock(db, action.id)
    rows = stored.newest(db, action.id, 2)
    if rows and rows[0].id != base:
        if gestures.is_known(db, key):
            return _confirmed(action, rows[0])
        draft = entries.draft_of(rows[0])
        return updates.overtaken(action, rows, Submission(action.id, base, "", draft))
    if not rows or (why := entries.why_not_unchanged(action, rows[0])):
        opened = updates.form(db, caller, action.id)
        why = why if rows else entries.why_not_unchanged(action, None)
        return Form(action, opened.base, opened.draft, opened.asked, why=why, returned=opened.returned)
    if not gestures.first_time(db, key, now):  # what it said was taken back since
        return _confirmed(action, rows[0])
    today = local(now, zone).date()
    values = carried(rows[0]) | {"kind": "no_change", "as_of": max(today, rows[0].as_of), "as_of_precision": "day"}
    appended = updates.append(db, action, person, values, origin, now)
    return Confirmed(action, appended.id, appended.waits)


def take_back(db: Connection, caller: Caller, entry_id: int, origin: Origin, now: datetime) -> TakenBack:
    """Take back one's own *No change* within ten minutes, by a correction that names it; twice is once.

    Raises Refusal when it is too late or nothing of the kind, NotAllowed for an answer of somebody else.
    """
    row = stored.by_id(db, entry_id)
    if row is None or row.kind != "no_change":
        raise Refusal("There is nothing here to undo.")
    card = actions.card(db, caller, row.action_id)
    action, person = card.action, updates.check_right(db, caller, card)
    if row.author_id != person.id:
        raise NotAllowed("Only who said *No change* can undo it.")
    stored_actions.lock(db, action.id)
    if _state(db, entry_id) == "taken_back":
        return TakenBack(actions.standing(db, caller, action.id))
    if now - row.created_at > UNDO_FOR:
        raise Refusal("*Undo* works for 10 minutes only. Press *Update* and say what is true now.")
    entries.check_correctable(row, person, stored.closed_periods(db, action.id))
    values = carried(row) | {
        "action_id": action.id,
        "kind": "correction",
        "state": "taken_back",
        "corrects_id": row.id,
        "author_id": person.id,
        "as_of": row.as_of,
        "as_of_precision": row.as_of_precision,
        "period_id": row.period_id,
        "created_at": now,
    }
    stored.append(db, values)
    stored.judge(db, row.id, action.id, {"state": "taken_back"})
    audit.record(db, "update.taken_back", ("action", action.id), person.id, origin, now, {"entry_id": row.id})
    return TakenBack(actions.standing(db, caller, action.id))


def _state(db: Connection, entry_id: int) -> str | None:
    """Return an entry's state as it is now that the action is held."""
    row = stored.by_id(db, entry_id)
    return row.state if row else None


def carried(row: Record) -> dict[str, Any]:
    """Return what goes on being true of an entry when nothing has changed."""
    return {name: getattr(row, name) for name in CARRIED}


def _confirmed(action: Action, row: Record) -> Confirmed:
    return Confirmed(action, row.id, waits=row.state == "submitted")
