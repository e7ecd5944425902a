"""Handlers: status updates."""

from dataclasses import replace

from bot.domain import actions, offers, published, updates
from bot.domain.actions import Card
from bot.domain.refusal import Refusal
from bot.domain.updates import NOTE_LENGTH, Overtaken
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply, Say
from bot.views import updates as views
from bot.views.answers import draw


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Update* on a card."""
    with desk.database.reading() as db:
        facts = updates.form(db, gesture.caller, gesture.value)
    return Open(views.form(facts, desk.zone))


def open_by_ref(gesture: Gesture, desk: Desk, ref: str) -> Reply:
    """`/action update REF`"""
    with desk.database.reading() as db:
        found = actions.look_up(db, gesture.caller, ref)
        if not isinstance(found, Card):
            return Say(draw(found, desk.zone))
        facts = updates.form(db, gesture.caller, found.action.id)
    return Open(views.form(facts, desk.zone))


def open_from_words(gesture: Gesture, desk: Desk) -> Reply:
    """*Use as update*: the form of the chosen action, with what was written in the note."""
    delivery_id, _, action_id = gesture.value.partition(" ")
    if not delivery_id.isdigit():
        raise Refusal("This button is too old. Press *Update* on the action's card instead.")
    with desk.database.reading() as db:
        words = offers.words_of(db, gesture.caller, int(delivery_id))
        facts = updates.form(db, gesture.caller, action_id)
    return Open(views.form(replace(facts, draft=replace(facts.draft, note=words[: NOTE_LENGTH[1]])), desk.zone))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    submission = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = updates.save(db, gesture.caller, submission, gesture.origin, desk.clock(), desk.zone)
    if isinstance(facts, Overtaken):
        return Change(views.overtaken(facts, desk.zone))
    return Change(views.saved(facts, desk.zone))


def history(gesture: Gesture, desk: Desk) -> Reply:
    """*History* on a card."""
    with desk.database.reading() as db:
        facts = published.as_seen_by(db, gesture.caller, updates.history(db, gesture.caller, gesture.value))
    return Open(views.history(facts, desk.zone))
