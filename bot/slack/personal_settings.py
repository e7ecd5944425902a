"""Handlers: how one wants to be reminded."""

from bot.domain import personal_settings
from bot.slack import channels
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply
from bot.views import personal_settings as views

MINE = ("me", "mine", "my")


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor settings [me]`: the channel's where it is typed in a channel, else one's own."""
    is_channel = gesture.channel_id and not gesture.channel_id.startswith("D")
    if is_channel and gesture.words.casefold() not in MINE:
        return channels.settings(gesture, desk)
    return open_form(gesture, desk)


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Your settings* in App Home."""
    with desk.database.reading() as db:
        facts = personal_settings.form(db, gesture.caller, desk.clock(), desk.zone)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form."""
    chosen = views.read(gesture.view)
    with desk.database.writing() as db:
        settings = personal_settings.save(
            db, gesture.caller, *chosen, gesture.key, gesture.origin, desk.clock(), desk.zone
        )
    return Change(views.saved(settings))
