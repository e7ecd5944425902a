"""Handlers: the coordinator's lists of how the updates come in."""

from bot.domain import dashboard
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Redraw, Reply
from bot.views import dashboard as views
from bot.views.blocks import View


def open_list(gesture: Gesture, desk: Desk) -> Reply:
    """*Show* beside a count in App Home."""
    return Open(_page(gesture, desk))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in a list."""
    return Redraw(_page(gesture, desk))


def _page(gesture: Gesture, desk: Desk) -> View:
    slug, standing, page = views.read(gesture.value)
    with desk.database.reading() as db:
        facts = dashboard.listing(db, gesture.caller, slug, standing, page, desk.clock())
    return views.listing(facts)
