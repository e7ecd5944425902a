"""The sandbox's reporting period of Leicestershire: open, due a week ago, answered by some and not by most."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.domain import passes, period_dates, period_plans, periods, updates
from bot.domain.audit import Origin
from bot.domain.clock import moment
from bot.domain.people import Caller
from bot.domain.period_dates import Dates, WorkingDays
from bot.domain.period_plans import Wish
from bot.domain.updates import Submission

PLAN = "leicestershire-2024"
COORDINATOR, LEAD, OFFICER = "Plan coordinator", "Transport lead", "Transport officer"
ZONE = "Europe/London"
DEMO = Origin("demo")

ANSWERS: tuple[tuple[str, str, str, int], ...] = (
    ("T11", LEAD, "Nine employers have signed up to the flexible working offer; two more are talking to us.", 20),
    ("T12", OFFICER, "The autumn campaign reached 14,000 residents together with the bus operators.", 18),
    ("T21", OFFICER, "The map of wished-for charging places closed with 1,260 answers; a summary goes to members.", 16),
    ("T24", LEAD, "Two of the five hubs are built. The third waits for its grid connection.", 12),
)
"""Ref, whose answer, what they say, and how many days ago."""

HANDED_BACK = ("T25", LEAD, "Fleet services buy vehicles; please ask them.", 10)


def load_period(db: Connection, cast: Mapping[str, Caller], now: datetime) -> None:
    """Confirm the period, switch its messages on, and let some of the cast answer: all by the rules, as they would.

    Nothing is done where the plan has a period already, or who would do it is not in this workspace.
    """
    if not {COORDINATOR, LEAD, OFFICER} <= set(cast) or periods.of_plan(db, PLAN):
        return
    today = periods.today_of(now)
    dates = around(today, period_dates.working_days("ENG"))
    began = _at(dates.opens_on - timedelta(days=3))
    coordinator = cast[COORDINATOR]
    period_plans.confirm(db, coordinator, Wish(PLAN, "yearly", dates), DEMO, began)
    period_plans.switch_messages(db, coordinator, PLAN, True, DEMO, began)
    for ref, name, note, days_ago in ANSWERS:
        _answer(db, cast[name], f"{PLAN}:{ref}", note, _at(today - timedelta(days=days_ago)))
    ref, name, reason, days_ago = HANDED_BACK
    passes.hand_back(db, cast[name], f"{PLAN}:{ref}", reason, DEMO, _at(today - timedelta(days=days_ago)))


def around(today: date, days: WorkingDays) -> Dates:
    """Return the dates of a period whose due day was five working days before a day."""
    due = days.before(today, 5)
    signoff = days.after(due, 10)
    dispatch = days.after(signoff, 5)
    return Dates(days.before(due, 20), due, signoff, dispatch, days.after(dispatch, 6))


def _answer(db: Connection, who: Caller, action_id: str, note: str, at: datetime) -> None:
    form = updates.form(db, who, action_id)
    draft = replace(form.draft, note=note)
    updates.save(db, who, Submission(action_id, form.base, f"demo:{action_id}", draft), DEMO, at, ZONE)


def _at(day: date) -> datetime:
    """People did it in the morning."""
    return moment(day, time(10), ZONE)
