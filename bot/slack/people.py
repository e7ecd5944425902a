"""Handlers: roles and requests to be added."""

import re

from bot.domain import assignments, departures
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from bot.slack import pages, roll_forward
from bot.slack.gesture import DIGITS, Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Nothing, Reply, Say
from bot.views import people as views

ROLE = re.compile(r"role\s+<@(?P<user>[UW][A-Z0-9]+)(\|[^>]*)?>\s+(?P<role>\S+)\s*(?P<about>.*)", re.IGNORECASE)


def admin(gesture: Gesture, desk: Desk, words: str) -> Reply:
    """`/convenor admin role @person ROLE [what]`, `public PLAN [on | off]`, or `roll-forward PROGRAMME YEAR`."""
    first, _, rest = words.partition(" ")
    if first.casefold() == "public":
        return pages.switch(gesture, desk, rest.strip())
    if first.casefold() == "roll-forward":
        return roll_forward.form(gesture, desk, rest.strip())
    typed = ROLE.fullmatch(words)
    if typed is None:
        return Say(views.how_to_give_roles())
    to = Caller(gesture.caller.workspace_id, gesture.caller.team_id, typed["user"])
    role = typed["role"].casefold()
    with desk.database.writing() as db:
        given = assignments.give_role(
            db, gesture.caller, to, role, typed["about"], gesture.key, gesture.origin, desk.clock()
        )
    return Say(views.given(given))


def changed(gesture: Gesture, desk: Desk) -> Reply:
    """Somebody's profile changed: whether their account is gone."""
    with desk.database.writing() as db:
        departures.note(db, gesture.caller, gesture.value == "gone", gesture.origin, desk.clock())
    return Nothing()


def ask_to_be_added(gesture: Gesture, desk: Desk) -> Reply:
    """*Ask to be added* below a refusal."""
    with desk.database.writing() as db:
        coordinators = assignments.ask_to_be_added(
            db, gesture.caller, gesture.value, gesture.key, gesture.origin, desk.clock()
        )
    return Say(views.asked(coordinators), replace=True)


def add_officer(gesture: Gesture, desk: Desk) -> Reply:
    """*Add as officer* below a request."""
    person_id, _, action_id = gesture.value.partition(" ")
    if not (person_id.isascii() and person_id.isdigit() and len(person_id) < DIGITS):
        raise Refusal("This button is too old. Ask them to press *Ask to be added* again.")
    with desk.database.writing() as db:
        given = assignments.add_officer(
            db, gesture.caller, int(person_id), action_id, gesture.key, gesture.origin, desk.clock()
        )
    return Say(views.given(given), replace=True)
