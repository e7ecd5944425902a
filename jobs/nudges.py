"""How a person's message of the day is drawn, drawn anew where it stands, and answered."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import nudges, offers, weeks, workspaces
from bot.domain.offers import Offer
from bot.domain.people import Caller
from bot.domain.weeks import Week
from bot.views import nudges as views
from bot.views.blocks import Message
from storage import deliveries as stored_deliveries
from storage import nudges as stored
from storage.types import Record


def daily(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """Return a message of the day; None when nothing is left of it."""
    facts, plans = nudges.daily(db, delivery, now, zone), _plans(db, delivery, now)
    return views.daily(facts, plans) if facts.items or facts.events or plans else None


def redraw(db: Connection, delivery: Record, now: datetime, zone: str) -> Message | None:
    """Return a message of the day once more, to take its own place: somebody has answered since."""
    original = stored_deliveries.by_id(db, delivery.payload["delivery"])
    if original is None or original.ts is None or original.kind != stored.DAILY:
        return None
    drawn = views.daily(nudges.daily(db, original, now, zone), _plans(db, original, now))
    return replace(drawn, instead_of=original.ts)


def reply(db: Connection, delivery: Record, caller: Caller, now: datetime, zone: str) -> Offer | None:
    """Return which update somebody may have typed below their message of the day, or after it on the same day."""
    words = delivery.payload["words"]
    if delivery.thread_ts is None and not offers.is_news(words):
        return None
    facts = nudges.answered_by(db, delivery.payload["person"], delivery.thread_ts, now, zone)
    return offers.reply(db, caller, words, [one.action for one in facts.items]) if facts else None


def _plans(db: Connection, delivery: Record, now: datetime) -> tuple[Week, ...]:
    """Return how those plans stand that a coordinator reads of in this message."""
    slugs = [one for one in delivery.payload.get("plans", ()) if nudges.coordinates(db, delivery.person_id, one)]
    identity = workspaces.identity(db, delivery.team_id)
    found = (weeks.of_plan(db, identity, one, now) for one in slugs)
    return tuple(one for one in found if one is not None)
