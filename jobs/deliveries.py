"""The outbox worker: claims messages with a lease, sends each once, records what came of it.

A post whose end nobody knows is looked for in its channel before it is sent again.
"""

import os
import random
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import Connection

from bot import delivery
from bot.delivery import Hidden, Limited, Outcome, Refused, Sent, Unsure
from bot.domain import deliveries as rules
from bot.domain.deliveries import UNCERTAIN, Place
from bot.views.blocks import File, Message
from jobs import figures, messages, rates
from jobs.crew import Crew
from jobs.desk import Desk
from jobs.running import guarded
from storage import channels
from storage import deliveries as stored
from storage import people as stored_people
from storage.types import Record

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
CREW = 32
"""Messages on their way at once: Slack takes a fifth of a second for each, and 6,000 a minute are to leave."""

NEXT_CLAIM_S = 0.05
"""A backlog is claimed by sixteen places at a time; what is due meanwhile waits no longer than this."""

LOOKED_AT = 4
"""Due messages that a claim looks at (and locks, on PostgreSQL) for each place that it may take."""

TURN_S = 4
"""What somebody asked for goes first, but in one second of these, when what is due longest does: all moves on."""

TRIES: Mapping[str, int] = {"answer": 8}
MOST_TRIES = 24
LONGEST_WAIT_S = 900.0
JITTER = (0.75, 1.25)
"""1 s, 2 s, 4 s ... then each quarter of an hour: after about four hours without Slack a message is given up.

An answer that comes after two minutes answers nobody.
"""

TELLS_PERSON = ("channel_tied", "shared")
"""Kinds of messages whose person (in their payload) hears when a channel cannot be reached."""


@dataclass(frozen=True)
class Claimed:
    """A message this worker holds, where it goes, and the Slack client to send it with."""

    row: Record
    channel_id: str
    slack: WebClient


