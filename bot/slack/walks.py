"""Handlers: *Go through all*, and the forms that are steps of it."""

from dataclasses import replace

from bot.domain import walks
from bot.domain.refusal import Refusal
from bot.domain.walks import Ended, Walk
from bot.slack import updates
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk, Handler
from bot.slack.replies import Change, Errors, Open, Redraw, Reply
from bot.views import walks as views
from bot.views.blocks import View
from bot.views.updates import SAVED


def begin(gesture: Gesture, desk: Desk) -> Reply:
    """*Go through all 23* below a message of the day."""
    delivery_id = gesture.number("This button is too old. `/action mine` lists your actions.")
    with desk.database.reading() as db:
        first = walks.begin(db, gesture.caller, delivery_id, desk.clock(), desk.zone)
    return Open(_step(gesture, desk, first))


def skip(gesture: Gesture, desk: Desk) -> Reply:
    """*Skip* above a form: the next one takes its place."""
    walk = views.of(gesture.view)
    if walk is None:
        raise Refusal("This form is not one of several. Close it, and press the button in the message again.")
    return Redraw(_next(gesture, desk, walk, has_answered=False))


def kept(handler: Handler) -> Handler:
    """Return a handler of the update form that keeps to a walk: once it has saved, the next form takes its place."""

    def within(gesture: Gesture, desk: Desk) -> Reply:
        walk = views.of(gesture.view)
        if walk is None:
            return handler(gesture, desk)
        try:
            reply = handler(replace(gesture, view=views.alone(gesture.view)), desk)
        except Refusal as refusal:
            if refusal.field is None:
                raise
            return Errors({views.named(refusal.field, walk): refusal.sentence})
        if not isinstance(reply, Change | Redraw):
            return reply
        if reply.view["callback_id"] == SAVED:
            return replace(reply, view=_next(gesture, desk, walk, has_answered=True))
        return replace(reply, view=views.placed(reply.view, walk))

    return within


def kept_draft(gesture: Gesture, desk: Desk) -> None:
    """*Save* met a fault: what was typed is kept, in a step as in a form by itself."""
    updates.keep_draft(replace(gesture, view=views.alone(gesture.view)), desk)


def _next(gesture: Gesture, desk: Desk, walk: Walk, has_answered: bool) -> View:
    with desk.database.reading() as db:
        following = walks.onwards(db, gesture.caller, walk, has_answered, desk.clock(), desk.zone)
    return _step(gesture, desk, following)


def _step(gesture: Gesture, desk: Desk, step: Walk | Ended) -> View:
    if isinstance(step, Ended):
        return views.ended(step)
    opened = updates.open_form(replace(gesture, value=step.action_id), desk)
    assert isinstance(opened, Open)
    return views.placed(opened.view, step)
