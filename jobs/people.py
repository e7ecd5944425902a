"""Reads people's names and zones from Slack: a morning message is for their own morning."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot import delivery
from bot.delivery import Limited, Refused, Unsure
from bot.domain import departures
from bot.domain.audit import Origin
from jobs import rates
from jobs.desk import Desk
from storage import people as stored
from storage.types import Record

REFRESH = timedelta(days=1)
JOB = Origin("job")


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
        with desk.database.writing() as db:
            stored.change(db, row.id, _values(profile) | {"profile_at": now})
            if isinstance(profile, dict):
                departures.note_person(db, row, profile["deleted"], JOB, desk.clock())
        read += 1
    return read


def _profile(desk: Desk, slack: WebClient, row: Record) -> dict[str, Any] | Limited | Refused | Unsure:
    with desk.database.writing(wake=False) as db:
        wait = rates.take(db, row.team_id, "users.info", desk.machine_clock())
    return Limited(wait, "users.info") if wait else delivery.profile(slack, row.user_id)


def _values(profile: object) -> dict[str, Any]:
    if not isinstance(profile, dict):
        return {}
    found = {name: profile[name] for name in ("name", "zone", "is_external")}
    return found | ({"email": profile["email"]} if profile["email"] else {})
