"""Local times and the instants they stand for."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock import local, moment
from tests.bot.domain.cast import LONDON


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2024, 11, 5), time(10, 30), datetime(2024, 11, 5, 10, 30, tzinfo=UTC)),
        (date(2024, 6, 5), time(10, 30), datetime(2024, 6, 5, 9, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: the offset before
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_a_local_time_is_an_instant(day: date, at: time, utc: datetime) -> None:
    found = moment(day, at, LONDON)
    assert (found, found.tzinfo) == (utc, UTC)


def test_an_instant_is_a_local_time() -> None:
    found = local(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), LONDON)
    assert (found.date(), found.time()) == (date(2026, 7, 2), time(0, 30))
    assert found == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


@given(
    st.integers(630_000_000, 2_500_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from([LONDON, "America/New_York", "Asia/Kathmandu", "UTC"]),
)
def test_there_and_back(now: datetime, zone: str) -> None:
    """Only the second of two equal local times cannot come back."""
    there = local(now, zone)
    if not there.fold:
        assert moment(there.date(), there.timetz().replace(tzinfo=None), zone) == now
