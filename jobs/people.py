"""Reads from Slack people's names and zones, for a morning message of their own morning, and who is a guest."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk import WebClient

from bot import delivery
from bot.delivery import Limited, Refused, Unsure
from bot.domain import departures
from bot.domain.audit import Origin
from jobs import rates
from jobs.desk import Desk
from storage import people as stored
from storage import reminders as stored_reminders
from storage import workspaces
from storage.types import Record

log = structlog.get_logger(__name__)

REFRESH = timedelta(days=1)
JOB = Origin("job")
A_WHILE_S = 0.2


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
                if profile["zone"] != row.zone:
                    stored_reminders.mark(db, "person", str(row.id))  # their morning is another one
        read += 1
    return read


def read_guests(desk: Desk, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Note who is a guest in each workspace, before any of them asks anything; return how many are new.

    Where Slack has no answer the next day's reading goes on.
    """
    new = 0
    with desk.database.reading() as db:
        rows = workspaces.every(db)
    for row in rows:
        slack = desk.client(row.team_id)
        cursor = "" if slack else None
        while slack and cursor is not None and not is_stopping():
            page = _guests(desk, slack, row.team_id, cursor, is_stopping)
            if not isinstance(page, tuple):
                log.warning("guests not read", team=row.team_id, error=type(page).__name__)
                break
            new += _note(desk, row, page[0])
            cursor = page[1] or None
    return new


def _guests(
    desk: Desk, slack: WebClient, team_id: str, cursor: str, is_stopping: Callable[[], bool]
) -> tuple[list[str], str] | Limited | Refused | Unsure:
    with desk.database.writing(wake=False) as db:
        wait = rates.take(db, team_id, "users.list", desk.machine_clock())
    until = time.monotonic() + wait
    while time.monotonic() < until and not is_stopping():
        time.sleep(min(A_WHILE_S, wait))
    return delivery.guests(slack, cursor)


def _note(desk: Desk, workspace: Record, user_ids: list[str]) -> int:
    workspace_id = workspace.enterprise_id or workspace.team_id
    with desk.database.writing(wake=False) as db:
        known = {one: stored.by_slack_id(db, workspace_id, one) for one in user_ids}
        for user_id, row in known.items():
            if row is None:
                values = {"workspace_id": workspace_id, "team_id": workspace.team_id, "user_id": user_id}
                stored.add(db, values | {"is_external": True, "created_at": desk.clock()})
            elif not row.is_external:
                stored.change(db, row.id, {"is_external": True})
        return sum(row is None or not row.is_external for row in known.values())


def _profile(desk: Desk, slack: WebClient, row: Record) -> dict[str, Any] | Limited | Refused | Unsure:
    with desk.database.writing(wake=False) as db:
        wait = rates.take(db, row.team_id, "users.info", desk.machine_clock())
    return Limited(wait, "users.info") if wait else delivery.profile(slack, row.user_id)


def _values(profile: object) -> dict[str, Any]:
    if not isinstance(profile, dict):
        return {}
    found = {name: profile[name] for name in ("name", "zone", "is_external")}
    return found | ({"email": profile["email"]} if profile["email"] else {})
