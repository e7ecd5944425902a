"""Handlers: what an outage delayed."""

from bot.domain import outages, people
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Redraw, Reply
from bot.views import outages as views
from bot.views.blocks import View


def open_listing(gesture: Gesture, desk: Desk) -> Reply:
    """*See all 51* in what admins are told after an outage."""
    return Open(_listing(gesture, desk))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in the list."""
    return Redraw(_listing(gesture, desk))


def _listing(gesture: Gesture, desk: Desk) -> View:
    named = views.which(gesture.value)
    if named is None:
        raise Refusal("This button is too old.")
    page, gap_id = named
    with desk.database.reading() as db:
        facts = outages.listed(db, gesture.caller, gap_id)
        person = people.find(db, gesture.caller)
    return views.listing(facts, (person.zone if person else None) or desk.zone, page)
