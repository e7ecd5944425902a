"""Calendar files (.ics): each event of theirs becomes a meeting of a programme, and is found again by its UID."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from seed.importers.asked import Asked
from seed.importers.calendar_events import Block, Meeting, meeting_of
from seed.importers.draft import CannotRead, Draft, Event, Programme, Review
from seed.importers.frames import frame_of, publisher_of, whose
from seed.importers.recurrence import CannotRepeat, occurrences
from seed.importers.source import Source
from seed.importers.spelling import plain
from seed.importers.vocabulary import words_of

MOST_EVENTS = 5_000
BEGIN, END = "BEGIN:VEVENT", "END:VEVENT"
TOO_MANY = f"A calendar has {MOST_EVENTS:,} events at most. Divide it."
UNNAMED = "The event has no title in the file; it is called a meeting."


@dataclass(frozen=True)
class Known:
    """One dated event with what it comes from; `original` is the day that its repetition gave it, if it repeats."""

    meeting: Meeting
    original: str
    starts: datetime


def is_calendar(source: Source) -> bool:
    """Say whether the text begins as a calendar does."""
    first = next((line for line in source.lines if line.strip()), "")
    return first.strip().upper() == "BEGIN:VCALENDAR" or source.file.casefold().endswith(".ics")


def read(source: Source, asked: Asked) -> Draft:
    """Read the calendar; raises CannotRead for an event without a UID or a date, and for one without an end."""
    head = _head(source)
    zone = head.get("X-WR-TIMEZONE") or words_of("meeting_programmes")["zone"]
    meetings = [meeting_of(source.file, block, zone) for block in _blocks(source)]
    if not meetings:
        raise CannotRead(source.file, 1, "The calendar has no events. Export it again, with its events.")
    name = head.get("X-WR-CALNAME") or head.get("NAME")
    frame = frame_of(source.file, asked.programme or name, asked.title or name)
    known = list(islice(_known(source.file, meetings), MOST_EVENTS + 1))
    if len(known) > MOST_EVENTS:
        raise CannotRead(source.file, known[-1].meeting.block.first, TOO_MANY)
    publisher = publisher_of(asked)
    programme: Programme = {
        "kind": "programme",
        "slug": frame.slug,
        "title": frame.title,
        "organisation": publisher["slug"],
        "programme_kind": "meetings",
        "document": source.file,
        "themes_are": None,
        "themes": [],
        "rules": {},
        "sets": [],
        "events": [_event(frame.slug, one) for one in known],
    }
    assumed = {"programme_kind", "themes_are", "themes", "rules"}
    assumed |= set() if asked.organisation else {"organisation"}
    assumed |= set() if asked.title else {"title"}
    reviews = (*_reviews(frame.slug, known), *whose(asked, "organisation", "who runs the programme"))
    return Draft(programme, (publisher,), reviews, frozenset(assumed))


def _head(source: Source) -> Mapping[str, str]:
    """Return what the calendar says of itself, before its first event."""
    found: dict[str, str] = {}
    for line in source.lines:
        if line.upper().startswith("BEGIN:") and line.strip().upper() != "BEGIN:VCALENDAR":
            break
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.partition(";")[0].upper(), plain(value.replace("\\,", ",").replace("\\;", ";")))
    return found


def _blocks(source: Source) -> Iterator[Block]:
    """Yield the lines of each event."""
    first = 0
    count = 0
    for number, line in enumerate(source.lines, 1):
        mark = line.strip().upper()
        if mark == BEGIN and first:
            break
        if mark == BEGIN:
            first, count = number, count + 1
        if count > MOST_EVENTS:
            raise CannotRead(source.file, number, TOO_MANY)
        if mark == END and first:
            yield Block(first, number, source.text(first, number))
            first = 0
    if first:
        raise CannotRead(source.file, first, "The event that begins here has no end. Export the calendar again.")


def _known(file: str, meetings: list[Meeting]) -> Iterator[Known]:
    """Yield every dated event; a day of a series that was moved by itself takes the place of the one it replaces."""
    moved = {(one.uid, one.replaces): one for one in meetings if one.replaces}
    for one in meetings:
        if one.replaces:
            yield Known(one, one.replaces, one.starts)
            continue
        try:
            days = occurrences(one)
        except CannotRepeat as fault:
            raise CannotRead(file, one.block.first, str(fault)) from None
        for day in days:
            original = day.date().isoformat() if one.rule is not None else ""
            if (one.uid, original) not in moved:
                yield Known(one, original, day)


def _id(slug: str, one: Known) -> str:
    """Return the id for ever: of the UID, and of the day in a series, so that a moved event keeps it."""
    digest = hashlib.sha256(f"{one.meeting.uid}\n{one.original}".encode()).hexdigest()
    return f"{slug}:{digest[:12]}"


def _event(slug: str, one: Known) -> Event:
    meeting = one.meeting
    ends = one.starts + meeting.lasts if meeting.lasts else None
    is_one_day = ends is not None and ends.date() == one.starts.date() and ends > one.starts
    return {
        "id": _id(slug, one),
        "set": None,
        "kind": "meeting",
        "title": meeting.title or "Meeting",
        "theme": None,
        "date": one.starts.date().isoformat(),
        "starts": None if meeting.is_all_day else f"{one.starts:%H:%M}",
        "ends": f"{ends:%H:%M}" if ends and is_one_day and not meeting.is_all_day else None,
        "zone": meeting.zone,
        "place": meeting.place,
        "source_lines": meeting.block.lines,
        "cancelled": meeting.is_cancelled,
    }


def _reviews(slug: str, known: list[Known]) -> Iterator[Review]:
    for one in known:
        meeting = one.meeting
        if not meeting.title:
            yield Review(_id(slug, one), "title", meeting.block.lines, "", UNNAMED)
        last = one.starts + (meeting.lasts or timedelta())
        if meeting.is_all_day and meeting.lasts:
            last -= timedelta(days=1)
        if last.date() > one.starts.date():
            reason = f"It lasts until {last.date().isoformat()}; only its first day is kept."
            yield Review(_id(slug, one), "date", meeting.block.lines, meeting.title or "", reason)
