"""The outbox: whatever is to be sent is a row written together with its cause."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain.refusal import Refusal
from storage import deliveries as stored

UNCERTAIN = "perhaps sent already: Slack lets nobody look"
"""How the error of a message begins of which nobody can find out whether Slack has it."""

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
    due_at: datetime | None = None,
) -> bool:
    """Put a message into the outbox once; False when `key` is there already.

    `kind` names how it is drawn when it is sent, from `payload`: ids, not texts, wherever that will do.
    It goes at once, or at `due_at`.
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
            "due_at": due_at or now,
            "next_attempt_at": AT_ONCE,
            "created_at": now,
            "request_id": request_id,
        },
    )


def send_again(db: Connection, delivery_id: int) -> None:
    """Let a message that could not be delivered be sent again; raises Refusal when there is none of that id.

    Somebody who sends again what may have arrived has looked: then nothing is looked for.
    """
    row = stored.by_id(db, delivery_id)
    values: dict[str, Any] = {"status": "pending", "next_attempt_at": AT_ONCE, "attempts": 0, "error": None}
    if row is not None and (row.error or "").startswith(UNCERTAIN):
        values |= {"posting_from": None, "file_id": None}
    if not stored.change_failed(db, delivery_id, values):
        raise Refusal(f"No failed delivery has the id {delivery_id}. `convenor outbox --failed` lists them.")
