"""Handlers: the week's summary of a plan."""

from bot.domain import weeks
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Redraw, Reply
from bot.views import weeks as views
from bot.views.blocks import View


def open_listing(gesture: Gesture, desk: Desk) -> Reply:
    """*See who* in the summary."""
    return Open(_listing(gesture, desk, gesture.value, 1))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in the list."""
    page, plan_slug = views.which(gesture.value)
    return Redraw(_listing(gesture, desk, plan_slug, page))


def _listing(gesture: Gesture, desk: Desk, plan_slug: str, page: int) -> View:
    with desk.database.reading() as db:
        facts = weeks.seen(db, gesture.caller, plan_slug, desk.clock())
    return views.listing(facts, page)
