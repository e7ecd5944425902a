"""Handlers: actions."""

from bot.domain import asking
from bot.slack import sections, updates
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply, Say
from bot.views import actions as views
from bot.views.answers import draw


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/action [ref | question | mine | overview SECTION | update REF]`"""
    first, _, rest = gesture.words.partition(" ")
    if first.casefold() == "overview":
        return sections.overview(gesture, desk, rest)
    if first.casefold() == "update" and rest:
        return updates.open_by_ref(gesture, desk, rest)
    asked = "mine" if first.casefold() == "update" else gesture.words
    with desk.database.reading() as db:
        facts = asking.about_actions(db, gesture.caller, asked, desk.clock(), desk.zone)
    return Say(draw(facts, desk.zone, desk.public_url, desk.learning_sets_contact))


def show(gesture: Gesture, desk: Desk) -> Reply:
    """*Show* in a list."""
    with desk.database.reading() as db:
        facts = asking.card(db, gesture.caller, gesture.value)
    return Say(views.card(facts, desk.zone, desk.public_url))
