"""Handlers: being away."""

from bot.domain import leaves
from bot.domain.people import Caller
from bot.slack import home
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply, Say
from bot.views import leaves as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*On leave until…*"""
    with desk.database.reading() as db:
        facts = leaves.form(db, gesture.caller, desk.clock(), desk.zone)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    until_on, cover = views.read(gesture.view)
    caller = gesture.caller
    other = Caller(caller.workspace_id, caller.team_id, cover) if cover else None
    with desk.database.writing() as db:
        leave = leaves.start(db, caller, until_on, other, gesture.key, gesture.origin, desk.clock(), desk.zone)
    return Change(views.saved(leave))


def come_back(gesture: Gesture, desk: Desk) -> Reply:
    """*I am back*"""
    with desk.database.writing() as db:
        leaves.come_back(db, gesture.caller, gesture.origin, desk.clock(), desk.zone)
    return home.show(gesture, desk) if gesture.surface == "home" else Say(views.back())
