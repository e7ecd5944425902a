"""Named queries on status entries: they are appended, never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from storage.tables import people, status_entries
from storage.types import Record

_OF_ACTION = (
    select(status_entries, people.c.user_id.label("author_user_id"), people.c.name.label("author_name"))
    .outerjoin(people, people.c.id == status_entries.c.author_id)
    .where(status_entries.c.action_id == bindparam("action_id"))
    .order_by(status_entries.c.as_of.desc(), status_entries.c.id.desc())
)


def of_action(db: Connection, action_id: str) -> Sequence[Record]:
    """Return every entry of an action with its author, the one that counts first."""
    return db.execute(_OF_ACTION, {"action_id": action_id}).all()


def append(db: Connection, values: Mapping[str, Any]) -> int:
    """Append an entry and return its id."""
    return int(db.execute(insert(status_entries).values(dict(values)).returning(status_entries.c.id)).scalar_one())
