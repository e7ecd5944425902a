"""Handlers: status updates."""

from bot.domain import actions, updates
from bot.domain.actions import Card
from bot.domain.updates import Overtaken
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply, Say
from bot.views import updates as views
from bot.views.answers import draw


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Update* on a card."""
    with desk.database.reading() as db:
        facts = updates.form(db, gesture.caller, gesture.value)
    return Open(views.form(facts, desk.zone))


def open_by_ref(gesture: Gesture, desk: Desk, ref: str) -> Reply:
    """`/action update REF`"""
    with desk.database.reading() as db:
        found = actions.look_up(db, gesture.caller, ref)
        if not isinstance(found, Card):
            return Say(draw(found, desk.zone))
        facts = updates.form(db, gesture.caller, found.action.id)
    return Open(views.form(facts, desk.zone))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    submission = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = updates.save(db, gesture.caller, submission, gesture.origin, desk.clock(), desk.zone)
    if isinstance(facts, Overtaken):
        return Change(views.overtaken(facts, desk.zone))
    return Change(views.saved(facts, desk.zone))


def history(gesture: Gesture, desk: Desk) -> Reply:
    """*History* on a card."""
    with desk.database.reading() as db:
        facts = updates.history(db, gesture.caller, gesture.value)
    return Open(views.history(facts, desk.zone))
