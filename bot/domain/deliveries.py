"""The outbox: whatever is to be sent is a row written together with its cause."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from storage import deliveries as stored

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""First attempt of a new message: attempts are planned in machine time, which rules do not know."""


@dataclass(frozen=True)
class Place:
    """Where a message goes: a person's direct messages or a channel, in one workspace."""

    team_id: str
    person_id: int | None = None
    channel_id: str | None = None
    thread_ts: str | None = None


def enqueue(
    db: Connection,
    key: str,
    kind: str,
    place: Place,
    payload: dict[str, Any],
    now: datetime,
    request_id: str | None = None,
) -> bool:
    """Put a message into the outbox once; False when `key` is there already.

    `kind` names how it is drawn when it is sent, from `payload`: ids, not texts, wherever that will do.
    """
    return stored.add(
        db,
        {
            "key": key,
            "kind": kind,
            "team_id": place.team_id,
            "person_id": place.person_id,
            "channel_id": place.channel_id,
            "thread_ts": place.thread_ts,
            "payload": payload,
            "status": "pending",
            "due_at": now,
            "next_attempt_at": AT_ONCE,
            "created_at": now,
            "request_id": request_id,
        },
    )
