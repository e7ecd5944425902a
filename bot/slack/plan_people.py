"""Handlers: who answers for what in a plan."""

from bot.domain import plan_people
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.periods import number
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import plan_people as views


def open_list(gesture: Gesture, desk: Desk) -> Reply:
    """*People* in App Home."""
    with desk.database.reading() as db:
        facts = plan_people.listing(db, gesture.caller, gesture.value, 1)
    return Open(views.listing(facts))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in the list."""
    slug, page = views.read_page(gesture.value)
    with desk.database.reading() as db:
        facts = plan_people.listing(db, gesture.caller, slug, page)
    return Redraw(views.listing(facts))


def take_away(gesture: Gesture, desk: Desk) -> Reply:
    """*Take away* in the list."""
    assignment_id, _, page = gesture.value.partition(" ")
    with desk.database.writing() as db:
        done = plan_people.take_away(db, gesture.caller, number(assignment_id), gesture.origin, desk.clock())
        facts = plan_people.listing(db, gesture.caller, done.plan_slug, number(page))
    return Redraw(views.listing(facts, views.taken_away(done)))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Assign people* in the list, or *Assign* beside an action."""
    slug, _, action_id = gesture.value.partition(" ")
    with desk.database.reading() as db:
        facts = plan_people.form(db, gesture.caller, slug, action_id or None)
    return Open(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Assign* in the form."""
    wish = views.read(gesture.view)
    with desk.database.writing() as db:
        done = plan_people.assign(db, gesture.caller, wish, gesture.key, gesture.origin, desk.clock())
        facts = plan_people.listing(db, gesture.caller, wish.plan_slug, 1)
    return Change(views.listing(facts, views.assigned(done)))
