"""Handlers: sections and how they stand."""

from bot.domain import sections
from bot.domain.sections import Overview
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply, Say
from bot.views import sections as views


def overview(gesture: Gesture, desk: Desk, words: str) -> Reply:
    """`/action overview [section]`"""
    with desk.database.reading() as db:
        facts = sections.look_up(db, gesture.caller, words)
    return Say(views.overview(facts) if isinstance(facts, Overview) else views.choose(facts))


def show(gesture: Gesture, desk: Desk) -> Reply:
    """*Overview*"""
    with desk.database.reading() as db:
        facts = sections.overview(db, gesture.caller, gesture.value)
    return Say(views.overview(facts))


def send_picture(gesture: Gesture, desk: Desk) -> Reply:
    """*Send as picture*: it comes as a direct message."""
    with desk.database.writing() as db:
        section = sections.send_picture(db, gesture.caller, gesture.value, gesture.key, gesture.origin, desk.clock())
    return Say(views.on_its_way(section))
