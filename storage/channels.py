"""Named queries on which channel announces what."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from storage.tables import channels
from storage.upsert import insert_new


def tie(db: Connection, values: Mapping[str, Any]) -> bool:
    """Tie a channel to a subject; False when it was already."""
    return insert_new(db, channels, values) == 1


def untie(db: Connection, team_id: str, channel_id: str, kind: str, subject_id: str) -> bool:
    """Undo it; False when there was nothing to undo."""
    gone = delete(channels).where(
        channels.c.team_id == team_id,
        channels.c.channel_id == channel_id,
        channels.c.subject_kind == kind,
        channels.c.subject_id == subject_id,
    )
    return db.execute(gone).rowcount == 1


def tied_to(db: Connection, team_id: str, channel_id: str) -> set[tuple[str, str]]:
    """Return what a channel announces."""
    found = select(channels.c.subject_kind, channels.c.subject_id).where(
        channels.c.team_id == team_id, channels.c.channel_id == channel_id
    )
    return {(row.subject_kind, row.subject_id) for row in db.execute(found)}


def tied_by(db: Connection, team_id: str, channel_id: str) -> int | None:
    """Return who tied something to a channel last, None where nobody is known."""
    found = select(channels.c.created_by_id).where(
        channels.c.team_id == team_id, channels.c.channel_id == channel_id, channels.c.created_by_id.is_not(None)
    )
    person_id: int | None = db.scalars(found.order_by(channels.c.created_at.desc())).first()
    return person_id


def all_tied(db: Connection) -> list[tuple[str, str]]:
    """Return (team id, channel id) of every channel that announces something."""
    found = select(channels.c.team_id, channels.c.channel_id).distinct().order_by(channels.c.team_id)
    return [(row.team_id, row.channel_id) for row in db.execute(found)]
