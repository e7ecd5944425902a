"""Handlers: learning sets."""

from bot.domain import learning_sets
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Say
from bot.views.answers import draw


def command(gesture: Gesture, desk: Desk) -> Say:
    """`/learning-sets`"""
    with desk.database.reading() as db:
        facts = learning_sets.every(db, gesture.caller, desk.clock(), desk.zone)
    return Say(draw(facts, desk.zone, contact=desk.learning_sets_contact))
