"""Corrections: a date that people were told of has moved or is cancelled, and each of them hears of it once.

A person who knows a wrong date always hears of it, whatever they muted or paused, and wherever they are. A channel that
an election keeps quiet hears of it afterwards, if it is still of use then.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.domain import deliveries, event_reminders, meetings, working_days
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from bot.domain.meetings import Event
from bot.domain.reminder_rules import IN_CHANNEL_AT
from storage import deliveries as stored_deliveries
from storage import meetings as stored_meetings
from storage import notices as stored
from storage import pauses as stored_pauses
from storage import reminders as stored_reminders
from storage.types import Record

PATIENCE = timedelta(minutes=5)
"""So long a correction waits, and can be undone."""

NEAR = 2
"""Within so many working days of the old or the new date it goes at once."""


@dataclass(frozen=True)
class When:
    """When and where something is held."""

    date: date
    starts: time | None
    ends: time | None
    place: str | None
    is_cancelled: bool = False

    @classmethod
    def of(cls, event: Event) -> "When":
        """Return when and where an event is held now."""
        return cls(event.date, event.starts, event.ends, event.place, event.status == "cancelled")


@dataclass(frozen=True)
class Notice:
    """A correction; `until` is when it goes, and `told` how many hear of it then.

    So many channels are `held` by an election until `held_until`.
    """

    id: int
    event_id: str
    was: When
    until: datetime
    told: int
    held: int = 0
    held_until: datetime | None = None

    def can_be_undone(self, now: datetime) -> bool:
        """Say whether it still waits."""
        return self.until > now


@dataclass(frozen=True)
class Correction:
    """What somebody is told: how it was, and how it is now."""

    event: Event
    was: When


def concerned(db: Connection, event: Event) -> tuple[Place, ...]:
    """Return who was told of an event, or follows it: each person once, and the channels in which it was announced."""
    persons = stored.people_told(db, event.id)
    rooms = stored.channels_told(db, event.id, event.programme_slug)
    return (
        *(Place(row.team_id, person_id=row.id) for row in persons),
        *(Place(row.team_id, channel_id=row.channel_id) for row in rooms),
    )


def speaks_from(db: Connection, event: Event, now: datetime) -> datetime | None:
    """Return when channels hear of an event again; None where no election keeps them quiet today."""
    organiser = stored_reminders.organiser_of(db, event.programme_slug)
    quiet = stored_reminders.closures(db, organiser.id, "pre_election")
    days = event_reminders.Organisations(db, event.zone).calendar_of(organiser)
    day = today = local(now, event.zone).date()
    while any(first <= day <= last for first, last in quiet):
        day = days.at_or_after(day + timedelta(days=1))
    return None if day == today else moment(day, IN_CHANNEL_AT, event.zone)


def begin(db: Connection, before: Event, after: Event, tell: bool, by_id: int | None, now: datetime) -> Notice | None:
    """Let a correction wait, or go at once when either date is near; None when there is nothing or nobody to tell.

    One that waits already is replaced: people hear of the last date only, and of what they were told before.
    """
    was = When.of(before)
    earlier = stored.waiting_for(db, after.id)
    if earlier is not None:
        was = _when(earlier.was)
        stored.settle(db, earlier.id, {"state": "replaced"})
    told = concerned(db, after)
    if not told or was == When.of(after):
        return None
    until = now if is_near(db, after, min(was.date, after.date), now) else now + PATIENCE
    row = {"event_id": after.id, "was": _as_json(was), "revision": after.revision, "due_at": until, "by_id": by_id}
    state = "waiting" if tell else "silent"
    notice_id = stored.add(db, row | {"state": state, "created_at": now})
    if not tell:
        return None
    rooms = sum(place.channel_id is not None for place in told)
    held_until = speaks_from(db, after, until) if rooms else None
    held = rooms if held_until else 0
    return Notice(notice_id, after.id, was, until, len(told) - held, held, held_until)


def is_near(db: Connection, event: Event, day: date, now: datetime) -> bool:
    """Say whether a day is so near that a correction may not wait."""
    days = working_days.of_nation(stored_reminders.organiser_of(db, event.programme_slug).nation)
    return day <= days.moved(local(now, event.zone).date(), NEAR)


def one(db: Connection, notice_id: int) -> Notice | None:
    """Return a correction that still waits, or None."""
    row = stored.by_id(db, notice_id)
    if row is None or row.state != "waiting":
        return None
    return Notice(row.id, row.event_id, _when(row.was), row.due_at, 0)


def undone(db: Connection, notice: Notice) -> bool:
    """Take a correction back; False when it has gone meanwhile."""
    return stored.settle(db, notice.id, {"state": "undone"})


def send_due(db: Connection, now: datetime) -> list[str]:
    """Put the corrections whose time has come into the outbox, a message to each concerned.

    Return the keys of those that go at once.
    """
    if stored_pauses.current(db) is not None:
        return []
    return [key for row in stored.due(db, now) for key in _send(db, row, now)]


def date_anew(db: Connection, organisation_id: int, now: datetime) -> None:
    """Let what waits for an organisation's channels go when they are not quiet any more: its days were changed."""
    for row in stored_deliveries.corrections_to_channels(db):
        event = meetings.from_row(stored_meetings.by_id_anywhere(db, stored.event_of(db, row.payload["notice"])))
        if stored_reminders.organiser_of(db, event.programme_slug).id == organisation_id:
            stored_deliveries.put_off(db, row.id, speaks_from(db, event, now) or now)


