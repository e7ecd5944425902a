"""Handlers: what is to be checked."""

from bot.domain import reviews
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import reviews as views


def open_list(gesture: Gesture, desk: Desk) -> Reply:
    """*5 to check* in App Home."""
    with desk.database.reading() as db:
        facts = reviews.listing(db, gesture.caller, gesture.value, 1)
    return Open(views.listing(facts))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in the list, *Back to the list* in a form."""
    page, _, whole = gesture.value.partition(" ")
    with desk.database.reading() as db:
        facts = reviews.listing(db, gesture.caller, whole, _number(page))
    return Redraw(views.listing(facts))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Check* in the list."""
    item, _, page = gesture.value.partition(" ")
    with desk.database.reading() as db:
        facts = reviews.form(db, gesture.caller, _number(item), _number(page))
    return Redraw(views.form(facts))


def settle(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form of an item: the next one follows."""
    with desk.database.writing() as db:
        facts = reviews.settle(db, gesture.caller, views.read(gesture.view), gesture.origin, desk.clock(), desk.zone)
    return Change(views.settled(facts))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal("This button is too old. Press the one in the Home tab again.")
    return int(text)
