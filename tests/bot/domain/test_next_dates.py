"""Next year's dates, for any dates and any year."""

from datetime import date, timedelta

import holidays
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.next_dates import proposed, same_weekday

SATURDAY = 5
YEARS = st.integers(2021, 2035)
DAYS = st.dates(date(2021, 1, 1), date(2025, 12, 31))
MEETINGS = st.lists(DAYS, min_size=1, max_size=8).map(lambda days: [[day] for day in sorted(days)])
SETS = st.lists(
    st.tuples(DAYS, st.lists(st.integers(1, 60), max_size=3)).map(
        lambda drawn: [drawn[0] + timedelta(days=sum(drawn[1][:n])) for n in range(len(drawn[1]) + 1)]
    ),
    min_size=1,
    max_size=3,
).map(sorted)
ENGLAND = holidays.country_holidays("GB", subdiv="ENG")


@given(MEETINGS, YEARS)
def test_meetings_keep_weekday_and_order_and_are_clear(old: list[list[date]], year: int) -> None:
    new = [day for (day,) in proposed(old, year)]
    assert [day.weekday() for day in new] == [day.weekday() for (day,) in old]
    assert all(day not in ENGLAND for day in new)
    assert new == sorted(set(new))
    assert not [day for day, (was,) in zip(new, old, strict=True) if day.weekday() >= SATURDAY > was.weekday()]


@given(SETS, YEARS)
def test_sets_keep_their_spacing_and_share_no_day(old: list[list[date]], year: int) -> None:
    new = proposed([list(dict.fromkeys(days)) for days in old], year)
    for days, were in zip(new, old, strict=True):
        assert [day - days[0] for day in days] == [day - were[0] for day in were]
        assert days[0].weekday() == were[0].weekday()
    every = [day for days in new for day in days]
    assert len(every) == len(set(every))
    assert not [day for day in every if day in ENGLAND]


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), YEARS)
def test_the_anniversary_is_three_days_off_at_most(day: date, year: int) -> None:
    found = same_weekday(day, year)
    anniversary = date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    assert found.weekday() == day.weekday()
    assert abs(found - anniversary) <= timedelta(days=3)


def test_the_meetings_of_2023_in_2027() -> None:
    old = [[date(2023, 2, 24)], [date(2023, 4, 19)], [date(2023, 6, 7)], [date(2023, 9, 29)], [date(2023, 11, 30)]]
    new = [day.isoformat() for (day,) in proposed(old, 2027)]
    assert new == ["2027-02-26", "2027-04-21", "2027-06-09", "2027-10-01", "2027-12-02"]


def test_a_bank_holiday_is_passed_by() -> None:
    assert proposed([[date(2023, 12, 19)]], 2028) == [(date(2028, 12, 19),)]
    assert proposed([[date(2023, 5, 8)]], 2029) == [(date(2029, 5, 14),)]  # 7 May 2029 is a bank holiday
