"""Everything that is kept about one person, found by what refers to them; and its erasure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, cast, delete, func, or_, select, update

from storage.tables import assignments, deliveries, metadata, people
from storage.types import Record

GOES = ("drafts", "follows", "leaves", "person_settings", "reminders", "snoozes")
"""Tables that hold what is about nobody else: these rows go with their person. Elsewhere a number is left of them."""


def called(db: Connection, words: str) -> Sequence[Record]:
    """Return the people with that Slack id (U1 or T1:U1), name or e-mail address, who are not erased."""
    workspace_id, _, user_id = words.rpartition(":")
    by_slack = people.c.user_id == user_id
    is_theirs = or_(
        by_slack & (people.c.workspace_id == workspace_id) if workspace_id else by_slack,
        func.lower(people.c.name) == words.lower(),
        func.lower(people.c.email) == words.lower(),
    )
    return db.execute(select(people).where(is_theirs, people.c.erased_at.is_(None)).order_by(people.c.id)).all()


def kept(db: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table in which a person stands, by table; secrets are not among them."""
    found: dict[str, list[dict[str, Any]]] = {"people": _rows(db, people, people.c.id == person_id)}
    for table, columns in _referring():
        is_theirs = or_(*(column == person_id for column in columns))
        if table is deliveries:
            is_theirs |= _caused_by(person_id)
        found[table.name] = _rows(db, table, is_theirs)
    return {name: rows for name, rows in found.items() if rows}


def erase(db: Connection, person_id: int, now: datetime) -> None:
    """Blank a person's name and addresses, end their roles, and drop and empty what was to be sent for them."""
    theirs = or_(deliveries.c.person_id == person_id, _caused_by(person_id))
    waiting = deliveries.c.status.in_(("pending", "leased"))
    db.execute(update(deliveries).where(theirs, waiting).values(status="dropped", lease_token=None, lease_until=None))
    db.execute(update(deliveries).where(theirs).values(payload={}, kind="emptied"))
    held = assignments.c.until_at.is_(None) & (assignments.c.person_id == person_id)
    db.execute(update(assignments).where(held).values(until_at=now))
    for table, _ in reversed(list(_referring())):
        if table.name in GOES:
            db.execute(delete(table).where(table.c.person_id == person_id))
    blank = dict.fromkeys(("user_id", "name", "email", "zone", "dm_channel"))
    db.execute(update(people).where(people.c.id == person_id).values(erased_at=now, **blank))


def _referring() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Yield each table that refers to people, those referred to first, with the columns that do."""
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if any(key.column.table is people for key in column.foreign_keys)]
        if columns:
            yield table, columns


def _caused_by(person_id: int) -> Any:
    """What a person has asked or said, on its way to others: their number stands in the payload."""
    return cast(deliveries.c.payload["person"].as_string(), String) == str(person_id)


def _rows(db: Connection, table: Table, where: Any) -> list[dict[str, Any]]:
    ordered = select(table).where(where).order_by(*table.primary_key)
    return [dict(row._mapping) for row in db.execute(ordered)]
