"""Handlers: *Share* and *Export*."""

from bot.domain import sharing
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply, Say
from bot.views import lists
from bot.views import sharing as views


def ask_where(gesture: Gesture, desk: Desk) -> Reply:
    """*Share*: the form that asks for the channel."""
    return Open(views.form(gesture.value))


def send(gesture: Gesture, desk: Desk) -> Reply:
    """*Share* in the form: the answer goes to the channel by the outbox."""
    answer, channel_id, comment = views.read(gesture.view)
    with desk.database.writing() as db:
        sharing.share(
            db, gesture.caller, answer, channel_id, comment, gesture.key, gesture.origin, desk.clock(), desk.public_url
        )
    return Change(views.sent(channel_id or ""))


def export(gesture: Gesture, desk: Desk) -> Reply:
    """*Export*: a spreadsheet comes as a direct message."""
    query, _ = lists.read(gesture.value)
    with desk.database.writing() as db:
        total = sharing.export(
            db, gesture.caller, query, gesture.key, gesture.origin, desk.clock(), desk.public_url, gesture.app_id
        )
    return Say(views.on_its_way(total))