def send_due(desk: Desk, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due until nothing is, or until asked to stop; return how many messages were settled.

    What goes to one place goes in its order. What is on its way is waited for.
    """
    crew = Crew[Record](CREW, lambda row: _release(desk, row) if is_stopping() else _attempt(desk, row))
    while not is_stopping():
        busy = crew.busy
        for place, rows in (claimed := _claim(desk, CREW - len(busy), busy)).items():
            crew.hand(place, rows)
        if not claimed and not busy:
            break
        crew.wait(CREW // 2 if claimed else CREW - len(busy) + 1, NEXT_CLAIM_S)
    crew.wait(CREW)
    return crew.settled


def _claim(desk: Desk, most: int, busy: Collection[str]) -> dict[str, list[Record]]:
    """Lease messages for as many places, and take a token for each: nothing is claimed that may not be sent now.

    `busy` are places to which something is on its way: another message would overtake it.
    """
    machine_now = desk.machine_clock()
    with desk.database.reading() as db:  # each commit wakes the sender: with nothing to send it holds up no writer
        if not stored.any_claimable(db, desk.clock(), machine_now, busy):
            return {}
    with desk.database.writing(wake=False) as db:
        asked_first = int(machine_now.timestamp()) % TURN_S != 0
        found = stored.claimable(db, desk.clock(), machine_now, LOOKED_AT * most, busy, asked_first)
        rows = {row.id: row for row in _first(found, most)}
        ids = _affordable(db, list(rows.values()), desk.posts_per_minute, machine_now) if rows else []
        leased = stored.lease(db, ids, f"{os.getpid()}-{uuid.uuid4().hex}", machine_now + LEASE) if ids else ()
    claimed: dict[str, list[Record]] = {}
    for row in leased:
        claimed.setdefault(_address(rows[row.id]), []).append(row)
    return claimed


def _address(row: Record) -> str:
    return f"{row.team_id} {row.place}"


def _first(rows: Sequence[Record], most: int) -> Iterator[Record]:
    """Yield the first messages of so many places, of each as many as its bucket can hold."""
    taken: Counter[str] = Counter()
    for row in rows:
        address = _address(row)
        is_wanted = address in taken or len(taken) < most
        if is_wanted and taken[address] < rates.IN_CHANNEL.burst:
            taken[address] += 1
            yield row


def _affordable(db: Connection, rows: Sequence[Record], posts_per_minute: int, now: datetime) -> list[int]:
    """Return the ids of the messages for which there are tokens: of their workspace and of their place."""
    of_workspace = rates.Rate(posts_per_minute / 60, max(1.0, posts_per_minute / 10))
    buckets = {
        row.id: (rates.bucket(row.team_id, rates.POST), rates.bucket(row.team_id, rates.POST, row.place))
        for row in rows
    }
    wanted = {
        name: rate
        for pair in buckets.values()
        for name, rate in zip(pair, (of_workspace, rates.IN_CHANNEL), strict=True)
    }
    purse = rates.Purse(db, wanted, now)
    ids = [row.id for row in rows if purse.take(buckets[row.id]) == 0]
    purse.save()
    return ids


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
        closed = rates.is_closed(db, row.team_id, rates.POST, desk.machine_clock())  # by another message's Retry-After
        message = messages.draw(db, row, desk.clock(), desk.zone)
    if closed:
        return _release(desk, row)
    if message is None:
        return _settle(desk, row, {"status": "dropped", "sent_at": desk.machine_clock()})
    claimed = _reach(desk, row)
    if not isinstance(claimed, Claimed):
        return _record(desk, row, claimed)
    return _post(desk, claimed, message)


def _post(desk: Desk, claimed: Claimed, message: Message) -> bool:
    """Send one message to where it can be sent, unless it is there already."""
    row = claimed.row
    if row.posting_from is not None and not message.instead_of and (found := _found(desk, claimed)):
        return _record(desk, row, found)
    if not _begin(desk, row):
        return False
    outcome = _deliver(desk, claimed, message)
    return outcome is not None and _record(desk, row, outcome)


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
    opened = _allowed(desk, row, "conversations.open") or delivery.open_direct_message(slack, person.user_id)
    if not isinstance(opened, str):
        return opened
    with desk.database.writing(wake=False) as db:
        stored_people.change(db, person.id, {"dm_channel": opened})
    return Claimed(row, opened, slack)


def _found(desk: Desk, claimed: Claimed) -> Outcome | None:
    """Look for a message that may have been posted; None: it was not."""
    row, slack = claimed.row, claimed.slack
    if not row.file_id:
        method = "conversations.replies" if row.thread_ts else "conversations.history"
        return _allowed(desk, row, method) or delivery.find(
            slack, claimed.channel_id, row.thread_ts, row.id, row.posting_from
        )
    shared = _allowed(desk, row, "files.info") or delivery.is_shared(slack, row.file_id, claimed.channel_id)
    if isinstance(shared, bool):
        return Sent(claimed.channel_id, "") if shared else None
    return shared


def _allowed(desk: Desk, row: Record, method: str) -> Limited | None:
    """Take a token for a call besides the post; None when it may be made."""
    wait = desk.database.together.write(lambda db: rates.take(db, row.team_id, method, desk.machine_clock()))
    return Limited(wait, method) if wait else None


def _begin(desk: Desk, row: Record) -> bool:
    """Note that a post begins, and hold the message for a whole lease again; False when somebody else took it over."""
    now = desk.machine_clock()
    return _change(
        desk, row, {"posting_from": row.posting_from or now, "attempts": row.attempts + 1, "lease_until": now + LEASE}
    )


def _deliver(desk: Desk, claimed: Claimed, message: Message) -> Outcome | None:
    """Post, change, or upload and share; None when somebody else took the message over meanwhile."""
    row = claimed.row
    if message.instead_of:
        return _allowed(desk, row, "chat.update") or delivery.change(
            claimed.slack, claimed.channel_id, message.instead_of, message.text, message.blocks
        )
    if message.unfurls:
        return delivery.unfurl(claimed.slack, claimed.channel_id, row.payload["message"], message.unfurls)
    if not message.files:
        return delivery.post(claimed.slack, claimed.channel_id, row.thread_ts, message.text, message.blocks, row.id)
    file = message.files[0]
    file_id = row.file_id or _allowed(desk, row, "files.getUploadURLExternal") or _uploaded(claimed, file)
    if not isinstance(file_id, str):
        return file_id
    if not _change(desk, row, {"file_id": file_id, "lease_until": desk.machine_clock() + LEASE}):
        return None
    return _allowed(desk, row, "files.completeUploadExternal") or delivery.share(
        claimed.slack, file_id, file.title, claimed.channel_id, message.text
    )


def _uploaded(claimed: Claimed, file: File) -> str | Limited | Refused | Unsure:
    return delivery.upload(claimed.slack, file.name, file.content, file.alt)


def _record(desk: Desk, row: Record, outcome: Outcome) -> bool:
    match outcome:
        case Sent(channel_id, ts):
            figures.SENT.labels(row.kind).inc()
            figures.LATE.observe(max(0.0, (desk.clock() - row.due_at).total_seconds()))
            values = {"status": "sent", "posted_to": channel_id, "ts": ts, "sent_at": desk.machine_clock()}
            return _settle(desk, row, values | {"error": None})
        case Limited(wait_s, method):
            figures.LIMITED.labels(method).inc()
            with desk.database.writing(wake=False) as db:
                rates.block(db, row.team_id, method, wait_s, desk.machine_clock())
            return _later(desk, row, wait_s, counted=False)
        case Refused(error):
            return _give_up(desk, row, error)
        case Hidden(error):
            return _give_up(desk, row, f"{UNCERTAIN} ({error})")
        case Unsure(error):
            if row.attempts + 1 >= TRIES.get(row.kind, MOST_TRIES):
                return _give_up(desk, row, error)
            wait_s = min(LONGEST_WAIT_S, 2.0**row.attempts) * random.uniform(*JITTER)  # noqa: S311 no secret
            return _later(desk, row, wait_s, counted=True, error=error)


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
    figures.FAILED.labels(row.kind).inc()
    log.warning("not delivered", delivery=row.id, kind=row.kind, error=error)
    with desk.database.writing() as db:
        values = {"status": "dead", "error": error, "lease_token": None, "lease_until": None}
        held = stored.change(db, row.id, row.lease_token, values)
        if row.person_id is not None:  # their account may be gone: look at once, not tomorrow
            stored_people.change(db, row.person_id, {"profile_at": None})
        owner = row.payload.get("person") if row.kind in TELLS_PERSON else None
        if row.kind == "reminder":
            owner = channels.tied_by(db, row.team_id, row.channel_id)
        if held and owner is not None:
            payload = {"channel": row.channel_id, "error": error, "kind": row.kind}
            place = Place(row.team_id, person_id=owner)
            rules.enqueue(db, f"unreachable:{row.id}", "channel_unreachable", place, payload, desk.clock())
    return True


def _settle(desk: Desk, row: Record, values: dict[str, Any]) -> bool:
    return _change(desk, row, values | {"lease_token": None, "lease_until": None})


def _change(desk: Desk, row: Record, values: dict[str, Any]) -> bool:
    """Set columns of a message; False when somebody else took it over."""
    return desk.database.together.write(lambda db: stored.change(db, row.id, row.lease_token, values))
