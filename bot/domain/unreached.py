"""Who could not be reached: messages that Slack would not take, and what becomes of them.

What somebody asked for there and then (an answer, a list as a file) is not among them: they saw that it did not come.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit, deliveries, people, roles
from bot.domain.audit import Origin, Subject
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored_actions
from storage import deliveries as stored
from storage import meetings as stored_meetings
from storage.types import Record

DEED = "see who was not reached"
KEPT = ("calendar_file", "report_file")
"""Of what somebody asked for, what they keep for later or pass on: that it did not come may be seen too late."""

UNSAID = (*(kind for kind in stored.ASKED_FOR if kind not in KEPT), stored.REDRAW)
"""Kinds of messages that are nobody's loss: who asked asks again, and a message to be changed may be gone."""

LISTED = 5
LOOKED_AT = 200
"""The newest failures are looked through for those that are somebody's business."""


@dataclass(frozen=True)
class Unreached:
    """A message that did not arrive, to a channel or a person; `user_id` only where the reader has them in Slack."""

    id: int
    kind: str
    user_id: str | None
    name: str | None
    channel_id: str | None
    error: str
    due_at: datetime


@dataclass(frozen=True)
class Listing:
    """The newest messages that did not arrive, and how many more there are."""

    shown: tuple[Unreached, ...] = ()
    more: int = 0


NOTHING = Listing()


def listed(db: Connection, caller: Caller) -> Listing:
    """Return what did not arrive in what the caller coordinates; an admin sees all of their workspace."""
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, DEED) if person else frozenset()
    if not reach:
        return Listing()
    rows = [row for row in stored.failed(db, UNSAID, LOOKED_AT) if _concerns(db, row, caller, reach)]
    return Listing(tuple(_unreached(row, caller) for row in rows[:LISTED]), len(rows[LISTED:]))


def send_again(db: Connection, caller: Caller, delivery_id: int, origin: Origin, now: datetime) -> None:
    """Let a message be sent again; raises NotAllowed, or Refusal where it does not wait for that any more."""
    _check(db, caller, delivery_id)
    deliveries.send_again(db, delivery_id)
    _note(db, "delivery.sent_again", caller, delivery_id, origin, now)


def set_aside(db: Connection, caller: Caller, delivery_id: int, origin: Origin, now: datetime) -> None:
    """Take a message off the list; it will not be sent. Raises as `send_again` does."""
    _check(db, caller, delivery_id)
    stored.change_failed(db, delivery_id, {"status": "dropped"})
    _note(db, "delivery.set_aside", caller, delivery_id, origin, now)


def _check(db: Connection, caller: Caller, delivery_id: int) -> None:
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, DEED) if person else frozenset()
    row = stored.failed_one(db, delivery_id, UNSAID)
    if row is None:
        raise Refusal("That message was sent again or left already. Open this tab anew to see what is left.")
    if not _concerns(db, row, caller, reach):
        raise NotAllowed("Only who coordinates this, or an admin, can decide about that message.")


def _note(db: Connection, did: str, caller: Caller, delivery_id: int, origin: Origin, now: datetime) -> None:
    person = people.find(db, caller)
    audit.record(db, did, ("delivery", str(delivery_id)), person.id if person else None, origin, now)


def _concerns(db: Connection, row: Record, caller: Caller, reach: frozenset[Subject]) -> bool:
    if roles.EVERYTHING in reach and row.workspace_id == caller.workspace_id:
        return True
    return not reach.isdisjoint(_about(db, row.payload))


def _about(db: Connection, payload: Mapping[str, Any]) -> set[Subject]:
    """Return the programmes and plans that a message is about; nothing where its payload names none."""
    events, actions = _named(payload, "event"), _named(payload, "action")
    programmes = stored_meetings.programmes_of(db, events).union(_named(payload, "programme"))
    plans = stored_actions.plans_of(db, actions).union(_named(payload, "plan"))
    return {*(("programme", slug) for slug in programmes), *(("plan", slug) for slug in plans)}


def _named(payload: Mapping[str, Any], what: str) -> list[str]:
    """Return the ids that stand in a payload under a noun, or under its plural."""
    alone = [payload[what]] if isinstance(payload.get(what), str) else []
    return [*alone, *payload.get(f"{what}s", ())]


def _unreached(row: Record, caller: Caller) -> Unreached:
    user_id = row.user_id if row.workspace_id == caller.workspace_id else None
    return Unreached(row.id, row.kind, user_id, row.name, row.channel_id, row.error or "", row.due_at)
