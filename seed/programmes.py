"""Writes the facts of one programme: programme, learning sets and dated events."""

from datetime import date, datetime, time

from sqlalchemy import Connection, RowMapping

from seed.bundle import Json
from seed.kept import kept_fields
from seed.rows import Changes, Extra, put
from storage import tables

PROGRAMME_COLUMNS = ("slug", "title", "document", "themes_are", "themes", "rules")
WHEN = ("date", "starts", "ends", "zone")


def put_programme(db: Connection, facts: Json, organisation_ids: dict[str, int], now: datetime) -> Changes:
    """Bring a programme, its sets and its events in line with its facts; return what became of each record.

    A changed event gets the next revision; whether it is cancelled, and whether reminders are on, is left alone, as
    is what a person corrected.
    """
    rows = [_programme(facts, organisation_ids)]
    changes = put(db, tables.programmes, "slug", rows, kept=kept_fields(db, "programme"))
    changes |= put(db, tables.learning_sets, "id", _sets(facts))
    return changes | put(db, tables.events, "id", _events(facts), _written(now), kept_fields(db, "event"))


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
