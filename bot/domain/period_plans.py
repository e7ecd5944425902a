"""A plan's calendar of periods: what is proposed, and what its coordinator confirms or changes."""

from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit, period_dates, periods, plans
from bot.domain.audit import Origin
from bot.domain.people import Caller, Person
from bot.domain.period_dates import CADENCES, Dates, WorkingDays
from bot.domain.periods import DEED, Period, today_of
from bot.domain.refusal import Refusal
from storage import due
from storage import partners as stored_partners
from storage import passes as stored_passes
from storage import periods as stored
from storage import plans as stored_plans
from storage.types import Record

USUAL = "yearly"
TO_DO = "plan its reporting periods"


@dataclass(frozen=True)
class Calendar:
    """A plan's periods in order of time; `proposed` are the dates of the next one, None where the plan is over.

    `asks_from`: since when people are asked in messages, None while they are not.
    """

    plan_slug: str
    plan_title: str
    cadence: str | None
    periods: tuple[Period, ...]
    proposed: Dates | None
    asks_from: datetime | None
    today: date

    @property
    def current(self) -> Period | None:
        """The period for which answers count now."""
        return next((one for one in self.periods if one.state == "confirmed"), None)

    @property
    def last_closed(self) -> Period | None:
        """The one closed last, if it can be reopened: what was published before anybody was asked cannot."""
        closed = [one for one in self.periods if one.state == "closed" and not one.is_before_convenor]
        return closed[-1] if closed else None


@dataclass(frozen=True)
class Form:
    """The form of a period's dates: a new one's, or, with `period`, those of one that is confirmed."""

    plan_slug: str
    plan_title: str
    cadence: str
    dates: Dates
    period: Period | None


@dataclass(frozen=True)
class Wish:
    """What a coordinator confirms; `period_id` names the period whose dates change, None for a new one."""

    plan_slug: str
    cadence: str
    dates: Dates
    period_id: int | None = None


def calendar(db: Connection, caller: Caller, slug: str, now: datetime) -> Calendar:
    """Return a plan's calendar; raises NotAllowed for all but those who run its periods."""
    plan, _ = plans.allowed(db, caller, slug, DEED, TO_DO)
    return of_row(db, plan, now)


def of_row(db: Connection, plan: Record, now: datetime) -> Calendar:
    """Return the calendar of a plan's row."""
    known = periods.of_plan(db, plan.slug)
    proposed = _proposed(db, plan, plan.cadence or USUAL, known, now)
    return Calendar(plan.slug, plan.title, plan.cadence, known, proposed, plan.reminders_from, today_of(now))


def form(
    db: Connection, caller: Caller, slug: str, period_id: int | None, now: datetime, cadence: str | None = None
) -> Form:
    """Return the form of a confirmed period, or that of the next one as a cadence (None: the plan's own) proposes it.

    Raises Refusal where there is none to change, or for a plan whose years are over by then.
    """
    plan, _ = plans.allowed(db, caller, slug, DEED, TO_DO)
    cadence = cadence or plan.cadence or USUAL
    if period_id is not None:
        period = _confirmed(db, slug, period_id)
        assert period.dates is not None
        return Form(slug, plan.title, cadence, replace(period.dates, due_on=period.due_on), period)
    if cadence not in CADENCES:
        raise Refusal(f"Choose one of {', '.join(CADENCES)}.", "cadence")
    found = _proposed(db, plan, cadence, periods.of_plan(db, slug), now)
    if found is None:
        raise Refusal(f"{plan.title} ended on {plan.ends_on:%-d %B %Y}: nobody is asked about it any more.")
    return Form(slug, plan.title, cadence, found, None)


def confirm(db: Connection, caller: Caller, wish: Wish, origin: Origin, now: datetime) -> Calendar:
    """Confirm a period's dates, a new one's or changed ones; whoever is asked is asked by them from now on.

    Raises NotAllowed, or Refusal naming the field that is wrong.
    """
    plan, person = plans.allowed(db, caller, wish.plan_slug, DEED, TO_DO)
    if wish.cadence not in CADENCES:
        raise Refusal(f"Choose one of {', '.join(CADENCES)}.", "cadence")
    stored_plans.lock(db, plan.slug)
    period_dates.check(wish.dates, today_of(now), working_days_of(db, plan))
    if plan.ends_on is not None and wish.dates.due_on > plan.ends_on:
        raise Refusal(f"The plan ends on {plan.ends_on:%-d %B %Y}: choose a due date before that.", "due_on")
    _check_place(db, plan, wish)
    stored_plans.change(db, plan.slug, {"cadence": wish.cadence})
    if wish.period_id is None:
        _begin(db, plan, wish.dates, person, origin, now)
    else:
        _move(db, _confirmed(db, plan.slug, wish.period_id), wish.dates, person, origin, now)
    due.refresh_plan(db, plan.slug)
    return calendar(db, caller, plan.slug, now)


