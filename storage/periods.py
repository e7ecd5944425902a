"""Named queries on reporting periods: their dates, more time, and who is asked in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from storage import due
from storage.tables import actions, extensions, periods, plans, status_entries
from storage.types import Record

_OF_PLAN = select(periods).where(periods.c.plan_slug == bindparam("plan_slug")).order_by(periods.c.due_on, periods.c.id)

_COUNTS_FIRST = (
    select(periods.c.id)
    .where(periods.c.plan_slug == bindparam("plan_slug"), periods.c.state == "confirmed")
    .order_by(periods.c.due_on, periods.c.id)
    .limit(1)
)
_TERMS = select(plans.c.wants_review, _COUNTS_FIRST.scalar_subquery().label("period_id")).where(
    plans.c.slug == bindparam("plan_slug")
)


def of_plan(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return every period of a plan in order of time."""
    return db.execute(_OF_PLAN, {"plan_slug": plan_slug}).all()


def by_id(db: Connection, period_id: int) -> Record | None:
    """Return one period, or None."""
    return db.execute(select(periods).where(periods.c.id == period_id)).first()


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Insert a period, and return its id."""
    return int(db.execute(insert(periods).values(dict(values)).returning(periods.c.id)).scalar_one())


def change(db: Connection, period_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a period."""
    db.execute(update(periods).where(periods.c.id == period_id).values(dict(values)))


def asking(db: Connection, today: date, opened: bool = True) -> Sequence[Record]:
    """Return the current period of each plan that asks people in messages, with `reminders_from`.

    `opened`: only where it has opened by today.
    """
    earlier = periods.alias()
    is_current = ~exists().where(
        earlier.c.plan_slug == periods.c.plan_slug,
        earlier.c.state == "confirmed",
        or_(
            earlier.c.due_on < periods.c.due_on,
            and_(earlier.c.due_on == periods.c.due_on, earlier.c.id < periods.c.id),
        ),
    )
    found = (
        select(periods, plans.c.reminders_from)
        .join(plans, plans.c.slug == periods.c.plan_slug)
        .where(periods.c.state == "confirmed", is_current)
        .where(plans.c.reminders_from.is_not(None), due.is_within(today))
    )
    found = found.where(periods.c.opens_on <= today) if opened else found
    return db.execute(found.order_by(periods.c.plan_slug)).all()


def past(db: Connection, today: date) -> Sequence[Record]:
    """Return the confirmed periods whose committee was before a day, without those that were opened again."""
    found = select(periods).where(periods.c.state == "confirmed", periods.c.committee_on < today)
    return db.execute(found.where(periods.c.reopened_at.is_(None)).order_by(periods.c.due_on)).all()


def counts_first(db: Connection, plan_slug: str) -> int | None:
    """Return the first period of a plan that is not closed, None where there is none."""
    return db.scalar(_COUNTS_FIRST, {"plan_slug": plan_slug})


def terms(db: Connection, plan_slug: str) -> Record:
    """Return `wants_review`, whether a coordinator accepts each update first, and `period_id`, for which it counts."""
    return db.execute(_TERMS, {"plan_slug": plan_slug}).one()


def claim(db: Connection, plan_slug: str, period_id: int, since: datetime | None) -> None:
    """Let answers that were given while no period was confirmed count for one; None: whenever they were given."""
    mine = select(actions.c.id).where(actions.c.plan_slug == plan_slug)
    entries = status_entries.c
    found = (entries.action_id.in_(mine), entries.period_id.is_(None), entries.kind != "published")
    own = entries.recorded_by_id.is_distinct_from(entries.author_id)  # RAG of a whole section answers nothing
    later = () if since is None else (entries.created_at > since,)
    db.execute(update(status_entries).where(*found, own, *later).values(period_id=period_id))


def extend(db: Connection, values: Mapping[str, Any]) -> None:
    """Append more time for an action, or for all of a period."""
    db.execute(insert(extensions).values(dict(values)))


def forget_general(db: Connection, period_id: int) -> None:
    """Take back the time that was given to everybody: the period has another due day."""
    db.execute(delete(extensions).where(extensions.c.period_id == period_id, extensions.c.action_id.is_(None)))


def asked(
    db: Connection, period_id: int, plan_slug: str, action_ids: Collection[str] | None = None
) -> Sequence[Record]:
    """Return the open actions of a period's plan, or some of them: id, section_id, role, next_due_at, is_answered."""
    answered = due.is_answered(period_id).label("is_answered")
    found = select(actions.c.id, actions.c.section_id, actions.c.role, actions.c.next_due_at, answered)
    found = found.where(actions.c.plan_slug == plan_slug, due.is_open())
    found = found if action_ids is None else found.where(actions.c.id.in_(action_ids))
    return db.execute(found.order_by(actions.c.position)).all()


def last_closed(db: Connection, plan_slug: str) -> datetime | None:
    """Return when a plan's last period was closed, None where none was."""
    found: datetime | None = db.scalar(select(func.max(periods.c.closed_at)).where(periods.c.plan_slug == plan_slug))
    return found
