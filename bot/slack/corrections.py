"""Handlers: corrections of actions."""

from bot.domain import corrections
from bot.domain.corrections import Overtaken
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import corrections as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Correct* on a card or below what somebody noticed."""
    with desk.database.reading() as db:
        facts = corrections.form(db, gesture.caller, gesture.value)
    return Redraw(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    submission = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = corrections.save(db, gesture.caller, submission, gesture.origin, desk.clock(), desk.zone)
    return Change(views.overtaken(facts) if isinstance(facts, Overtaken) else views.done(facts))


def open_empty_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Add an action* in App Home."""
    with desk.database.reading() as db:
        facts = corrections.empty_form(db, gesture.caller, gesture.value)
    return Open(views.form(facts))


def add(gesture: Gesture, desk: Desk) -> Reply:
    """*Add* in the form."""
    submission = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = corrections.add(db, gesture.caller, submission, gesture.origin, desk.clock(), desk.zone)
    return Change(views.done(facts, is_new=True))
