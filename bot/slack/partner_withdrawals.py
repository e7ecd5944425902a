"""Handlers: partners that leave the plans, and come back."""

from bot.domain import partner_withdrawals
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Redraw, Reply
from bot.views import partner_withdrawals as views
from bot.views.corrections import read
from bot.views.partner_corrections import done


def ask(gesture: Gesture, desk: Desk) -> Reply:
    """*Withdraw…* in the form."""
    with desk.database.reading() as db:
        row = partner_withdrawals.ask(db, gesture.caller, gesture.value)
    return Redraw(views.confirm(row.slug, row.name))


def ask_merge(gesture: Gesture, desk: Desk) -> Reply:
    """*Merge into another…* in the form."""
    with desk.database.reading() as db:
        row = partner_withdrawals.ask(db, gesture.caller, gesture.value)
    return Redraw(views.confirm_merge(row.slug, row.name))


def withdraw(gesture: Gesture, desk: Desk) -> Reply:
    """*Withdraw* below the question."""
    with desk.database.writing() as db:
        facts = partner_withdrawals.withdraw(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock())
    return Change(done(facts))


def merge(gesture: Gesture, desk: Desk) -> Reply:
    """*Merge* in its form."""
    with desk.database.writing() as db:
        facts = partner_withdrawals.merge(db, gesture.caller, read(gesture.view), gesture.origin, desk.clock())
    return Change(done(facts))


def bring_back(gesture: Gesture, desk: Desk) -> Reply:
    """*Bring back* right after a partner was withdrawn or merged."""
    with desk.database.writing() as db:
        facts = partner_withdrawals.bring_back(
            db, gesture.caller, gesture.value, gesture.key, gesture.origin, desk.clock()
        )
    return Redraw(done(facts))
