"""Who somebody is: (workspace id, user id), the workspace id being the enterprise id where there is one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage import people
from storage.types import Record


@dataclass(frozen=True)
class Caller:
    """Somebody as a Slack payload names them; nothing is known of them yet.

    `is_stranger` says that the payload shows them to be from another workspace (Slack Connect).
    """

    workspace_id: str
    team_id: str
    user_id: str
    is_stranger: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody we know; `user_id` is None for people who are not on Slack.

    `is_external` is a guest, or somebody from another workspace (Slack Connect).
    """

    id: int
    user_id: str | None
    name: str | None
    zone: str | None
    team_id: str | None
    is_external: bool = False


def from_row(row: Record) -> Person:
    """Return the person of a `people` row."""
    return Person(row.id, row.user_id, row.name, row.zone, row.team_id, row.is_external)


def find(db: Connection, caller: Caller) -> Person | None:
    """Return the person, or None when they never did anything that was kept."""
    row = people.by_slack_id(db, caller.workspace_id, caller.user_id)
    return from_row(row) if row else None


def ensure(db: Connection, caller: Caller, now: datetime) -> Person:
    """Return the person, making the row when there is none."""
    found = find(db, caller)
    if found:
        return found
    people.add(
        db,
        {
            "workspace_id": caller.workspace_id,
            "user_id": caller.user_id,
            "team_id": caller.team_id,
            "is_external": caller.is_stranger,
            "created_at": now,
        },
    )
    row = people.by_slack_id(db, caller.workspace_id, caller.user_id)
    assert row is not None
    return from_row(row)


def ensure_by_email(db: Connection, email: str, name: str | None, now: datetime) -> Person:
    """Return the person with an e-mail address, making one without Slack where there is none."""
    found = people.by_email(db, email)
    if found is None:
        found = people.add_without_slack(db, {"email": email.strip(), "name": name or None, "created_at": now})
    return from_row(found)
