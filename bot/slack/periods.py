"""Handlers: reporting periods."""

from bot.domain import dashboard, extensions, period_closing, period_plans, period_preview
from bot.domain.period_plans import Calendar
from bot.domain.refusal import Refusal
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Open, Redraw, Reply, Say
from bot.views import dashboard as dashboard_views
from bot.views import periods as views


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor periods [PLAN]`"""
    with desk.database.reading() as db:
        mine = dashboard.dashboards(db, gesture.caller, desk.clock())
    slug = gesture.words.casefold()
    fitting = [one.calendar for one in mine if slug in ("", one.calendar.plan_slug)]
    if len(fitting) == 1:
        return Open(views.calendar(fitting[0]))
    return Say(dashboard_views.choose(mine, gesture.words))


def open_calendar(gesture: Gesture, desk: Desk) -> Reply:
    """*Reporting periods* in App Home."""
    with desk.database.reading() as db:
        facts = period_plans.calendar(db, gesture.caller, gesture.value, desk.clock())
    return Open(views.calendar(facts))


def open_form(gesture: Gesture, desk: Desk) -> Reply:
    """*Look through and confirm*, or *Change dates*."""
    slug, _, period_id = gesture.value.partition(" ")
    wanted = number(period_id) if period_id else None
    with desk.database.reading() as db:
        facts = period_plans.form(db, gesture.caller, slug, wanted, desk.clock())
    return Open(views.form(facts))


def propose(gesture: Gesture, desk: Desk) -> Reply:
    """Another choice of how often the plan reports: the dates are proposed anew."""
    slug = views.plan_of(gesture.view)
    with desk.database.reading() as db:
        facts = period_plans.form(db, gesture.caller, slug, None, desk.clock(), gesture.value)
    return Redraw(views.form(facts))


def save(gesture: Gesture, desk: Desk) -> Reply:
    """*Confirm* in the form."""
    with desk.database.writing() as db:
        facts = period_plans.confirm(db, gesture.caller, views.read(gesture.view), gesture.origin, desk.clock())
    return Change(views.calendar(facts, "The dates are confirmed."))


def open_more_time(gesture: Gesture, desk: Desk) -> Reply:
    """*More time for everybody*, or *More time* beside an action."""
    period_id, _, action_id = gesture.value.partition(" ")
    with desk.database.reading() as db:
        facts = extensions.form(db, gesture.caller, number(period_id), action_id or None)
    return Open(views.more_time(facts))


def save_more_time(gesture: Gesture, desk: Desk) -> Reply:
    """*Give more time*"""
    period_id, action_id, day, reason = views.read_time(gesture.view)
    now = desk.clock()
    with desk.database.writing() as db:
        done = extensions.extend(db, gesture.caller, period_id, action_id, day, reason, gesture.origin, now)
        facts = period_plans.calendar(db, gesture.caller, done.period.plan_slug, now)
    return Change(views.calendar(facts, views.has_more_time(done)))


def ask_close(gesture: Gesture, desk: Desk) -> Reply:
    """*Close*: asked first, with how much is missing."""
    with desk.database.reading() as db:
        period = period_closing.to_close(db, gesture.caller, number(gesture.value), desk.clock())
        facts = dashboard.one(db, gesture.caller, period.plan_slug, desk.clock())
    return Open(views.close(period, facts.missing))


def close(gesture: Gesture, desk: Desk) -> Reply:
    """*Close it*"""
    period_id = number(gesture.view["private_metadata"])
    with desk.database.writing() as db:
        facts = period_closing.close(db, gesture.caller, period_id, gesture.origin, desk.clock())
    return Change(views.calendar(facts, "The period is closed, its report is frozen."))


def ask_reopen(gesture: Gesture, desk: Desk) -> Reply:
    """*Reopen*"""
    with desk.database.reading() as db:
        period = period_closing.to_reopen(db, gesture.caller, number(gesture.value), desk.clock())
    return Open(views.reopen(period))


def reopen(gesture: Gesture, desk: Desk) -> Reply:
    """*Reopen it*"""
    period_id, reason = views.read_reopen(gesture.view)
    with desk.database.writing() as db:
        facts = period_closing.reopen(db, gesture.caller, period_id, reason, gesture.origin, desk.clock())
    return Change(views.calendar(facts, "The period is open again."))


def preview(gesture: Gesture, desk: Desk) -> Reply:
    """*Look and switch on*"""
    with desk.database.reading() as db:
        facts = period_preview.preview(db, gesture.caller, gesture.value)
    return Open(views.preview(facts))


def switch_on(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch on* below the preview."""
    facts = _switch(gesture, desk, gesture.view["private_metadata"], True)
    return Change(views.calendar(facts, "Messages are on."))


def switch_off(gesture: Gesture, desk: Desk) -> Reply:
    """*Switch messages off*"""
    return Redraw(views.calendar(_switch(gesture, desk, gesture.value, False), "Messages are off."))


def number(text: str) -> int:
    """Return the number that a button carries; raises Refusal for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal("This button is too old. Press the one in the Home tab again.")
    return int(text)


def _switch(gesture: Gesture, desk: Desk, slug: str, on: bool) -> Calendar:
    with desk.database.writing() as db:
        return period_plans.switch_messages(db, gesture.caller, slug, on, gesture.origin, desk.clock())
