"""Who is away, who covers meanwhile, and what ends when they are back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import audit, deliveries, gestures, people
from bot.domain.audit import Origin, Subject
from bot.domain.clock import local
from bot.domain.deliveries import Place
from bot.domain.people import Caller, Person
from bot.domain.refusal import Refusal
from storage import leaves as stored
from storage import people as stored_people
from storage.types import Record

LONGEST = timedelta(days=366)
KEEP = timedelta(days=30)
"""A leave is deleted so long after its last day."""

ANSWERING = ("lead", "officer", "deputy")


@dataclass(frozen=True)
class Leave:
    """Somebody is away; `cover` is None when nobody covers. Nobody is told why, or since when."""

    until_on: date
    cover: Person | None


@dataclass(frozen=True)
class Form:
    """What the form opens with: whoever would cover first, and the leave that holds already."""

    today: date
    deputy: Person | None
    current: Leave | None


def of(db: Connection, person_ids: Collection[int], today: date) -> dict[int, Leave]:
    """Return who of some people is away today or from a later day on, by person."""
    rows = stored.of_people(db, person_ids, today) if person_ids else {}
    return {person_id: _leave(db, row) for person_id, row in rows.items() if row.from_on <= today}


def form(db: Connection, caller: Caller, now: datetime, zone: str) -> Form:
    """Return what the form opens with."""
    person = people.find(db, caller)
    today = local(now, (person.zone if person else None) or zone).date()
    if person is None:
        return Form(today, None, None)
    return Form(today, _deputy(db, person, today), of(db, [person.id], today).get(person.id))


def start(
    db: Connection,
    caller: Caller,
    until_on: date | None,
    cover: Caller | None,
    key: str,
    origin: Origin,
    now: datetime,
    zone: str,
) -> Leave:
    """Let the caller be away from today on; a leave that holds already is made longer or shorter.

    Who covers may update what the caller may, until the leave ends. Raises Refusal beside the field that is wrong.
    """
    person = people.ensure(db, caller, now)
    today = local(now, person.zone or zone).date()
    _check(until_on, today)
    assert until_on is not None
    standing_in = _cover(db, person, cover, today, now)
    if not gestures.first_time(db, key, now):
        return Leave(until_on, standing_in)
    current = list(stored.of_people(db, [person.id], today).values())
    _end(db, current, now)
    from_on = min([today, *(row.from_on for row in current)])  # what fell into it so far waits on
    row = {"person_id": person.id, "from_on": from_on, "until_on": until_on, "created_at": now}
    stored.add(db, row | {"cover_id": standing_in.id if standing_in else None})
    audit.record(db, "leave.begun", ("person", str(person.id)), person.id, origin, now)
    if standing_in:
        _let_cover(db, person, standing_in, origin, now)
    _tell(db, person, standing_in, until_on, key, origin, now)
    return Leave(until_on, standing_in)


def come_back(db: Connection, caller: Caller, origin: Origin, now: datetime, zone: str) -> None:
    """End the caller's leave now; nothing happens where there is none."""
    person = people.ensure(db, caller, now)
    rows = list(stored.of_people(db, [person.id], local(now, person.zone or zone).date()).values())
    if rows:
        _end(db, rows, now)
        audit.record(db, "leave.ended", ("person", str(person.id)), person.id, origin, now)


def tidy(db: Connection, now: datetime, zone: str) -> None:
    """End what leaves gave to those who covered once they are over, and forget them 30 days later."""
    today = local(now, zone).date()
    _end(db, stored.over(db, today), now)
    stored.forget(db, today - KEEP)


def _leave(db: Connection, row: Record) -> Leave:
    cover = people.from_row(stored_people.by_id(db, row.cover_id)) if row.cover_id is not None else None
    return Leave(row.until_on, cover)


def _check(until_on: date | None, today: date) -> None:
    if until_on is None or until_on < today:
        raise Refusal("Choose your last day away: today or a day that lies ahead.", "until")
    if until_on > today + LONGEST:
        raise Refusal("Choose a day within a year. For longer, ask your coordinator to hand on your actions.", "until")


def _cover(db: Connection, person: Person, chosen: Caller | None, today: date, now: datetime) -> Person | None:
    if chosen is None:
        return None
    cover = people.ensure(db, chosen, now)
    if cover.id == person.id:
        raise Refusal("You cannot cover for yourself. Choose somebody else, or leave it empty.", "cover")
    if cover.is_external:
        raise Refusal("Guests and people from other workspaces cannot cover. Choose a colleague.", "cover")
    away = of(db, [cover.id], today).get(cover.id)
    if away:
        day = away.until_on
        raise Refusal(f"They are away until {day.day} {day:%B}. Choose somebody else, or leave it empty.", "cover")
    return cover


def _subjects(db: Connection, person: Person) -> list[Subject]:
    held = stored_people.held(db, person.id)
    return list(dict.fromkeys((row.subject_kind, row.subject_id) for row in held if row.role in ANSWERING))


def _deputy(db: Connection, person: Person, today: date) -> Person | None:
    """Return the deputy of most of what somebody answers for, of those who are there and on Slack."""
    subjects = _subjects(db, person)
    rows = stored_people.holders(db, ["deputy"], subjects) if subjects else ()
    found = [people.from_row(row) for row in rows if row.user_id and row.id != person.id]
    away = of(db, [one.id for one in found], today)
    there = [one for one in found if one.id not in away]
    return max(there, key=there.count, default=None)


def _let_cover(db: Connection, person: Person, cover: Person, origin: Origin, now: datetime) -> None:
    """Make whoever covers an officer of what they may not update already."""
    for subject in _subjects(db, person):
        if not stored_people.roles(db, cover.id, [subject]).isdisjoint(ANSWERING):
            continue
        row = {"person_id": cover.id, "role": "officer", "from_at": now, "given_by_id": person.id}
        stored_people.assign(db, row | {"subject_kind": subject[0], "subject_id": subject[1]})
        details = {"person_id": cover.id, "role": "officer", "for": "leave"}
        audit.record(db, "role.given", subject, person.id, origin, now, details)


def _end(db: Connection, rows: Collection[Record], now: datetime) -> None:
    stored.end(db, [row.id for row in rows], now)
    for row in rows:
        if row.cover_id is not None:
            stored.end_roles_given(db, row.cover_id, row.person_id, row.created_at, now)


def _tell(
    db: Connection, person: Person, cover: Person | None, until_on: date, key: str, origin: Origin, now: datetime
) -> None:
    """Tell who covers; or, where nobody does, the coordinators of the plans that somebody answers for."""
    subjects = _subjects(db, person)
    if not subjects:
        return
    told = [cover] if cover else _coordinators(db, subjects)
    payload = {"person": person.id, "until": until_on.isoformat(), "covers": cover is not None}
    for number, one in enumerate(told, 1):
        if one.team_id and one.user_id and one.id != person.id:
            place = Place(one.team_id, person_id=one.id)
            deliveries.enqueue(db, f"gesture:{key}:{number}", "leave", place, payload, now, origin.request_id)


def _coordinators(db: Connection, subjects: Collection[Subject]) -> list[Person]:
    plans = {plan_of(subject) for subject in subjects}
    rows = stored_people.holders(db, ["coordinator"], [("plan", slug) for slug in plans])
    return list(dict.fromkeys(people.from_row(row) for row in rows))


def plan_of(subject: Subject) -> str:
    """Return the slug of the plan to which an action or a section belongs: "leicestershire-2024:T18"."""
    kind, subject_id = subject
    return subject_id.partition("/" if kind == "section" else ":")[0]
