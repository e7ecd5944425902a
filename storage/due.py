"""When each action's next update is due: one rule, kept in a column of `actions` by whoever changes what it rests on.

It rests on the plan's periods, on more time that was given, on answers, and on whether there is anything left to ask.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
    update,
)

from storage.tables import action_facets, actions, extensions, periods, plans, status_entries
from storage.types import Record

COMPLETE = ("complete", "completed", "done")
"""How plans call the last of their stages."""

ANSWERS = ("update", "no_change", "correction")
COUNTED = ("submitted", "accepted")

ZONE = ZoneInfo("Europe/London")
"""All nations of the United Kingdom keep this time."""

END_OF_DAY = time(23, 59)

HAS_PERIOD = exists().where(periods.c.plan_slug == actions.c.plan_slug, periods.c.state == "confirmed")
"""Says of a row of `actions` whether its plan has a period for which updates are due."""

_WITH_PERIOD = select(actions.c.id, actions.c.plan_slug).where(
    actions.c.id.in_(bindparam("ids", expanding=True)), HAS_PERIOD
)


def is_open(rows: FromClause = actions) -> ColumnElement[bool]:
    """Say of a row of `actions` whether there is anything left to ask: it is neither withdrawn nor complete.

    One that is complete in a part only has a second stage.
    """
    facets = action_facets.alias()
    of_it = facets.c.action_id == rows.c.id
    complete = exists().where(of_it, facets.c.facet == "stage", func.lower(facets.c.value).in_(COMPLETE))
    two = exists().where(of_it, facets.c.facet == "stages")
    return and_(rows.c.withdrawn_at.is_(None), or_(~complete, two))


def is_within(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Say of a row of `plans` whether its years are not over."""
    return or_(plans.c.ends_on.is_(None), plans.c.ends_on >= today)


def is_answered(period_id: Any) -> ColumnElement[bool]:
    """Say of a row of `actions` whether somebody answered for a period: what was returned is no answer."""
    entries = status_entries.alias()
    return exists().where(
        entries.c.action_id == actions.c.id,
        entries.c.period_id == period_id,
        entries.c.kind.in_(ANSWERS),
        entries.c.state.in_(COUNTED),
    )


def end_of(day: date) -> datetime:
    """Return the moment until which an update that is due on a day is in time."""
    return datetime.combine(day, END_OF_DAY, ZONE).astimezone(UTC)


def day_of(now: datetime) -> date:
    """Return the day that it is where due days begin and end."""
    return now.astimezone(ZONE).date()


def refresh(db: Connection, action_ids: Iterable[str]) -> None:
    """Keep some actions in step, in the caller's transaction."""
    ids_of: dict[str, list[str]] = {}
    for row in db.execute(_WITH_PERIOD, {"ids": list(action_ids)}):
        ids_of.setdefault(row.plan_slug, []).append(row.id)
    for plan_slug, ids in ids_of.items():
        _write(db, plan_slug, actions.c.id.in_(ids))


def refresh_plan(db: Connection, plan_slug: str) -> None:
    """Keep all actions of a plan in step: its periods changed, or one was given more time."""
    _write(db, plan_slug, actions.c.plan_slug == plan_slug)


def days(period: Record, given: Sequence[Record]) -> tuple[date, dict[str, date]]:
    """Return the due day of a period with all the time that was given, and of the actions that have still more."""
    mine = [row for row in given if row.period_id == period.id]
    for_all = [row.due_on for row in mine if row.action_id is None]
    general = for_all[-1] if for_all else period.due_on
    last = {row.action_id: row.due_on for row in mine if row.action_id is not None}
    return general, {action_id: day for action_id, day in last.items() if day > general}


def extended(db: Connection, period_ids: Collection[int]) -> Sequence[Record]:
    """Return the time that was given in some periods, the last of each action last."""
    return db.execute(select(extensions).where(extensions.c.period_id.in_(period_ids)).order_by(extensions.c.id)).all()


def _write(db: Connection, plan_slug: str, which: ColumnElement[bool]) -> None:
    """Until the first open period has its answer, its due day counts; then that of the one after it."""
    wanted = select(periods).where(periods.c.plan_slug == plan_slug, periods.c.state == "confirmed")
    ahead = db.execute(wanted.order_by(periods.c.due_on, periods.c.id).limit(2)).all()
    if not ahead:
        db.execute(update(actions).where(which, actions.c.next_due_at.is_not(None)).values(next_due_at=None))
        return
    given = extended(db, [row.id for row in ahead])
    general, more = days(ahead[0], given)
    following = end_of(days(ahead[1], given)[0]) if len(ahead) > 1 else None
    due = case((~is_open(), null()), (is_answered(ahead[0].id), following), else_=end_of(general))
    db.execute(update(actions).where(which).values(next_due_at=due))
    for action_id, day in more.items():
        still = (actions.c.id == action_id, is_open(), ~is_answered(ahead[0].id))
        db.execute(update(actions).where(which, *still).values(next_due_at=end_of(day)))
