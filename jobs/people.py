"""Reads people's names and zones from Slack: a morning message is for their own morning."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot import delivery
from bot.delivery import Limited, Refused, Unsure
from jobs import rates
from jobs.desk import Desk
from storage import people as stored
from storage.types import Record

REFRESH = timedelta(days=1)


def read_profiles(desk: Desk, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Read the profiles never read, or not for a day; return how many were read.

    When Slack has no time or no answer the rest waits for the next tick; what it refuses, for tomorrow.
    """
    now = desk.machine_clock()
    with desk.database.reading() as db:
        rows = stored.without_profile(db, now - REFRESH)
    read = 0
    for row in rows:
        slack = desk.client(row.team_id) if row.team_id else None
        profile = _profile(desk, slack, row) if slack else Refused("token_revoked")
        if is_stopping() or isinstance(profile, Limited | Unsure):
            break
        with desk.database.writing(wake=False) as db:
            stored.change(db, row.id, _values(profile, row, desk) | {"profile_at": now})
        read += 1
    return read


def _profile(desk: Desk, slack: WebClient, row: Record) -> dict[str, Any] | Limited | Refused | Unsure:
    with desk.database.writing(wake=False) as db:
        wait = rates.take(db, row.team_id, "users.info", desk.machine_clock())
    return Limited(wait, "users.info") if wait else delivery.profile(slack, row.user_id)


def _values(profile: object, row: Record, desk: Desk) -> dict[str, Any]:
    if not isinstance(profile, dict):
        return {}
    return {
        "name": profile["name"],
        "zone": profile["zone"],
        "is_external": profile["is_external"],
        "deactivated_at": (row.deactivated_at or desk.clock()) if profile["deleted"] else None,
    }
