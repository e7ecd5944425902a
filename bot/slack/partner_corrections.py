"""Handlers: corrections of partners."""

from bot.domain import partner_corrections
from bot.domain.partner_corrections import PartnerOvertaken
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import partner_corrections as views
from bot.views.corrections import read


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Correct* on a partner's page."""
    with desk.database.reading() as db:
        facts = partner_corrections.form(db, gesture.caller, gesture.value)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    with desk.database.writing() as db:
        facts = partner_corrections.save(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock())
    return Change(views.overtaken(facts) if isinstance(facts, PartnerOvertaken) else views.done(facts))


def open_empty_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Add a partner* in App Home."""
    with desk.database.reading() as db:
        facts = partner_corrections.empty_form(db, gesture.caller, gesture.value)
    return Open(views.form(facts))


def add(gesture: Gesture, desk: Desk) -> Reply:
    """*Add* in the form."""
    with desk.database.writing() as db:
        facts = partner_corrections.add(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock(), desk.zone)
    return Change(views.done(facts))
