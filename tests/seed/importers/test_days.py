"""Days and times as people print them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.importers.days import day_in, times_in


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%A %d %B %Y", "%B %d, %Y", "%A, %B %d %Y"]))
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    found = day_in(f"On {day.strftime(form)}, tea")
    assert found is not None
    assert (found.date, found.doubt) == (day, None)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 30)), st.integers(1, 6))
def test_a_weekday_that_contradicts_is_told(day: date, later: int) -> None:
    printed = f"{day + timedelta(days=later):%A} {day:%d %B %Y}"
    found = day_in(printed)
    assert found is not None
    assert found.date == day
    assert found.doubt is not None


@pytest.mark.parametrize("text", ["31 June 2030", "30 Mayonnaise 2030", "2030", "June 2030", "0 May 2030"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("10:30am – 12:00pm", ("10:30", "12:00")),
        ("9am to 1pm", ("09:00", "13:00")),
        ("14.00-15.30", ("14:00", "15:30")),
        ("12am-1am", ("00:00", "01:00")),
        ("pages 20-21", None),
        ("12:00 - 10:00", None),
        ("25:00 - 26:00", None),
        ("13pm - 14pm", None),
    ],
)
def test_times_are_read_where_they_make_sense(text: str, times: tuple[str, str] | None) -> None:
    assert times_in(text) == times
