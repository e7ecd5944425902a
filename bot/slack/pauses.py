"""Handlers: *Pause all messages*."""

from bot.domain import pauses
from bot.slack import home
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply


def pause(gesture: Gesture, desk: Desk) -> Reply:
    """*Pause all messages* in App Home."""
    with desk.database.writing() as db:
        pauses.pause(db, gesture.caller, gesture.origin, desk.clock())
    return home.show(gesture, desk)


def go_on(gesture: Gesture, desk: Desk) -> Reply:
    """*Let them go on* in App Home."""
    with desk.database.writing() as db:
        pauses.go_on(db, gesture.caller, gesture.origin, desk.clock())
    return home.show(gesture, desk)
