"""Handlers: an update that a coordinator records for somebody."""

from bot.domain import recorded
from bot.domain.recorded import RecordForm
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import recorded as views
from bot.views import updates as update_views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Record an update*"""
    with desk.database.reading() as db:
        facts = recorded.form(db, gesture.caller, gesture.value, desk.clock(), desk.zone)
    return Open(views.form(facts, desk.zone))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    submission, given = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = recorded.save(db, gesture.caller, submission, given, gesture.origin, desk.clock(), desk.zone)
    drawn = views.form(facts, desk.zone) if isinstance(facts, RecordForm) else update_views.saved(facts, desk.zone)
    return Change(drawn)
