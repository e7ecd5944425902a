"""*Go through all*: one form after the other, until each update of a message was answered or skipped."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import nudges
from bot.domain.nudges import Daily
from bot.domain.people import Caller


@dataclass(frozen=True)
class Walk:
    """Where somebody is: at action `action_id`, the `number`-th of `total`, with `answered` of them done."""

    delivery_id: int
    action_id: str
    number: int
    total: int
    answered: int = 0


@dataclass(frozen=True)
class Ended:
    """The end of the walk: how many were answered, and how many still wait."""

    answered: int
    waiting: int


def begin(db: Connection, caller: Caller, delivery_id: int, now: datetime, zone: str) -> Walk | Ended:
    """Return the first step through what still waits; raises Refusal for somebody else's message."""
    facts = nudges.seen(db, caller, delivery_id, now, zone)
    if not facts.items:
        return Ended(0, 0)
    return Walk(delivery_id, facts.items[0].action.id, 1, len(facts.items))


def onwards(db: Connection, caller: Caller, walk: Walk, has_answered: bool, now: datetime, zone: str) -> Walk | Ended:
    """Return the step after one that was answered or skipped; what was answered meanwhile by others is passed over."""
    facts = nudges.seen(db, caller, walk.delivery_id, now, zone)
    answered = walk.answered + has_answered
    following = _after(facts, walk)
    if following is None:
        return Ended(answered, len(facts.items))
    return Walk(walk.delivery_id, following, walk.number + 1, walk.total, answered)


def _after(facts: Daily, walk: Walk) -> str | None:
    """Return what waits behind the action just seen, which itself may have left the message."""
    waiting = {one.action.id for one in facts.items}
    place = facts.order.index(walk.action_id) if walk.action_id in facts.order else -1
    return next((one for one in facts.order[place + 1 :] if one in waiting), None)
