"""The outbox worker: claims messages with a lease, sends each once, records what came of it.

A post whose end nobody knows is looked for in its channel before it is sent again.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk import WebClient

from bot import delivery
from bot.delivery import Limited, Outcome, Refused, Sent, Unsure
from bot.domain import deliveries as rules
from bot.domain.deliveries import Place
from bot.views.blocks import Message
from jobs import messages, rates
from jobs.desk import Desk
from jobs.running import guarded
from storage import channels
from storage import deliveries as stored
from storage import people as stored_people
from storage.types import Record

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
BATCH = 20
ATTEMPTS = 24
LONGEST_WAIT_S = 900.0
"""1 s, 2 s, 4 s ... then each quarter of an hour: after about four hours without Slack a message is given up."""

TELLS_PERSON = ("channel_tied", "shared")
"""Kinds of messages whose person (in their payload) hears when a channel cannot be reached."""


@dataclass(frozen=True)
class Claimed:
    """A message this worker holds, where it goes, and the Slack client to send it with."""

    row: Record
    channel_id: str
    slack: WebClient


def send_due(desk: Desk, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due until nothing is, or until asked to stop; return how many messages were settled."""
    settled = 0
    while not is_stopping() and (rows := _claim(desk)):
        for row in rows:
            settled += _release(desk, row) if is_stopping() else _attempt(desk, row)
    return settled


def _claim(desk: Desk) -> list[Record]:
    machine_now = desk.machine_clock()
    with desk.database.writing(wake=False) as db:
        token = uuid.uuid4().hex
        return list(stored.claim(db, token, desk.clock(), machine_now, machine_now + LEASE, BATCH))


def _attempt(desk: Desk, row: Record) -> bool:
    """Send one message; a fault of ours counts as an attempt, and holds up no other message."""
    settled = False

    def send() -> None:
        nonlocal settled
        settled = _send(desk, row)

    return settled if guarded("delivery", send)() else _record(desk, row, Unsure("fault"))


def _send(desk: Desk, row: Record) -> bool:
    """Send one message; False when it has to wait."""
    if row.lease_until - desk.machine_clock() < timedelta(seconds=delivery.TIMEOUT_S + 5):
        return _release(desk, row)
    with desk.database.reading() as db:
        message = messages.draw(db, row, desk.clock(), desk.zone)
    if message is None:
        return _settle(desk, row, {"status": "dropped", "sent_at": desk.machine_clock()})
    claimed = _reach(desk, row)
    if not isinstance(claimed, Claimed):
        return _record(desk, row, claimed)
    return _post(desk, claimed, message)


def _post(desk: Desk, claimed: Claimed, message: Message) -> bool:
    """Send one message to where it can be sent, unless it is there already."""
    row = claimed.row
    if row.posting_from is not None and (found := _found(claimed)):
        return _record(desk, row, found, claimed.channel_id)
    wait = _begin(desk, claimed)
    if wait is None:
        return False
    if wait > 0:
        return _later(desk, row, wait, counted=False)
    outcome = _deliver(desk, claimed, message)
    return outcome is not None and _record(desk, row, outcome, claimed.channel_id)


def _release(desk: Desk, row: Record) -> bool:
    """Let go of a message that was not begun."""
    _settle(desk, row, {"status": "pending"})
    return False


def _reach(desk: Desk, row: Record) -> Claimed | Outcome:
    slack = desk.client(row.team_id)
    if slack is None:
        return Refused("token_revoked")
    if row.channel_id:
        return Claimed(row, row.channel_id, slack)
    with desk.database.reading() as db:
        person = stored_people.by_id(db, row.person_id)
    if person.dm_channel:
        return Claimed(row, person.dm_channel, slack)
    if person.user_id is None or person.deactivated_at is not None:
        return Refused("user_not_found")
    opened = delivery.open_direct_message(slack, person.user_id)
    if not isinstance(opened, str):
        return opened
    with desk.database.writing(wake=False) as db:
        stored_people.change(db, person.id, {"dm_channel": opened})
    return Claimed(row, opened, slack)


def _found(claimed: Claimed) -> Sent | Limited | Unsure | None:
    """Look for a message that may have been posted; None: it was not, or Slack lets nobody look."""
    row = claimed.row
    if not row.file_id:
        return delivery.find(claimed.slack, claimed.channel_id, row.thread_ts, row.id, row.posting_from)
    shared = delivery.is_shared(claimed.slack, row.file_id, claimed.channel_id)
    if isinstance(shared, bool):
        return Sent(claimed.channel_id, "") if shared else None
    return shared


