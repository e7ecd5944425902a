"""Named queries on drafts: what was typed into an update form and could not be saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from storage.tables import drafts
from storage.types import Record

_MINE = (drafts.c.person_id == bindparam("person")) & (drafts.c.action_id == bindparam("action"))
_OF = select(drafts).where(_MINE)
_DROP = delete(drafts).where(_MINE)


def of(db: Connection, person_id: int, action_id: str) -> Record | None:
    """Return a person's draft for an action, or None."""
    return db.execute(_OF, {"person": person_id, "action": action_id}).first()


def keep(db: Connection, person_id: int, action_id: str, fields: dict[str, Any], now: datetime) -> None:
    """Keep a draft instead of an earlier one."""
    drop(db, person_id, action_id)
    row = {"person_id": person_id, "action_id": action_id, "fields": fields, "saved_at": now}
    db.execute(drafts.insert().values(row))


def drop(db: Connection, person_id: int, action_id: str) -> None:
    """Throw a draft away, if there is one."""
    db.execute(_DROP, {"person": person_id, "action": action_id})


def forget(db: Connection, before: datetime) -> int:
    """Delete what was kept before a moment; return how many drafts."""
    return db.execute(delete(drafts).where(drafts.c.saved_at < before)).rowcount
