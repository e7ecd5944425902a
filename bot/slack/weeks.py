"""Handlers: the week's summary of a plan."""

from bot.domain import weeks
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Reply
from bot.views import weeks as views


def open_listing(gesture: Gesture, desk: Desk) -> Reply:
    """*See who* in the summary."""
    with desk.database.reading() as db:
        facts = weeks.seen(db, gesture.caller, gesture.value, desk.clock())
    return Open(views.listing(facts))
