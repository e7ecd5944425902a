"""One event of a calendar file: its UID, when and where it is, and how it repeats."""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from seed.importers.draft import CannotRead
from seed.importers.spelling import plain

UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What icalendar raises for lines that are none of an event, met by changing bytes of calendars."""

ONLINE = "Online"
_LINK = re.compile(r"\S+://\S+")


@dataclass(frozen=True)
class Block:
    """The lines of one event in its file."""

    first: int
    last: int
    text: str

    @property
    def lines(self) -> str:
        """Return "12-20"."""
        return f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Meeting:
    """An event as the file has it: `starts` is local in `zone`, without a zone of its own; all day at midnight.

    `rule` says how it repeats, or is None; `without` are starts that are left out; `replaces` is the day in a series
    that this event was moved from.
    """

    block: Block
    uid: str
    title: str
    place: str | None
    is_cancelled: bool
    is_all_day: bool
    starts: datetime
    lasts: timedelta | None
    zone: str
    rule: Mapping[str, Sequence[Any]] | None
    has_more_dates: bool
    without: frozenset[datetime]
    replaces: str | None


def meeting_of(file: str, block: Block, zone: str) -> Meeting:
    """Read an event; `zone` is that of times without one. Raises CannotRead where it has no UID or no start."""
    from icalendar import Event

    try:
        with warnings.catch_warnings():  # icalendar says on the terminal which zone it takes another for
            warnings.simplefilter("ignore")
            event = Event.from_ical(block.text)
        if not plain(str(event.get("UID", ""))):
            raise CannotRead(file, block.first, "The event has no UID, so it could not be found again. Add one.")
        return _meeting(file, block, event, zone)
    except UNREADABLE:
        sentence = "The event cannot be read. Export the calendar again, or take the event out."
        raise CannotRead(file, block.first, sentence) from None


def _meeting(file: str, block: Block, event: Any, default: str) -> Meeting:
    start = _one(file, block, event, "DTSTART")
    if start is None:
        raise CannotRead(file, block.first, "The event has no day that can be read. Give it one.")
    zone = _zone(file, block, start, default)
    starts = local(start.dt, zone)
    moved = _one(file, block, event, "RECURRENCE-ID")
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise CannotRead(file, block.first, "The meeting repeats in two ways. Make two events of it.")
    return Meeting(
        block=block,
        uid=plain(str(event["UID"])),
        title=_text(event, "SUMMARY"),
        place=_place(_text(event, "LOCATION")),
        is_cancelled=_text(event, "STATUS").upper() == "CANCELLED",
        is_all_day=not isinstance(start.dt, datetime),
        starts=starts,
        lasts=_lasts(file, block, event, starts, zone),
        zone=zone,
        rule=None if rule is None else dict(rule),
        has_more_dates="RDATE" in event,
        without=frozenset(local(one.dt, zone) for one in _all(event, "EXDATE")),
        replaces=local(moved.dt, zone).date().isoformat() if moved else None,
    )


def local(moment: date | datetime, zone: str) -> datetime:
    """Return a day or time as local time in a zone, without the zone; a day is its midnight."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).replace(tzinfo=None)


def _one(file: str, block: Block, event: Any, name: str) -> Any:
    found = event.get(name)
    if found is None:
        return None
    if name in {wrong for wrong, _ in event.errors} or not isinstance(getattr(found, "dt", None), date):
        raise CannotRead(file, block.first, f"{name} of this event is no day and no time. Mend it in the calendar.")
    return found


def _all(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return [day for one in (found if isinstance(found, list) else [found]) for day in one.dts]


def _lasts(file: str, block: Block, event: Any, starts: datetime, zone: str) -> timedelta | None:
    end = _one(file, block, event, "DTEND")
    if end is not None:
        return max(local(end.dt, zone) - starts, timedelta())
    duration = getattr(event.get("DURATION"), "dt", None)
    return duration if isinstance(duration, timedelta) else None


def _zone(file: str, block: Block, start: Any, default: str) -> str:
    """Return the zone of an event by its name in the IANA's list; times in UTC are shown in the calendar's own."""
    named = str(start.params.get("TZID", ""))
    key = getattr(getattr(start.dt, "tzinfo", None), "key", None)
    asked = "/".join(named.split("/")[-2:]) if named and key is None else key
    zone = default if asked in (None, "UTC", "Etc/UTC") else asked
    if zone not in _zones():
        raise CannotRead(file, block.first, f'No time zone is called "{zone[:80]}". Use one such as Europe/London.')
    return zone


@cache
def _zones() -> frozenset[str]:
    """Return the names of all zones, which stand in as many files."""
    return frozenset(available_timezones())


def _text(event: Any, name: str) -> str:
    found = event.get(name, "")
    return plain(re.sub(r"[\x00-\x1f\x7f]", " ", str(found[0] if isinstance(found, list) and found else found)))


def _place(text: str) -> str | None:
    """Return where it is, without a link: places are published, and a link lets in whoever has it."""
    kept = plain(_LINK.sub(" ", text)).strip(" ;,-")
    return kept or (ONLINE if text else None)
