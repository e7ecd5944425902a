"""Meetings that repeat: the days of a rule that is simple and has an end; any other is refused in a sentence."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from seed.importers.calendar_events import Meeting, local

MOST = 500
LONGEST = timedelta(days=3_660)
SIMPLE = {"FREQ", "COUNT", "UNTIL", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
OFTEN = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
ENDLESS = "The meeting repeats without an end. Give it a last day in the calendar, and export it again."
INVOLVED = "The meeting repeats in a way that cannot be read ({what}). Make single events of it."


class CannotRepeat(Exception):
    """The rule cannot be followed; `str()` is a sentence that says why and what to do."""


def occurrences(meeting: Meeting) -> list[datetime]:
    """Return the local starts of a meeting: one, or all of its rule, without those that are left out.

    RFC 5545, 3.3.10. Raises CannotRepeat.
    """
    if meeting.has_more_dates:
        raise CannotRepeat(INVOLVED.format(what="RDATE"))
    if meeting.rule is None:
        return [meeting.starts]
    days = _days({str(name).upper(): list(values) for name, values in meeting.rule.items()}, meeting)
    return [day for day in days if day not in meeting.without]


def _days(rule: dict[str, list[Any]], meeting: Meeting) -> list[datetime]:
    from dateutil.rrule import rrulestr

    _check(rule)
    count = int(rule.pop("COUNT", [MOST])[0])
    until = min(_until(rule.pop("UNTIL", None), meeting), meeting.starts + LONGEST)
    # An end is always said, and the count kept here: else a rule that never fits would be followed to the year 9999.
    text = ";".join(f"{name}={','.join(map(_written, values))}" for name, values in rule.items())
    try:
        found = rrulestr(f"{text};UNTIL={until:%Y%m%dT%H%M%S}", dtstart=meeting.starts)
        days = list(islice(found, min(count, MOST + 1)))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise CannotRepeat(INVOLVED.format(what="RRULE")) from None
    if len(days) > MOST:
        raise CannotRepeat(f"The meeting repeats more than {MOST} times. Give it an earlier last day.")
    return days


def _check(rule: dict[str, list[Any]]) -> None:
    other = sorted(rule.keys() - SIMPLE)
    often = str(rule.get("FREQ", [""])[0]).upper()
    if other or often not in OFTEN:
        raise CannotRepeat(INVOLVED.format(what=", ".join(other) or often or "no FREQ"))
    if not {"COUNT", "UNTIL"} & rule.keys():
        raise CannotRepeat(ENDLESS)
    numbers = [rule.get(name, [1])[:1] for name in ("INTERVAL", "COUNT")]
    if any(not one or not isinstance(one[0], int) or one[0] < 1 for one in numbers):
        raise CannotRepeat(INVOLVED.format(what="INTERVAL or COUNT below 1"))


def _until(given: Sequence[date] | None, meeting: Meeting) -> datetime:
    """Return the last moment; one that is a day alone holds to its end."""
    if not given:
        return meeting.starts + LONGEST
    last = given[0]
    if not isinstance(last, date):
        raise CannotRepeat(INVOLVED.format(what="UNTIL"))
    end = local(last, meeting.zone)
    return end if isinstance(last, datetime) else end + timedelta(days=1, seconds=-1)


def _written(value: Any) -> str:
    return str(value.to_ical().decode()) if hasattr(value, "to_ical") else str(value)
