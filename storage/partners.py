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

_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement


def seen(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return id and name of every partner in the plans that a workspace sees."""
    return db.execute(_SEEN, {"workspace_id": workspace_id}).all()


def aliases(db: Connection) -> Sequence[Record]:
    """Return every alias with its organisation's id."""
    return db.execute(_ALIASES).all()


def ids(db: Connection, slugs: Sequence[str]) -> dict[str, int]:
    """Return the ids of those organisations that are there, by slug; of a merged one its survivor's."""
    counts = func.coalesce(organisations.c.merged_into_id, organisations.c.id).label("counts")
    return {
        row.slug: row.counts
        for first in range(0, len(slugs), _AT_ONCE)
        for row in db.execute(
            select(organisations.c.slug, counts).where(organisations.c.slug.in_(slugs[first : first + _AT_ONCE]))
        )
    }
