"""Days in a question: "after 1 Aug 2021", "Febuary 2023", "2021/22"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.domain.sentence import Sentence

MONTHS = [name.casefold() for name in calendar.month_name][1:]
LIKE_A_MONTH = 84.0
_YEAR = r"(?P<year>20[0-4]\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,10})"
_LEAD = r"(?:\b(?P<how>after|since|from|following|before|until|till|by|in|on|for|during|of|through)\s)?(?:the\s)?"
_PATTERNS = tuple(
    re.compile(rf"{_LEAD}\b{pattern}\b")
    for pattern in (
        r"(?P<year>20[0-4]\d) (?P<number>[01]?\d) (?P<day>[0-3]?\d)",
        rf"{_DAY} {_MONTH} {_YEAR}",
        rf"{_MONTH} {_DAY} {_YEAR}",
        r"(?P<year>20[0-4]\d) (?P<next>\d\d)",
        rf"{_MONTH} {_YEAR}",
        rf"{_DAY} {_MONTH}",
        rf"{_MONTH} {_DAY}",
        _YEAR,
        _MONTH,
    )
)
_AFTER, _SINCE, _BEFORE, _UNTIL = ("after", "following"), ("since", "from"), ("before",), ("until", "till", "by")


@dataclass(frozen=True)
class Range:
    """Days from `since` to `until`, both included; None: open."""

    since: date | None
    until: date | None


def claim(sentence: Sentence, today: date) -> Range | None:
    """Take the days that a sentence names, and return their range; None where it names none.

    A month without a year is the last one that has begun by `today`. A month's name alone counts only after a word such
    as "in" or "since": "may" is mostly no month.
    """
    since = until = None
    for _ in range(2):  # "after May 2021 and before July"
        found = _first(sentence, today)
        if found is None:
            break
        since, until = found.since or since, found.until or until
    return Range(since, until) if since or until else None


def _first(sentence: Sentence, today: date) -> Range | None:
    for pattern in _PATTERNS:
        for start in range(len(sentence.words)):
            probe = Sentence("")
            probe.words = sentence.words[start : start + 5]
            probe.free = sentence.free[start : start + 5]
            match = probe.claim(re.compile(rf"\A{pattern.pattern}"))
            days = _days(match.groupdict(), today) if match else None
            if match and days:
                sentence.free[start : start + 5] = probe.free
                return _range(match.groupdict().get("how"), *days)
    return None


def _days(found: dict[str, str | None], today: date) -> tuple[date, date] | None:
    """Return first and last day of what was named; None where it is no date."""
    number = found.get("number") or found.get("month")
    if number is None:
        return _years(int(found["year"] or 0), found.get("next"))
    month = int(number) if number.isdigit() else _month(number)
    if not 1 <= month <= len(MONTHS) or not (found.get("year") or found.get("day") or found.get("how")):
        return None
    year = int(found.get("year") or _year_of(month, today))
    last = calendar.monthrange(year, month)[1]
    if not found.get("day"):
        return date(year, month, 1), date(year, month, last)
    day = int(found["day"] or 0)
    return (date(year, month, day),) * 2 if 1 <= day <= last else None


def _years(year: int, next_one: str | None) -> tuple[date, date] | None:
    """A calendar year, or, written 2021/22, a financial one."""
    if next_one is None:
        return date(year, 1, 1), date(year, 12, 31)
    return (date(year, 4, 1), date(year + 1, 3, 31)) if int(next_one) == (year + 1) % 100 else None


def _month(word: str | None) -> int:
    if not word:
        return 0
    for place, name in enumerate(MONTHS, 1):
        if word == name or (len(word) in (3, 4) and name.startswith(word)) or (word == "sept" and place == 9):
            return place
    near = [fuzz.ratio(word, name) for name in MONTHS]
    return near.index(max(near)) + 1 if len(word) >= 5 and max(near) >= LIKE_A_MONTH else 0


def _year_of(month: int, today: date) -> int:
    return today.year if month <= today.month else today.year - 1


def _range(how: str | None, first: date, last: date) -> Range:
    if how in _AFTER:
        return Range(last + timedelta(days=1), None)
    if how in _SINCE:
        return Range(first, None)
    if how in _BEFORE:
        return Range(None, first - timedelta(days=1))
    if how in _UNTIL:
        return Range(None, last)
    return Range(first, last)
