"""Named queries on the Slack workspaces the bot is installed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.tables import plan_workspaces, plans, programme_workspaces, programmes, workspaces
from storage.types import Record
from storage.upsert import insert_new

_BY_TEAM = select(workspaces).where(workspaces.c.team_id == bindparam("team_id"))


def by_team(db: Connection, team_id: str) -> Record | None:
    """Return a workspace's row, or None."""
    return db.execute(_BY_TEAM, {"team_id": team_id}).first()


def every(db: Connection) -> Sequence[Record]:
    """Return the workspaces that have not taken the app away."""
    return db.execute(select(workspaces).where(workspaces.c.revoked_at.is_(None)).order_by(workspaces.c.team_id)).all()


def save(db: Connection, team_id: str, values: Mapping[str, Any]) -> None:
    """Insert a workspace, or set its columns where it is there."""
    if by_team(db, team_id) is None:
        db.execute(insert(workspaces).values(team_id=team_id, **values))
    else:
        db.execute(update(workspaces).where(workspaces.c.team_id == team_id).values(dict(values)))


def identities(db: Connection) -> tuple[str, ...]:
    """Return the ids that plans are shown under: the enterprise's where there is one, each once."""
    return tuple(dict.fromkeys(row.enterprise_id or row.team_id for row in every(db)))


def show(db: Connection, kind: str, slug: str, identities: Sequence[str]) -> int:
    """Show a plan or programme to workspaces; return for how many that is new."""
    table = plan_workspaces if kind == "plan" else programme_workspaces
    return insert_new(db, table, [{f"{kind}_slug": slug, "workspace_id": one} for one in identities])


def show_to_all(db: Connection, kind: str, slug: str) -> int:
    """Show a plan or programme to every workspace, also a later one; return for how many that is new."""
    table = plans if kind == "plan" else programmes
    db.execute(update(table).where(table.c.slug == slug, table.c.shown_to_all.is_(False)).values(shown_to_all=True))
    return show(db, kind, slug, identities(db))


def show_what_is_for_all(db: Connection, identity: str) -> None:
    """Show a workspace what was imported for every workspace."""
    for kind, table in (("plan", plans), ("programme", programmes)):
        for slug in db.scalars(select(table.c.slug).where(table.c.shown_to_all)).all():
            show(db, kind, slug, [identity])
