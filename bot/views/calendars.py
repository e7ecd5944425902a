"""iCalendar files (RFC 5545): the same facts give the same bytes."""

import re
import uuid
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vRecur
from icalendar import Event as VEvent

from bot.domain.clock import moment
from bot.domain.meetings import Event
from bot.views.blocks import File

DOMAIN = "convenor.invalid"
NAMESPACE = uuid.UUID("6f6a8f0e-9a0b-5a39-9a3f-6b6d2a1e7c11")
"""Fixed for ever: a UID must never change (RFC 5545 section 3.8.4.7)."""

LONDON = "Europe/London"


def file(event: Event) -> File:
    """Return one event as an .ics file."""
    return File(f"{event.id.replace(':', '-')}.ics", event.title, ics(event))


def ics(event: Event) -> bytes:
    """Return a calendar with one event: no METHOD, no attendees, DTSTAMP from the last revision."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Convenor//Council climate programmes//EN")
    calendar.add("calscale", "GREGORIAN")
    if event.starts is not None and event.zone == LONDON:
        calendar.add_component(_london())
    calendar.add_component(_vevent(event))
    return bytes(calendar.to_ical())


def uid(event_id: str) -> str:
    """Return the UID of an event, made from its id alone."""
    return f"{uuid.uuid5(NAMESPACE, f'event/{event_id}')}@{DOMAIN}"


def _vevent(event: Event) -> VEvent:
    vevent = VEvent()
    cancelled = event.status == "cancelled"
    vevent.add("uid", uid(event.id))
    vevent.add("dtstamp", event.updated_at)
    vevent.add("last-modified", event.updated_at)
    vevent.add("sequence", event.revision)
    vevent.add("status", {"confirmed": "CONFIRMED", "proposed": "TENTATIVE"}.get(event.status, "CANCELLED"))
    vevent.add("summary", _clean(("CANCELLED: " if cancelled else "") + event.title))
    vevent.add("description", _clean(f"{event.programme}, by Convenor"))
    if event.place:
        vevent.add("location", _clean(event.place))
    _add_times(vevent, event)
    vevent.add("transp", "OPAQUE" if event.starts and not cancelled else "TRANSPARENT")
    return vevent


def _add_times(vevent: VEvent, event: Event) -> None:
    if event.starts is None:
        vevent.add("dtstart", event.date)
        vevent.add("dtend", event.date + timedelta(days=1))
        return
    vevent.add("dtstart", _local(event, event.starts))
    if event.ends is not None:
        vevent.add("dtend", _local(event, event.ends))


def _local(event: Event, at: time) -> datetime:
    """London times stand in their own zone, all others in UTC: that needs no VTIMEZONE."""
    if event.zone == LONDON:
        return datetime.combine(event.date, at, ZoneInfo(LONDON))
    return moment(event.date, at, event.zone)


def _clean(text: str) -> str:
    """Control characters may not stand in a text value (RFC 5545 section 3.3.11); the library lets them through."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)


@cache
def _london() -> Timezone:
    """The rules of Europe/London since 1996, with RRULEs in both observances: RDATEs are misread by clients."""
    zone = Timezone()
    zone.add("tzid", LONDON)
    for part, start, before, after, name, month in (
        (TimezoneDaylight(), datetime(1996, 3, 31, 1), 0, 1, "BST", 3),  # noqa: DTZ001 local by definition
        (TimezoneStandard(), datetime(1996, 10, 27, 2), 1, 0, "GMT", 10),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        zone.add_component(part)
    return zone
