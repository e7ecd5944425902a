"""Writes the facts of one programme: programme, learning sets and dated events."""

from datetime import date, datetime, time

from sqlalchemy import Connection, RowMapping, update

from bot.domain import meetings, notices
from bot.domain.clock import local
from bot.domain.meetings import Event
from seed.bundle import Json
from seed.kept import kept_fields
from seed.rows import Changes, Extra, Kept, batches, by_key, noted, put
from storage import meetings as stored_meetings
from storage import tables

PROGRAMME_COLUMNS = ("slug", "title", "document", "themes_are", "themes", "rules")
STATUS, CANCELLED = "status", "cancelled"
WHEN = ("date", "starts", "ends", "zone")


def put_programme(db: Connection, facts: Json, organisation_ids: dict[str, int], now: datetime) -> Changes:
    """Bring a programme, its sets and its events in line with its facts; return what became of each record.

    A changed event gets the next revision. One that its file says is cancelled is cancelled; else that is left alone,
    as are whether reminders are on and what a person corrected. Who was told of a date ahead hears that it changed.
    """
    rows = [_programme(facts, organisation_ids)]
    changes = put(db, tables.programmes, "slug", rows, kept=kept_fields(db, "programme"))
    changes |= put(db, tables.learning_sets, "id", _sets(facts))
    kept, before = kept_fields(db, "event"), _confirmed_ahead(db, facts["slug"], now)
    changes |= put(db, tables.events, "id", _events(facts), _written(now), kept)
    for key, fields in _cancel(db, facts, kept, now).items():
        noted(changes, "events", key, fields)
    _tell(db, before, now)
    return changes


def _confirmed_ahead(db: Connection, slug: str, now: datetime) -> dict[str, Event]:
    events = (meetings.from_row(row) for row in stored_meetings.of_programme(db, slug) if row.status == "confirmed")
    return {event.id: event for event in events if event.date >= local(now, event.zone).date()}


def _tell(db: Connection, before: dict[str, Event], now: datetime) -> None:
    """Let whoever was told of a date hear once that it is another one, as when a person moves it."""
    for event_id, event in before.items():
        after = meetings.from_row(stored_meetings.by_id_anywhere(db, event_id))
        if after.revision != event.revision:
            notices.begin(db, event, after, True, None, now)


def _cancel(db: Connection, facts: Json, kept: Kept, now: datetime) -> dict[str, dict[str, tuple[str, str]]]:
    """Cancel events that stand and are cancelled in the file; return old and new status of each."""
    gone = [one["id"] for one in facts["events"] if one.get("cancelled") and STATUS not in kept.get(one["id"], ())]
    changes = {}
    for batch in batches(gone):
        for key, row in by_key(db, tables.events, "id", batch).items():
            if row["status"] != CANCELLED:
                values = {"status": CANCELLED, "revision": row["revision"] + 1, "updated_at": now}
                db.execute(update(tables.events).where(tables.events.c.id == key).values(values))
                changes[key] = {STATUS: (row["status"], CANCELLED)}
    return changes


def _programme(facts: Json, organisation_ids: dict[str, int]) -> Json:
    mine = {"organisation_id": organisation_ids[facts["organisation"]], "kind": facts["programme_kind"]}
    return {name: facts[name] for name in PROGRAMME_COLUMNS} | mine


def _sets(facts: Json) -> list[Json]:
    return [
        row | {"programme_slug": facts["slug"], "position": position} for position, row in enumerate(facts["sets"], 1)
    ]


def _events(facts: Json) -> list[Json]:
    return [
        {name: event[name] for name in ("id", "kind", "title", "theme", "zone", "place")}
        | {
            "programme_slug": facts["slug"],
            "learning_set_id": event["set"],
            "date": date.fromisoformat(event["date"]),
            "starts": _time(event["starts"]),
            "ends": _time(event["ends"]),
        }
        for event in facts["events"]
    ]


def _written(now: datetime) -> Extra:
    def changed(held: RowMapping, differing: Json) -> Json:
        moved = {"known_from": now} if differing.keys() & set(WHEN) else {}
        return {"revision": held["revision"] + 1, "updated_at": now} | moved

    return Extra({"status": "confirmed", "revision": 0, "known_from": now, "updated_at": now}, changed)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
