"""Handlers: adding dates to programmes."""

from bot.domain import new_dates
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import new_dates as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Add a date* in App Home."""
    with desk.database.reading() as db:
        facts = new_dates.empty(db, gesture.caller, gesture.value)
    return Open(views.form(facts, desk.zone))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form: what speaks against the day is said once, then it is taken."""
    new = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = new_dates.empty(db, gesture.caller, new.programme)
        doubts = new_dates.doubts(db, gesture.caller, new.typed.day)
        if doubts.some and new.accepted != new.typed.day.isoformat():
            return Change(views.form(facts, desk.zone, new, doubts))
        event = new_dates.add(
            db,
            gesture.caller,
            new.programme,
            new.title,
            new.set_id,
            new.typed,
            new.is_agreed,
            gesture.key,
            gesture.origin,
            desk.clock(),
            desk.zone,
        )
    return Change(views.added(event))
