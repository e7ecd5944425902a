"""Named queries on the audit log."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from storage import reminders
from storage.tables import audit
from storage.types import Record

_WRITE = insert(audit)
_ABOUT = select(audit).order_by(audit.c.id)


def write(db: Connection, values: Mapping[str, Any]) -> None:
    """Append one row; what reminders may rest on is marked as changed: every change passes here."""
    db.execute(_WRITE, dict(values))
    reminders.mark(db, values["subject_kind"], values["subject_id"])


def about(db: Connection, kind: str, subject_id: str) -> Sequence[Record]:
    """Return the rows about one subject, oldest first."""
    return db.execute(_ABOUT.where(audit.c.subject_kind == kind, audit.c.subject_id == subject_id)).all()
