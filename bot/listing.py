"""What the command line lists, as the rows of its JSON (contracts.md, "Command line")."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import deliveries, notices, reminders
from bot.domain import due_reminders as dues
from bot.domain.due_reminders import Due
from bot.domain.imports import ToCheck
from bot.views.blocks import Message
from jobs import messages
from storage import deliveries as stored_deliveries
from storage import notices as stored_notices
from storage import people as stored_people
from storage import reviews as stored_reviews
from storage.engine import Database
from storage.types import Record

Listed = tuple[dict[str, Any], Record | None]
"""A row of the list, and the person to whom it goes."""


def due_reminders(database: Database, at: datetime, zone: str, only: str | None) -> list[dict[str, Any]]:
    """Return what would go at `at`: the very run that sends it, taken back at its end.

    `only` is a Slack id or a name: what goes to that person alone.
    """
    with database.trying() as db:
        reminders.plan(db, at, zone)
        keys = notices.send_due(db, at)
        sent = [one for one in dues.due(db, at, zone) if dues.send(db, one, at)]
        found = [_correction(db, stored_deliveries.by_key(db, key), at, zone) for key in keys]
        found += [_reminder(db, one, stored_deliveries.by_key(db, one.key), at, zone) for one in sent]
        return [row for row, person in found if row["text"] and (only is None or _is_called(person, only))]


def _is_called(person: Record | None, name: str) -> bool:
    return person is not None and name.casefold() in ((person.name or "").casefold(), person.user_id.casefold())


def _correction(db: Connection, row: Record, at: datetime, zone: str) -> Listed:
    event_id = stored_notices.event_of(db, row.payload["notice"])
    return _listed(db, row, row.due_at, "correction", [event_id], messages.draw(db, row, at, zone))


def _reminder(db: Connection, due: Due, row: Record, at: datetime, zone: str) -> Listed:
    items = [*due.event_ids, *due.action_ids, *due.plan_slugs]
    return _listed(db, row, due.due_at, ", ".join(due.rules), items, messages.draw(db, row, at, zone))


def _listed(
    db: Connection, row: Record, due_at: datetime, rule: str, items: list[str], message: Message | None
) -> Listed:
    """Return a row of the list, without a text where nothing would go after all; and to whom."""
    person = stored_people.by_id(db, row.person_id) if row.person_id else None
    return {
        "at": due_at.isoformat(),
        "rule": rule,
        "subject": items[0],
        "workspace": row.team_id,
        "to": _recipient(person, row.channel_id),
        "items": items,
        "text": message.text if message else "",
    }, person


def outbox(database: Database, failed_only: bool) -> list[dict[str, Any]]:
    """Return the messages of the outbox, the newest first."""
    with database.reading() as db:
        return [_delivery(db, row) for row in stored_deliveries.listed(db, failed_only)]


def retry(database: Database, delivery_id: int) -> None:
    """Let a failed message be sent again; raises Refusal when there is none of that id."""
    with database.writing() as db:
        deliveries.send_again(db, delivery_id)


def to_check(database: Database) -> list[ToCheck]:
    """Return every reading of an import that nobody has settled yet."""
    with database.reading() as db:
        return [_check(row) for row in stored_reviews.every_open(db)]


def _check(row: Record) -> ToCheck:
    field = None if row.ref is None else row.field
    return ToCheck(row.document, row.ref, field, row.lines, row.source, row.reason)


def _delivery(db: Connection, row: Record) -> dict[str, Any]:
    person = stored_people.by_id(db, row.person_id) if row.person_id else None
    return {
        "id": row.id,
        "key": row.key,
        "kind": row.kind,
        "workspace": row.team_id,
        "to": _recipient(person, row.channel_id),
        "status": row.status,
        "attempts": row.attempts,
        "due_at": row.due_at.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "ts": row.ts,
        "error": row.error,
    }


def _recipient(person: Record | None, channel_id: str | None) -> str:
    return str(channel_id if person is None else person.user_id or person.name or person.id)
