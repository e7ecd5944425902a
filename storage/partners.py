"""Named queries on partner organisations."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage import search
from storage.tables import action_partners, actions, organisation_aliases, organisations, plan_workspaces
from storage.types import Record
from storage.upsert import insert_new

_SEEN = (
    select(organisations.c.id, organisations.c.name)
    .join(action_partners, action_partners.c.organisation_id == organisations.c.id)
    .join(actions, actions.c.id == action_partners.c.action_id)
    .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
    .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"), actions.c.withdrawn_at.is_(None))
    .distinct()
    .order_by(organisations.c.name)
)
_ALIASES = select(organisation_aliases).order_by(organisation_aliases.c.alias)

_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement
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


def every(db: Connection) -> Sequence[Record]:
    """Return every organisation, also those that were merged into another one."""
    return db.execute(select(organisations).order_by(organisations.c.id)).all()


def by_id(db: Connection, organisation_id: int) -> Record:
    """Return one organisation; raises NoResultFound."""
    return db.execute(select(organisations).where(organisations.c.id == organisation_id)).one()


def by_slug(db: Connection, slug: str) -> Record | None:
    """Return one organisation, or None."""
    return db.execute(select(organisations).where(organisations.c.slug == slug)).first()


def actions_of(db: Connection, organisation_id: int) -> Sequence[Record]:
    """Return action_id, position and plan_slug of every action that names an organisation, in any workspace."""
    found = select(action_partners.c.action_id, action_partners.c.position, actions.c.plan_slug)
    joined = found.join(actions, actions.c.id == action_partners.c.action_id)
    return db.execute(
        joined.where(action_partners.c.organisation_id == organisation_id).order_by(action_partners.c.action_id)
    ).all()


def lock(db: Connection) -> None:
    """Hold all organisations until the transaction ends: of two who take the same name, one is told so."""
    if db.dialect.name != "sqlite":
        db.execute(select(organisations.c.id).order_by(organisations.c.id).with_for_update(key_share=True))


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Insert an organisation and return its id."""
    return int(db.execute(insert(organisations).values(dict(values)).returning(organisations.c.id)).scalar_one())


def change(db: Connection, organisation_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one organisation."""
    db.execute(update(organisations).where(organisations.c.id == organisation_id).values(dict(values)))


def set_aliases(db: Connection, organisation_id: int, aliases: Mapping[str, str]) -> None:
    """Replace the aliases of one organisation; `aliases` are by folded form."""
    table = organisation_aliases
    db.execute(delete(table).where(table.c.organisation_id == organisation_id))
    rows = [{"organisation_id": organisation_id, "folded": key, "alias": alias} for key, alias in aliases.items()]
    if rows:
        db.execute(insert(table), rows)


def take_out(db: Connection, organisation_id: int, action_ids: Sequence[str]) -> None:
    """Take an organisation out of actions."""
    mine = action_partners.c.organisation_id == organisation_id
    db.execute(delete(action_partners).where(mine, action_partners.c.action_id.in_(action_ids)))
    search.refresh(db, action_ids)


def put_in(db: Connection, organisation_id: int, positions: Mapping[str, int]) -> None:
    """Name an organisation in actions, by action id with its place in the order; twice is once."""
    rows = [
        {"action_id": action_id, "organisation_id": organisation_id, "position": position}
        for action_id, position in positions.items()
    ]
    insert_new(db, action_partners, rows)
    search.refresh(db, positions)


def ids(db: Connection, slugs: Sequence[str]) -> dict[str, int]:
    """Return the ids of those organisations that are there, by slug; of a merged one the last survivor's."""
    merges = select(organisations.c.id, organisations.c.merged_into_id).where(
        organisations.c.merged_into_id.is_not(None)
    )
    survivor = {row.id: row.merged_into_id for row in db.execute(merges)}
    found = {}
    for first in range(0, len(slugs), _AT_ONCE):
        some = organisations.c.slug.in_(slugs[first : first + _AT_ONCE])
        for row in db.execute(select(organisations.c.slug, organisations.c.id).where(some)):
            found[row.slug] = row.id
            while found[row.slug] in survivor:
                found[row.slug] = survivor[found[row.slug]]
    return found
