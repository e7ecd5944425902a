"""Dates that stand: moving one and cancelling one; who was told of it hears of the change once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit, gestures, meetings, notices, people, proposed_dates
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.meetings import Event
from bot.domain.notices import Notice
from bot.domain.people import Caller
from bot.domain.proposed_dates import Doubts
from bot.domain.refusal import Refusal
from storage import corrections as stored_corrections
from storage import meetings as stored
from storage import people as stored_people

LONGEST_PLACE = 200


@dataclass(frozen=True)
class Typed:
    """What a form held."""

    day: date
    starts: time | None
    ends: time | None
    place: str | None


@dataclass(frozen=True)
class Change:
    """A change before it is saved: what speaks against the new day, and how many know the old one.

    `channels_from` is when those of its channels hear of it that an election keeps quiet now.
    """

    event: Event
    typed: Typed | None
    doubts: Doubts | None
    people: int
    channels: int
    goes_at_once: bool
    channels_from: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """A change that was saved; `notice` is None where nobody is told."""

    event: Event
    notice: Notice | None


def one(db: Connection, caller: Caller, event_id: str, now: datetime) -> Event:
    """Return a confirmed date ahead that the caller may change; raises NotAllowed, or Refusal where it is none."""
    event = meetings.one(db, caller, event_id)
    proposed_dates.allowed(db, caller, event.programme_slug)
    if event.status != "confirmed":
        raise Refusal(f"{_named(event)} is {event.status}. `/meetings` and `/learning-sets` show how it stands.")
    if event.date < local(now, event.zone).date():
        raise Refusal(f"{_named(event)} is past: it stays as it was.")
    return event


def considered(db: Connection, caller: Caller, event_id: str, typed: Typed | None, now: datetime) -> Change:
    """Return what a move (None: a cancellation) would mean; raises Refusal beside the field that is wrong."""
    event = one(db, caller, event_id, now)
    if typed is not None:
        check(event.zone, typed, now)
    told = notices.concerned(db, event)
    persons = sum(place.person_id is not None for place in told)
    doubts = None
    if typed is not None and typed.day != event.date:
        found = proposed_dates.doubts(db, caller, event, typed.day)
        doubts = found if found.some else None
    nearest = min(event.date, typed.day) if typed else event.date
    is_near = notices.is_near(db, event, nearest, now)
    channels_from = notices.speaks_from(db, event, now) if len(told) > persons else None
    return Change(event, typed, doubts, persons, len(told) - persons, is_near, channels_from)


def move(
    db: Connection,
    caller: Caller,
    event_id: str,
    revision: int,
    typed: Typed,
    tell: bool,
    key: str,
    origin: Origin,
    now: datetime,
) -> Saved:
    """Move a confirmed date, once for each form `key`; `revision` is that of the date the caller saw.

    What was planned for the old date is superseded. Raises NotAllowed and Refusal as `considered` does.
    """
    event = one(db, caller, event_id, now)
    if not gestures.first_time(db, key, now):
        return Saved(event, None)
    check(event.zone, typed, now)
    values = {"date": typed.day, "starts": typed.starts, "ends": typed.ends, "place": typed.place}
    changed = {name: value for name, value in values.items() if value != getattr(event, name)}
    if not changed:
        return Saved(event, None)
    if changed.keys() & {"date", "starts", "ends"}:
        changed["known_from"] = now
    return _change(db, caller, event, revision, changed, "date.moved", tell, origin, now)


def cancel(
    db: Connection, caller: Caller, event_id: str, revision: int, tell: bool, key: str, origin: Origin, now: datetime
) -> Saved:
    """Cancel a confirmed date, once for each form `key`; it stays in calendars, marked as cancelled."""
    event = one(db, caller, event_id, now)
    if not gestures.first_time(db, key, now):
        return Saved(event, None)
    return _change(db, caller, event, revision, {"status": "cancelled"}, "date.cancelled", tell, origin, now)


def undo(db: Connection, caller: Caller, notice_id: int, origin: Origin, now: datetime) -> Event:
    """Take a move or cancellation back while nobody was told of it; raises Refusal when they were."""
    notice = notices.one(db, notice_id)
    if notice is None or not notice.can_be_undone(now) or not notices.undone(db, notice):
        raise Refusal("People are being told already. Press *Change* below the date to correct it once more.")
    event = meetings.one(db, caller, notice.event_id)
    proposed_dates.allowed(db, caller, event.programme_slug)
    was = notice.was
    values = {"date": was.date, "starts": was.starts, "ends": was.ends, "place": was.place, "status": "confirmed"}
    _write(db, caller, event, event.revision, values, "date.change_undone", origin, now)
    return meetings.one(db, caller, event.id)


def _change(
    db: Connection,
    caller: Caller,
    event: Event,
    revision: int,
    values: Mapping[str, Any],
    did: str,
    tell: bool,
    origin: Origin,
    now: datetime,
) -> Saved:
    person_id = _write(db, caller, event, revision, values, did, origin, now)
    after = meetings.one(db, caller, event.id)
    return Saved(after, notices.begin(db, event, after, tell, person_id, now))


def _write(
    db: Connection,
    caller: Caller,
    event: Event,
    revision: int,
    values: Mapping[str, Any],
    did: str,
    origin: Origin,
    now: datetime,
) -> int:
    """Change an event that is still as it was seen, and keep what was changed from imports."""
    if not stored.change_at(db, event.id, revision, dict(values) | {"updated_at": now}):
        raise Refusal("Somebody else changed this date meanwhile. Open it again to see how it stands.")
    person = people.ensure(db, caller, now)
    stored_people.lock(db, person.id)
    for field, value in values.items():
        if field != "known_from":
            row = {"subject_kind": "event", "subject_id": event.id, "field": field, "reason": did}
            as_json = value.isoformat() if isinstance(value, date | time) else value
            stored_corrections.append(db, row | {"value": as_json, "person_id": person.id, "at": now})
    details = {"from": event.date.isoformat(), "to": values.get("date", event.date).isoformat()}
    audit.record(db, did, ("event", event.id), person.id, origin, now, details)
    return person.id


def check(zone: str, typed: Typed, now: datetime) -> None:
    """Raise Refusal, beside the field that is wrong, for a day that is past or times that cannot be."""
    if typed.day < local(now, zone).date():
        raise Refusal(f"{typed.day.day} {typed.day:%B %Y} is past. Choose a day that lies ahead.", field="date")
    if typed.ends is not None and (typed.starts is None or typed.ends <= typed.starts):
        raise Refusal("The end must be after the start: correct one of them, or leave both empty.", field="ends")
    if typed.place and len(typed.place) > LONGEST_PLACE:
        raise Refusal(f"That is longer than {LONGEST_PLACE} characters. A link and a name will do.", field="place")


def _named(event: Event) -> str:
    return f"{event.title} on {event.date.day} {event.date:%B %Y}"
