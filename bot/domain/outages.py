"""Times in which the service did not run: what of it goes late, what was missed, and telling the admins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import deliveries, people, roles, unreached
from bot.domain.clock import local
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import due
from storage import outages as stored
from storage import people as stored_people
from storage import periods as stored_periods
from storage import plans as stored_plans
from storage import reminders as stored_reminders
from storage.types import Record

BEAT = timedelta(minutes=1)
"""A sign of life is kept so often: writing each tick would keep the disk busy for nothing."""

LONG = timedelta(hours=1) + BEAT
"""A longer silence is an outage of which the admins hear."""


@dataclass(frozen=True)
class Affected:
    """A reminder that fell into an outage; `title` is that of an event.

    Else `subject_id` names the action whose update it is, or the plan whose week's summary it is.
    """

    subject_id: str
    title: str | None
    date: date | None
    channel_id: str | None
    user_id: str | None
    is_missed: bool


@dataclass(frozen=True)
class Gap:
    """An outage, and what it meant for one workspace."""

    id: int
    from_at: datetime
    until_at: datetime
    late: tuple[Affected, ...]
    missed: tuple[Affected, ...]


@dataclass(frozen=True)
class LostTime:
    """Updates of a plan fell due in an outage, and some are missing; `due_on` is the day that was."""

    from_at: datetime
    until_at: datetime
    period_id: int
    plan: str
    period: str
    due_on: date
    missing: int


def is_beat_due(db: Connection, now: datetime) -> bool:
    """Say whether a sign of life is to be kept."""
    last = stored.last_beat(db)
    return last is None or now - last >= BEAT


def look(db: Connection, now: datetime, zone: str) -> datetime | None:
    """Return the last sign of life, and mark what has to be planned anew because of the time that passed since.

    On the first tick of a day that is what is asked for updates: periods open by the calendar alone.
    """
    last = stored.last_beat(db)
    if last is None:  # a first start, or the first one of this version
        stored_reminders.mark(db, *roles.EVERYTHING)
    elif local(last, zone).date() != local(now, zone).date():
        stored_reminders.mark(db, "plan", stored_reminders.EVERY_PLAN)
    return last


def first_beat(db: Connection, now: datetime) -> None:
    """Keep a sign of life where there is none yet: nobody is asked for what fell due before it."""
    if stored.last_beat(db) is None:
        stored.beat(db, now)


def beat(db: Connection, last: datetime | None, now: datetime) -> int | None:
    """Keep a sign of life; return the id of the outage that it ended, None where there was none."""
    if last is not None and now - last < BEAT:
        return None
    stored.beat(db, now)
    return stored.begin(db, last, now) if last is not None and now - last > LONG else None


def end(db: Connection, gap_id: int, now: datetime) -> None:
    """Count what became of the reminders that fell into an outage, and tell the admins where it met any."""
    rows = stored.reminders_of(db, gap_id)
    late, missed = sum(map(_is_late, rows)), sum(map(_is_missed, rows))
    stored.change(db, gap_id, {"late": late, "missed": missed})
    teams = {row.team_id for row in rows if _is_late(row) or _is_missed(row)}
    for admin in stored_people.holders(db, ["admin"], [roles.EVERYTHING]):
        if admin.user_id and admin.team_id in teams:
            place = Place(admin.team_id, person_id=admin.id)
            deliveries.enqueue(db, f"gap:{gap_id}:{admin.id}", "gap", place, {"gap": gap_id}, now)
    _offer_more_time(db, gap_id, now)


def lost_time(db: Connection, gap_id: int, period_id: int, person_id: int, now: datetime) -> LostTime | None:
    """Return what a coordinator may give more time for; None where that has been done, or does not concern them now."""
    gap = stored.by_id(db, gap_id)
    period = next((one for one in _due_meanwhile(db, gap, now) if one.id == period_id), None)
    holders = stored_people.holders(db, ["coordinator"], [("plan", period.plan_slug)]) if period is not None else ()
    missing = _missing(db, period) if period is not None else 0
    if period is None or not missing or person_id not in {row.id for row in holders}:
        return None
    plan = stored_plans.title(db, period.plan_slug)
    return LostTime(gap.from_at, gap.until_at, period.id, plan, period.title, _due_on(db, period), missing)


def listed(db: Connection, caller: Caller, gap_id: int) -> Gap:
    """Return an outage for the admins of the caller's workspace; raises NotAllowed, or Refusal where it is gone."""
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, unreached.DEED, ()):
        raise NotAllowed("Only an admin can see what an outage delayed.")
    if not stored.is_kept(db, gap_id):
        raise Refusal("This outage is not on record any more. Its message still shows the first of it.")
    return seen_in(db, gap_id, caller.team_id)


def seen_in(db: Connection, gap_id: int, team_id: str) -> Gap:
    """Return an outage as the admins of one workspace hear of it."""
    gap = stored.by_id(db, gap_id)
    rows = [row for row in stored.reminders_of(db, gap_id) if row.team_id == team_id]
    late = tuple(_affected(row) for row in rows if _is_late(row))
    missed = tuple(_affected(row) for row in rows if _is_missed(row))
    return Gap(gap.id, gap.from_at, gap.until_at, late, missed)


def _offer_more_time(db: Connection, gap_id: int, now: datetime) -> None:
    """Tell the coordinators of plans whose updates fell due while nobody could give them."""
    for period in _due_meanwhile(db, stored.by_id(db, gap_id), now):
        if not _missing(db, period):
            continue
        for row in stored_people.holders(db, ["coordinator"], [("plan", period.plan_slug)]):
            if row.user_id:
                place = Place(row.team_id, person_id=row.id)
                payload = {"gap": gap_id, "period": period.id}
                deliveries.enqueue(db, f"lost:{gap_id}:{period.id}:{row.id}", "lost_time", place, payload, now)


def _due_meanwhile(db: Connection, gap: Record, now: datetime) -> list[Record]:
    found = stored_periods.asking(db, due.day_of(now))
    return [row for row in found if gap.from_at < due.end_of(_due_on(db, row)) <= gap.until_at]


def _due_on(db: Connection, period: Record) -> date:
    return due.days(period, due.extended(db, [period.id]))[0]


def _missing(db: Connection, period: Record) -> int:
    return sum(not row.is_answered for row in stored_periods.asked(db, period.id, period.plan_slug))


def _is_late(row: Record) -> bool:
    return bool(row.is_late and row.status in ("sent", "planned"))


def _is_missed(row: Record) -> bool:
    return bool(row.status == "missed")


def _affected(row: Record) -> Affected:
    return Affected(row.subject_id, row.title, row.date, row.channel_id, row.user_id, _is_missed(row))
