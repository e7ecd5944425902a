"""Handlers: actions that leave a plan, and come back."""

from bot.domain import withdrawals
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Redraw, Reply
from bot.views import withdrawals as views
from bot.views.corrections import read


def ask(gesture: Gesture, desk: Desk) -> Reply:
    """*Withdraw…* in the form."""
    with desk.database.reading() as db:
        facts = withdrawals.ask(db, gesture.caller, gesture.value)
    return Redraw(views.confirm(facts))


def ask_merge(gesture: Gesture, desk: Desk) -> Reply:
    """*Merge into another…* in the form."""
    with desk.database.reading() as db:
        facts = withdrawals.ask(db, gesture.caller, gesture.value)
    return Redraw(views.confirm_merge(facts))


def withdraw(gesture: Gesture, desk: Desk) -> Reply:
    """*Withdraw* below the question."""
    with desk.database.writing() as db:
        facts = withdrawals.withdraw(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock())
    return Change(views.done(facts))


def merge(gesture: Gesture, desk: Desk) -> Reply:
    """*Merge* in its form."""
    with desk.database.writing() as db:
        facts = withdrawals.merge(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock())
    return Change(views.done(facts))


def bring_back(gesture: Gesture, desk: Desk) -> Reply:
    """*Bring back* on the card of a withdrawn action, or right after it was withdrawn."""
    with desk.database.writing() as db:
        facts = withdrawals.bring_back(db, gesture.caller, gesture.value, gesture.key, gesture.origin, desk.clock())
    return Redraw(views.done(facts))