def seen(db: Connection, notice_id: int, now: datetime) -> Correction | None:
    """Return what a correction says now; None when it is no longer true, or of no use any more."""
    row = stored.by_id(db, notice_id)
    if row is None or row.state != "sent":
        return None
    event = meetings.from_row(stored_meetings.by_id_anywhere(db, row.event_id))
    was = _when(row.was)
    if _is_over(event, was, now):
        return None
    return Correction(event, was) if was != When.of(event) and event.status != "proposed" else None


def _send(db: Connection, row: Record, now: datetime) -> list[str]:
    event = meetings.from_row(stored_meetings.by_id_anywhere(db, row.event_id))
    if _is_over(event, _when(row.was), now):  # it was paused for long
        stored.settle(db, row.id, {"state": "dropped"})
        return []
    told, speaks_at = concerned(db, event), speaks_from(db, event, now)
    held = {one.channel_id for one in told if one.channel_id and speaks_at}
    waiting = _channels_waiting(db, event) if held else set()
    keys = []
    for place in told:
        key = f"notice:{row.id}:{place.person_id or place.channel_id}"
        due_at = speaks_at if place.channel_id in held else None
        if (place.team_id, place.channel_id) not in waiting:
            deliveries.enqueue(db, key, "correction", place, {"notice": row.id}, now, due_at=due_at)
        keys += [] if due_at else [key]
    stored.settle(db, row.id, {"state": "sent", "told": len(told)})
    return keys


def _channels_waiting(db: Connection, event: Event) -> set[tuple[str, str]]:
    """Return the channels for which an earlier correction waits: it will say how things are then."""
    rows = stored_deliveries.corrections_to_channels(db)
    mine = [row for row in rows if stored.event_of(db, row.payload["notice"]) == event.id]
    return {(row.team_id, row.channel_id) for row in mine}


def _is_over(event: Event, was: When, now: datetime) -> bool:
    """Say whether both dates are past: then nobody needs to hear of it."""
    return max(event.date, was.date) < local(now, event.zone).date()


def _as_json(when: When) -> dict[str, Any]:
    return {
        "date": when.date.isoformat(),
        "starts": when.starts.isoformat() if when.starts else None,
        "ends": when.ends.isoformat() if when.ends else None,
        "place": when.place,
    }


def _when(found: dict[str, Any]) -> When:
    starts, ends = (time.fromisoformat(found[name]) if found[name] else None for name in ("starts", "ends"))
    return When(date.fromisoformat(found["date"]), starts, ends, found["place"])
