"""*Pause all messages*: one button stops everything that is scheduled; what somebody asked for still comes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, people, roles
from bot.domain.actions import Author
from bot.domain.audit import Origin
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed
from storage import pauses as stored

DEED = "pause all messages"


@dataclass(frozen=True)
class Pause:
    """Since when nothing scheduled goes, and who stopped it."""

    since: datetime
    by: Author


@dataclass(frozen=True)
class Switch:
    """What somebody who may pause sees: the pause that holds, None while messages go; `zone` is for its moment."""

    pause: Pause | None
    zone: str


def current(db: Connection) -> Pause | None:
    """Return the pause that holds."""
    row = stored.current(db)
    return Pause(row.from_at, Author(row.user_id, row.name)) if row else None


def switch(db: Connection, caller: Caller, zone: str) -> Switch | None:
    """Return the switch for those who may use it; None for everybody else."""
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, DEED, ()):
        return None
    return Switch(current(db), zone)


def pause(db: Connection, caller: Caller, origin: Origin, now: datetime) -> Pause:
    """Stop all that is scheduled, in every workspace; raises NotAllowed for all but admins."""
    person_id = _allowed(db, caller)
    if stored.current(db) is None:
        stored.begin(db, person_id, now)
        audit.record(db, "messages.paused", roles.EVERYTHING, person_id, origin, now)
    held = current(db)
    assert held is not None
    return held


def go_on(db: Connection, caller: Caller, origin: Origin, now: datetime) -> None:
    """Let messages go again: what is still of use goes late, the rest is recorded as missed; raises NotAllowed."""
    person_id = _allowed(db, caller)
    if stored.end(db, person_id, now):
        audit.record(db, "messages.went_on", roles.EVERYTHING, person_id, origin, now)


def _allowed(db: Connection, caller: Caller) -> int:
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, DEED, ()):
        raise NotAllowed("Only an admin can pause all messages. `/convenor settings` pauses your own.")
    return person.id
