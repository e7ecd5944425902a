"""Named queries on reminder rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from storage.tables import reminder_rules
from storage.types import Record
from storage.upsert import insert_new


def every(db: Connection) -> Sequence[Record]:
    """Return all rules, in no order that means anything."""
    return db.execute(select(reminder_rules).order_by(reminder_rules.c.name)).all()


def add(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rules; a name that is there already stays as it is."""
    insert_new(db, reminder_rules, rows)


def change(db: Connection, name: str, values: Mapping[str, Any]) -> bool:
    """Set columns of a rule; False when there is none of that name."""
    found = update(reminder_rules).where(reminder_rules.c.name == name)
    return db.execute(found.values(dict(values))).rowcount == 1
