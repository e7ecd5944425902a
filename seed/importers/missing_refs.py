"""Gives rows without a readable ref the one that their neighbours leave open, and only where it is the only one."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from seed.importers.cells import Row
from seed.importers.run_together import is_anchored

Join = Callable[[Row, Row], Row]
"""Reads the lines from those of the first row to those of the last as one row."""


@dataclass(frozen=True)
class Lost:
    """Lines that could not be made an action, and why."""

    first: int
    last: int
    reason: str


@dataclass
class Placed:
    """Rows that have a ref, in their order, and what was lost."""

    rows: list[Row] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


def place(rows: Sequence[Row], join: Join, prefix: str | None = None) -> Placed:
    """Place the rows of one section, which stand in the order of their refs; inferred refs are doubted.

    With a `prefix` refs count from 1 and the first may be missing; else its letters are learnt from neighbours.
    """
    kept, repeated = without_repeats(rows)
    placed = Placed(lost=repeated)
    waiting: list[Row] = []
    before = None if prefix is None else f"{prefix}0"
    for row in kept:
        if row.ref is None:
            waiting.append(row)
            continue
        _fill(placed, _groups(waiting, join), before, row)
        placed.rows.append(row)
        waiting, before = [], row.ref
    _fill(placed, _groups(waiting, join), before, None)
    return placed


def without_repeats(rows: Sequence[Row]) -> tuple[list[Row], list[Lost]]:
    """Return the rows, each ref once, and what had the ref of another: it was misread, or printed twice."""
    seen: set[str] = set()
    kept: list[Row] = []
    lost: list[Lost] = []
    for row in rows:
        if row.ref in seen:
            lost.append(Lost(row.first, row.last, f"{row.ref} is there already; these lines are left out."))
            continue
        kept.append(row)
        if row.ref:
            seen.add(row.ref)
    return kept, lost


def _groups(rows: Sequence[Row], join: Join) -> list[Row]:
    """Join neighbouring lines that are no action alone."""
    groups: list[Row] = []
    for row in rows:
        last = groups[-1] if groups else None
        if last and last.last + 1 == row.first and not is_anchored(last) and not is_anchored(row):
            groups[-1] = join(last, row)
        else:
            groups.append(row)
    return groups


def _fill(placed: Placed, groups: Sequence[Row], before: str | None, after: Row | None) -> None:
    letters, start = _parts(before) if before else ("", 0)
    if after and after.ref:
        other, end = _parts(after.ref)
        fits = letters in ("", other) and end - start - 1 == len(groups)
        letters = other
    else:
        fits = before is not None and all(map(is_anchored, groups))
    if not fits:
        placed.lost += _lost(groups, before, after, start)
        return
    for number, row in enumerate(groups, start + 1):
        row.ref = f"{letters}{number}"
        neighbours = [ref for ref in (before if start else None, after.ref if after else None) if ref]
        row.doubts["ref"] = f"No ref can be read; inferred from {' and '.join(neighbours) or 'the place'}."
        placed.rows.append(row)


def _lost(groups: Sequence[Row], before: str | None, after: Row | None, start: int) -> list[Lost]:
    if groups:
        reason = "These lines could not be told to belong to an action."
        return [Lost(row.first, row.last, reason) for row in groups]
    if after and after.ref and before and _parts(after.ref)[1] > start + 1:
        return [Lost(after.first, after.last, f"Nothing is read between {before} and {after.ref}.")]
    return []


def _parts(ref: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\D*)(\d+)[a-z]?", ref)
    assert found, ref
    return found.group(1), int(found.group(2))
