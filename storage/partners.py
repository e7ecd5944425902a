"""Named queries on partner organisations."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select

from storage.tables import action_partners, actions, organisation_aliases, organisations, plan_workspaces
from storage.types import Record

_SEEN = (
    select(organisations.c.id, organisations.c.name)
    .join(action_partners, action_partners.c.organisation_id == organisations.c.id)
    .join(actions, actions.c.id == action_partners.c.action_id)
    .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
    .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"), actions.c.withdrawn_at.is_(None))
    .distinct()
    .order_by(organisations.c.name)
)
_ALIASES = select(organisation_aliases.c.organisation_id, organisation_aliases.c.alias).order_by(
    organisation_aliases.c.alias
)
_WHAT = select(organisations.c.what).where(organisations.c.id == bindparam("id"))
_theirs = action_partners.alias("theirs")
_shared = func.count().label("shared")
_RELATED = (
    select(organisations.c.name, _shared)
    .join(action_partners, action_partners.c.organisation_id == organisations.c.id)
    .join(_theirs, _theirs.c.action_id == action_partners.c.action_id)
    .join(actions, actions.c.id == action_partners.c.action_id)
    .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
    .where(
        plan_workspaces.c.workspace_id == bindparam("workspace_id"),
        actions.c.withdrawn_at.is_(None),
        _theirs.c.organisation_id == bindparam("id"),
        organisations.c.id != bindparam("id"),
    )
    .group_by(organisations.c.id, organisations.c.name)
    .order_by(_shared.desc(), organisations.c.name)
    .limit(bindparam("most"))
)


def what(db: Connection, organisation_id: int) -> str | None:
    """Return what an organisation is, in a sentence, where it is known."""
    said: str | None = db.scalars(_WHAT, {"id": organisation_id}).one()
    return said


def related(db: Connection, workspace_id: str, organisation_id: int, most: int) -> Sequence[Record]:
    """Return name and number of `shared` actions of those who are in most of an organisation's actions."""
    return db.execute(_RELATED, {"workspace_id": workspace_id, "id": organisation_id, "most": most}).all()


def seen(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return id and name of every partner in the plans that a workspace sees."""
    return db.execute(_SEEN, {"workspace_id": workspace_id}).all()


def aliases(db: Connection) -> Sequence[Record]:
    """Return every alias with its organisation's id."""
    return db.execute(_ALIASES).all()


def named(db: Connection, organisation_ids: Sequence[int]) -> Sequence[Record]:
    """Return id, name and kind of organisations."""
    found = select(organisations.c.id, organisations.c.name, organisations.c.kind)
    return db.execute(found.where(organisations.c.id.in_(organisation_ids))).all()


def aliases_of(db: Connection, organisation_ids: Sequence[int]) -> Sequence[Record]:
    """Return the aliases of organisations, each with its organisation's id."""
    return db.execute(_ALIASES.where(organisation_aliases.c.organisation_id.in_(organisation_ids))).all()
