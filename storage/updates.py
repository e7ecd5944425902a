"""Named queries on status entries: they are appended, never changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from storage import search
from storage.bulk import insert_all
from storage.tables import actions, people, status_entries
from storage.tables import periods as period_table
from storage.types import Record

_NEWEST_FIRST = (
    status_entries.c.as_of.desc(),
    (status_entries.c.kind == "published").asc(),  # of one day, a person's answer goes before a publication
    # a correction stands where its answer stood
    func.coalesce(status_entries.c.corrects_id, status_entries.c.id).desc(),
    status_entries.c.id.desc(),
)
ANSWER_STATE = (
    select(status_entries.c.state)
    .where(
        status_entries.c.action_id == actions.c.id,
        status_entries.c.kind != "published",
        status_entries.c.state != "taken_back",
    )
    .order_by(status_entries.c.id.desc())
    .limit(1)
    .correlate(actions)
    .scalar_subquery()
)
"""State of the last answer of a person to an action, for queries on actions."""

_recorder = people.alias("recorder")
_reviewer = people.alias("reviewer")
_COUNTING = (
    select(status_entries.c.id)
    .where(status_entries.c.action_id == bindparam("of_action"), status_entries.c.state == "accepted")
    .order_by(*_NEWEST_FIRST)
    .limit(1)
)

_APPEND = insert(status_entries).returning(status_entries.c.id)
_RECOUNT = (
    update(actions).where(actions.c.id == bindparam("of_action")).values(current_entry_id=_COUNTING.scalar_subquery())
)


def _with_people() -> Select[Any]:
    return (
        select(
            status_entries,
            people.c.user_id.label("author_user_id"),
            people.c.name.label("author_name"),
            _recorder.c.user_id.label("recorder_user_id"),
            _recorder.c.name.label("recorder_name"),
            _reviewer.c.user_id.label("reviewer_user_id"),
            _reviewer.c.name.label("reviewer_name"),
        )
        .outerjoin(people, people.c.id == status_entries.c.author_id)
        .outerjoin(_recorder, _recorder.c.id == status_entries.c.recorded_by_id)
        .outerjoin(_reviewer, _reviewer.c.id == status_entries.c.reviewed_by_id)
        .order_by(*_NEWEST_FIRST)
    )


_OF_ACTION = _with_people().where(status_entries.c.action_id == bindparam("action_id"))
_NEWEST = _OF_ACTION.where(status_entries.c.state != "taken_back").limit(bindparam("most"))
_BY_ID = _with_people().where(status_entries.c.id == bindparam("id"))
_later = status_entries.alias("later")
_WAITING = (
    _with_people()
    .add_columns(actions.c.printed_ref, actions.c.title)
    .join(actions, actions.c.id == status_entries.c.action_id)
    .where(
        actions.c.plan_slug == bindparam("plan_slug"),
        actions.c.withdrawn_at.is_(None),
        status_entries.c.state == "submitted",
        ~select(_later.c.id)
        .where(
            _later.c.action_id == status_entries.c.action_id,
            _later.c.id > status_entries.c.id,
            _later.c.kind != "published",
            _later.c.state != "taken_back",
        )
        .exists(),
    )
    .order_by(None)
    .order_by(status_entries.c.created_at, status_entries.c.id)
)
_CLOSED = (
    select(period_table.c.id, period_table.c.title, period_table.c.closed_at)
    .join(actions, actions.c.plan_slug == period_table.c.plan_slug)
    .where(actions.c.id == bindparam("action_id"), period_table.c.state == "closed")
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
        status_entries.c.milestone,
        status_entries.c.milestone_on,
        status_entries.c.evidence_url,
        status_entries.c.completed_on,
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


def newest(db: Connection, action_id: str, most: int) -> Sequence[Record]:
    """Return an action's first entries of that order; what was taken back is left out."""
    return db.execute(_NEWEST, {"action_id": action_id, "most": most}).all()


def by_id(db: Connection, entry_id: int) -> Record | None:
    """Return one entry with its people, or None."""
    return db.execute(_BY_ID, {"id": entry_id}).first()


def waiting(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return the last answer of each of a plan's actions, where it waits for a coordinator: the oldest first."""
    return db.execute(_WAITING, {"plan_slug": plan_slug}).all()


def count_waiting(db: Connection, plan_slug: str) -> int:
    """Return how many `waiting` returns."""
    counted = select(func.count()).select_from(_WAITING.order_by(None).subquery())
    return db.scalar(counted, {"plan_slug": plan_slug}) or 0


def newest_answer(db: Connection, action_id: str) -> int | None:
    """Return the last entry of a person that was not taken back, None where there is none."""
    found = select(func.max(status_entries.c.id)).where(
        status_entries.c.action_id == action_id,
        status_entries.c.kind != "published",
        status_entries.c.state != "taken_back",
    )
    newest: int | None = db.scalar(found)
    return newest


def closed_periods(db: Connection, action_id: str) -> Sequence[Record]:
    """Return id, title and closed_at of the closed reporting periods of an action's plan."""
    return db.execute(_CLOSED, {"action_id": action_id}).all()


def every_published(db: Connection, action_ids: Collection[str]) -> Sequence[Record]:
    """Return the published entries of actions, the last of each one last."""
    return db.execute(_PUBLISHED, {"action_ids": list(action_ids)}).all()


def append(db: Connection, values: Mapping[str, Any]) -> int:
    """Append an entry, let what counts now be the action's current one, and return the new entry's id."""
    entry_id = int(db.execute(_APPEND, dict(values)).scalar_one())
    _recount(db, values["action_id"])
    return entry_id


def judge(db: Connection, entry_id: int, action_id: str, values: Mapping[str, Any]) -> None:
    """Set state and review of an entry, and let what counts now be its action's current one."""
    db.execute(update(status_entries).where(status_entries.c.id == entry_id).values(dict(values)))
    _recount(db, action_id)


def _recount(db: Connection, action_id: str) -> None:
    db.execute(_RECOUNT, {"of_action": action_id})
    search.refresh(db, [action_id])


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
    insert_all(db, status_entries, rows)
    counting = (
        select(status_entries.c.id)
        .where(status_entries.c.action_id == actions.c.id, status_entries.c.state == "accepted")
        .order_by(*_NEWEST_FIRST)
        .limit(1)
        .scalar_subquery()
    )
    mine = actions.c.id.in_([row["action_id"] for row in rows])
    db.execute(update(actions).where(mine).values(current_entry_id=counting))
