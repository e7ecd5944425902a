"""Named queries on the words that mean the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.tables import glossary
from storage.types import Record


def of_workspace(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return what a workspace has added, the oldest first."""
    found = select(glossary).where(glossary.c.workspace_id == workspace_id, glossary.c.removed_at.is_(None))
    return db.execute(found.order_by(glossary.c.id)).all()


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Add a row of words."""
    db.execute(insert(glossary).values(dict(values)))


def remove(db: Connection, workspace_id: str, glossary_id: int, now: datetime) -> bool:
    """Take a row of words back; False when the workspace has none of that id."""
    held = update(glossary).where(
        glossary.c.id == glossary_id, glossary.c.workspace_id == workspace_id, glossary.c.removed_at.is_(None)
    )
    return db.execute(held.values(removed_at=now)).rowcount == 1
