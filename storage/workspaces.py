"""Named queries on the Slack workspaces the bot is installed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.tables import workspaces
from storage.types import Record

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
