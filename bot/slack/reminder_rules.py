"""Handlers: reminder rules."""

from bot.domain import reminder_rules
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import reminder_rules as views


def look_through(gesture: Gesture, desk: Desk) -> Reply:
    """*Reminder rules* in App Home."""
    with desk.database.reading() as db:
        rules = reminder_rules.listed(db, gesture.caller)
    return Open(views.listing(rules))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Change* beside a rule."""
    with desk.database.reading() as db:
        rule = reminder_rules.one(db, gesture.caller, gesture.value)
    return Redraw(views.form(rule))


def open_empty_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Add a rule*"""
    with desk.database.reading() as db:
        reminder_rules.listed(db, gesture.caller)
    return Redraw(views.form(None))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form of a rule."""
    name = views.name_of(gesture.view)
    with desk.database.writing() as db:
        before = reminder_rules.one(db, gesture.caller, name) if name else None
        typed = views.read(gesture.view, before)
        rule = reminder_rules.save(db, gesture.caller, name, typed, gesture.key, gesture.origin, desk.clock())
        rules = reminder_rules.listed(db, gesture.caller)
    return Change(views.listing(rules, views.saved(rule)))
