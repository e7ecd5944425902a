"""Reads people's names and zones from Slack: a morning message is for their own morning."""

from datetime import timedelta
from typing import Any

from bot import delivery
from bot.delivery import Limited, Refused
from jobs.desk import Desk
from storage import people as stored

REFRESH = timedelta(days=1)


def read_profiles(desk: Desk) -> int:
    """Read the profiles never read, or not for a day; return how many were read."""
    now = desk.machine_clock()
    with desk.database.reading() as db:
        rows = stored.without_profile(db, now - REFRESH)
    read = 0
    for row in rows:
        slack = desk.client(row.team_id) if row.team_id else None
        profile = delivery.profile(slack, row.user_id) if slack else Refused("token_revoked")
        if isinstance(profile, Limited):
            break
        with desk.database.writing(wake=False) as db:
            stored.change(db, row.id, _values(profile, desk) | {"profile_at": now})
        read += 1
    return read


def _values(profile: object, desk: Desk) -> dict[str, Any]:
    if not isinstance(profile, dict):
        return {}
    return {
        "name": profile["name"],
        "zone": profile["zone"],
        "is_external": profile["is_external"],
        "deactivated_at": desk.clock() if profile["deleted"] else None,
    }
