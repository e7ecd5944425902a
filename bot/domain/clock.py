"""Local dates and times of day, and the moments they stand for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Programme time: returns an aware UTC datetime."""


def moment(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local time on a local day.

    A time that the clocks skip counts by the offset before the change; a time that comes twice is the
    first of the two (PEP 495, fold=0).
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def local(now: datetime, zone: str) -> datetime:
    """Return the same instant as an aware datetime of `zone`."""
    return now.astimezone(ZoneInfo(zone))
