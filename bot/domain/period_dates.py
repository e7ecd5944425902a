"""Date arithmetic of reporting periods: backwards from the committee, in working days of the plan's nation."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.domain.next_dates import NATIONS, WEEK, bank_holidays
from bot.domain.refusal import Refusal

DAY = timedelta(days=1)
SATURDAY = 5
CLEAR_DAYS = 5
"""Working days that lie wholly between the dispatch of a paper and its committee."""

CADENCES = {"yearly": 12, "half-yearly": 6, "quarterly": 3, "monthly": 1}
"""How often a plan reports, and the months from one committee to the next."""

SPANS = {"yearly": (20, 10, 5), "half-yearly": (20, 10, 5), "quarterly": (15, 5, 5), "monthly": (5, 3, 2)}
"""Working days from opening to due, from due to sign-off, from sign-off to dispatch: those of a month fit into it."""

FIELDS = {
    "opens_on": "Opens",
    "due_on": "Updates due",
    "signoff_on": "Sign-off",
    "dispatch_on": "Paper dispatch",
    "committee_on": "Committee",
}
"""The dates of a period in their order, as people call them."""

NOTICE = 10
"""Working days that people have at least until the first due date that is proposed to them."""


@dataclass(frozen=True)
class Dates:
    """The dates of one period."""

    opens_on: date
    due_on: date
    signoff_on: date
    dispatch_on: date
    committee_on: date


@dataclass(frozen=True)
class WorkingDays:
    """Monday to Friday but for the bank holidays of one nation of the United Kingdom."""

    nation: str
    closed: Container[date]

    def has(self, day: date) -> bool:
        """Say whether a day is one."""
        return day.weekday() < SATURDAY and day not in self.closed

    def before(self, day: date, number: int) -> date:
        """Return the working day that is `number` working days before a day."""
        for _ in range(number):
            day -= DAY
            while not self.has(day):
                day -= DAY
        return day

    def after(self, day: date, number: int) -> date:
        """Return the working day that is `number` working days after a day."""
        for _ in range(number):
            day += DAY
            while not self.has(day):
                day += DAY
        return day


def working_days(nation: str | None) -> WorkingDays:
    """Return the working days of a nation (ENG, WLS, SCT, NIR), England's where none is known."""
    known = nation if nation in NATIONS else "ENG"
    return WorkingDays(known, bank_holidays(known, None))


def backwards(committee: date, cadence: str, days: WorkingDays) -> Dates:
    """Return the dates that lead up to a committee."""
    to_due, to_signoff, to_dispatch = SPANS[cadence]
    dispatch = days.before(committee, CLEAR_DAYS + 1)
    signoff = days.before(dispatch, to_dispatch)
    due = days.before(signoff, to_signoff)
    return Dates(days.before(due, to_due), due, signoff, dispatch, committee)


def following(committee: date, cadence: str, days: WorkingDays) -> date:
    """Return the next committee: the same weekday of the same week of its month, a week later where that is closed."""
    return _open(_same_week(committee, CADENCES[cadence]), days)


def first_after(published: date, precision: str, today: date, cadence: str, days: WorkingDays) -> Dates:
    """Return the first period after a publication that still leaves people NOTICE working days.

    Of a month or a year (stored as its last day) the committee is taken to be the second Tuesday.
    """
    committee = published if precision == "day" else _second_tuesday(published)
    found = backwards(_open(committee, days), cadence, days)
    while found.due_on < days.after(today, NOTICE):
        committee = _same_week(committee, CADENCES[cadence])
        found = backwards(_open(committee, days), cadence, days)
    return found


def check(dates: Dates, today: date, days: WorkingDays) -> None:
    """Raise Refusal, naming the field, for dates out of order, past, on closed days, or too close together."""
    for field in FIELDS:
        _check_open(field, getattr(dates, field), days)
    for earlier, later in pairwise(FIELDS):
        gap = (getattr(dates, later) - getattr(dates, earlier)).days
        if gap < (1 if earlier == "opens_on" else 0):
            raise Refusal(f"{FIELDS[later]} must come after {_lower(FIELDS[earlier])}. Choose a later day.", later)
    latest = days.before(dates.committee_on, CLEAR_DAYS + 1)
    if dates.dispatch_on > latest:
        raise Refusal(
            f"Between the paper's dispatch and the committee lie five clear working days: {latest:%-d %B %Y} is "
            "the latest day.",
            "dispatch_on",
        )
    if dates.due_on < today:
        raise Refusal("This day is past. Choose one that people can still keep.", "due_on")


def check_due(day: date, today: date, signoff: date, days: WorkingDays) -> None:
    """Raise Refusal for a later due date that people could not keep or that comes after sign-off."""
    _check_open("due_on", day, days)
    if day < today:
        raise Refusal("This day is past. Choose one that people can still keep.", "due_on")
    if day > signoff:
        raise Refusal(
            f"Sign-off is on {signoff:%-d %B %Y}: choose that day or an earlier one, or change the period's dates.",
            "due_on",
        )


def title(committee: date) -> str:
    """Return what a period is called: by the month of its committee."""
    return f"{committee:%B %Y}"


def _check_open(field: str, day: date, days: WorkingDays) -> None:
    if days.has(day):
        return
    why = "at the weekend" if day.weekday() >= SATURDAY else f"a bank holiday in {NATIONS[days.nation]}"
    raise Refusal(f"{day:%-d %B %Y} is {why}. {days.before(day, 1):%-d %B} is the working day before it.", field)


def _open(day: date, days: WorkingDays) -> date:
    """Return the day itself, the Monday after a weekend, or a week later where that is a bank holiday."""
    if day.weekday() >= SATURDAY:
        day += DAY * (7 - day.weekday())
    while not days.has(day):
        day += WEEK
    return day


def _same_week(day: date, months: int) -> date:
    """Return the day some months later that is the same Tuesday, say, of its month; a fifth one becomes the last."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7) + WEEK * ((day.day - 1) // 7)
    return found if found.month == first.month else found - WEEK


def _second_tuesday(day: date) -> date:
    first = day.replace(day=1)
    return first + timedelta(days=(1 - first.weekday()) % 7) + WEEK


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
