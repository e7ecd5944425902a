"""Handlers: the report of a plan."""

from bot.domain import reports
from bot.domain.reports import Choice
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply, Say
from bot.views import reports as views


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor report [plan] [period]`: its files come as direct messages."""
    return _asked(gesture, desk, gesture.words)


def make(gesture: Gesture, desk: Desk) -> Reply:
    """*Make report*"""
    return _asked(gesture, desk, gesture.value)


def _asked(gesture: Gesture, desk: Desk, words: str) -> Reply:
    now = desk.clock()
    with desk.database.writing() as db:
        found = reports.look_up(db, gesture.caller, words, now, desk.zone)
        if isinstance(found, Choice):
            return Say(views.choose(found))
        reports.request(db, gesture.caller, found, gesture.key, gesture.origin, now)
    return Say(views.on_its_way(found))
