"""Named queries on the words that mean the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Update, func, insert, select, update

from storage.tables import glossary, people
from storage.types import Record


def of_workspace(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return what a workspace has added, the oldest first, with the `user_id` of who did."""
    found = select(glossary, people.c.user_id).outerjoin(people, people.c.id == glossary.c.added_by_id)
    found = found.where(glossary.c.workspace_id == workspace_id, glossary.c.removed_at.is_(None))
    return db.execute(found.order_by(glossary.c.id)).all()


def removed(db: Connection, workspace_id: str, glossary_id: int) -> Record | None:
    """Return a row that a workspace has taken back, or None."""
    found = select(glossary).where(glossary.c.id == glossary_id, glossary.c.workspace_id == workspace_id)
    return db.execute(found.where(glossary.c.removed_at.is_not(None))).first()


def lock(db: Connection, workspace_id: str) -> None:
    """Hold a workspace's words until the transaction ends: of two who teach at once, one comes after the other."""
    if db.dialect.name != "sqlite":  # there a writer is alone anyway
        db.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"glossary {workspace_id}"))))


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Add a row of words; return its id."""
    new_id: int = db.scalars(insert(glossary).values(dict(values)).returning(glossary.c.id)).one()
    return new_id


def remove(db: Connection, workspace_id: str, glossary_id: int, now: datetime) -> None:
    """Take a row of words back; it stays, with the moment."""
    db.execute(_of(workspace_id, glossary_id).values(removed_at=now))


def bring_back(db: Connection, workspace_id: str, glossary_id: int) -> None:
    """Let a row of words hold again."""
    db.execute(_of(workspace_id, glossary_id).values(removed_at=None))


def _of(workspace_id: str, glossary_id: int) -> Update:
    return update(glossary).where(glossary.c.id == glossary_id, glossary.c.workspace_id == workspace_id)
