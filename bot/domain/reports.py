"""Reports: which one somebody means, who may have it, and the asking for its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, deliveries, people, roles
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import deliveries as stored_deliveries
from storage import exports
from storage import people as stored_people
from storage import plans as stored_plans
from storage import report_files as files
from storage import reports as stored
from storage.types import Record

DEED = "report before a period is closed"
FORMATS = ("docx", "xlsx", "csv", "png")
"""The order in which the files come: what goes to the committee first."""

TODAY = ("today", "now")


@dataclass(frozen=True)
class Wanted:
    """A report of a plan in a period, or (None) of the plan as it stands today."""

    plan_slug: str
    plan_title: str
    period_id: int | None
    period: str | None


@dataclass(frozen=True)
class Choice:
    """The plans of which there may be reports: (slug, title)."""

    plans: tuple[tuple[str, str], ...]


def look_up(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Wanted | Choice:
    """Return the report that words name: a plan, and perhaps a period; without words the plans to choose from.

    Without a period it is the one that is open now, for those who may see it, else the one closed last. Raises
    Refusal naming what there is, and NotAllowed for what only coordinators see.
    """
    seen = stored_plans.visible(db, caller.workspace_id)
    if not seen:
        raise Refusal("There is no plan here yet, so there is nothing to report on.")
    if not words and len(seen) > 1:
        return Choice(tuple((row.slug, row.title) for row in seen))
    plan, rest = _plan(seen, words)
    return _period(db, caller, plan, rest, now, zone)


def request(db: Connection, caller: Caller, wanted: Wanted, key: str, origin: Origin, now: datetime) -> None:
    """Ask for the files of a report, once for each gesture `key`: a job makes them, a message shows how far it is."""
    person = people.ensure(db, caller, now)
    name, place = f"gesture:{key}:1", Place(caller.team_id, person_id=person.id)
    if not deliveries.enqueue(db, name, "report_progress", place, {}, now, origin.request_id):
        return
    files.ask(
        db,
        {
            "plan_slug": wanted.plan_slug,
            "period_id": wanted.period_id,
            "team_id": caller.team_id,
            "person_id": person.id,
            "delivery_id": stored_deliveries.id_of(db, name),
            "state": "waiting",
            "request_id": origin.request_id,
            "asked_at": now,
        },
    )
    subject = ("plan", wanted.plan_slug)
    audit.record(db, "report.asked", subject, person.id, origin, now, {"period_id": wanted.period_id})


def allowed(db: Connection, caller: Caller, plan_slug: str, period_id: int | None) -> Wanted:
    """Return one report by its ids; raises Refusal when it is gone, NotAllowed for those who may not see it."""
    plan = next((row for row in stored_plans.visible(db, caller.workspace_id) if row.slug == plan_slug), None)
    if plan is None:
        raise Refusal("That plan is not here any more. `/convenor report` shows the plans that are.")
    period = next((row for row in stored.periods_of(db, plan_slug) if row.id == period_id), None)
    if period_id is not None and period is None:
        raise Refusal(
            f"That period of {plan.title} is not here any more. `/convenor report {plan_slug}` takes today's."
        )
    return _checked(db, caller, plan, period)


def for_console(db: Connection, plan_slug: str, period: str | None, now: datetime, zone: str) -> Wanted:
    """Return the report that whoever runs the program asks for: they may have any; raises Refusal."""
    row = stored.find_plan(db, plan_slug)
    if row is None:
        known = ", ".join(exports.plan_slugs(db)) or "none yet"
        raise Refusal(f"There is no plan called {plan_slug!r}. There are: {known}.")
    periods = _reportable(db, row.slug)
    found = _named(row, periods, period) if period else _usual(periods, now, zone, is_coordinator=True)
    return _wanted(row, found)


def _plan(seen: Sequence[Record], words: str) -> tuple[Record, str]:
    """Return the plan that words begin with, by slug, the slug's beginning or title, and the rest of the words."""
    first, _, rest = words.partition(" ")
    if not words or (len(seen) == 1 and not _begins(seen[0], first) and not _titled(seen[0], words)):
        return seen[0], words
    titled = [row for row in seen if _titled(row, words)]
    if titled:
        return titled[0], words[len(titled[0].title) :].strip()
    named = [row for row in seen if row.slug == first.casefold()] or [row for row in seen if _begins(row, first)]
    if len(named) != 1:
        known = ", ".join(f"`{row.slug}`" for row in seen)
        raise Refusal(f"Which plan do you mean by “{first}”? There are: {known}.")
    return named[0], rest.strip()


