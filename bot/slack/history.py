"""Handlers: an action's history."""

from bot.domain import history, published, updates
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Open, Redraw, Reply
from bot.views import history as views
from bot.views import updates as update_views

TOO_OLD = "This button is too old. Press *History* on the action's card instead."


def show(gesture: Gesture, desk: Desk) -> Reply:
    """*History* on a card."""
    with desk.database.reading() as db:
        facts = published.as_seen_by(db, gesture.caller, history.history(db, gesture.caller, gesture.value))
    return Open(views.history(facts, desk.zone))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Older* and *Newer*."""
    skipped, _, action_id = gesture.value.partition(" ")
    if not skipped.isdigit():
        raise Refusal(TOO_OLD)
    with desk.database.reading() as db:
        facts = published.as_seen_by(db, gesture.caller, history.history(db, gesture.caller, action_id))
    return Redraw(views.history(facts, desk.zone, int(skipped)))


def correct(gesture: Gesture, desk: Desk) -> Reply:
    """*Correct* beside an update of one's own."""
    entry_id = gesture.number(TOO_OLD)
    with desk.database.reading() as db:
        facts = updates.correction_form(db, gesture.caller, entry_id)
    return Redraw(update_views.form(facts, desk.zone))
