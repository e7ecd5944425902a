"""Next year's dates: a new programme in the shape of an old one, every date proposed until somebody confirms it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit, meetings, next_dates, people, roles
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.meetings import Event
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import meetings as stored
from storage import people as stored_people
from storage.types import Record

DEED = "plan and confirm dates"
NOTICE = timedelta(days=10)
LAST_YEAR = 2100
YEAR_AT_END = re.compile(r"-(\d{4})$")
DATE_AT_END = re.compile(r"\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Proposal:
    """What rolling a programme forward would make: `old` are its events, `days` their new dates in the same order."""

    old_slug: str
    slug: str
    title: str
    year: int
    old: tuple[Event, ...]
    days: tuple[date, ...]


@dataclass(frozen=True)
class Planned:
    """A programme that was made, with its proposed events in order of time."""

    slug: str
    title: str
    events: tuple[Event, ...]


def offered(db: Connection, caller: Caller, slug: str, year: int, now: datetime, zone: str) -> Proposal:
    """Return the dates a coordinator may look through; raises NotAllowed for all others."""
    _allowed(db, caller, slug)
    return propose(db, slug, year, now, zone)


def propose(db: Connection, slug: str, year: int, now: datetime, zone: str) -> Proposal:
    """Return a programme's dates of another year; nothing is written.

    Raises Refusal where there is no such programme, where that year is planned, or its dates would be past.
    """
    old = _programme(db, slug)
    events = tuple(meetings.from_row(row) for row in stored.of_programme(db, slug) if row.status != "cancelled")
    if not events:
        raise Refusal(f"{old.title} has no dates to start from. Choose a programme that has some.")
    if not events[0].date.year < year <= LAST_YEAR:
        raise Refusal(f"Choose a year after {events[0].date.year}, at most {LAST_YEAR}.")
    new = _slug(slug, year)
    if stored.programme(db, new) is not None:
        raise Refusal(f"{year} is planned already, as `{new}`. Nothing was changed; correct its dates one by one.")
    days = _days(db, slug, year)
    _none_past(days, now, zone)
    proposed = tuple(days[event.id] for event in events)
    return Proposal(slug, new, _title(old, events, year), year, events, proposed)


def plan(
    db: Connection,
    caller: Caller,
    slug: str,
    year: int,
    days: Sequence[date] | None,
    origin: Origin,
    now: datetime,
    zone: str,
) -> Planned:
    """Make next year's programme for one of its coordinators; raises NotAllowed for all others."""
    _allowed(db, caller, slug)
    return make(db, slug, year, days, people.ensure(db, caller, now).id, origin, now, zone)


def make(
    db: Connection,
    slug: str,
    year: int,
    days: Sequence[date] | None,
    person_id: int | None,
    origin: Origin,
    now: datetime,
    zone: str,
) -> Planned:
    """Make next year's programme from an old one; `days` replaces the proposed dates, in their order.

    Who coordinates the old one coordinates the new one, who facilitates it likewise; reminders are off and
    no channel announces it. Raises Refusal as `propose` does, and for days that do not fit.
    """
    proposal = propose(db, slug, year, now, zone)
    if days is not None:
        _fitting(proposal, days, now, zone)
    old = _programme(db, slug)
    values = {name: old._mapping[name] for name in _KEPT} | {"slug": proposal.slug, "title": proposal.title}
    if not stored.add_programme(db, values, slug):  # somebody else was quicker
        raise Refusal(f"{year} is planned already, as `{proposal.slug}`. Nothing was changed.")
    sets = [dict(row._mapping) | _moved_set(row, proposal) for row in stored.sets_of(db, slug)]
    set_of = {row.id: row.learning_set_id for row in stored.of_programme(db, slug)}
    dated = zip(proposal.old, days or proposal.days, strict=True)
    rows = [_event(one, set_of[one.id], day, proposal, now) for one, day in dated]
    used = stored.ids_among(db, [row["id"] for row in rows])
    if used:
        raise Refusal(f"`{min(used)}` is a date of another programme. Choose another day for it.")
    stored.add_dates(db, sets, rows)
    details = {"from": slug, "dates": len(rows)}
    audit.record(db, "programme.planned", ("programme", proposal.slug), person_id, origin, now, details)
    _hand_on_roles(db, proposal, person_id, origin, now)
    made = tuple(meetings.from_row(row) for row in stored.of_programme(db, proposal.slug))
    return Planned(proposal.slug, proposal.title, made)


def next_year(old: Sequence[date], today: date) -> int:
    """Return the first later year in which dates like the old ones would all be more than ten days ahead."""
    year = max(old[0].year + 1, today.year)
    return year if next_dates.same_weekday(old[0], year) > today + NOTICE else year + 1


