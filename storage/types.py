"""Column types that every table shares."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Row
from sqlalchemy.types import TypeDecorator

Id = BigInteger().with_variant(Integer(), "sqlite")
"""Surrogate key: SQLite numbers rows by itself only for a column it calls INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database.

    Raises ValueError when a naive datetime is written. SQLite has no zones: the text there is UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: say which zone it is in")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Record = Row[*tuple[Any, ...]]
"""A row of a named query; its columns are attributes."""