def _begin(desk: Desk, claimed: Claimed) -> float | None:
    """Note that a post begins, take a token for it, and hold the message for a whole lease again.

    Returns 0, or for how many seconds to wait instead; None when somebody else took the message over.
    """
    now = desk.machine_clock()
    row = claimed.row
    with desk.database.writing(wake=False) as db:
        wait = rates.take(db, row.team_id, claimed.channel_id, desk.posts_per_minute, now)
        if wait > 0:
            return wait
        values = {"posting_from": row.posting_from or now, "attempts": row.attempts + 1, "lease_until": now + LEASE}
        return 0.0 if stored.change(db, row.id, row.lease_token, values) else None


def _deliver(desk: Desk, claimed: Claimed, message: Message) -> Outcome | None:
    """Post, or upload and share; None when somebody else took the message over meanwhile."""
    row = claimed.row
    if message.unfurls:
        return delivery.unfurl(claimed.slack, claimed.channel_id, row.payload["message"], message.unfurls)
    if not message.files:
        return delivery.post(claimed.slack, claimed.channel_id, row.thread_ts, message.text, message.blocks, row.id)
    file = message.files[0]
    file_id = row.file_id or delivery.upload(claimed.slack, file.name, file.content, file.alt)
    if not isinstance(file_id, str):
        return file_id
    with desk.database.writing(wake=False) as db:
        values = {"file_id": file_id, "lease_until": desk.machine_clock() + LEASE}
        if not stored.change(db, row.id, row.lease_token, values):
            return None
    return delivery.share(claimed.slack, file_id, file.title, claimed.channel_id, message.text)


def _record(desk: Desk, row: Record, outcome: Outcome, channel_id: str = "") -> bool:
    match outcome:
        case Sent(channel_id, ts):
            values = {"status": "sent", "posted_to": channel_id, "ts": ts, "sent_at": desk.machine_clock()}
            return _settle(desk, row, values | {"error": None})
        case Limited(wait_s):
            if channel_id:
                with desk.database.writing(wake=False) as db:
                    rates.block(db, row.team_id, channel_id, wait_s, desk.machine_clock())
            return _later(desk, row, wait_s, counted=False)
        case Refused(error):
            return _give_up(desk, row, error)
        case Unsure(error):
            if row.attempts + 1 >= ATTEMPTS:
                return _give_up(desk, row, error)
            return _later(desk, row, min(LONGEST_WAIT_S, 2.0**row.attempts), counted=True, error=error)


def _later(desk: Desk, row: Record, wait_s: float, counted: bool, error: str | None = None) -> bool:
    at = desk.machine_clock() + timedelta(seconds=wait_s)
    values: dict[str, Any] = {"status": "pending", "next_attempt_at": at, "error": error}
    if counted:
        values["attempts"] = row.attempts + 1
    else:  # Slack has certainly not got it: no need to look for it
        values |= {"posting_from": row.posting_from, "attempts": row.attempts}
    _settle(desk, row, values)
    return False


def _give_up(desk: Desk, row: Record, error: str) -> bool:
    """Record that a message cannot be delivered, and tell who set up the channel it was for."""
    log.warning("not delivered", delivery=row.id, kind=row.kind, error=error)
    with desk.database.writing() as db:
        values = {"status": "dead", "error": error, "lease_token": None, "lease_until": None}
        held = stored.change(db, row.id, row.lease_token, values)
        owner = row.payload.get("person") if row.kind in TELLS_PERSON else None
        if row.kind == "reminder":
            owner = channels.tied_by(db, row.team_id, row.channel_id)
        if held and owner is not None:
            payload = {"channel": row.channel_id, "error": error, "kind": row.kind}
            place = Place(row.team_id, person_id=owner)
            rules.enqueue(db, f"unreachable:{row.id}", "channel_unreachable", place, payload, desk.clock())
    return True


def _settle(desk: Desk, row: Record, values: dict[str, Any]) -> bool:
    with desk.database.writing(wake=False) as db:
        released = {"lease_token": None, "lease_until": None}
        return stored.change(db, row.id, row.lease_token, values | released)
