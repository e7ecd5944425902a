"""Named queries on plans and their sections."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from storage import due
from storage.tables import actions, organisations, plan_workspaces, plans, sections
from storage.types import Record

_VISIBLE = (
    select(plans, organisations.c.name.label("publisher"))
    .join(plan_workspaces, plan_workspaces.c.plan_slug == plans.c.slug)
    .join(organisations, organisations.c.id == plans.c.organisation_id)
    .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"))
    .order_by(plans.c.slug)
)
_SLUGS = (
    select(plan_workspaces.c.plan_slug)
    .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"))
    .order_by(plan_workspaces.c.plan_slug)
)
_SECTIONS = (
    select(sections, plans.c.title.label("plan_title"))
    .join(plans, plans.c.slug == sections.c.plan_slug)
    .join(plan_workspaces, plan_workspaces.c.plan_slug == plans.c.slug)
    .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"))
    .order_by(sections.c.plan_slug, sections.c.position)
)


def visible(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return the plans that a workspace sees."""
    return db.execute(_VISIBLE, {"workspace_id": workspace_id}).all()


def slugs(db: Connection, workspace_id: str) -> tuple[str, ...]:
    """Return the slugs of these plans."""
    return tuple(db.scalars(_SLUGS, {"workspace_id": workspace_id}))


def sections_seen(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return the sections of those plans, with `plan_title`."""
    return db.execute(_SECTIONS, {"workspace_id": workspace_id}).all()


def refs(db: Connection, slug: str) -> Sequence[Record]:
    """Return id, ref and ref_key of the actions that stand in a plan."""
    found = select(actions.c.id, actions.c.ref, actions.c.ref_key).where(actions.c.plan_slug == slug)
    return db.execute(found.where(actions.c.withdrawn_at.is_(None)).order_by(actions.c.position)).all()


def open_ids(db: Connection, section_id: str) -> set[str]:
    """Return the actions of a section that are neither withdrawn nor complete."""
    return set(db.scalars(select(actions.c.id).where(actions.c.section_id == section_id, due.is_open())))


def open_in_sections(db: Connection, slug: str) -> dict[str, int]:
    """Return how many such actions each section of a plan has."""
    counted = select(actions.c.section_id, func.count().label("number"))
    counted = counted.where(actions.c.plan_slug == slug, due.is_open()).group_by(actions.c.section_id)
    return {row.section_id: row.number for row in db.execute(counted)}


def plan_of(db: Connection, kind: str, subject_id: str) -> str | None:
    """Return the plan of a section or an action, None for anything else."""
    table = {"section": sections, "action": actions}.get(kind)
    return db.scalar(select(table.c.plan_slug).where(table.c.id == subject_id)) if table is not None else None


def title(db: Connection, slug: str) -> str:
    """Return what people call a plan; raises NoResultFound."""
    return str(db.execute(select(plans.c.title).where(plans.c.slug == slug)).scalar_one())


def change(db: Connection, slug: str, values: Mapping[str, Any]) -> None:
    """Set columns of one plan."""
    db.execute(update(plans).where(plans.c.slug == slug).values(dict(values)))


def lock(db: Connection, slug: str) -> None:
    """Hold a plan until the transaction ends: of two who add or correct its actions, one comes after the other."""
    if db.dialect.name != "sqlite":
        db.execute(select(plans.c.slug).where(plans.c.slug == slug).with_for_update(key_share=True))
