"""More time: for one action, or for a whole reporting period, with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import actions, audit, period_dates, period_plans, periods
from bot.domain.actions import Action
from bot.domain.audit import Origin
from bot.domain.people import Caller
from bot.domain.periods import Period, today_of
from bot.domain.refusal import Refusal
from storage import due
from storage import periods as stored

REASON = (3, 300)
TO_DO = "give more time"


@dataclass(frozen=True)
class Extension:
    """What the form is about: a period and, where the time is for one action only, that action; `due_on` is its day."""

    period: Period
    action: Action | None
    due_on: date


def form(db: Connection, caller: Caller, period_id: int, action_id: str | None) -> Extension:
    """Return what more time can be given for; raises NotAllowed for all but the plan's coordinators and admins."""
    period, _, _ = periods.held(db, caller, period_id, TO_DO)
    if period.state != "confirmed" or period.dates is None:
        raise Refusal(f"{period.title} is closed: nobody is asked any more. Reopen it first, with a reason.")
    if action_id is None:
        return Extension(period, None, period.due_on)
    action = actions.card(db, caller, action_id).action
    if action.plan_slug != period.plan_slug:
        raise Refusal("That action is not in this period's plan.")
    return Extension(period, action, _due(db, period, action_id))


def extend(
    db: Connection,
    caller: Caller,
    period_id: int,
    action_id: str | None,
    day: date,
    reason: str,
    origin: Origin,
    now: datetime,
) -> Extension:
    """Give more time until a day; raises NotAllowed, or Refusal naming the field `due_on` or `reason`."""
    held = form(db, caller, period_id, action_id)
    period, plan, person = periods.held(db, caller, period_id, TO_DO)
    assert period.dates is not None
    days = period_plans.working_days_of(db, plan)
    period_dates.check_due(day, today_of(now), period.dates.signoff_on, days)
    if day <= held.due_on:
        raise Refusal(f"It is due on {held.due_on:%-d %B %Y} already. Choose a later day.", "due_on")
    row = {"period_id": period.id, "action_id": action_id, "due_on": day, "by_id": person.id, "at": now}
    stored.extend(db, row | {"reason": checked_reason(reason)})
    due.refresh_plan(db, period.plan_slug) if action_id is None else due.refresh(db, [action_id])
    subject = ("plan", period.plan_slug) if action_id is None else ("action", action_id)
    details = {"period_id": period.id, "due_on": day.isoformat()}
    audit.record(db, "period.extended", subject, person.id, origin, now, details)
    return form(db, caller, period_id, action_id)


def checked_reason(reason: str) -> str:
    """Return a reason without blanks round it; raises Refusal naming the field `reason`."""
    least, most = REASON
    words = reason.strip()
    if not least <= len(words) <= most:
        raise Refusal(f"Say why in a few words, {least} to {most} characters. It stays in the record.", "reason")
    return words


def _due(db: Connection, period: Period, action_id: str) -> date:
    row = stored.by_id(db, period.id)
    assert row is not None
    general, more = due.days(row, due.extended(db, [period.id]))
    return more.get(action_id, general)
