"""Handlers: the Home tab."""

from bot.domain import home, published
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Nothing, Publish, Reply
from bot.views import home as views


def opened(gesture: Gesture, desk: Desk) -> Reply:
    """The person opened the app: only its Home tab is drawn anew."""
    return show(gesture, desk) if gesture.value == "home" else Nothing()


def show(gesture: Gesture, desk: Desk) -> Reply:
    """Draw the person's Home tab."""
    with desk.database.reading() as db:
        facts = published.as_seen_by(db, gesture.caller, home.home(db, gesture.caller, desk.clock(), desk.zone))
    return Publish(views.tab(facts))
