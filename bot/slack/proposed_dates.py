"""Handlers: dates that are only proposed."""

from bot.domain import proposed_dates
from bot.slack import meetings
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import proposed_dates as views


def look_through(gesture: Gesture, desk: Desk) -> Reply:
    """*Look through* in App Home."""
    with desk.database.reading() as db:
        facts = proposed_dates.waiting(db, gesture.caller, gesture.value, desk.clock())
    return Open(views.listing(facts))


def confirm(gesture: Gesture, desk: Desk) -> Reply:
    """*Confirm* below a proposed date."""
    event_id, revision = views.seen(gesture.value)
    with desk.database.writing() as db:
        event = proposed_dates.confirm(db, gesture.caller, event_id, revision, gesture.origin, desk.clock())
        left = proposed_dates.waiting(db, gesture.caller, event.programme_slug, desk.clock())
    if gesture.surface == "modal":
        return Redraw(views.listing(left, views.has_been_confirmed(event)))
    return meetings.again(gesture, desk, event, views.confirmed(event))


def confirm_all(gesture: Gesture, desk: Desk) -> Reply:
    """*Confirm all* in the list of proposed dates."""
    slug, seen = views.all_seen(gesture.view)
    with desk.database.writing() as db:
        done = proposed_dates.confirm_all(db, gesture.caller, seen, gesture.origin, desk.clock())
        left = proposed_dates.waiting(db, gesture.caller, slug, desk.clock())
    return Change(views.listing(left, views.all_confirmed(done)))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Change date* below a proposed date."""
    with desk.database.reading() as db:
        event = proposed_dates.one(db, gesture.caller, gesture.value)
    return Redraw(views.form(event))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Save* in the form: what speaks against the day is said once, then it is taken."""
    typed = views.read(gesture.view)
    with desk.database.writing() as db:
        event = proposed_dates.one(db, gesture.caller, typed.event_id)
        doubts = proposed_dates.doubts(db, gesture.caller, event, typed.day)
        if doubts.some and typed.day not in (typed.accepted, event.date):
            return Change(views.form(event, typed, doubts))
        moved = proposed_dates.move(
            db, gesture.caller, event.id, typed.day, typed.starts, typed.ends, gesture.origin, desk.clock()
        )
        facts = proposed_dates.waiting(db, gesture.caller, moved.programme_slug, desk.clock())
    return Change(views.listing(facts, views.has_been_changed(moved)))
