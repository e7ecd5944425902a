"""Handlers: review of updates."""

from bot.domain import approvals
from bot.domain.approvals import Choice
from bot.slack import home
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply, Say
from bot.views import approvals as views


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor review [PLAN]`"""
    with desk.database.reading() as db:
        facts = approvals.look_up(db, gesture.caller, gesture.words)
    return Say(views.choose(facts)) if isinstance(facts, Choice) else Open(views.listing(facts, desk.zone))


def open_list(gesture: Gesture, desk: Desk) -> Reply:
    """*3 to review* in App Home."""
    with desk.database.reading() as db:
        facts = approvals.listing(db, gesture.caller, gesture.value)
    return Open(views.listing(facts, desk.zone))


def look(gesture: Gesture, desk: Desk) -> Reply:
    """*Look* in the list."""
    with desk.database.reading() as db:
        facts = approvals.look(db, gesture.caller, _entry_id(gesture))
    return Redraw(views.look(facts, desk.zone))


def accept(gesture: Gesture, desk: Desk) -> Reply:
    """*Accept*: the list again, with what else waits."""
    with desk.database.writing() as db:
        facts = approvals.accept(db, gesture.caller, _entry_id(gesture), gesture.origin, desk.clock())
    return Redraw(views.listing(facts, desk.zone))


def give_back(gesture: Gesture, desk: Desk) -> Reply:
    """*Return* with a comment: the list again, with what else waits."""
    entry_id, comment = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = approvals.give_back(db, gesture.caller, entry_id, comment, gesture.origin, desk.clock())
    return Change(views.listing(facts, desk.zone))


def switch_on(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch review on* in App Home."""
    return _switch(gesture, desk, True)


def switch_off(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch review off* in App Home."""
    return _switch(gesture, desk, False)


def _switch(gesture: Gesture, desk: Desk, wanted: bool) -> Reply:
    with desk.database.writing() as db:
        approvals.switch(db, gesture.caller, gesture.value, wanted, gesture.origin, desk.clock())
    return home.show(gesture, desk)


def _entry_id(gesture: Gesture) -> int:
    return gesture.number("This button is too old. Open App Home and press it there.")
