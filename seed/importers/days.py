"""Reads days and times as people print them: "Thursday 20 May 2021", "May 20, 2021", "10:30am – 12:00pm"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from seed.importers.spelling import nearest

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
ALIKE = 80  # "Aprli" is read; the two months most alike, September and December, are at 71

_WORD = r"[^\W\d_]{3,12}"
_FORMS = (
    re.compile(
        rf"(?:(?P<weekday>{_WORD})\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_WORD}),?\s+(?P<year>20\d\d)"
    ),
    re.compile(
        rf"(?:(?P<weekday>{_WORD}),?\s+)?(?P<month>{_WORD})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)"
    ),
)
_TIME = r"(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?"
_TIMES = re.compile(rf"(?<!\d){_TIME}\s*(?:–|-|—|to)\s*{_TIME}(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A day, where in the text it stands, and what contradicts it there."""

    date: date
    start: int
    end: int
    doubt: str | None


def day_in(text: str) -> Day | None:
    """Return the first day in a text; a month that is almost spelt right is read, any other is not."""
    for form in _FORMS:
        found = form.search(text)
        month = nearest(found["month"], MONTHS, ALIKE) if found else None
        if not found or not month:
            continue
        try:
            day = date(int(found["year"]), MONTHS[month], int(found["day"]))
        except ValueError:  # such as 31 June
            continue
        return Day(day, found.start(), found.end(), _doubt(found["weekday"], day))
    return None


def _doubt(printed: str | None, day: date) -> str | None:
    weekday = nearest(printed, calendar.day_name) if printed else None
    if weekday is None or weekday == calendar.day_name[day.weekday()]:
        return None
    real = calendar.day_name[day.weekday()]
    return f"{day.day} {calendar.month_name[day.month]} {day.year} is a {real}, not a {weekday}."


def times_in(text: str) -> tuple[str, str] | None:
    """Return start and end as "hh:mm", or None where the text gives none that make sense."""
    for found in _TIMES.finditer(text):
        first, second = found.groups()[:3], found.groups()[3:]
        if not any((*first[1:], *second[1:])):  # "20-21" are no times
            continue
        starts, ends = _time(*first), _time(*second)
        if starts and ends and starts < ends:
            return starts, ends
    return None


def _time(hour: str, minute: str | None, half: str | None) -> str | None:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None
