"""Named queries on plans and their sections."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.tables import organisations, plan_workspaces, plans, sections
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


def change(db: Connection, slug: str, values: Mapping[str, Any]) -> None:
    """Set columns of one plan."""
    db.execute(update(plans).where(plans.c.slug == slug).values(dict(values)))


def lock(db: Connection, slug: str) -> None:
    """Hold a plan until the transaction ends: of two who add or correct its actions, one comes after the other."""
    if db.dialect.name != "sqlite":
        db.execute(select(plans.c.slug).where(plans.c.slug == slug).with_for_update(key_share=True))
