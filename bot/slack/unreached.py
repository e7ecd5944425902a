"""Handlers: messages that did not arrive."""

from bot.domain import unreached
from bot.slack import home
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply


def send_again(gesture: Gesture, desk: Desk) -> Reply:
    """*Send again* in App Home."""
    with desk.database.writing() as db:
        unreached.send_again(db, gesture.caller, int(gesture.value), gesture.origin, desk.clock())
    return home.show(gesture, desk)


def leave(gesture: Gesture, desk: Desk) -> Reply:
    """*Leave it* in App Home."""
    with desk.database.writing() as db:
        unreached.set_aside(db, gesture.caller, int(gesture.value), gesture.origin, desk.clock())
    return home.show(gesture, desk)
