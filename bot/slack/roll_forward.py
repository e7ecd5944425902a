"""Handlers: *plan next year's dates*."""

import re

from bot.domain import proposed_dates, roll_forward
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Reply, Say
from bot.views import proposed_dates as proposed_views
from bot.views import roll_forward as views

WHAT = re.compile(r"(?P<programme>\S+)\s+(?P<year>\d{4})")


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Plan next year's dates* in App Home."""
    return form(gesture, desk, gesture.value)


def form(gesture: Gesture, desk: Desk, words: str) -> Reply:
    """`/convenor admin roll-forward lednet-2023 2027`"""
    typed = WHAT.fullmatch(words)
    if typed is None:
        return Say(views.how_to_plan())
    slug, year = typed["programme"].casefold(), int(typed["year"])
    with desk.database.reading() as db:
        facts = roll_forward.offered(db, gesture.caller, slug, year, desk.clock(), desk.zone)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Plan these dates* in the form."""
    slug, year, days = views.read(gesture.view)
    with desk.database.writing() as db:
        planned = roll_forward.plan(db, gesture.caller, slug, year, days, gesture.origin, desk.clock(), desk.zone)
        facts = proposed_dates.waiting(db, gesture.caller, planned.slug, desk.clock())
    return Change(proposed_views.listing(facts, views.planned(planned)))
