"""Handlers: status updates."""

from dataclasses import replace

from bot.domain import actions, choosing, drafts, no_change, offers, updates
from bot.domain.actions import Card
from bot.domain.no_change import Confirmed
from bot.domain.refusal import Refusal
from bot.domain.update_fields import NOTE_LENGTH
from bot.domain.updates import Form, Overtaken, Saved, Submission
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply, Say
from bot.views import updates as views
from bot.views.answers import draw
from bot.views.blocks import Message, View

TOO_OLD = "This button is too old. Press *Update* on the action's card instead."


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Update* on a card, in App Home or below a message."""
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
        raise Refusal(TOO_OLD)
    with desk.database.reading() as db:
        words = offers.words_of(db, gesture.caller, int(delivery_id))
        facts = updates.form(db, gesture.caller, action_id)
    return Open(views.form(replace(facts, draft=replace(facts.draft, note=words[: NOTE_LENGTH[1]])), desk.zone))


def choose(gesture: Gesture, desk: Desk) -> Reply:
    """The shortcuts *Update an action* and, on a message, *Use as an update*."""
    return Open(views.chooser(gesture.words, gesture.link))


def open_chosen(gesture: Gesture, desk: Desk) -> Reply:
    """*Next*: the form of the chosen action, with what came from the message."""
    action_id, given = views.chosen(gesture.view)
    with desk.database.reading() as db:
        facts = choosing.form(db, gesture.caller, action_id, given)
    return Change(views.form(facts, desk.zone))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    submission = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = updates.save(db, gesture.caller, submission, gesture.origin, desk.clock(), desk.zone)
    return Change(_next(facts, gesture, desk))


def keep_draft(gesture: Gesture, desk: Desk) -> None:
    """*Save* met a fault: what was typed is kept."""
    with desk.database.writing() as db:
        drafts.keep(db, gesture.caller, views.read(gesture.view), desk.clock())


def use_draft(gesture: Gesture, desk: Desk) -> Reply:
    """*Use it*: what was typed earlier and not saved."""
    with desk.database.reading() as db:
        facts = drafts.form(db, gesture.caller, gesture.value)
    return Redraw(views.form(facts, desk.zone, is_refilled=True))


def drop_draft(gesture: Gesture, desk: Desk) -> Reply:
    """*Throw it away*; what is typed by now stays."""
    submission = _typed_so_far(gesture)
    with desk.database.writing() as db:
        facts = drafts.drop(db, gesture.caller, gesture.value)
    return Redraw(views.form(replace(facts, draft=submission.draft), desk.zone, two=views.shows_two(gesture.view)))


def add_second_stage(gesture: Gesture, desk: Desk) -> Reply:
    """*Add a second stage*: the form with one field more, and all that was typed."""
    sent = _typed_so_far(gesture)
    with desk.database.reading() as db:
        facts = updates.form(db, gesture.caller, sent.action_id)
    shown = replace(facts, base=sent.base, draft=sent.draft, asked=sent.asked, corrects=sent.corrects)
    return Redraw(views.form(shown, desk.zone, two=True))


def say_no_change(gesture: Gesture, desk: Desk) -> Reply:
    """*No change* on a card, in App Home, below a message or in the form."""
    base, _, action_id = gesture.value.partition(" ")
    if not base.isdigit():
        raise Refusal(TOO_OLD)
    with desk.database.writing() as db:
        facts = no_change.save(
            db, gesture.caller, action_id, int(base), gesture.key, gesture.origin, desk.clock(), desk.zone
        )
    if isinstance(facts, Confirmed):
        return _said(views.confirmed(facts), gesture)
    return Redraw(_next(facts, gesture, desk))


def undo(gesture: Gesture, desk: Desk) -> Reply:
    """*Undo* below *No change*."""
    entry_id = gesture.number(TOO_OLD)
    with desk.database.writing() as db:
        facts = no_change.take_back(db, gesture.caller, entry_id, gesture.origin, desk.clock())
    return _said(views.taken_back(facts, desk.zone), gesture, replace_it=True)


def _typed_so_far(gesture: Gesture) -> Submission:
    """Return what the form holds in which a button was pressed."""
    if not gesture.view.get("private_metadata"):
        raise Refusal(TOO_OLD)
    return views.read(gesture.view)


def _next(facts: Saved | Overtaken | Form, gesture: Gesture, desk: Desk) -> View:
    if isinstance(facts, Saved):
        return views.saved(facts, desk.zone)
    two = gesture.surface == "modal" and views.shows_two(gesture.view)
    shown = facts.form if isinstance(facts, Overtaken) else facts
    return views.form(shown, desk.zone, facts if isinstance(facts, Overtaken) else None, two)


def _said(message: Message, gesture: Gesture, replace_it: bool = False) -> Reply:
    """Answer where the button stood: in the form, on top of App Home, or as a message of one's own."""
    if gesture.surface in ("modal", "home"):
        return Redraw(views.in_modal(message))
    return Say(message, replace=replace_it)
