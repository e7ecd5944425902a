"""What the command line lists, as the rows of its JSON (contracts.md, "Command line")."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import deliveries, meetings, reminders
from bot.domain.imports import ToCheck
from bot.domain.reminders import Due
from bot.views import reminders as views
from storage import deliveries as stored_deliveries
from storage import meetings as stored_meetings
from storage import people as stored_people
from storage import reviews as stored_reviews
from storage.engine import Database
from storage.types import Record


def due_reminders(database: Database, at: datetime, zone: str, only: str | None) -> list[dict[str, Any]]:
    """Return the reminders that would go at `at`, by the very rules that send them; nothing is written.

    `only` is a Slack id or a name: what goes to that person alone.
    """
    with database.trying() as db:
        reminders.plan(db, at, zone)
        found = [(one, _person(db, one)) for one in reminders.due(db, at, zone)]
        return [_reminder(db, one, person) for one, person in found if only is None or _is_called(person, only)]


def _person(db: Connection, due: Due) -> Record | None:
    return stored_people.by_id(db, due.place.person_id) if due.place.person_id else None


def _is_called(person: Record | None, name: str) -> bool:
    return person is not None and name.casefold() in ((person.name or "").casefold(), person.user_id.casefold())


def _reminder(db: Connection, due: Due, person: Record | None) -> dict[str, Any]:
    events = [meetings.from_row(stored_meetings.by_id_anywhere(db, event_id)) for event_id in due.event_ids]
    message = views.digest(events) if due.kind == "digest" else views.in_channel(events[0])
    return {
        "at": due.due_at.isoformat(),
        "rule": ", ".join(due.rules),
        "subject": due.event_ids[0],
        "workspace": due.place.team_id,
        "to": _recipient(person, due.place.channel_id),
        "items": list(due.event_ids),
        "text": message.text,
    }


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
