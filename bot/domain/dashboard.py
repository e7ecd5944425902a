"""How the updates of a reporting period come in, as who runs the plan sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, people, period_plans, plans, roles, section_rag
from bot.domain.actions import Action, Author
from bot.domain.people import Caller
from bot.domain.period_plans import Calendar
from bot.domain.periods import DEED, Period
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import dashboard as stored
from storage import passes as stored_passes
from storage import people as stored_people
from storage.dashboard import ANSWERED, HANDED_BACK, HELP, MISSING, NO_CHANGE, NO_LEAD, RETURNED

PAGE = 10
OF_PERIOD = (ANSWERED, NO_CHANGE, MISSING, RETURNED, HELP)
"""What there is only while a period is confirmed."""

STANDINGS = (*OF_PERIOD, NO_LEAD, HANDED_BACK)


@dataclass(frozen=True)
class Dashboard:
    """A plan's numbers: how many open actions stand in each way of STANDINGS; `overdue` are part of the missing."""

    calendar: Calendar
    counts: Mapping[str, int]
    may_set_rag: bool = False

    @property
    def asked(self) -> int:
        """How many actions are asked about in the period."""
        return sum(self.counts.get(name, 0) for name in (ANSWERED, NO_CHANGE, MISSING, RETURNED))

    @property
    def missing(self) -> int:
        """How many of them have no answer: what was returned has none either."""
        return self.counts.get(MISSING, 0) + self.counts.get(RETURNED, 0)

    @property
    def overdue(self) -> int:
        """How many of them are late."""
        return self.counts.get("overdue", 0)


@dataclass(frozen=True)
class Line:
    """An action in a list: who answers for it, and what else its coordinator should know of it."""

    action: Action
    leads: tuple[Author, ...]
    needs_help: str | None = None
    handed_back: tuple[tuple[Author, str | None], ...] = ()


@dataclass(frozen=True)
class Listing:
    """A page (from 1) of the actions that stand in one way."""

    plan_slug: str
    plan_title: str
    standing: str
    lines: tuple[Line, ...]
    page: int
    pages: int
    total: int
    period: Period | None


def dashboards(db: Connection, caller: Caller, now: datetime) -> tuple[Dashboard, ...]:
    """Return the dashboard of each plan whose periods the caller runs."""
    may_set_rag = {row.slug for row in plans.run_by(db, caller, section_rag.DEED) if row.uses_rag}
    found = (_dashboard(db, period_plans.of_row(db, row, now), now) for row in plans.run_by(db, caller, DEED))
    return tuple(replace(one, may_set_rag=one.calendar.plan_slug in may_set_rag) for one in found)


def one(db: Connection, caller: Caller, slug: str, now: datetime) -> Dashboard:
    """Return the dashboard of one plan; raises NotAllowed for all but those who run its periods."""
    return _dashboard(db, period_plans.calendar(db, caller, slug, now), now)


def listing(db: Connection, caller: Caller, slug: str, standing: str, page: int, now: datetime) -> Listing:
    """Return a page of the actions of a plan that stand in one way; raises NotAllowed as `one` does."""
    if standing not in STANDINGS:
        raise Refusal("This button is too old. Open the Home tab again.")
    calendar = period_plans.calendar(db, caller, slug, now)
    period_id = calendar.current.id if calendar.current else None
    total = _counts(db, calendar, now).get(standing, 0)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = stored.page(db, slug, period_id, standing, now, PAGE, (page - 1) * PAGE) if total else []
    person = people.find(db, caller)
    reads = roles.may(db, person.id if person else None, "read requests for help", (("plan", slug),))
    return Listing(
        plan_slug=slug,
        plan_title=calendar.plan_title,
        standing=standing,
        lines=_lines(db, caller, slug, {row.action_id: row.needs_help if reads else None for row in rows}),
        page=page,
        pages=pages,
        total=total,
        period=calendar.current,
    )


def _dashboard(db: Connection, calendar: Calendar, now: datetime) -> Dashboard:
    return Dashboard(calendar, _counts(db, calendar, now))


def _counts(db: Connection, calendar: Calendar, now: datetime) -> dict[str, int]:
    """Where the plan's years are over nothing lacks; without a period nothing is missing."""
    if calendar.proposed is None and calendar.current is None:
        return {}
    period_id = calendar.current.id if calendar.current else None
    found = stored.counts(db, calendar.plan_slug, period_id, now)
    return found if period_id else {name: number for name, number in found.items() if name not in OF_PERIOD}


def _lines(db: Connection, caller: Caller, slug: str, help_for: Mapping[str, str | None]) -> tuple[Line, ...]:
    rows = stored_actions.by_ids(db, caller.workspace_id, list(help_for)) if help_for else []
    leads = [row for row in stored_people.of_plan(db, slug) if row.role == "lead"] if rows else []
    handed = stored_passes.waiting(db, slug) if rows else []
    found = []
    for action in (actions.from_row(row) for row in rows):
        own = [row for row in leads if (row.subject_kind, row.subject_id) == ("action", action.id)]
        of_section = [row for row in leads if (row.subject_kind, row.subject_id) == ("section", action.section_id)]
        found.append(
            Line(
                action,
                tuple(Author(row.user_id, row.name or row.email) for row in own or of_section),
                help_for[action.id],
                tuple((Author(row.user_id, row.name), row.reason) for row in handed if row.action_id == action.id),
            )
        )
    return tuple(found)
