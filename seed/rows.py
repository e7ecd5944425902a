"""Brings rows of one table in line with facts: inserts what is missing, updates what differs, says which."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from seed.bundle import Json

Fate = Literal["new", "changed", "same"]
Fates = dict[tuple[str, str], Fate]
"""What became of each record, by (table, key)."""


@dataclass(frozen=True)
class Extra:
    """Columns that are no facts but follow from writing: `new` for an insert, `changed` for an update."""

    new: Json
    changed: Callable[[RowMapping, Json], Json]


NO_EXTRA = Extra({}, lambda _held, _differing: {})


def put(db: Connection, table: Table, key: str, rows: Sequence[Json], extra: Extra = NO_EXTRA) -> Fates:
    """Insert or update `rows` by the column `key`; columns that they do not name stay as they are.

    Every row names the same columns. Returns what became of each.
    """
    held = by_key(db, table, key, [row[key] for row in rows])
    fates: Fates = {}
    missing = []
    for row in rows:
        old = held.get(row[key])
        if old is None:
            missing.append(row | extra.new)
            fates[table.name, row[key]] = "new"
            continue
        differing = {name: value for name, value in row.items() if old[name] != value}
        fates[table.name, row[key]] = "changed" if differing else "same"
        if differing:
            values = differing | extra.changed(old, differing)
            db.execute(update(table).where(table.c[key] == row[key]).values(values))
    if missing:
        db.execute(insert(table), missing)
    return fates


def by_key(db: Connection, table: Table, key: str, values: Iterable[Any]) -> dict[Any, RowMapping]:
    """Return the rows of `table` whose column `key` is one of `values`, by that value."""
    found = db.execute(select(table).where(table.c[key].in_(list(values)))).mappings()
    return {row[key]: row for row in found}
