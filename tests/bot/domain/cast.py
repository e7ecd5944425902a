"""The people of these tests, made through the rules themselves, and what one asks a database about them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from bot.domain import assignments, workspaces
from bot.domain.audit import Origin
from bot.domain.people import Caller
from bot.domain.workspaces import Vault
from seed.load import BUNDLED, load
from storage import tables
from storage.engine import Database
from storage.tables import metadata

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
LONDON = "Europe/London"
SLACK = Origin("slack", "req-1")
SECRET = "a secret for tests"

PLAN = "leicestershire-2024"
OTHER_PLAN = "local-london-2019"
TRANSPORT = "leicestershire-2024/transport"
T18 = "leicestershire-2024:T18"
T17 = "leicestershire-2024:T17"
PEOPLE_1 = "local-london-2019:People 1"


def caller(user_id: str, team_id: str = "T1") -> Caller:
    return Caller(team_id, team_id, user_id)


ADMIN = caller("UADMIN")
LEAD = caller("ULEAD")
OFFICER = caller("UOFFICER")
SECOND = caller("USECOND")
COORDINATOR = caller("UCOORD")
LONDONER = caller("ULONDON")
LEDNET = caller("ULEDNET")
NOBODY = caller("UNOBODY")
STRANGER = caller("USTRANGER", "T2")
STRANGE_ADMIN = caller("UADMIN2", "T2")

ROLES = (
    (LEAD, "lead", "T18"),
    (OFFICER, "officer", TRANSPORT),
    (SECOND, "officer", "T18"),
    (COORDINATOR, "coordinator", PLAN),
    (LONDONER, "coordinator", OTHER_PLAN),
    (LEDNET, "coordinator", "lednet-2021"),
    (LEDNET, "coordinator", "lednet-2023"),
)


def fill(database: Database) -> None:
    """Install two workspaces, load the examples for the first one, and give the cast its roles."""
    vault = Vault(SECRET)
    with database.writing() as db:
        workspaces.install(db, {"team_id": "T1", "team": "Council", "user_id": "UBOT"}, "xoxb-1", vault, NOW)
        workspaces.install(db, {"team_id": "T2", "team": "Elsewhere"}, "xoxb-2", vault, NOW)
        load(db, BUNDLED, ["T1"], NOW)
        assignments.appoint_admins(db, [ADMIN, STRANGE_ADMIN], NOW)
        for number, (person, role, about) in enumerate(ROLES):
            give(db, person, role, about, f"cast-{number}")


def give(db: Connection, to: Caller, role: str, about: str, key: str = "given") -> None:
    """Give a role through the rule."""
    assignments.give_role(db, ADMIN, to, role, about, key, SLACK, NOW)


def end_roles(db: Connection, who: Caller) -> None:
    """End every role of a person; no rule does that yet."""
    person = person_row(db, who)
    mine = update(tables.assignments).where(tables.assignments.c.person_id == person.id)
    db.execute(mine.values(until_at=NOW))


def person_row(db: Connection, who: Caller) -> Any:
    return one(db, tables.people, workspace_id=who.workspace_id, user_id=who.user_id)


def rows(db: Connection, table: Table, **where: Any) -> Sequence[Any]:
    """Return the rows whose columns have those values, in order of the primary key."""
    found = select(table).where(*(table.c[name] == value for name, value in where.items()))
    return db.execute(found.order_by(*table.primary_key)).all()


def one(db: Connection, table: Table, **where: Any) -> Any:
    (found,) = rows(db, table, **where)
    return found


def counts(db: Connection) -> dict[str, int]:
    """How many rows each table has; marks for the planner go with the audit."""
    tables = [table for table in metadata.sorted_tables if table.name != "planning_marks"]
    return {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def everything(db: Connection) -> dict[str, Counter[Any]]:
    """Every row of each table as the database has it; marks for the planner go with the audit."""
    tables = [table.name for table in metadata.sorted_tables if table.name != "planning_marks"]
    row = "row::text" if db.dialect.name == "postgresql" else "*"
    return {table: Counter(db.exec_driver_sql(f"select {row} from {table} as row")) for table in tables}


def said(db: Connection, did: str) -> list[tuple[Any, ...]]:
    """Return who did it, about what, from where and with which details, in order."""
    people = tables.people
    table = tables.audit
    found = (
        select(people.c.user_id, table.c.subject_kind, table.c.subject_id, table.c.origin, table.c.request_id)
        .add_columns(table.c.details, table.c.at)
        .outerjoin(people, people.c.id == table.c.person_id)
        .where(table.c.did == did)
        .order_by(table.c.id)
    )
    return [tuple(row) for row in db.execute(found)]
