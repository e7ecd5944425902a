"""Handlers: words that mean the same."""

from bot.domain import glossary
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import glossary as views


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor glossary`, and *Words and abbreviations* in App Home."""
    with desk.database.reading() as db:
        return Open(views.listing(glossary.listing(db, gesture.caller)))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous*."""
    with desk.database.reading() as db:
        return Redraw(views.listing(glossary.listing(db, gesture.caller, _number(gesture.value))))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Add words*, and *Change* beside a row."""
    with desk.database.reading() as db:
        return Redraw(views.form(glossary.form(db, gesture.caller, _number(gesture.value))))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form: the list follows."""
    with desk.database.writing() as db:
        facts = glossary.save(db, gesture.caller, views.read(gesture.view), gesture.origin, desk.clock())
    return Change(views.listing(facts))


def remove(gesture: Gesture, desk: Desk) -> Reply:
    """*Take away* in the form."""
    row_id = _number(gesture.value)
    with desk.database.writing() as db:
        facts = glossary.remove(db, gesture.caller, row_id, gesture.key, gesture.origin, desk.clock())
    return Redraw(views.listing(facts))


def undo(gesture: Gesture, desk: Desk) -> Reply:
    """*Undo* beside what was done just now."""
    new_id, _, old_id = gesture.value.partition(" ")
    ids = _number(new_id), _number(old_id)
    with desk.database.writing() as db:
        facts = glossary.undo(db, gesture.caller, *ids, gesture.key, gesture.origin, desk.clock())
    return Redraw(views.listing(facts))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal("This button is too old. Type `/convenor glossary` again.")
    return int(text)
