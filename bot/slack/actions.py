"""Handlers: actions."""

from bot.domain import actions, answers
from bot.slack import updates
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply, Say
from bot.views import actions as views
from bot.views.answers import draw


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/action [ref | mine | update REF]`"""
    first, _, rest = gesture.words.partition(" ")
    if first.casefold() == "update" and rest:
        return updates.open_by_ref(gesture, desk, rest)
    asked = "mine" if first.casefold() == "update" else gesture.words
    with desk.database.reading() as db:
        facts = answers.about_actions(db, gesture.caller, asked)
    return Say(draw(facts, desk.zone))


def show(gesture: Gesture, desk: Desk) -> Reply:
    """*Show* in a list."""
    with desk.database.reading() as db:
        facts = actions.card(db, gesture.caller, gesture.value)
    return Say(views.card(facts, desk.zone))
