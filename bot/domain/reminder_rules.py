"""Reminder rules as data: who hears of what, and when; the shipped ones, and what admins make of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.domain import audit, people, roles
from bot.domain.audit import Origin
from bot.domain.clock import moment
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.working_days import Calendar
from storage import reminder_rules as stored
from storage.types import Record

Audience = Literal["channel", "followers", "asked", "deputies", "coordinators"]
Anchor = Literal["start", "opens", "due"]
Unit = Literal["days", "working_days", "hours"]
OffDay = Literal["back", "forward", "stay"]

DEED = "change reminder rules"

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


@dataclass(frozen=True)
class Typed:
    """What the form of a rule held; `number` is without its sign, `after` gives it.

    `every` and `most` are those of the rule; None where it says a thing once.
    """

    about: tuple[str, Audience]
    unit: Unit
    number: int
    after: bool
    at: time | None
    off_day: OffDay
    is_on: bool
    every: int | None = None
    most: int | None = None


ABOUT: tuple[tuple[str, Audience], ...] = (
    ("meeting", "channel"),
    ("meeting", "followers"),
    ("session", "channel"),
    ("session", "followers"),
    ("update", "asked"),
    ("update", "deputies"),
    ("week", "coordinators"),
)
"""What rules can be about, and who can hear of it."""

MOST = {"days": 60, "working_days": 40, "hours": 12}
EARLIEST, LATEST = time(7), time(18)
LEAST_APART, MOST_TIMES = 7, 6
"""Days between two of a rule's reminders, and how many of them there may be: nobody is asked more often."""


def listed(db: Connection, caller: Caller) -> tuple[Rule, ...]:
    """Return all rules for those who may change them; raises NotAllowed."""
    _allowed(db, caller)
    return tuple(
        sorted(every(db), key=lambda rule: (ABOUT.index((rule.kind, rule.audience)), rule.anchor, rule.amount))
    )


def one(db: Connection, caller: Caller, name: str) -> Rule:
    """Return one rule for those who may change it; raises NotAllowed, or Refusal where there is none of that name."""
    found = next((rule for rule in listed(db, caller) if rule.name == name), None)
    if found is None:
        raise Refusal("That rule is not here any more. *Reminder rules* in App Home lists them.")
    return found


def save(
    db: Connection, caller: Caller, name: str | None, typed: Typed, key: str, origin: Origin, now: datetime
) -> Rule:
    """Change a rule, or (None) add one, of which `key` is the form; what is planned follows at the next tick.

    A rule that says the same already is not added again. Raises NotAllowed for all but admins, and Refusal
    beside the field that is wrong.
    """
    person_id = _allowed(db, caller)
    before = one(db, caller, name) if name else Rule(f"added_{key}_{now:%Y%m%d%H%M%S}", *typed.about, typed.unit, 0)
    _check(typed, before)
    rule = replace(
        before,
        unit=typed.unit,
        amount=typed.number if typed.after else -typed.number,
        anchor=before.anchor if name else "due" if typed.about[0] == "update" else "start",
        at=None if typed.unit == "hours" else typed.at,
        off_day=typed.off_day,
        is_on=typed.is_on,
        every=typed.every,
        most=typed.most or 1,
    )
    same = None if name else next((one for one in every(db) if _says(one) == _says(rule)), None)
    if same or rule == before:
        return same or before
    ship(db)
    row = as_row(replace(rule, changed_at=now)) | {"changed_by_id": person_id}
    if not stored.change(db, rule.name, row):
        stored.add(db, [row])
    details = {"rule": rule.name, "unit": rule.unit, "amount": rule.amount, "on": rule.is_on}
    audit.record(db, "rule.changed" if name else "rule.added", roles.EVERYTHING, person_id, origin, now, details)
    return rule


def may_change(db: Connection, caller: Caller) -> bool:
    """Say whether somebody may change reminder rules."""
    person = people.find(db, caller)
    return roles.may(db, person.id if person else None, DEED, ())


def _allowed(db: Connection, caller: Caller) -> int:
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, DEED, ()):
        raise NotAllowed("Only an admin can change reminder rules. `/convenor settings` changes your own reminders.")
    return person.id


def _says(rule: Rule) -> Rule:
    return replace(rule, name="", changed_at=None)


def _check(typed: Typed, before: Rule) -> None:
    if typed.unit == "hours" and (before.audience != "followers" or typed.after or not typed.number):
        raise Refusal("Hours count before meetings and sessions, for those who follow them.", "unit")
    if typed.number > MOST[typed.unit]:
        raise Refusal(f"Choose a number up to {MOST[typed.unit]}.", "number")
    if typed.after and typed.number and before.kind != "update":
        raise Refusal("After a meeting nobody needs a reminder of it. Choose *before*.", "after")
    if typed.at is not None and not EARLIEST <= typed.at <= LATEST:
        raise Refusal(f"Choose a time between {EARLIEST:%H:%M} and {LATEST:%H:%M}.", "at")
    if typed.at is None and before.audience == "channel" and typed.unit != "hours":
        raise Refusal("Channels have no message of the day: choose a time.", "at")
    _check_again(typed, before)


def _check_again(typed: Typed, before: Rule) -> None:
    if typed.every is None and typed.most is None:
        return
    if before.kind != "update" or typed.unit != "days":
        raise Refusal("Only updates are asked for again, and after so many days. Leave this empty.", "every")
    if typed.every is None or not LEAST_APART <= typed.every <= MOST["days"]:
        raise Refusal(f"Choose {LEAST_APART} to {MOST['days']} days, or leave both empty to ask once.", "every")
    if typed.most is None or not 2 <= typed.most <= MOST_TIMES:
        raise Refusal(f"Choose 2 to {MOST_TIMES} times in all, or leave both empty to ask once.", "most")
    if typed.number and not typed.after:
        raise Refusal("Before the due day nobody is asked again. Choose *after*, or leave this empty.", "every")


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
