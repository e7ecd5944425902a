"""Days in a question."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import days
from bot.domain.days import MONTHS, Range
from bot.domain.sentence import Sentence

TODAY = date(2024, 12, 15)


def read(text: str, of_dates: bool = False, today: date = TODAY) -> Range | None:
    return days.claim(Sentence(text), today, of_dates)


def day(year: int, month: int, at: int) -> date:
    return date(year, month, at)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("on 5 November 2024", day(2024, 11, 5), day(2024, 11, 5)),
        ("on the 5th of November 2024", day(2024, 11, 5), day(2024, 11, 5)),
        ("after 1 Aug 2021", day(2021, 8, 2), None),
        ("since March", day(2024, 3, 1), None),
        ("before June 2023", None, day(2023, 5, 31)),
        ("until 2024-06-30", None, day(2024, 6, 30)),
        ("in Febuary 2023", day(2023, 2, 1), day(2023, 2, 28)),
        ("February 2024", day(2024, 2, 1), day(2024, 2, 29)),
        ("2021/22", day(2021, 4, 1), day(2022, 3, 31)),
        ("in 2023", day(2023, 1, 1), day(2023, 12, 31)),
        ("between April and June 2023", day(2023, 4, 1), day(2023, 6, 30)),
        ("from May 2023 to July 2023", day(2023, 5, 1), day(2023, 7, 31)),
        ("between 20 and 30 November 2024", day(2024, 11, 20), day(2024, 11, 30)),
        ("in spring 2023", day(2023, 3, 1), day(2023, 5, 31)),
        ("winter of 2023", day(2023, 12, 1), day(2024, 2, 29)),
        ("this week", day(2024, 12, 9), day(2024, 12, 15)),
        ("last month", day(2024, 11, 1), day(2024, 11, 30)),
        ("next month", day(2025, 1, 1), day(2025, 1, 31)),
        ("this quarter", day(2024, 10, 1), day(2024, 12, 31)),
        ("last year", day(2023, 1, 1), day(2023, 12, 31)),
        ("in the last two weeks", day(2024, 12, 1), TODAY),
        ("since yesterday", day(2024, 12, 14), None),
        ("after May 2021 and before July 2021", day(2021, 6, 1), day(2021, 6, 30)),
    ],
)
def test_what_is_named(text: str, since: date | None, until: date | None) -> None:
    assert read(text) == Range(since, until)


@pytest.mark.parametrize("text", ["", "may we", "work between councils and districts", "2050", "0 0", "31 2"])
def test_what_is_no_day(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "since"),
    [("nov sessions", day(2024, 11, 1)), ("in january", day(2025, 1, 1)), ("in june", day(2025, 6, 1))],
)
def test_where_dates_are_asked_for_a_month_is_the_nearest(text: str, since: date) -> None:
    found = read(text, of_dates=True)
    assert found
    assert found.since == since


def test_a_months_name_alone_is_mostly_a_word() -> None:
    assert read("sessions we may hold", of_dates=True) is None
    assert read("march on", of_dates=True) is None


@given(st.dates(date(2005, 1, 1), date(2048, 12, 31)))
def test_a_day_is_read_however_it_is_written(one: date) -> None:
    for text in (f"{one.day} {MONTHS[one.month - 1]} {one.year}", one.isoformat(), f"{one:%b} {one.day} {one.year}"):
        assert read(f"on {text}") == Range(one, one)


@given(st.text(max_size=60), st.dates(date(2005, 1, 1), date(2048, 12, 31)), st.booleans())
def test_any_text_is_read(text: str, today: date, of_dates: bool) -> None:
    found = read(text, of_dates, today)
    assert found is None or found.since or found.until


@given(st.lists(st.sampled_from([*MONTHS, "last", "next", "99", "2023", "month", "weeks", "between", "and", "the"])))
def test_words_of_days_in_any_order(words: list[str]) -> None:
    found = read(" ".join(words), of_dates=True)
    if found and found.since and found.until:
        assert found.since - found.until < timedelta(days=366 * 45)