def switch_messages(db: Connection, caller: Caller, slug: str, on: bool, origin: Origin, now: datetime) -> Calendar:
    """Let people be asked in messages, or not any more; raises Refusal while no period is confirmed."""
    plan, person = plans.allowed(db, caller, slug, DEED, TO_DO)
    if on and periods.current(db, slug) is None:
        raise Refusal("Confirm the dates of a reporting period first: without one nobody is asked.")
    if on is not (plan.reminders_from is not None):
        stored_plans.change(db, slug, {"reminders_from": now if on else None})
        did = "plan.messages_on" if on else "plan.messages_off"
        audit.record(db, did, ("plan", slug), person.id, origin, now)
    return calendar(db, caller, slug, now)


def working_days_of(db: Connection, plan: Record) -> WorkingDays:
    """Return the working days of the nation of a plan's publisher."""
    return period_dates.working_days(stored_partners.by_id(db, plan.organisation_id).nation)


def _proposed(db: Connection, plan: Record, cadence: str, known: tuple[Period, ...], now: datetime) -> Dates | None:
    days, today = working_days_of(db, plan), today_of(now)
    last = next((one.dates for one in reversed(known) if one.dates), None)
    if last is None:
        published = plan.published_on or today
        precision = plan.published_precision or "day"
        found = period_dates.first_after(published, precision, today, cadence, days)
    else:
        found = period_dates.backwards(period_dates.following(last.committee_on, cadence, days), cadence, days)
        while found.due_on <= today:
            committee = period_dates.following(found.committee_on, cadence, days)
            found = period_dates.backwards(committee, cadence, days)
    return found if plan.ends_on is None or found.due_on <= plan.ends_on else None


def _check_place(db: Connection, plan: Record, wish: Wish) -> None:
    """A period's due day lies after the others' before it, and no two have one committee."""
    others = [one for one in periods.of_plan(db, plan.slug) if one.id != wish.period_id]
    taken = next((one for one in others if one.dates and one.dates.committee_on == wish.dates.committee_on), None)
    if taken is not None:
        raise Refusal(f"{taken.title} has this committee already. Choose another day.", "committee_on")
    closed = [one for one in others if one.state == "closed" and one.due_on >= wish.dates.due_on]
    if closed:
        raise Refusal(f"{closed[-1].title} is closed already: choose a later due date.", "due_on")


def _begin(db: Connection, plan: Record, dates: Dates, person: Person, origin: Origin, now: datetime) -> None:
    if not stored.of_plan(db, plan.slug):
        _note_before(db, plan, now)
    period_id = stored.add(db, _columns(dates) | _new(plan, person, now))
    if stored.counts_first(db, plan.slug) == period_id:
        stored.claim(db, plan.slug, period_id, stored.last_closed(db, plan.slug))
        stored_passes.claim(db, plan.slug, period_id)
    details = {"period_id": period_id} | _iso(dates)
    audit.record(db, "period.confirmed", ("plan", plan.slug), person.id, origin, now, details)


def _move(db: Connection, period: Period, dates: Dates, person: Person, origin: Origin, now: datetime) -> None:
    if period.has_opened(today_of(now)) and dates.due_on < period.due_on:
        raise Refusal("People are asked already: the due date can only be moved to a later day.", "due_on")
    stored.change(db, period.id, _columns(dates))
    if dates.due_on != period.due_on:  # what was given to everybody before is in the date that the form showed
        stored.forget_general(db, period.id)
    details = {"period_id": period.id} | _iso(dates)
    audit.record(db, "period.changed", ("plan", period.plan_slug), person.id, origin, now, details)


def _note_before(db: Connection, plan: Record, now: datetime) -> None:
    """What was published before anybody was asked is a period of its own, closed from the first."""
    if plan.published_on is None or due.end_of(plan.published_on) > now:
        return
    on = plan.published_on
    values = {"title": f"{on:%B %Y}", "opens_on": on, "due_on": on, "state": "closed"}
    stored.add(db, values | {"plan_slug": plan.slug, "closed_at": due.end_of(on), "created_at": now})


def _new(plan: Record, person: Person, now: datetime) -> dict[str, Any]:
    return {"plan_slug": plan.slug, "state": "confirmed", "confirmed_by_id": person.id, "created_at": now}


def _columns(dates: Dates) -> dict[str, Any]:
    names = ("opens_on", "due_on", "signoff_on", "dispatch_on", "committee_on")
    return dict(zip(names, astuple(dates), strict=True)) | {"title": period_dates.title(dates.committee_on)}


def _iso(dates: Dates) -> dict[str, str]:
    return {name: value.isoformat() for name, value in _columns(dates).items() if isinstance(value, date)}


def _confirmed(db: Connection, slug: str, period_id: int) -> Period:
    found = next((one for one in periods.of_plan(db, slug) if one.id == period_id), None)
    if found is None:
        raise Refusal("That reporting period is not here any more.")
    if found.state != "confirmed":
        raise Refusal(f"{found.title} is closed. Reopen it first, with a reason.")
    return found
