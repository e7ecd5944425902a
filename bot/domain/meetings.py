"""Meetings of programmes: what lies ahead, and who follows what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from bot.domain import audit, people, programmes, roles
from bot.domain.audit import Origin, Subject
from bot.domain.clock import local
from bot.domain.people import Caller
from bot.domain.programmes import About
from bot.domain.queries import Query
from bot.domain.refusal import NotAllowed, Refusal
from storage import meetings as stored
from storage import people as stored_people
from storage.types import Record

NEXT = 5


@dataclass(frozen=True)
class Event:
    """A dated event; `starts` and `ends` are local to `zone`, None when no time is known (all day)."""

    id: str
    programme_slug: str
    programme: str
    set_title: str | None
    kind: str
    title: str
    theme: str | None
    date: date
    starts: time | None
    ends: time | None
    zone: str
    place: str | None
    status: str
    revision: int
    updated_at: datetime


@dataclass(frozen=True)
class Listed:
    """An event in a list: whether the reader follows it, and may confirm its proposed date, or move an agreed one."""

    event: Event
    followed: bool
    may_confirm: bool = False
    may_change: bool = False


@dataclass(frozen=True)
class Meetings:
    """The next meetings; with none ahead, the last one there was; and what their programmes are about."""

    ahead: tuple[Listed, ...]
    last: Event | None
    programmes: tuple[About, ...] = ()


@dataclass(frozen=True)
class Dates:
    """What a question for dates finds, and how it was read."""

    query: Query
    found: tuple[Listed, ...]


@dataclass(frozen=True)
class Programme:
    """A programme as its coordinator sees it; `reminders_from` is None while reminders are off."""

    slug: str
    title: str
    kind: str
    themes_are: str | None
    themes: tuple[str, ...]
    reminders_from: datetime | None


def ahead(db: Connection, caller: Caller, now: datetime, zone: str, most: int = NEXT) -> Meetings:
    """Return the meetings from today (in `zone`) on that the caller's workspace sees, the next first."""
    today = local(now, zone).date()
    rows = stored.ahead(db, caller.workspace_id, "meeting", today, most)
    last = None if rows else stored.last(db, caller.workspace_id, "meeting", today)
    next_ones = listed(db, caller, [from_row(row) for row in rows])
    return Meetings(next_ones, from_row(last) if last else None, programmes.meetings_with_themes(db, caller))


def dates(db: Connection, caller: Caller, query: Query, events: Iterable[Event]) -> Dates:
    """Return what a question for dates found, as they stand in a list for the caller."""
    return Dates(query, listed(db, caller, tuple(events)))


def listed(db: Connection, caller: Caller, events: Sequence[Event]) -> tuple[Listed, ...]:
    """Return events as they stand in a list for the caller."""
    person = people.find(db, caller) if events else None
    if person is None:
        return tuple(Listed(event, False) for event in events)
    followed = stored.followed(db, person.id)
    reach = roles.reach(db, person.id, "plan and confirm dates")
    return tuple(_listed(event, followed, reach) for event in events)


def _listed(event: Event, followed: Collection[Subject], reach: Collection[Subject]) -> Listed:
    programme = ("programme", event.programme_slug)
    follows = ("event", event.id) in followed or programme in followed
    plans = programme in reach or roles.EVERYTHING in reach
    return Listed(event, follows, plans and event.status == "proposed", plans and event.status == "confirmed")


def one(db: Connection, caller: Caller, event_id: str) -> Event:
    """Return one event; raises Refusal when the caller's workspace does not see it."""
    row = stored.by_id(db, caller.workspace_id, event_id)
    if row is None:
        raise Refusal("That date is not here any more. `/meetings` and `/learning-sets` show what there is.")
    return from_row(row)


def follow(db: Connection, caller: Caller, event_id: str, origin: Origin, now: datetime) -> Event:
    """Record that the caller wants to be reminded of an event; twice is once."""
    event = one(db, caller, event_id)
    person = people.ensure(db, caller, now)
    row = {"person_id": person.id, "subject_kind": "event", "subject_id": event_id, "created_at": now}
    if stored.follow(db, row):
        audit.record(db, "follow.begun", ("event", event_id), person.id, origin, now)
    return event


