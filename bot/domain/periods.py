"""Reporting periods: what they are, and who is asked about which action in those that are open."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import plans
from bot.domain.people import Caller, Person
from bot.domain.period_dates import Dates
from bot.domain.refusal import Refusal
from storage import due
from storage import passes as stored_passes
from storage import people as stored_people
from storage import periods as stored
from storage.types import Record

DEED = "run reporting periods"


@dataclass(frozen=True)
class Period:
    """One reporting period; `due_on` is its due day with all the time that was given to everybody.

    `dates` is None for what was published before anybody was asked: "before Convenor".
    """

    id: int
    plan_slug: str
    title: str
    due_on: date
    state: str
    dates: Dates | None
    closed_at: datetime | None = None
    reopened_reason: str | None = None

    @property
    def is_before_convenor(self) -> bool:
        return self.dates is None

    def has_opened(self, today: date) -> bool:
        """Say whether people are asked already."""
        return self.dates is not None and self.dates.opens_on <= today


@dataclass(frozen=True)
class Asked:
    """One action that is asked about in an open period.

    `people` answer for it: to whom it was passed, else its lead officers, else its officers; none where nobody does.
    `deputies` stand in for them. `due_at` is the end of the day until which they have time.
    """

    action_id: str
    plan_slug: str
    period_id: int
    opens_on: date
    due_on: date
    due_at: datetime
    council_role: str | None
    people: tuple[int, ...]
    deputies: tuple[int, ...]
    is_answered: bool


def asked(db: Connection, now: datetime, plan_slugs: Collection[str] | None = None) -> tuple[Asked, ...]:
    """Return who is asked about which action now, until when, and whether there is an answer; of all plans or some.

    Only plans whose coordinator lets people be asked in messages, and whose years are not over; only periods that
    have opened and are not closed. Costs one small query where there is none.
    """
    today = today_of(now)
    found: list[Asked] = []
    for row in stored.asking(db, today):
        found += _asked_in(db, row) if plan_slugs is None or row.plan_slug in plan_slugs else []
    return tuple(found)


def asked_in(db: Connection, period_id: int) -> tuple[Asked, ...]:
    """Return the same of one period, though it has not opened yet or its messages are off: for a preview."""
    row = stored.by_id(db, period_id)
    return tuple(_asked_in(db, row)) if row is not None else ()


def asked_ahead(
    db: Connection, now: datetime, action_ids: Collection[str] | None = None
) -> Iterator[tuple[Record, Asked]]:
    """Yield who is asked in the current period of each plan whose messages are on, opened or not, with its row.

    `action_ids` keeps to some actions, and costs what they cost.
    """
    for row in stored.asking(db, today_of(now), opened=False):
        for one in _asked_in(db, row, action_ids):
            yield row, one


def unanswered_ahead(db: Connection, now: datetime) -> set[str]:
    """Return the actions that still want an answer in those periods, whether anybody is asked or not."""
    found: set[str] = set()
    for period in stored.asking(db, today_of(now), opened=False):
        found |= {row.id for row in stored.asked(db, period.id, period.plan_slug) if not row.is_answered}
    return found


def today_of(now: datetime) -> date:
    """Return the day that it is where periods begin and end."""
    return due.day_of(now)


def beginning_of(day: date) -> datetime:
    """Return the moment at which a day begins where periods begin and end."""
    return due.end_of(day - timedelta(days=1))


def titles(db: Connection, period_ids: Collection[int]) -> dict[int, str]:
    """Return what people call some periods."""
    rows = (stored.by_id(db, one) for one in period_ids)
    return {row.id: row.title for row in rows if row is not None}


def of_plan(db: Connection, plan_slug: str) -> tuple[Period, ...]:
    """Return every period of a plan in order of time."""
    rows = stored.of_plan(db, plan_slug)
    given = due.extended(db, [row.id for row in rows])
    return tuple(_period(row, given) for row in rows)


def current(db: Connection, plan_slug: str) -> Period | None:
    """Return the period for which answers count now: the first that is not closed."""
    return next((one for one in of_plan(db, plan_slug) if one.state == "confirmed"), None)


def held(db: Connection, caller: Caller, period_id: int, to_do: str) -> tuple[Period, Record, Person]:
    """Return a period with its plan's row and the caller; raises NotAllowed for all but those who run the plan."""
    row = stored.by_id(db, period_id)
    if row is None:
        raise Refusal("That reporting period is not here any more.")
    plan, person = plans.allowed(db, caller, row.plan_slug, DEED, to_do)
    return _period(row, due.extended(db, [row.id])), plan, person


def _period(row: Record, given: Sequence[Record]) -> Period:
    planned = row.committee_on is not None
    return Period(
        id=row.id,
        plan_slug=row.plan_slug,
        title=row.title,
        due_on=due.days(row, given)[0],
        state=row.state,
        dates=Dates(row.opens_on, row.due_on, row.signoff_on, row.dispatch_on, row.committee_on) if planned else None,
        closed_at=row.closed_at,
        reopened_reason=row.reopened_reason,
    )


def _asked_in(db: Connection, period: Record, action_ids: Collection[str] | None = None) -> list[Asked]:
    rows = stored.asked(db, period.id, period.plan_slug, action_ids)
    if not rows:
        return []
    general, more = due.days(period, due.extended(db, [period.id]))
    rota = _Rota(db, period.plan_slug, period.id, action_ids)
    found = []
    for row in rows:
        day = more.get(row.id, general)
        found.append(
            Asked(
                action_id=row.id,
                plan_slug=period.plan_slug,
                period_id=period.id,
                opens_on=period.opens_on,
                due_on=day,
                due_at=due.end_of(day),
                council_role=row.role,
                people=rota.answering(row.id, row.section_id),
                deputies=rota.holding("deputy", row.id, row.section_id),
                is_answered=row.is_answered,
            )
        )
    return found


class _Rota:
    """Who holds which role in a plan, or for some of its actions, read at once."""

    def __init__(self, db: Connection, plan_slug: str, period_id: int, action_ids: Collection[str] | None) -> None:
        self._holders: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for row in stored_people.of_plan(db, plan_slug, action_ids):
            self._holders[row.role, row.subject_kind, row.subject_id].append(row.person_id)
        passed = stored_passes.active(db, plan_slug, period_id, action_ids)
        self._passed = {row.action_id: row.to_id for row in passed}
        self._refused = {(row.action_id, row.person_id) for row in stored_passes.waiting(db, plan_slug, action_ids)}

    def answering(self, action_id: str, section_id: str) -> tuple[int, ...]:
        if action_id in self._passed:
            return (self._passed[action_id],)
        return self.holding("lead", action_id, section_id) or self.holding("officer", action_id, section_id)

    def holding(self, role: str, action_id: str, section_id: str) -> tuple[int, ...]:
        """An action's own people come before those of its section; who said *Not mine* is left out."""
        own = self._holders[role, "action", action_id] or self._holders[role, "section", section_id]
        return tuple(one for one in dict.fromkeys(own) if (action_id, one) not in self._refused)
