"""Named queries on corrections: they are appended, never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.tables import corrections
from storage.types import Record


def append(db: Connection, values: Mapping[str, Any]) -> int:
    """Append a correction and return its id; the corrected row itself is for the caller to change."""
    added = insert(corrections).values(dict(values)).returning(corrections.c.id)
    return int(db.execute(added).scalar_one())


def of_subject(db: Connection, kind: str, subject_id: str) -> Sequence[Record]:
    """Return every correction of one subject, the last first."""
    mine = select(corrections).where(corrections.c.subject_kind == kind, corrections.c.subject_id == subject_id)
    return db.execute(mine.order_by(corrections.c.id.desc())).all()


def fields(db: Connection, kind: str) -> dict[str, dict[str, Any]]:
    """Return of every corrected subject of a kind its corrected fields with their last values."""
    found: dict[str, dict[str, Any]] = {}
    of_kind = select(corrections.c.subject_id, corrections.c.field, corrections.c.value)
    for row in db.execute(of_kind.where(corrections.c.subject_kind == kind).order_by(corrections.c.id)):
        found.setdefault(row.subject_id, {})[row.field] = row.value
    return found
