"""Brings rows of one table in line with facts: inserts what is missing, updates what differs, says which."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, RowMapping, Table, bindparam, select, update

from seed.bundle import Json
from storage.bulk import insert_all

BATCH = 2_000
"""Rows that are compared and written at once: fewer cost more round trips, more cost more memory."""

Fate = Literal["new", "changed", "same"]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Change:
    """What became of a record; `fields` are old and new value of each that differed."""

    fate: Fate
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


NEW, SAME = Change("new"), Change("same")

Changes = dict[tuple[str, str], Change]
"""What became of each record, by (table, key)."""

Kept = Mapping[str, Collection[str]]
"""Fields that stay as they are because a person decided them, by key."""


@dataclass(frozen=True)
class Extra:
    """Columns that are no facts but follow from writing: `new` for an insert, `changed` for an update."""

    new: Json
    changed: Callable[[RowMapping, Json], Json]


NO_EXTRA = Extra({}, lambda _held, _differing: {})

QUIET = frozenset(("position", "source_lines"))
"""Columns that one new line shifts in every record below it: written, but no change of the record."""


def put(
    db: Connection, table: Table, key: str, rows: Iterable[Json], extra: Extra = NO_EXTRA, kept: Kept | None = None
) -> Changes:
    """Insert or update `rows` by the column `key`; columns that they do not name stay as they are.

    Every row names the same columns. Returns what became of each.
    """
    changes: Changes = {}
    for batch in batches(rows):
        held = by_key(db, table, key, [row[key] for row in batch])
        missing, differing = [], []
        for row in batch:
            old = held.get(row[key])
            if old is None:
                missing.append(row | extra.new)
                changes[table.name, row[key]] = NEW
                continue
            stays = (kept or {}).get(row[key], ())
            fields = {name: (old[name], row[name]) for name in row if name not in stays and old[name] != row[name]}
            loud = {name: pair for name, pair in fields.items() if name not in QUIET}
            changes[table.name, row[key]] = Change("changed", loud) if loud else SAME
            if fields:
                values = {name: new for name, (_, new) in fields.items()}
                differing.append((row[key], values | extra.changed(old, values)))
        insert_all(db, table, missing)
        _update(db, table, key, differing)
    return changes


def noted(changes: Changes, table: str, key: str, fields: Mapping[str, tuple[Any, Any]]) -> None:
    """Add differing fields, kept in other tables or columns, to what became of a record."""
    old = changes.get((table, key), SAME)
    if old.fate != "new":
        changes[table, key] = Change("changed", {**old.fields, **fields})


def by_key(db: Connection, table: Table, key: str, values: Sequence[Any]) -> dict[Any, RowMapping]:
    """Return the rows of `table` whose column `key` is one of `values`, by that value."""
    found = db.execute(select(table).where(table.c[key].in_(values))).mappings()
    return {row[key]: row for row in found}


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def _update(db: Connection, table: Table, key: str, differing: Iterable[tuple[Any, Json]]) -> None:
    """Update rows by key, those that set the same columns with one statement."""
    by_columns: dict[frozenset[str], list[Json]] = {}
    for value, values in differing:
        row = {"the_key": value} | {f"new_{name}": each for name, each in values.items()}
        by_columns.setdefault(frozenset(values), []).append(row)
    for columns, rows in by_columns.items():
        new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns}
        db.execute(update(table).where(table.c[key] == bindparam("the_key")).values(new), rows)
