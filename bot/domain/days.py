"""Days in a question: "after 1 Aug 2021", "Febuary 2023", "2021/22", "between April and June", "last month"."""

import calendar
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.domain.sentence import Sentence

MONTHS = [name.casefold() for name in calendar.month_name][1:]
LIKE_A_MONTH = 84.0
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""Each by the first of its three months."""

UNITS = {"week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}
_COUNTS = {"two": 2, "three": 3, "four": 4, "six": 6, "twelve": 12, "few": 3, "couple": 2}
_YEAR = r"(?P<year>20[0-4]\d)"
_YEARLY = re.compile(r"20[0-4]\d")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,10})"
_LEAD = r"(?:\b(?P<how>after|since|from|following|before|until|till|by|in|on|for|during|of|through)\s)?(?:the\s)?"
_COUNT = "|".join((r"\d\d?", *_COUNTS))
_UNIT = "|".join(("day", *UNITS))
_PATTERNS = tuple(
    re.compile(rf"{_LEAD}\b{pattern}\b")
    for pattern in (
        r"(?P<year>20[0-4]\d) (?P<number>[01]?\d) (?P<day>[0-3]?\d)",
        rf"(?P<day>[0-3]?\d) (?P<number>[01]?\d) {_YEAR}",
        rf"{_DAY} (?:of )?{_MONTH} {_YEAR}",
        rf"{_MONTH} {_DAY} {_YEAR}",
        r"(?P<year>20[0-4]\d) (?P<next>\d\d)",
        rf"{_MONTH} {_YEAR}",
        rf"(?P<season>{'|'.join(SEASONS)}) (?:of )?{_YEAR}",
        rf"(?:last|past|previous) (?P<count>{_COUNT}) (?:of )?(?P<unit>{_UNIT})s",
        rf"(?P<which>this|last|past|previous|next|coming) (?P<unit>{'|'.join(UNITS)})",
        r"(?P<named>today|yesterday|tomorrow)",
        rf"{_DAY} (?:of )?{_MONTH}",
        rf"{_MONTH} {_DAY}",
        _YEAR,
        _MONTH,
    )
)
_WORDS_TOO = ("may", "mar", "march")
_PAIRS = {("between", "and"), ("from", "to"), ("from", "until"), ("from", "till")}
_AFTER, _SINCE, _BEFORE, _UNTIL = ("after", "following"), ("since", "from"), ("before",), ("until", "till", "by")


_SHORT = re.compile(r"(?<![\d/.])([0-3]?\d)([/.])([01]?\d)\2(\d\d)(?![\d/])")


def in_full(text: str) -> str:
    """Return a text with the years of its short dates in full: 7/6/23 is 7/6/2023."""
    return _SHORT.sub(r"\1\2\3\g<2>20\4", text)


@dataclass(frozen=True)
class Range:
    """Days from `since` to `until`, both included; None: open."""

    since: date | None
    until: date | None


def claim(sentence: Sentence, today: date, of_dates: bool = False) -> Range | None:
    """Take the days that a sentence names, and return their range; None where it names none.

    A month without a year is the last one that has begun by `today`, and its name alone counts only after a word such
    as "in" or "since": "may" is mostly no month. Where dates are asked for (`of_dates`) it is the nearest one, and
    its name is enough: "nov sessions".
    """
    _open_between(sentence)
    since = until = None
    for _ in range(2):  # "after May 2021 and before July"
        found = _first(sentence, today, of_dates)
        if found is None:
            break
        since, until = found.since or since, found.until or until
    return Range(since, until) if since or until else None


def _first(sentence: Sentence, today: date, of_dates: bool) -> Range | None:
    for pattern in _PATTERNS:
        for start in range(len(sentence.words)):
            probe = Sentence("")
            probe.words = sentence.words[start : start + 5]
            probe.free = sentence.free[start : start + 5]
            match = probe.claim(re.compile(rf"\A{pattern.pattern}"))
            days = _days(match.groupdict(), today, of_dates) if match else None
            if match and days:
                sentence.free[start : start + 5] = probe.free
                return _range(match.groupdict().get("how"), *days)
    return None


def _days(found: dict[str, str | None], today: date, of_dates: bool) -> tuple[date, date] | None:
    """Return first and last day of what was named; None where it is no date."""
    if found.get("unit") or found.get("named"):
        return _relative(found, today)
    if found.get("season"):
        return _months(int(found["year"] or 0), SEASONS[found["season"] or ""])
    number = found.get("number") or found.get("month")
    if number is None:
        return _years(int(found["year"] or 0), found.get("next"))
    month = int(number) if number.isdigit() else _month(number)
    is_meant = found.get("year") or found.get("day") or found.get("how") or (of_dates and _is_by_name(number))
    if not 1 <= month <= len(MONTHS) or not is_meant:
        return None
    year = int(found.get("year") or (_nearest_year if of_dates else _year_of)(month, today))
    last = calendar.monthrange(year, month)[1]
    if not found.get("day"):
        return date(year, month, 1), date(year, month, last)
    day = int(found["day"] or 0)
    return (date(year, month, day),) * 2 if 1 <= day <= last else None


def _relative(found: dict[str, str | None], today: date) -> tuple[date, date]:
    """Return what is named from today: "yesterday", "the last 3 months", "this quarter" (whole calendar ones)."""
    if named := found.get("named"):
        day = today + timedelta(days=("yesterday", "today", "tomorrow").index(named) - 1)
        return day, day
    unit = found["unit"] or ""
    if count := found.get("count"):
        many = _COUNTS.get(count) or int(count)
        return today - timedelta(days=many * UNITS.get(unit, 1)), today
    step = {"this": 0, "next": 1, "coming": 1}.get(found["which"] or "", -1)
    if unit in ("week", "fortnight"):
        monday = today + timedelta(days=step * UNITS[unit] - today.weekday())
        return monday, monday + timedelta(days=UNITS[unit] - 1)
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    at = (today.year * 12 + today.month - 1) // size * size + step * size
    return _months(at // 12, at % 12 + 1, size)


def _months(year: int, month: int, size: int = 3) -> tuple[date, date]:
    """Return the first and the last day of `size` months."""
    after = year * 12 + month - 1 + size
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _open_between(sentence: Sentence) -> None:
    """Rewrite "between April and June 2023" as "since April 2023 until June 2023"."""
    words = sentence.words
    for start, size in itertools.product(range(len(words)), range(2, 5)):
        joint = start + size
        if joint + 1 >= len(words) or (words[start], words[joint]) not in _PAIRS or not all(sentence.free[start:joint]):
            continue
        if _is_date_like(words[start + 1]) and _is_date_like(words[joint + 1]):
            words[start], words[joint] = "since", "until"
            missing = _not_said_twice(words[start + 1 : joint], words[joint + 1 : joint + 4])
            words[joint:joint] = missing
            sentence.free[joint:joint] = [True] * len(missing)
            return


def _not_said_twice(first: Sequence[str], last: Sequence[str]) -> list[str]:
    """Return the month and the year that only the last of two days has."""
    months = [] if any(map(_month, first)) else [word for word in last if _month(word)]
    years = [word for word in last if _YEARLY.fullmatch(word)]
    return [] if any(map(_YEARLY.fullmatch, first)) else [*months[:1], *years[:1]]


def _is_date_like(word: str) -> bool:
    return word[0].isdigit() or bool(_month(word))


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


def _nearest_year(month: int, today: date) -> int:
    """Asked in December, January is the coming one."""
    ahead = (month - today.month) % 12
    return today.year + (today.month + ahead > 12) if ahead <= 6 else _year_of(month, today)


def _is_by_name(word: str) -> bool:
    return word not in _WORDS_TOO and (word in MONTHS or word in {name[:3] for name in MONTHS})


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
