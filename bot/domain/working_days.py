"""Days on which somebody works: their weekdays, but for bank holidays and closures."""

from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.domain.next_dates import NATIONS, bank_holidays

DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset(range(5))
LONGEST_CLOSURE = 400
"""Where somebody has no working day for so many days, the day itself has to do."""

Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class Calendar:
    """Somebody's working days."""

    bank_holidays: Container[date]
    weekdays: Collection[int] = MONDAY_TO_FRIDAY
    closures: Collection[Span] = ()

    def works(self, day: date) -> bool:
        """Say whether a day is a working day."""
        if day.weekday() not in self.weekdays or day in self.bank_holidays:
            return False
        return not any(first <= day <= last for first, last in self.closures)

    def at_or_before(self, day: date) -> date:
        """Return a day, or the last working day before it."""
        return self._nearest(day, -DAY)

    def at_or_after(self, day: date) -> date:
        """Return a day, or the first working day after it."""
        return self._nearest(day, DAY)

    def moved(self, day: date, number: int) -> date:
        """Return the working day that is `number` working days after a day; negative: before it; 0: the day itself."""
        step = DAY if number > 0 else -DAY
        for _ in range(abs(number)):
            day = self._nearest(day + step, step)
        return day

    def _nearest(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(LONGEST_CLOSURE):
            if self.works(found):
                return found
            found += step
        return day


@cache
def of_nation(nation: str | None) -> Calendar:
    """Return the working days of a nation (ENG, WLS, SCT, NIR), England's where none is known."""
    return Calendar(bank_holidays(nation if nation in NATIONS else "ENG", None))
