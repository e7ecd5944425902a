"""Handlers: RAG for a whole section."""

from bot.domain import section_rag
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import section_rag as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Set RAG* in App Home."""
    with desk.database.reading() as db:
        facts = section_rag.form(db, gesture.caller, gesture.value)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Set* in the form."""
    wish = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = section_rag.save(db, gesture.caller, wish, gesture.origin, desk.clock(), desk.zone)
    return Change(views.done(facts))
