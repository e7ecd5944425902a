"""Handlers: *Something wrong?*, and the answer to it."""

from bot.domain import concerns
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import concerns as views


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Something wrong?* on a card."""
    with desk.database.reading() as db:
        action = concerns.about(db, gesture.caller, gesture.value)
    return Open(views.form(action))


def send(gesture: Gesture, desk: Desk) -> Reply:
    """*Send* in the form."""
    action_id, _, words = views.read(gesture.view)
    with desk.database.writing() as db:
        told = concerns.raise_one(db, gesture.caller, action_id, words, gesture.key, gesture.origin, desk.clock())
    return Change(views.sent(told))


def open_answer(gesture: Gesture, desk: Desk) -> Reply:
    """*Answer* below what somebody noticed."""
    person_id, _, action_id = gesture.value.partition(" ")
    if not person_id.isdigit():
        raise Refusal("This button is too old: there is nobody to answer.")
    with desk.database.reading() as db:
        action, person = concerns.to_answer(db, gesture.caller, int(person_id), action_id)
    return Open(views.answer_form(action, person))


def answer(gesture: Gesture, desk: Desk) -> Reply:
    """*Send* in the form of an answer."""
    action_id, person_id, words = views.read(gesture.view)
    with desk.database.writing() as db:
        person = concerns.answer(
            db, gesture.caller, person_id, action_id, words, gesture.key, gesture.origin, desk.clock()
        )
    return Change(views.answered(person))
