"""INSERT that leaves existing rows alone, on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(db: Connection, table: Table, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Insert rows that no unique key forbids; return how many were new."""
    rows = [dict(values)] if isinstance(values, Mapping) else [dict(row) for row in values]
    if not rows:
        return 0
    build = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    if len(rows) == 1:
        return db.execute(build(table).values(rows[0]).on_conflict_do_nothing()).rowcount
    return sum(db.execute(build(table).values(row).on_conflict_do_nothing()).rowcount for row in rows)