def _begins(row: Record, word: str) -> bool:
    return bool(row.slug.startswith(word.casefold()))


def _titled(row: Record, words: str) -> bool:
    return words.casefold().startswith(row.title.casefold())


def _period(db: Connection, caller: Caller, plan: Record, words: str, now: datetime, zone: str) -> Wanted:
    periods = _reportable(db, plan.slug)
    if words:
        return _checked(db, caller, plan, _named(plan, periods, words))
    return _checked(db, caller, plan, _usual(periods, now, zone, _may(db, caller, plan)))


def _reportable(db: Connection, plan_slug: str) -> list[Record]:
    """Return the periods that have reports: neither those only proposed nor what was published before Convenor."""
    return [row for row in stored.periods_of(db, plan_slug) if row.state != "proposed" and row.committee_on is not None]


def _named(plan: Record, periods: Sequence[Record], words: str) -> Record | None:
    """Return the period with that title, or None for today; raises Refusal naming those that there are."""
    said = words.casefold()
    if said in TODAY:
        return None
    named = [row for row in periods if row.title.casefold() == said]
    named = named or [row for row in periods if said in row.title.casefold()]
    if len(named) != 1:
        known = ", ".join(row.title for row in periods)
        there = f"There are: {known}." if known else "It has none yet."
        raise Refusal(f"{plan.title} has no period called “{words}”. {there} `today` reports on how it stands now.")
    return named[0]


def _usual(periods: Sequence[Record], now: datetime, zone: str, is_coordinator: bool) -> Record | None:
    """Return the period that is open, for coordinators, else the one closed last."""
    today = local(now, zone).date()
    opened = [row for row in periods if row.state == "confirmed" and row.opens_on <= today]
    closed = [row for row in periods if row.state == "closed"]
    found = [*(opened[-1:] if is_coordinator else ()), *closed]
    return found[0] if found else None


def _checked(db: Connection, caller: Caller, plan: Record, period: Record | None) -> Wanted:
    """Refuse what is not closed to all but coordinators, and everything to people from outside."""
    if not _may(db, caller, plan):
        person = people.find(db, caller)
        if caller.is_stranger or (person is not None and person.is_external):
            raise NotAllowed("Reports are for colleagues. Ask the person who invited you.")
        if period is None or period.state != "closed":
            raise NotAllowed(_not_yet(db, plan, period))
    return _wanted(plan, period)


def _may(db: Connection, caller: Caller, plan: Record) -> bool:
    person = people.find(db, caller)
    return roles.may(db, person.id if person else None, DEED, (("plan", plan.slug),))


def _not_yet(db: Connection, plan: Record, period: Record | None) -> str:
    holders = stored_people.holders(db, ["coordinator"], [("plan", plan.slug)])
    named = dict.fromkeys(f"<@{row.user_id}>" if row.user_id else row.name for row in holders)
    who = f"Until then only its coordinators can make one: {', '.join(named)}." if named else "It has no coordinator."
    what = f"{period.title} is not closed yet." if period else f"No reporting period of {plan.title} is closed yet."
    return f"{what} Once it is closed, everybody here can have its report. {who}"


def _wanted(plan: Record, period: Record | None) -> Wanted:
    if period is None:
        return Wanted(plan.slug, plan.title, None, None)
    return Wanted(plan.slug, plan.title, period.id, period.title)
