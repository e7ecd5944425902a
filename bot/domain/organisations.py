"""Organisations by name: whom the words that somebody typed mean, in any plan."""

from rapidfuzz import fuzz, process
from sqlalchemy import Connection

from bot.domain.partners import NEAR, fold
from bot.domain.refusal import Refusal
from storage import partners as stored
from storage.types import Record


def by_slug(db: Connection) -> dict[str, Record]:
    """Return every organisation by its slug; one that was merged stands for the one it was merged into."""
    rows = {row.id: row for row in stored.every(db)}
    return {row.slug: _merged(row, rows) for row in rows.values()}


def directory(db: Connection) -> dict[str, Record]:
    """Return every organisation by each of its names, folded; a merged one stands for the other."""
    rows = {row.id: row for row in stored.every(db)}
    known = {alias.folded: rows[alias.organisation_id] for alias in stored.aliases(db)}
    known |= {fold(row.name): row for row in rows.values()}
    return {name: _merged(row, rows) for name, row in known.items()}


def named(db: Connection, words: str, field: str) -> Record:
    """Return the organisation of a name; raises Refusal for that field, with the nearest name where there is one."""
    known = directory(db)
    if fold(words) in known:
        return known[fold(words)]
    near = process.extractOne(fold(words), list(known), scorer=fuzz.WRatio, score_cutoff=NEAR)
    hint = f"Do you mean “{known[near[0]].name}”? " if near else ""
    raise Refusal(f"I know no partner “{words}”. {hint}The Home tab has *Add a partner* for a new one.", field)


def _merged(row: Record, rows: dict[int, Record]) -> Record:
    while row.merged_into_id is not None:
        row = rows[row.merged_into_id]
    return row
