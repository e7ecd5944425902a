"""Named queries on gestures already done."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from storage.tables import seen
from storage.upsert import insert_new

_KNOWN = select(seen.c.gesture).where(seen.c.gesture == bindparam("gesture"))


def note(db: Connection, gesture: str, now: datetime) -> bool:
    """Record a gesture; False when it was recorded before (a concurrent one is waited for)."""
    return insert_new(db, seen, {"gesture": gesture, "answer": None, "created_at": now}) == 1


def known(db: Connection, gesture: str) -> bool:
    """Say whether a gesture was recorded."""
    return db.scalars(_KNOWN, {"gesture": gesture}).first() is not None


def forget(db: Connection, before: datetime) -> int:
    """Delete what was recorded before a moment; return how many rows."""
    return db.execute(delete(seen).where(seen.c.created_at < before)).rowcount
