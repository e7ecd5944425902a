"""Handlers: actions' pages on the web, and links to them."""

from bot.domain import pages
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Nothing, Reply, Say
from bot.views import pages as views


def linked(gesture: Gesture, desk: Desk) -> Reply:
    """Somebody posted a link to this server: what the page says comes below it, by the outbox."""
    if gesture.channel_id and gesture.thread_ts:
        place = (gesture.channel_id, gesture.thread_ts)
        with desk.database.writing() as db:
            pages.show_below(
                db, gesture.caller.team_id, place, gesture.links, gesture.key, gesture.origin, desk.clock()
            )
    return Nothing()


def switch(gesture: Gesture, desk: Desk, words: str) -> Reply:
    """`/convenor admin public PLAN [on | off]`"""
    slug, _, word = words.casefold().partition(" ")
    is_public = word.strip() != "off"
    with desk.database.writing() as db:
        title = pages.switch(db, gesture.caller, slug, is_public, gesture.origin, desk.clock())
    return Say(views.switched(title, is_public, desk.public_url is not None))
