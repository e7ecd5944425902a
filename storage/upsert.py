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
    added = build(table).on_conflict_do_nothing().returning(*table.primary_key)
    # one by one: a driver's row count says nothing about many, RETURNING names those that are new
    return sum(len(db.execute(added, row).all()) for row in rows)
