"""An office in which people are asked: updates of a plan were due a week ago, and somebody follows meetings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.domain import assignments, meetings
from bot.domain.audit import Origin
from bot.domain.people import Caller
from storage import due, tables
from tests.office import Office
from tests.office import office as opened

LEAD, OFFICER, COORDINATOR = "Transport lead", "Transport officer", "Plan coordinator"
ADMIN = "Administrator"
PLAN, OTHER = "leicestershire-2024", "local-london-2019"
SUNDAY = datetime(2026, 12, 13, 9, tzinfo=UTC)
MORNING = datetime(2026, 12, 14, 9, 15, tzinfo=UTC)
"""A Monday, a week after updates were due."""

OPENED, DUE = date(2026, 11, 16), date(2026, 12, 7)


@contextmanager
def asking_office(folder: Path, database_url: str | None, start_at: datetime = SUNDAY) -> Iterator[Office]:
    with opened(folder, database_url, start_at=start_at, data="bundled") as one:
        give(one, COORDINATOR, "coordinator", ("plan", PLAN))
        give(one, ADMIN, "admin", ("all", "*"))
        ask(one, PLAN)
        yield one
        assert one.slack.rejected == ()
        assert [line for line in one.log if line["event"] == "fault"] == []


def give(office: Office, name: str, role: str, *subjects: tuple[str, str]) -> None:
    team = office.slack.team_id
    with office.convenor.database.writing() as db:
        for subject in subjects:
            caller = Caller(team, team, office.slack.as_(name).id)
            assignments.appoint(db, caller, role, subject, datetime(2026, 11, 1, tzinfo=UTC))


def ask(office: Office, *plans: str) -> None:
    """Let a reporting period of some plans be open, whose updates were due a week ago."""
    row = {"title": "December 2026", "opens_on": OPENED, "due_on": DUE, "state": "confirmed"}
    more = {"committee_on": date(2027, 1, 20), "signoff_on": date(2026, 12, 18), "dispatch_on": date(2027, 1, 12)}
    known = datetime(2026, 11, 1, tzinfo=UTC)
    with office.convenor.database.writing() as db:
        for slug in plans:
            db.execute(tables.periods.insert().values(row | more | {"plan_slug": slug, "created_at": known}))
            db.execute(
                tables.plans.update().where(tables.plans.c.slug == slug).values(reminders_from=known, ends_on=None)
            )
            due.refresh_plan(db, slug)


def refs(office: Office, plan: str, number: int, section: str = "") -> list[Any]:
    rows = [row for row in office.rows(tables.actions, plan_slug=plan) if section in row.section_id]
    open_ones = [row for row in sorted(rows, key=lambda row: row.position) if row.next_due_at is not None]
    return open_ones[:number]


def transport(office: Office, number: int) -> list[Any]:
    """The first actions of the transport section."""
    return refs(office, PLAN, number, "transport")


def lead(office: Office, name: str, number: int) -> list[Any]:
    """Let somebody be lead officer of that many actions."""
    found = transport(office, number)
    give(office, name, "lead", *(("action", row.id) for row in found))
    return found


def meet(office: Office, name: str, number: int, day: date = date(2026, 12, 21)) -> None:
    """Let somebody follow so many meetings of a day."""
    event = {"kind": "meeting", "programme_slug": "lednet-2021", "date": day, "zone": "Europe/London"}
    known = datetime(2026, 11, 1, tzinfo=UTC)
    event |= {"status": "confirmed", "revision": 0, "known_from": known, "updated_at": known}
    caller = Caller(office.slack.team_id, office.slack.team_id, office.slack.as_(name).id)
    with office.convenor.database.writing() as db:
        db.execute(tables.programmes.update().values(reminders_from=known))
        for nth in range(number):
            db.execute(tables.events.insert().values(event | {"id": f"{day}-{nth}", "title": f"Session {nth}"}))
            meetings.follow(db, caller, f"{day}-{nth}", Origin("slack"), known)
