"""Named queries on status entries: they are appended, never changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage import periods, search
from storage.tables import actions, people, status_entries
from storage.types import Record

_NEWEST_FIRST = (
    status_entries.c.as_of.desc(),
    (status_entries.c.kind == "published").asc(),  # of one day, a person's answer goes before a publication
    status_entries.c.id.desc(),
)
_COUNTING = (
    select(status_entries.c.id)
    .where(status_entries.c.action_id == bindparam("of_action"), status_entries.c.state == "accepted")
    .order_by(*_NEWEST_FIRST)
    .limit(1)
)
_OF_ACTION = (
    select(status_entries, people.c.user_id.label("author_user_id"), people.c.name.label("author_name"))
    .outerjoin(people, people.c.id == status_entries.c.author_id)
    .where(status_entries.c.action_id == bindparam("action_id"))
    .order_by(*_NEWEST_FIRST)
)
_PUBLISHED = (
    select(
        status_entries.c.action_id,
        status_entries.c.id.label("entry_id"),
        status_entries.c.kind.label("entry_kind"),
        status_entries.c.stages,
        status_entries.c.rag,
        status_entries.c.note,
        status_entries.c.as_of,
        status_entries.c.as_of_precision,
        status_entries.c.created_at.label("entry_created_at"),
    )
    .where(
        status_entries.c.action_id.in_(bindparam("action_ids", expanding=True)),
        status_entries.c.kind == "published",
        status_entries.c.state == "accepted",
    )
    .order_by(status_entries.c.as_of, status_entries.c.id)
)


def of_action(db: Connection, action_id: str) -> Sequence[Record]:
    """Return every entry of an action with its author, the one that counts first."""
    return db.execute(_OF_ACTION, {"action_id": action_id}).all()


def every_published(db: Connection, action_ids: Collection[str]) -> Sequence[Record]:
    """Return the published entries of actions, the last of each one last."""
    return db.execute(_PUBLISHED, {"action_ids": list(action_ids)}).all()


def append(db: Connection, values: Mapping[str, Any]) -> int:
    """Append an entry, let what counts now be the action's current one, and return the new entry's id.

    It counts for the first reporting period that is not closed.
    """
    counts_for = {"period_id": periods.counts_for(db, values["action_id"])}
    added = insert(status_entries).values(counts_for | dict(values)).returning(status_entries.c.id)
    entry_id = int(db.execute(added).scalar_one())
    action_id = values["action_id"]
    counting = db.scalars(_COUNTING, {"of_action": action_id}).first()
    db.execute(update(actions).where(actions.c.id == action_id).values(current_entry_id=counting))
    search.refresh(db, [action_id])
    return entry_id


def published(db: Connection, action_ids: Sequence[str], as_of: date | None) -> dict[str, Record]:
    """Return the newest published entry of each action for that day; None: for whichever day it is."""
    found = select(status_entries).where(
        status_entries.c.action_id.in_(action_ids), status_entries.c.kind == "published"
    )
    if as_of is not None:
        found = found.where(status_entries.c.as_of == as_of)
    return {row.action_id: row for row in db.execute(found.order_by(status_entries.c.as_of, status_entries.c.id))}


def append_published(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append many entries at once, and let what counts now be the current one of each of their actions."""
    if not rows:
        return
    db.execute(insert(status_entries), [dict(row) for row in rows])
    counting = (
        select(status_entries.c.id)
        .where(status_entries.c.action_id == actions.c.id, status_entries.c.state == "accepted")
        .order_by(*_NEWEST_FIRST)
        .limit(1)
        .scalar_subquery()
    )
    mine = actions.c.id.in_([row["action_id"] for row in rows])
    db.execute(update(actions).where(mine).values(current_entry_id=counting))
