"""Handlers: updates that are passed on, and actions that are handed back."""

from bot.domain import passes
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import passes as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Pass to ...*"""
    with desk.database.reading() as db:
        facts = passes.form(db, gesture.caller, gesture.value)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Pass*"""
    action_id, user_id = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = passes.pass_on(db, gesture.caller, action_id, user_id, gesture.key, gesture.origin, desk.clock())
    return Change(views.passed(facts))


def take_back(gesture: Gesture, desk: Desk) -> Reply:
    """*Take it back*"""
    with desk.database.writing() as db:
        facts = passes.take_back(db, gesture.caller, gesture.value, gesture.origin, desk.clock())
    return Redraw(views.passed(facts))


def ask_not_mine(gesture: Gesture, desk: Desk) -> Reply:
    """*Not mine*"""
    with desk.database.reading() as db:
        action = passes.to_hand_back(db, gesture.caller, gesture.value)
    return Open(views.not_mine(action))


def not_mine(gesture: Gesture, desk: Desk) -> Reply:
    """*Hand it back*"""
    action_id, reason = views.read_not_mine(gesture.view)
    with desk.database.writing() as db:
        facts = passes.hand_back(db, gesture.caller, action_id, reason, gesture.origin, desk.clock())
    return Change(views.handed_back(facts))


def ask_again(gesture: Gesture, desk: Desk) -> Reply:
    """*Ask them again* beside an action that was handed back."""
    with desk.database.writing() as db:
        action = passes.ask_again(db, gesture.caller, gesture.value, gesture.origin, desk.clock())
    return Open(views.asked_again(action))
