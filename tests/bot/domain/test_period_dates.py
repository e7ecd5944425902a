"""The dates of reporting periods, against a calendar of their own."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import period_dates
from bot.domain.period_dates import CADENCES, FIELDS, Dates
from bot.domain.refusal import Refusal

ENGLAND = period_dates.working_days("ENG")
BANK_HOLIDAYS = {
    date(year, int(day[:2]), int(day[3:]))
    for year, days in {
        2025: ("12-25", "12-26"),
        2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
        2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
        2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
    }.items()
    for day in days
}
"""England's, as its government publishes them: typed in, not computed."""

DAYS = [date(2025, 9, 1) + timedelta(days=number) for number in range(1220)]
WORKING = [day for day in DAYS if day.weekday() < 5 and day not in BANK_HOLIDAYS]
COMMITTEES = [day for day in WORKING if 2026 <= day.year <= 2028]


def ordered(dates: Dates) -> list[date]:
    return [getattr(dates, field) for field in FIELDS]


@pytest.mark.parametrize("cadence", CADENCES)
def test_every_committee_of_three_years(cadence: str) -> None:
    closed = {date(2025, 8, 25)}
    for committee in COMMITTEES:
        dates = period_dates.backwards(committee, cadence, ENGLAND)
        clear = [day for day in WORKING if dates.dispatch_on < day < committee]
        assert len(clear) == 5, committee
        found = ordered(dates)
        assert found == sorted(set(found)), committee
        assert all(day.weekday() < 5 and day not in BANK_HOLIDAYS | closed for day in found), committee
        period_dates.check(dates, dates.opens_on, ENGLAND)


@pytest.mark.parametrize("cadence", CADENCES)
def test_periods_follow_each_other_without_overlapping(cadence: str) -> None:
    for committee in COMMITTEES[:500]:
        following = period_dates.following(committee, cadence, ENGLAND)
        apart = (following - committee).days / (365.25 / 12)
        assert abs(apart - CADENCES[cadence]) < 0.8, committee
        assert following.weekday() == committee.weekday()
        assert ENGLAND.has(following)
        assert period_dates.backwards(following, cadence, ENGLAND).opens_on > committee - timedelta(days=7)


@given(st.dates(date(2019, 1, 1), date(2028, 12, 31)), st.dates(date(2026, 1, 1), date(2028, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_the_first_period_leaves_ten_working_days_and_lies_within_a_cadence(published: date, today: date) -> None:
    for cadence in CADENCES:
        for precision in ("day", "month", "year"):
            dates = period_dates.first_after(published, precision, today, cadence, ENGLAND)
            assert dates.due_on >= ENGLAND.after(today, 10)
            assert ENGLAND.has(dates.committee_on)
            if published < today:
                assert (dates.committee_on - today).days < 31 * (CADENCES[cadence] + 4)


def test_the_examples_next_date() -> None:
    found = period_dates.first_after(date(2024, 12, 31), "month", date(2026, 9, 1), "yearly", ENGLAND)
    assert found == Dates(
        date(2026, 10, 12), date(2026, 11, 9), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 8)
    )


GOOD = period_dates.backwards(date(2026, 12, 8), "yearly", ENGLAND)


@pytest.mark.parametrize(
    ("field", "day", "sentence"),
    [
        ("due_on", GOOD.opens_on, "must come after opens"),
        ("signoff_on", GOOD.due_on - timedelta(days=3), "must come after updates due"),
        ("dispatch_on", date(2026, 12, 1), "five clear working days: 30 November 2026"),
        ("committee_on", date(2026, 12, 25), "a bank holiday in England. 24 December is the working day"),
        ("committee_on", date(2026, 12, 12), "at the weekend"),
    ],
)
def test_what_a_coordinator_types_is_checked(field: str, day: date, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        period_dates.check(replace(GOOD, **{field: day}), date(2026, 9, 1), ENGLAND)
    assert refused.value.field == field


def test_a_due_date_that_is_past_is_refused() -> None:
    with pytest.raises(Refusal, match="past"):
        period_dates.check(GOOD, GOOD.due_on + timedelta(days=1), ENGLAND)
    period_dates.check(GOOD, GOOD.due_on, ENGLAND)
    with pytest.raises(Refusal, match="Sign-off is on"):
        period_dates.check_due(GOOD.dispatch_on, GOOD.opens_on, GOOD.signoff_on, ENGLAND)
    period_dates.check_due(GOOD.signoff_on, GOOD.opens_on, GOOD.signoff_on, ENGLAND)


def test_other_nations_have_days_of_their_own() -> None:
    scotland = period_dates.working_days("SCT")
    assert not scotland.has(date(2026, 11, 30))
    assert ENGLAND.has(date(2026, 11, 30))
    assert period_dates.working_days(None).nation == "ENG"
