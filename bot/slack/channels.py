"""Handlers: what a channel announces."""

from bot.domain import channels
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import channels as views


def settings(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor settings`, typed in a channel."""
    if not gesture.channel_id or gesture.channel_id.startswith("D"):
        raise Refusal("Type `/convenor settings` in the channel that you want to set up.")
    with desk.database.reading() as db:
        facts = channels.settings(db, gesture.caller, gesture.channel_id)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the settings."""
    channel_id, chosen = views.read(gesture.view)
    with desk.database.writing() as db:
        facts = channels.tie(db, gesture.caller, channel_id, chosen, gesture.key, gesture.origin, desk.clock())
    return Change(views.saved(facts))
