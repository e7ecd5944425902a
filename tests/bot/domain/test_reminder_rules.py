"""Every rule on every day of three years, against a calculation of its own: no zoneinfo, no holidays library."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from bot.domain import working_days
from bot.domain.reminder_rules import SHIPPED, Anchored, Clock, Rule, moments
from bot.domain.working_days import Calendar

DAY = timedelta(days=1)
ENGLAND = {
    *(date(2025, 12, day) for day in (25, 26)),
    *(date(2026, *day) for day in ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28))),
    *(date(2027, *day) for day in ((1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28))),
    *(date(2028, *day) for day in ((1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26))),
    date(2029, 1, 1),
}
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata")


def sunday(year: int, month: int, number: int) -> date:
    """The n-th Sunday of a month; -1: its last."""
    days = [day for day in (date(year, month, 1) + n * DAY for n in range(31)) if day.month == month]
    return [day for day in days if day.weekday() == 6][number - 1 if number > 0 else number]


def offset(zone: str, day: date) -> timedelta:
    """What the zone is ahead of UTC after breakfast on a day."""
    if zone == "Asia/Kolkata":
        return timedelta(hours=5, minutes=30)
    if zone == "Europe/London":
        return timedelta(hours=sunday(day.year, 3, -1) <= day < sunday(day.year, 10, -1))
    return timedelta(hours=-4 if sunday(day.year, 3, 2) <= day < sunday(day.year, 11, 1) else -5)


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in ENGLAND


def walked(day: date, step: timedelta) -> date:
    while not works(day):
        day += step
    return day


def expected(rule: Rule, day: date, starts: time, zone: str) -> Iterator[datetime]:
    for number in range(rule.most):
        if rule.unit == "hours":
            begin = datetime.combine(day, starts) - offset("Europe/London", day)
            yield begin + timedelta(hours=rule.amount)
            continue
        if rule.unit == "working_days":
            on, step = day, DAY if rule.amount > 0 else -DAY
            for _ in range(abs(rule.amount)):
                on = walked(on + step, step)
        else:
            on = day + DAY * (rule.amount + number * (rule.every or 0))
            on = walked(on, DAY if rule.off_day == "forward" else -DAY)
        yield datetime.combine(on, rule.at or time(9, 15)) - offset(zone, on)


@pytest.mark.parametrize("zone", ZONES)
def test_every_rule_on_every_day_of_three_years(zone: str) -> None:
    clock = Clock(zone, working_days.of_nation("ENG"))
    days = [date(2026, 1, 1) + n * DAY for n in range(1096)]
    assert days[-1] == date(2028, 12, 31)
    starts = time(10, 30)
    for rule in SHIPPED:
        for day in days:
            found = [at.replace(tzinfo=None) for _, at in moments(rule, Anchored(day, "Europe/London", starts), clock)]
            assert found == list(expected(rule, day, starts, zone)), (rule.name, day)


def test_the_shipped_rules_around_christmas_and_easter() -> None:
    clock = Clock("Europe/London", working_days.of_nation("ENG"))
    rules = {rule.name: rule for rule in SHIPPED}

    def on(name: str, day: date) -> list[str]:
        anchored = Anchored(day, "Europe/London", time(10))
        return [f"{at:%d %b}" for _, at in moments(rules[name], anchored, clock)]

    assert on("meeting_day_before", date(2026, 12, 29)) == ["24 Dec"]
    assert on("session_days_before", date(2027, 3, 30)) == ["24 Mar"]  # Good Friday and Easter Monday between
    assert on("meeting_for_followers", date(2027, 1, 4)) == ["24 Dec"]  # back over the weekend and both holidays
    assert on("update_overdue", date(2026, 12, 18)) == ["29 Dec", "08 Jan", "22 Jan", "05 Feb"]
    assert on("meeting_hours_before", date(2026, 12, 25)) == ["25 Dec"]
    assert [*moments(rules["meeting_hours_before"], Anchored(date(2026, 5, 5), "Europe/London"), clock)] == []


def test_closures_and_own_weekdays_count() -> None:
    closed = Calendar(ENGLAND, {0, 1, 2}, [(date(2026, 6, 8), date(2026, 6, 9))])  # Monday to Wednesday
    assert closed.at_or_before(date(2026, 6, 9)) == date(2026, 6, 3)
    assert closed.at_or_after(date(2026, 6, 8)) == date(2026, 6, 10)
    assert closed.moved(date(2026, 6, 10), -1) == date(2026, 6, 3)
    never = Calendar((), ())
    assert never.at_or_before(date(2026, 6, 9)) == date(2026, 6, 9)
