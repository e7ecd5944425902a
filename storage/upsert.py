"""INSERT that leaves existing rows alone, on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(db: Connection, table: Table, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Insert rows that no unique key forbids; return how many were new."""
    rows = [dict(values)] if isinstance(values, Mapping) else [dict(row) for row in values]
    if not rows:
        return 0
    added = _insert(table, db.dialect.name)
    # one by one: a driver's row count says nothing about many, RETURNING names those that are new
    return sum(len(db.execute(added, row).all()) for row in rows)


@cache
def _insert(table: Table, dialect: str) -> Executable:
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return build(table).on_conflict_do_nothing().returning(*table.primary_key)
