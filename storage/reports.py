"""Named queries for reports: what a plan's actions say in a period, what was frozen, and the files that wait."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from storage.tables import actions, people, periods, plans, sections, snapshots, status_entries
from storage.types import Record

AT_ONCE = 500
_MILESTONES = (
    status_entries.c.action_id,
    status_entries.c.milestone,
    status_entries.c.milestone_on,
    status_entries.c.milestone_reason,
    status_entries.c.milestone_agreed_by,
    status_entries.c.period_id,
    status_entries.c.created_at,
)


def plan(db: Connection, slug: str) -> Record:
    """Return a plan; raises NoResultFound."""
    return db.execute(select(plans).where(plans.c.slug == slug)).one()


def find_plan(db: Connection, slug: str) -> Record | None:
    """Return a plan, or None."""
    return db.execute(select(plans).where(plans.c.slug == slug)).first()


def period(db: Connection, period_id: int) -> Record:
    """Return a reporting period; raises NoResultFound."""
    return db.execute(select(periods).where(periods.c.id == period_id)).one()


def periods_of(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return the reporting periods of a plan, the last due first."""
    found = select(periods).where(periods.c.plan_slug == plan_slug)
    return db.execute(found.order_by(periods.c.due_on.desc(), periods.c.id.desc())).all()


def current(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return a plan's actions in its order, each with the status that counts.

    Withdrawn ones too: `merged_into_ref` says where to look instead.
    """
    into = actions.alias()
    columns = (
        actions.c.id,
        actions.c.printed_ref,
        actions.c.subsection,
        actions.c.title,
        actions.c.wording,
        actions.c.objectives,
        actions.c.role,
        actions.c.uncertain,
        actions.c.withdrawn_at,
        into.c.printed_ref.label("merged_into_ref"),
        sections.c.title.label("section_title"),
        status_entries.c.kind,
        status_entries.c.stages,
        status_entries.c.rag,
        status_entries.c.note,
        status_entries.c.as_of,
        status_entries.c.as_of_precision,
    )
    found = (
        select(*columns)
        .join(sections, sections.c.id == actions.c.section_id)
        .outerjoin(status_entries, status_entries.c.id == actions.c.current_entry_id)
        .outerjoin(into, into.c.id == actions.c.merged_into_id)
        .where(actions.c.plan_slug == plan_slug)
        .order_by(sections.c.position, actions.c.position)
    )
    return db.execute(found).all()


def printed(db: Connection, plan_slug: str, before: date | None) -> Sequence[Record]:
    """Return what was published last of each action: action_id, stages, rag, as_of, as_of_precision.

    With `before`, only what describes a day before that one.
    """
    entries = _of_plan(plan_slug).where(status_entries.c.kind == "published")
    if before is not None:
        entries = entries.where(status_entries.c.as_of < before)
    newest = func.row_number().over(
        partition_by=status_entries.c.action_id, order_by=(status_entries.c.as_of.desc(), status_entries.c.id.desc())
    )
    columns = (
        status_entries.c.action_id,
        status_entries.c.stages,
        status_entries.c.rag,
        status_entries.c.as_of,
        status_entries.c.as_of_precision,
    )
    ranked = entries.with_only_columns(*columns, newest.label("newest")).subquery()
    return db.execute(select(ranked).where(ranked.c.newest == 1)).all()


def answers(db: Connection, period_id: int) -> Sequence[Record]:
    """Return action_id, kind and state of the answers that count for a period, the earliest first: none returned."""
    found = select(status_entries.c.action_id, status_entries.c.kind, status_entries.c.state).where(
        status_entries.c.period_id == period_id,
        status_entries.c.kind.in_(("update", "no_change")),
        status_entries.c.state.in_(("accepted", "submitted")),
    )
    return db.execute(found.order_by(status_entries.c.id)).all()


def milestones(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return every accepted entry of a plan that names a milestone's day: of each action the earliest first."""
    found = (
        _of_plan(plan_slug)
        .with_only_columns(*_MILESTONES)
        .where(status_entries.c.milestone_on.is_not(None), status_entries.c.state == "accepted")
    )
    return db.execute(found.order_by(status_entries.c.action_id, status_entries.c.id)).all()


def _of_plan(plan_slug: str) -> Select[Any]:
    return (
        select(status_entries)
        .join(actions, actions.c.id == status_entries.c.action_id)
        .where(actions.c.plan_slug == plan_slug, actions.c.withdrawn_at.is_(None))
    )


def freeze(db: Connection, period_id: int, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Replace what is frozen of a period: (action id, what a report prints of it)."""
    db.execute(delete(snapshots).where(snapshots.c.period_id == period_id))
    for first in range(0, len(rows), AT_ONCE):
        values = [
            {"period_id": period_id, "action_id": action_id, "row": dict(row)}
            for action_id, row in rows[first : first + AT_ONCE]
        ]
        db.execute(insert(snapshots), values)


def frozen(db: Connection, period_id: int) -> Sequence[dict[str, Any]]:
    """Return what is frozen of a period, in no order."""
    return db.scalars(select(snapshots.c.row).where(snapshots.c.period_id == period_id)).all()


def history(db: Connection, plan_slug: str | None) -> Iterator[Record]:
    """Yield every status entry of one plan or of all with its author's name, in the order they were recorded in."""
    found = (
        select(status_entries, actions.c.plan_slug, actions.c.ref, people.c.name.label("author_name"))
        .join(actions, actions.c.id == status_entries.c.action_id)
        .outerjoin(people, people.c.id == status_entries.c.author_id)
        .order_by(status_entries.c.id)
    )
    yield from db.execute(found if plan_slug is None else found.where(actions.c.plan_slug == plan_slug))