def offers(db: Connection, programmes: Sequence[str], today: date) -> dict[str, int]:
    """Return for each of some programmes which year may be planned from it: only the newest of its kind is asked."""
    newest = {YEAR_AT_END.sub("", slug): slug for slug in sorted(programmes)}
    found = {}
    for slug in newest.values():
        old = [row.date for row in stored.of_programme(db, slug) if row.status != "cancelled"]
        if old:
            found[slug] = next_year(old, today)
    return found


_KEPT = ("organisation_id", "kind", "themes_are", "themes", "rules", "shown_to_all")


def _programme(db: Connection, slug: str) -> Record:
    found = stored.programme(db, slug)
    if found is None:
        raise Refusal(f"There is no programme `{slug}`. `convenor export meetings` names those that there are.")
    return found


def _allowed(db: Connection, caller: Caller, slug: str) -> None:
    found = meetings.seen(db, caller, slug)
    person = people.find(db, caller)
    if not roles.may(db, person.id if person else None, DEED, (("programme", slug),)):
        raise NotAllowed(f"Only a coordinator of {found.title} or an admin can plan its next year.")


def _days(db: Connection, slug: str, year: int) -> dict[str, date]:
    """Return the new day of each event: a learning set moves as one, a meeting by itself."""
    series: dict[str, list[Record]] = {}
    for row in stored.of_programme(db, slug):
        if row.status != "cancelled":
            series.setdefault(row.learning_set_id or row.id, []).append(row)
    moved = next_dates.proposed([[row.date for row in rows] for rows in series.values()], year)
    return {
        row.id: day
        for rows, days in zip(series.values(), moved, strict=True)
        for row, day in zip(rows, days, strict=True)
    }


def _fitting(proposal: Proposal, days: Sequence[date], now: datetime, zone: str) -> None:
    if len(days) != len(proposal.old):
        raise Refusal(f"{proposal.old_slug} has {len(proposal.old)} dates: give as many, not {len(days)}.")
    series: dict[str | None, list[date]] = {}
    for event, day in zip(proposal.old, days, strict=True):
        series.setdefault(event.set_title, []).append(day)
    if len(set(days)) < len(days) or any(one != sorted(one) for one in series.values()):
        raise Refusal("Give the dates in order of time, each day once.")
    _none_past(dict(enumerate(days)), now, zone)


def _none_past(days: dict[Any, date], now: datetime, zone: str) -> None:
    first = min(days.values())
    if first < local(now, zone).date():
        raise Refusal(f"{first:%-d %B %Y} is past already. Choose a later year, or dates that lie ahead.")


def _slug(old: str, year: int) -> str:
    return f"{YEAR_AT_END.sub('', old)}-{year}"


def _title(old: Record, events: Sequence[Event], year: int) -> str:
    """Name meetings after themselves: a strategy of 2023 is not one of 2027, its meetings are."""
    if old.kind == "meetings":
        return f"{events[0].title.partition(':')[0]}s {year}"
    had = YEAR_AT_END.search(old.slug)
    if had and had[1] in old.title:
        return str(old.title).replace(had[1], str(year))
    return f"{old.title} {year}"


def _moved_set(row: Record, proposal: Proposal) -> dict[str, Any]:
    return {"id": _id(row.id, proposal), "programme_slug": proposal.slug}


def _id(old: str, proposal: Proposal) -> str:
    return proposal.slug + old.removeprefix(proposal.old_slug)


def _event(old: Event, set_id: str | None, day: date, proposal: Proposal, now: datetime) -> dict[str, Any]:
    stem = YEAR_AT_END.sub("", proposal.slug)
    return {
        "id": _id(old.id, proposal) if set_id else f"{stem}-{day.isoformat()}",
        "programme_slug": proposal.slug,
        "learning_set_id": _id(set_id, proposal) if set_id else None,
        "kind": old.kind,
        "title": old.title,
        "theme": old.theme,
        "date": day,
        "starts": old.starts,
        "ends": old.ends,
        "zone": old.zone,
        "place": old.place,
        "status": "proposed",
        "revision": 0,
        "known_from": now,
        "updated_at": now,
    }


def _hand_on_roles(db: Connection, proposal: Proposal, giver_id: int | None, origin: Origin, now: datetime) -> None:
    subject = ("programme", proposal.slug)
    for row in stored_people.holders(db, ["coordinator", "facilitator"], [("programme", proposal.old_slug)]):
        given = {"person_id": row.id, "role": row.role}
        about = {"subject_kind": subject[0], "subject_id": subject[1], "from_at": now, "given_by_id": giver_id}
        stored_people.assign(db, given | about)
        audit.record(db, "role.given", subject, giver_id, origin, now, given)
