"""Closing a reporting period freezes it; opening it again needs a reason."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, passes, period_plans, periods, report_rows
from bot.domain.audit import Origin
from bot.domain.extensions import checked_reason
from bot.domain.people import Caller
from bot.domain.period_plans import Calendar
from bot.domain.periods import Period, today_of
from bot.domain.refusal import Refusal
from storage import due
from storage import passes as stored_passes
from storage import periods as stored
from storage import plans as stored_plans

JOB = Origin("job")


def to_close(db: Connection, caller: Caller, period_id: int, now: datetime) -> Period:
    """Return the period that may be closed; raises what `close` does, and Refusal for one that is closed already."""
    period, _, _ = periods.held(db, caller, period_id, "close a reporting period")
    if period.state != "confirmed":
        raise Refusal(f"{period.title} is closed already.")
    _check_begun(period, now)
    _check_turn(db, period)
    return period


def to_reopen(db: Connection, caller: Caller, period_id: int, now: datetime) -> Period:
    """Return the period that may be opened again; raises what `reopen` does."""
    period, plan, _ = periods.held(db, caller, period_id, "reopen a reporting period")
    _check_last(period, period_plans.of_row(db, plan, now))
    return period


def close(db: Connection, caller: Caller, period_id: int, origin: Origin, now: datetime) -> Calendar:
    """Close a period: what stands now is what its reports print, and nobody is asked for it any more.

    Raises NotAllowed for all but those who run the plan's periods, Refusal for one that has not opened.
    Closing it again changes nothing.
    """
    period, plan, person = periods.held(db, caller, period_id, "close a reporting period")
    stored_plans.lock(db, plan.slug)
    period = _again(db, period)
    if period.state == "confirmed":
        _check_begun(period, now)
        _check_turn(db, period)
        _close(db, period, person.id, origin, now)
    return period_plans.calendar(db, caller, plan.slug, now)


def reopen(db: Connection, caller: Caller, period_id: int, reason: str, origin: Origin, now: datetime) -> Calendar:
    """Open a plan's last closed period again; raises NotAllowed, or Refusal naming the field `reason`."""
    period, plan, person = periods.held(db, caller, period_id, "reopen a reporting period")
    why = checked_reason(reason)
    stored_plans.lock(db, plan.slug)
    _check_last(_again(db, period), period_plans.of_row(db, plan, now))
    stored.change(db, period.id, {"state": "confirmed", "reopened_at": now, "reopened_reason": why, "closed_at": None})
    stored.claim(db, plan.slug, period.id, stored.last_closed(db, plan.slug))
    stored_passes.claim(db, plan.slug, period.id)
    due.refresh_plan(db, plan.slug)
    details = {"period_id": period.id}
    audit.record(db, "period.reopened", ("plan", plan.slug), person.id, origin, now, details)
    return period_plans.calendar(db, caller, plan.slug, now)


def close_past(db: Connection, now: datetime) -> int:
    """Close each period whose committee has met; return how many were closed.

    One that was opened again stays open until its coordinator closes it.
    """
    rows = stored.past(db, today_of(now))
    for row in rows:
        stored_plans.lock(db, row.plan_slug)
        found = next(one for one in periods.of_plan(db, row.plan_slug) if one.id == row.id)
        if found.state == "confirmed":
            _close(db, found, None, JOB, now)
    return len(rows)


def _close(db: Connection, period: Period, person_id: int | None, origin: Origin, now: datetime) -> None:
    report_rows.freeze(db, period.plan_slug, period.id, now)
    stored.change(db, period.id, {"state": "closed", "closed_at": now, "closed_by_id": person_id})
    passes.end_with(db, period, person_id, origin, now)
    due.refresh_plan(db, period.plan_slug)
    details = {"period_id": period.id}
    audit.record(db, "period.closed", ("plan", period.plan_slug), person_id, origin, now, details)


def _again(db: Connection, period: Period) -> Period:
    """Read it once more, now that nobody else can close it."""
    return next(one for one in periods.of_plan(db, period.plan_slug) if one.id == period.id)


def _check_begun(period: Period, now: datetime) -> None:
    if not period.has_opened(today_of(now)):
        raise Refusal(f"{period.title} has not opened yet: there is nothing to close.")


def _check_last(period: Period, calendar: Calendar) -> None:
    if period.state == "confirmed":
        raise Refusal(f"{period.title} is open: there is nothing to open again.")
    if calendar.last_closed is None or calendar.last_closed.id != period.id:
        raise Refusal("Only the period that was closed last can be opened again.")


def _check_turn(db: Connection, period: Period) -> None:
    first = periods.current(db, period.plan_slug)
    if first is not None and first.id != period.id:
        raise Refusal(f"{first.title} comes first. Close that one before.")