def follow_programme(db: Connection, caller: Caller, slug: str, origin: Origin, now: datetime) -> Programme:
    """Record that the caller wants to be reminded of every event of a programme; twice is once."""
    programme_ = seen(db, caller, slug)
    person = people.ensure(db, caller, now)
    row = {"person_id": person.id, "subject_kind": "programme", "subject_id": slug, "created_at": now}
    if stored.follow(db, row):
        audit.record(db, "follow.begun", ("programme", slug), person.id, origin, now)
    return programme_


def unfollow(db: Connection, caller: Caller, event_id: str, origin: Origin, now: datetime) -> Event:
    """Stop reminding the caller of an event; nothing happens where they do not follow it.

    Who followed the whole programme keeps following its other events that are known today.
    """
    event = one(db, caller, event_id)
    person = people.ensure(db, caller, now)
    ended = stored.unfollow(db, person.id, "event", event_id)
    if stored.unfollow(db, person.id, "programme", event.programme_slug):
        ended = True
        others = [row.id for row in stored.of_programme(db, event.programme_slug) if row.id != event_id]
        for other in others:
            stored.follow(db, {"person_id": person.id, "subject_kind": "event", "subject_id": other, "created_at": now})
    if ended:
        audit.record(db, "follow.ended", ("event", event_id), person.id, origin, now)
    return event


def is_ahead(event: Event, now: datetime) -> bool:
    """Say whether it still makes sense to remind anybody of an event."""
    return event.status == "confirmed" and event.date >= local(now, event.zone).date()


def coordinated(db: Connection, caller: Caller) -> tuple[Programme, ...]:
    """Return the programmes whose reminders the caller may switch on and off."""
    person = people.find(db, caller)
    if person is None:
        return ()
    return tuple(
        programme(row)
        for row in stored.programmes_seen(db, caller.workspace_id)
        if roles.may(db, person.id, "switch reminders on and off", (("programme", row.slug),))
    )


def seen(db: Connection, caller: Caller, slug: str) -> Programme:
    """Return one programme; raises Refusal when the caller's workspace does not see it."""
    for row in stored.programmes_seen(db, caller.workspace_id):
        if row.slug == slug:
            return programme(row)
    raise Refusal("That programme is not here any more. `/meetings` shows what there is.")


def coordinated_one(db: Connection, caller: Caller, slug: str) -> Programme:
    """Return a programme whose reminders the caller may switch; raises NotAllowed for all others."""
    found = seen(db, caller, slug)
    if slug in {one.slug for one in coordinated(db, caller)}:
        return found
    holders = stored_people.holders(db, ["coordinator"], [("programme", slug)])
    who = ", ".join(f"<@{row.user_id}>" for row in holders if row.user_id) or "an admin"
    raise NotAllowed(f"Only a coordinator of {found.title} can do that. Ask {who}.")


def switch_reminders(db: Connection, caller: Caller, slug: str, on: bool, origin: Origin, now: datetime) -> Programme:
    """Switch a programme's reminders on (from now) or off; raises NotAllowed for all but its coordinators."""
    coordinated_one(db, caller, slug)
    person = people.ensure(db, caller, now)
    if stored.switch_reminders(db, slug, now if on else None):
        audit.record(db, "reminders.on" if on else "reminders.off", ("programme", slug), person.id, origin, now)
    return seen(db, caller, slug)


def programme(row: Record) -> Programme:
    """Return the programme of its row."""
    return Programme(row.slug, row.title, row.kind, row.themes_are, tuple(row.themes), row.reminders_from)


def from_row(row: Record) -> Event:
    """Return the event of a row of the events query."""
    return Event(
        id=row.id,
        programme_slug=row.programme_slug,
        programme=row.programme_title,
        set_title=row.set_title,
        kind=row.kind,
        title=row.title,
        theme=row.theme,
        date=row.date,
        starts=row.starts,
        ends=row.ends,
        zone=row.zone,
        place=row.place,
        status=row.status,
        revision=row.revision,
        updated_at=row.updated_at,
    )
