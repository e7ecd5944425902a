"""Handlers: closure days and times before elections."""

from bot.domain import quiet_days
from bot.domain.refusal import NotAllowed
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import quiet_days as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Closure days and elections* in App Home."""
    with desk.database.reading() as db:
        facts = quiet_days.desk(db, gesture.caller, desk.clock(), desk.zone)
    if facts is None:
        raise NotAllowed("Only a coordinator or an admin can enter closure days.")
    return Open(views.form(facts))


def add(gesture: Gesture, desk: Desk) -> Reply:
    """*Add* in the form."""
    typed = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = quiet_days.add(db, gesture.caller, typed, gesture.origin, desk.clock(), desk.zone)
    return Change(views.form(facts, saved=True))


def remove(gesture: Gesture, desk: Desk) -> Reply:
    """*Remove* beside some days."""
    days_id = gesture.number("This button is too old. Open the list again.")
    with desk.database.writing() as db:
        facts = quiet_days.remove(db, gesture.caller, days_id, gesture.origin, desk.clock(), desk.zone)
    return Redraw(views.form(facts, saved=True))
