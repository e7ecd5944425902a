"""Named queries that read everything of a kind, for files: whole plans and programmes, of every workspace."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from storage.tables import (
    action_partners,
    actions,
    events,
    organisations,
    plans,
    programmes,
    sections,
    status_entries,
)
from storage.types import Record

_NEWEST = (
    select(
        status_entries.c.action_id,
        status_entries.c.stages,
        status_entries.c.rag,
        status_entries.c.note,
        func.row_number()
        .over(
            partition_by=status_entries.c.action_id,
            order_by=(status_entries.c.as_of.desc(), status_entries.c.id.desc()),
        )
        .label("newest"),
    )
    .where(status_entries.c.kind == "published")
    .subquery("newest")
)
_ACTIONS = (
    select(
        actions,
        sections.c.title.label("section_title"),
        plans.c.document,
        _NEWEST.c.stages,
        _NEWEST.c.rag,
        _NEWEST.c.note,
    )
    .join(sections, sections.c.id == actions.c.section_id)
    .join(plans, plans.c.slug == actions.c.plan_slug)
    .outerjoin(_NEWEST, (_NEWEST.c.action_id == actions.c.id) & (_NEWEST.c.newest == 1))
    .where(actions.c.withdrawn_at.is_(None))
    .order_by(actions.c.plan_slug, actions.c.position)
)
_PARTNERS = (
    select(action_partners.c.action_id, actions.c.plan_slug, actions.c.ref, organisations.c.id, organisations.c.name)
    .join(actions, actions.c.id == action_partners.c.action_id)
    .join(organisations, organisations.c.id == action_partners.c.organisation_id)
    .where(actions.c.withdrawn_at.is_(None))
    .order_by(actions.c.plan_slug, actions.c.position, action_partners.c.position)
)
_MEETINGS = select(events).where(events.c.status != "cancelled").order_by(events.c.date, events.c.starts, events.c.id)


def published_actions(db: Connection, plan_slug: str | None) -> Iterator[Record]:
    """Yield actions with the newest published stages, RAG and note; null where nothing was published."""
    found = _ACTIONS if plan_slug is None else _ACTIONS.where(actions.c.plan_slug == plan_slug)
    yield from db.execute(found)


def involved(db: Connection, plan_slug: str | None) -> Iterator[Record]:
    """Yield each partner of each action: action_id, plan_slug, ref, and the organisation's id and name."""
    found = _PARTNERS if plan_slug is None else _PARTNERS.where(actions.c.plan_slug == plan_slug)
    yield from db.execute(found)


def dated_events(db: Connection, programme_slug: str | None) -> Iterator[Record]:
    """Yield meetings and sessions that are not cancelled, the earliest first."""
    found = _MEETINGS if programme_slug is None else _MEETINGS.where(events.c.programme_slug == programme_slug)
    yield from db.execute(found)


def plan_slugs(db: Connection) -> Sequence[str]:
    """Return the plans there are."""
    return db.scalars(select(plans.c.slug).order_by(plans.c.slug)).all()


def programme_slugs(db: Connection) -> Sequence[str]:
    """Return the programmes there are."""
    return db.scalars(select(programmes.c.slug).order_by(programmes.c.slug)).all()
