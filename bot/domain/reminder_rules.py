"""Reminder rules as data: who hears of what, and when; the shipped ones, and what admins make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.domain.clock import moment
from bot.domain.working_days import Calendar
from storage import reminder_rules as stored
from storage.types import Record

Audience = Literal["channel", "followers", "asked", "deputies", "coordinators"]
Anchor = Literal["start", "opens", "due"]
Unit = Literal["days", "working_days", "hours"]
OffDay = Literal["back", "forward", "stay"]

DAILY_AT = time(9, 15)
"""When the daily message comes, in a person's own zone, where they chose no other time."""

IN_CHANNEL_AT = time(9, 0)


@dataclass(frozen=True)
class Rule:
    """Who hears of a kind of thing, and how long before (negative) or after its anchor.

    `at` is local: of the thing's zone for a channel, of a person's own for them; None: with their daily message.
    `off_day` says where a day goes that is no working day of whoever hears of it. `every` and `most`: again
    every so many of the unit, `most` times in all. `changed_at` is None for a rule as it is shipped.
    """

    name: str
    kind: str
    audience: Audience
    unit: Unit
    amount: int
    anchor: Anchor = "start"
    at: time | None = None
    off_day: OffDay = "back"
    every: int | None = None
    most: int = 1
    is_on: bool = True
    changed_at: datetime | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether it goes at once, and not with the message of the day."""
        return self.unit == "hours"


SHIPPED = (
    Rule("meeting_in_channel_early", "meeting", "channel", "days", -14, at=IN_CHANNEL_AT),
    Rule("meeting_in_channel", "meeting", "channel", "days", -7, at=IN_CHANNEL_AT),
    Rule("meeting_for_followers", "meeting", "followers", "days", -7),
    Rule("meeting_day_before", "meeting", "followers", "working_days", -1),
    Rule("meeting_hours_before", "meeting", "followers", "hours", -2),
    Rule("session_for_followers", "session", "followers", "days", -7),
    Rule("session_days_before", "session", "followers", "working_days", -2),
    Rule("session_hour_before", "session", "followers", "hours", -1),
    Rule("update_opens", "update", "asked", "days", 0, "opens", off_day="forward"),
    Rule("update_early", "update", "asked", "days", -14, "due"),
    Rule("update_soon", "update", "asked", "days", -3, "due"),
    Rule("update_due", "update", "asked", "days", 0, "due"),
    Rule("update_overdue", "update", "asked", "days", 7, "due", off_day="forward", every=14, most=4),
    Rule("update_deputy", "update", "deputies", "working_days", 3, "due", off_day="forward"),
    Rule("week_summary", "week", "coordinators", "days", 0, off_day="forward"),
)
"""Rules that come with the program. Their names are stored with each reminder: never change one."""


@dataclass(frozen=True)
class Anchored:
    """What a rule counts from: a day, in a zone, and the local time where one is known."""

    day: date
    zone: str
    starts: time | None = None


@dataclass(frozen=True)
class Clock:
    """When somebody, or a channel, can be told: their zone, their working days, and the time of their message."""

    zone: str
    days: Calendar
    daily_at: time = DAILY_AT


def every(db: Connection) -> tuple[Rule, ...]:
    """Return all rules: what is kept, and what is shipped and was never written yet."""
    kept = {row.name: from_row(row) for row in stored.every(db)}
    shipped = {rule.name: rule for rule in SHIPPED}
    return tuple((shipped | kept).values())


def ship(db: Connection) -> None:
    """Write the shipped rules that are missing; the ones that admins changed stay as they are."""
    known = {row.name for row in stored.every(db)}
    if missing := [as_row(rule) for rule in SHIPPED if rule.name not in known]:
        stored.add(db, missing)


def moments(rule: Rule, anchored: Anchored, clock: Clock) -> Iterator[tuple[int, datetime]]:
    """Yield each time at which a rule falls due for somebody, numbered from 0."""
    for number in range(rule.most):
        amount = rule.amount + number * (rule.every or 0)
        if rule.unit == "hours":
            if anchored.starts is not None:
                yield number, moment(anchored.day, anchored.starts, anchored.zone) + timedelta(hours=amount)
        else:
            day = _day(rule, anchored.day, amount, clock.days)
            yield number, moment(day, rule.at or clock.daily_at, clock.zone)


def _day(rule: Rule, anchor: date, amount: int, days: Calendar) -> date:
    if rule.unit == "working_days" and amount:
        return days.moved(anchor, amount)
    day = anchor + timedelta(days=amount)
    match rule.off_day:
        case "back":
            return days.at_or_before(day)
        case "forward":
            return days.at_or_after(day)
        case _:
            return day


FIELDS = (
    "name",
    "kind",
    "audience",
    "anchor",
    "unit",
    "amount",
    "at",
    "off_day",
    "every",
    "most",
    "is_on",
    "changed_at",
)


def from_row(row: Record) -> Rule:
    """Return the rule of its row."""
    return Rule(**{name: getattr(row, name) for name in FIELDS})


def as_row(rule: Rule) -> dict[str, object]:
    """Return the row of a rule."""
    return {name: getattr(rule, name) for name in FIELDS}
