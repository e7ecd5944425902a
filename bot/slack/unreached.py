"""Handlers: messages that did not arrive."""

from bot.domain import unreached
from bot.slack import home
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply

TOO_OLD = "This button is too old. Open App Home again: it lists who could not be reached."


def send_again(gesture: Gesture, desk: Desk) -> Reply:
    """*Send again* in App Home."""
    with desk.database.writing() as db:
        unreached.send_again(db, gesture.caller, gesture.number(TOO_OLD), gesture.origin, desk.clock())
    return home.show(gesture, desk)


def leave(gesture: Gesture, desk: Desk) -> Reply:
    """*Leave it* in App Home."""
    with desk.database.writing() as db:
        unreached.set_aside(db, gesture.caller, gesture.number(TOO_OLD), gesture.origin, desk.clock())
    return home.show(gesture, desk)
