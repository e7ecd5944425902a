"""Named queries on *Pause all messages*."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables import pauses, people
from storage.types import Record

_CURRENT = (
    select(pauses, people.c.user_id, people.c.name)
    .outerjoin(people, people.c.id == pauses.c.from_by_id)
    .where(pauses.c.until_at.is_(None))
    .limit(1)
)


def current(db: Connection) -> Record | None:
    """Return the pause that holds, with `user_id` and `name` of whoever began it; None: messages go."""
    return db.execute(_CURRENT).first()


def begin(db: Connection, person_id: int, now: datetime) -> None:
    """Begin a pause."""
    db.execute(insert(pauses).values(from_at=now, from_by_id=person_id))


def end(db: Connection, person_id: int, now: datetime) -> int:
    """End the pause that holds; return how many there were."""
    held = update(pauses).where(pauses.c.until_at.is_(None))
    return db.execute(held.values(until_at=now, until_by_id=person_id)).rowcount
