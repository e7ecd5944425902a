"""Named queries for who runs a plan: how its actions stand in a reporting period, counted and listed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, and_, case, exists, func, literal, or_, select

from storage import due
from storage.tables import actions, assignments, people, queue, status_entries
from storage.types import Record

ANSWERED, NO_CHANGE, MISSING, RETURNED = "answered", "no_change", "missing", "returned"
HELP, NO_LEAD, HANDED_BACK = "help", "no_lead", "handed_back"
NO_PERIOD = 0


def counts(db: Connection, plan_slug: str, period_id: int | None, now: datetime) -> dict[str, int]:
    """Return how many open actions stand how; `overdue` are those of the missing and returned whose day is over."""
    rows = _standing(plan_slug, period_id)
    by_standing = select(rows.c.standing, func.count().label("number")).group_by(rows.c.standing)
    found: dict[str, int] = {row.standing: row.number for row in db.execute(by_standing)}
    for name, wanted in _beside(rows, now).items():
        found[name] = db.scalar(select(func.count()).select_from(rows).where(wanted)) or 0
    return found


def page(
    db: Connection, plan_slug: str, period_id: int | None, standing: str, now: datetime, most: int, offset: int
) -> Sequence[Record]:
    """Return action_id, needs_help and answered_at of one page of those that stand in one way, in the plan's order."""
    rows = _standing(plan_slug, period_id)
    wanted = _beside(rows, now).get(standing, rows.c.standing == standing)
    found = select(rows.c.action_id, rows.c.needs_help).where(wanted)
    return db.execute(found.order_by(rows.c.position).limit(most).offset(offset)).all()


def _standing(plan_slug: str, period_id: int | None) -> Subquery:
    """One row for each open action; of its answers in the period the last one says how it stands."""
    entries = status_entries.alias()
    counted = (*due.COUNTED, RETURNED)
    last = (
        select(func.max(entries.c.id))
        .where(entries.c.action_id == actions.c.id, entries.c.period_id == (period_id or NO_PERIOD))
        .where(entries.c.kind.in_(due.ANSWERS), entries.c.state.in_(counted))
        .correlate(actions)
        .scalar_subquery()
    )
    given = status_entries.alias("given")
    standing = case(
        (given.c.id.is_(None), literal(MISSING)),
        (given.c.state == RETURNED, literal(RETURNED)),
        (given.c.kind == "no_change", literal(NO_CHANGE)),
        else_=literal(ANSWERED),
    )
    columns = (
        actions.c.id.label("action_id"),
        actions.c.position,
        actions.c.next_due_at,
        standing.label("standing"),
        given.c.needs_help,
        _has_lead().label("has_lead"),
        exists().where(queue.c.action_id == actions.c.id, queue.c.settled_at.is_(None)).label("is_handed_back"),
    )
    found = select(*columns).select_from(actions).outerjoin(given, given.c.id == last)
    return found.where(actions.c.plan_slug == plan_slug, due.is_open()).subquery("standing")


def _beside(rows: Any, now: datetime) -> dict[str, ColumnElement[bool]]:
    unanswered = rows.c.standing.in_((MISSING, RETURNED))
    return {
        "overdue": and_(unanswered, rows.c.next_due_at < now),
        HELP: rows.c.needs_help.is_not(None),
        NO_LEAD: ~rows.c.has_lead,
        HANDED_BACK: rows.c.is_handed_back,
    }


def _has_lead() -> ColumnElement[bool]:
    subject = or_(
        and_(assignments.c.subject_kind == "action", assignments.c.subject_id == actions.c.id),
        and_(assignments.c.subject_kind == "section", assignments.c.subject_id == actions.c.section_id),
    )
    there = (people.c.id == assignments.c.person_id, people.c.deactivated_at.is_(None), people.c.erased_at.is_(None))
    return exists().where(subject, assignments.c.role == "lead", assignments.c.until_at.is_(None), *there)
