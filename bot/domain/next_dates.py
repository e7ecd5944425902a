"""Date arithmetic of next year's dates: same weekday, same part of the year, clear of England's bank holidays."""

from collections.abc import Container, Sequence
from datetime import date, timedelta

WEEK = timedelta(weeks=1)
NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
FEBRUARY, LAST_OF_FEBRUARY = 2, 28


def proposed(series: Sequence[Sequence[date]], year: int) -> list[tuple[date, ...]]:
    """Return the days of each series moved so that the earliest of all falls in `year` or within three days of it.

    A series keeps its spacing: a learning set is one series, each meeting is one of its own. The series
    come in the order of their first days and keep it. One that would meet on a bank holiday of England, or
    on a day that another has taken, is held a week later as a whole.
    """
    years = year - min(day for days in series for day in days).year
    closed = bank_holidays("ENG", None)
    taken: set[date] = set()
    found: list[tuple[date, ...]] = []
    for days in series:
        moved = _moved(days, same_weekday(days[0], days[0].year + years))
        while any(day in closed or day in taken for day in moved) or (found and moved[0] < found[-1][0]):
            moved = tuple(day + WEEK for day in moved)
        taken.update(moved)
        found.append(moved)
    return found


def same_weekday(day: date, year: int) -> date:
    """Return the day with the weekday of `day` that is nearest to its anniversary in `year`: three days off at most."""
    is_leap_day = (day.month, day.day) == (FEBRUARY, LAST_OF_FEBRUARY + 1)
    anniversary = day.replace(year=year, day=LAST_OF_FEBRUARY) if is_leap_day else day.replace(year=year)
    later = (day.weekday() - anniversary.weekday()) % 7
    return anniversary + timedelta(days=later if later <= 3 else later - 7)


def closed_in(day: date) -> tuple[str, ...]:
    """Return the nations of the United Kingdom in which a day is a bank holiday."""
    return tuple(name for code, name in NATIONS.items() if day in bank_holidays(code, day.year))


def bank_holidays(nation: str, year: int | None) -> Container[date]:
    """Return the bank holidays of a nation (ENG, WLS, SCT, NIR) in a year; None: in any year."""
    import holidays  # loads slowly, and dates are planned once a year

    return holidays.country_holidays("GB", subdiv=nation, years=year)


def _moved(days: Sequence[date], first: date) -> tuple[date, ...]:
    return tuple(first + (day - days[0]) for day in days)
