"""Handlers: what a programme is about."""

from bot.domain import programmes
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Reply
from bot.views import programmes as views


def about(gesture: Gesture, desk: Desk) -> Reply:
    """*About the clusters* or *What to bring*"""
    with desk.database.reading() as db:
        facts = programmes.one(db, gesture.caller, gesture.value)
    return Open(views.about(facts))
