"""Handlers: moving and cancelling dates that stand."""

from bot.domain import date_changes
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import date_changes as views

TOO_OLD = "This button is too old. `/meetings` shows the dates as they stand."


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Change* below a date."""
    with desk.database.reading() as db:
        event = date_changes.one(db, gesture.caller, gesture.value, desk.clock())
    return Open(views.form(event))


def consider(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* in the form: what a move means, and whether people are told."""
    typed = views.read(gesture.view)
    with desk.database.reading() as db:
        facts = date_changes.considered(db, gesture.caller, views.event_of(gesture.view), typed, desk.clock())
    return Change(views.ask_move(facts))


def ask_cancel(gesture: Gesture, desk: Desk) -> Reply:
    """*Cancel this meeting* in the form."""
    with desk.database.reading() as db:
        facts = date_changes.considered(db, gesture.caller, gesture.value, None, desk.clock())
    return Redraw(views.ask_cancel(facts))


def move(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* of a move."""
    event_id, revision, typed, tell = views.asked(gesture.view)
    assert typed is not None
    with desk.database.writing() as db:
        saved = date_changes.move(
            db, gesture.caller, event_id, revision, typed, tell, gesture.key, gesture.origin, desk.clock()
        )
    return Change(views.saved(saved, desk.zone))


def cancel(gesture: Gesture, desk: Desk) -> Reply:
    """*Cancel it*"""
    event_id, revision, _, tell = views.asked(gesture.view)
    with desk.database.writing() as db:
        saved = date_changes.cancel(
            db, gesture.caller, event_id, revision, tell, gesture.key, gesture.origin, desk.clock()
        )
    return Change(views.saved(saved, desk.zone))


def undo(gesture: Gesture, desk: Desk) -> Reply:
    """*Undo* within five minutes."""
    with desk.database.writing() as db:
        event = date_changes.undo(db, gesture.caller, gesture.number(TOO_OLD), gesture.origin, desk.clock())
    return Redraw(views.undone(event))
