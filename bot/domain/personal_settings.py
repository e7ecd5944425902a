"""How somebody wants to be reminded: what not, at what time, on which days, and from when on again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from bot.domain import audit, gestures, people
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from storage import personal_settings as stored
from storage.types import Record

DAILY_AT = time(9, 15)
TIMES = tuple(time(hour, minute) for hour in range(7, 19) for minute in (0, 15, 30, 45))
"""Between these the daily message may come: before and after is nobody's working day."""

MONDAY_TO_FRIDAY = frozenset(range(5))

MUTABLE = {
    "meeting": "Meetings that I follow",
    "session": "Learning sets that I follow",
    "update": "Updates that I am asked for",
    "week": "The week's summary of plans that I coordinate",
}
"""Kinds of reminder that can be muted, and what the form calls them. What somebody asked for always comes."""


@dataclass(frozen=True)
class PersonalSettings:
    """What somebody chose, or what holds for everybody who did not choose; `paused_until` is the first day again."""

    muted: frozenset[str] = frozenset()
    daily_at: time = DAILY_AT
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    paused_until: date | None = None


@dataclass(frozen=True)
class Form:
    """The form filled with what holds now; `today` is that of the person."""

    settings: PersonalSettings
    zone: str
    today: date


def of(db: Connection, person_id: int) -> PersonalSettings:
    """Return how somebody wants to be reminded."""
    return from_row(stored.of_person(db, person_id))


def from_row(row: Record | None) -> PersonalSettings:
    """Return the settings that a row holds; those of everybody where there is none."""
    if row is None:
        return PersonalSettings()
    days = MONDAY_TO_FRIDAY if row.working_days is None else frozenset(row.working_days)
    return PersonalSettings(frozenset(row.muted), row.daily_at or DAILY_AT, days, row.paused_until)


def back_on(settings: PersonalSettings, day: date) -> date | None:
    """Return the first day after the pause into which a day falls; None where it falls into none."""
    return settings.paused_until if settings.paused_until and day < settings.paused_until else None


def form(db: Connection, caller: Caller, now: datetime, zone: str) -> Form:
    """Return what the caller's settings are."""
    person = people.find(db, caller)
    own_zone = (person.zone if person else None) or zone
    return Form(of(db, person.id) if person else PersonalSettings(), own_zone, local(now, own_zone).date())


def save(
    db: Connection,
    caller: Caller,
    muted: Collection[str],
    daily_at: time,
    working_days: Collection[int],
    paused_until: date | None,
    key: str,
    origin: Origin,
    now: datetime,
    zone: str,
) -> PersonalSettings:
    """Keep what the caller chose, once for each form; raises Refusal beside the field that is wrong."""
    if daily_at not in TIMES:
        raise Refusal(f"Choose a time between {TIMES[0]:%H:%M} and {TIMES[-1]:%H:%M}.", "daily_at")
    if not working_days:
        raise Refusal("Choose at least one day. To get nothing for a while, use the last field.", "working_days")
    person = people.ensure(db, caller, now)
    today = local(now, person.zone or zone).date()
    if paused_until is not None and paused_until <= today:
        raise Refusal("Choose a day that lies ahead, or leave it empty.", "paused_until")
    chosen = PersonalSettings(frozenset(muted) & MUTABLE.keys(), daily_at, frozenset(working_days), paused_until)
    if gestures.first_time(db, key, now):
        stored.save(db, person.id, _row(chosen) | {"changed_at": now})
        audit.record(db, "settings.changed", ("person", str(person.id)), person.id, origin, now)
    return chosen


def _row(chosen: PersonalSettings) -> dict[str, object]:
    return {
        "muted": sorted(chosen.muted),
        "daily_at": chosen.daily_at,
        "working_days": sorted(chosen.working_days),
        "paused_until": chosen.paused_until,
    }
