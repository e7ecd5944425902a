"""The sandbox's cast, their roles, channels and dates ahead, added once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from seed.demo import FIRST_ONLY, load_demo
from seed.load import BUNDLED, load
from storage import tables
from storage.engine import Database
from storage.tables import metadata

TEAM = "T1"
AHEAD = "lednet-2027"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
THEN = datetime(2021, 5, 1, 9, 0, tzinfo=UTC)
CAST = (
    ("U1", "Transport officer"),
    ("U2", "Transport lead"),
    ("U3", "Plan coordinator"),
    ("U4", "LEDNet team"),
    ("U5", "Learning set facilitator"),
    ("U6", "Administrator"),
    ("U7", "Committee clerk"),
)
CHANNELS = {"net-zero-plan": "C1", "lednet": "C2", "learning-sets": "C3", "general": "C4"}


@pytest.fixture
def loaded(database: Database) -> Database:
    """A database with a workspace and all bundled data."""
    with database.writing() as db:
        db.execute(insert(tables.workspaces).values(team_id=TEAM, name="Sandbox", installed_at=NOW))
        load(db, BUNDLED, [TEAM], NOW)
    return database


def add(database: Database, now: datetime = NOW, cast: Any = CAST, channels: Any = CHANNELS) -> None:
    with database.writing() as db:
        load_demo(db, TEAM, cast, channels, now)


def rows(database: Database, *columns: Any) -> set[tuple[Any, ...]]:
    with database.reading() as db:
        return {tuple(row) for row in db.execute(select(*columns))}


def roles(database: Database) -> set[tuple[Any, ...]]:
    table = tables.assignments
    with database.reading() as db:
        found = select(tables.people.c.name, table.c.role, table.c.subject_kind, table.c.subject_id)
        return {tuple(row) for row in db.execute(found.join(table, table.c.person_id == tables.people.c.id))}


def ties(database: Database) -> set[tuple[Any, ...]]:
    table = tables.channels.c
    return rows(database, table.team_id, table.channel_id, table.subject_kind, table.subject_id)


def follows(database: Database) -> set[tuple[Any, ...]]:
    table = tables.follows
    with database.reading() as db:
        found = select(tables.people.c.user_id, table.c.subject_kind, table.c.subject_id)
        return {tuple(row) for row in db.execute(found.join(table, table.c.person_id == tables.people.c.id))}


def switched_on(database: Database) -> dict[str, Any]:
    return dict(rows(database, tables.programmes.c.slug, tables.programmes.c.reminders_from))  # type: ignore[arg-type]


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(select(table)))
            for table in metadata.sorted_tables
        }


def test_the_cast_has_its_roles(loaded: Database) -> None:
    add(loaded)
    people = tables.people.c
    assert rows(loaded, people.workspace_id, people.user_id, people.team_id, people.name, people.zone) == {
        (TEAM, user_id, TEAM, name, None) for user_id, name in CAST
    }
    assert roles(loaded) == {
        ("Transport officer", "officer", "section", "leicestershire-2024/transport"),
        ("Transport officer", "officer", "action", "local-london-2019:People 1"),
        ("Transport lead", "lead", "section", "leicestershire-2024/transport"),
        ("Plan coordinator", "coordinator", "plan", "leicestershire-2024"),
        ("Plan coordinator", "coordinator", "plan", "local-london-2019"),
        ("LEDNet team", "coordinator", "programme", "lednet-2021"),
        ("LEDNet team", "coordinator", "programme", "lednet-2023"),
        ("LEDNet team", "coordinator", "programme", "lednet-2027"),
        ("Learning set facilitator", "facilitator", "programme", "lga-sets-2024"),
        ("Learning set facilitator", "facilitator", "programme", "lga-sets-2027"),
        ("Administrator", "admin", "all", "*"),
    }


def test_roles_are_for_what_is_there(loaded: Database) -> None:
    add(loaded)
    there = {("all", "*")}
    for kind, column in (
        ("section", tables.sections.c.id),
        ("action", tables.actions.c.id),
        ("plan", tables.plans.c.slug),
        ("programme", tables.programmes.c.slug),
    ):
        there |= {(kind, row[0]) for row in rows(loaded, column)}
    assert {subject[2:] for subject in roles(loaded)} <= there
    assert {subject[2:] for subject in ties(loaded)} <= there


def test_channels_followers_and_reminders(loaded: Database) -> None:
    add(loaded)
    lednet = {"lednet-2021", "lednet-2023", "lednet-2027"}
    assert ties(loaded) == {
        (TEAM, "C1", "plan", "leicestershire-2024"),
        *((TEAM, "C3", "programme", programme) for programme in ("lga-sets-2024", "lga-sets-2027")),
        *((TEAM, "C2", "programme", programme) for programme in lednet),
    }
    assert follows(loaded) == {(user, "programme", programme) for user in ("U1", "U4") for programme in lednet}
    assert switched_on(loaded) == {"lga-sets-2024": None, "lga-sets-2027": None} | dict.fromkeys(lednet, NOW)


def test_next_year_is_planned_and_its_first_dates_confirmed_by_the_rules(loaded: Database) -> None:
    add(loaded)
    table = tables.events.c
    with loaded.reading() as db:
        found = db.execute(select(table.id, table.date, table.status).order_by(table.date)).all()
        seen = tables.programme_workspaces.c
        assert db.scalars(select(seen.workspace_id).where(seen.programme_slug == "lednet-2027")).all() == [TEAM]
    assert [row.status for row in found if row.id.startswith("lednet-2027")] == ["confirmed"] * 2 + ["proposed"] * 3
    sets = {row.id: row.status for row in found if row.id.startswith("lga-sets-2027")}
    assert {one: status == "confirmed" for one, status in sets.items()} == {one: "sp-tue" in one for one in sets}
    assert min(row.date for row in found if row.id.startswith("lednet-2027")) >= NOW.date() + timedelta(days=10)
    audited = rows(loaded, tables.audit.c.did, tables.audit.c.subject_id)
    assert {("programme.planned", "lednet-2027"), ("date.confirmed", "lednet-2027-02-26")} <= audited
    assert {"role.given", "channel.tied", "follow.begun", "reminders.on"} <= {did for did, _ in audited}
    assert rows(loaded, tables.deliveries.c.id) == set()


def test_nothing_is_planned_while_bundled_dates_are_ahead(loaded: Database) -> None:
    add(loaded, THEN)
    assert set(switched_on(loaded)) == set(BUNDLED) - {"leicestershire-2024", "local-london-2019"}
    assert "lednet-2027" not in {row[3] for row in ties(loaded) | roles(loaded)}


@pytest.mark.parametrize(("status", "added"), [("confirmed", False), ("proposed", True), ("cancelled", True)])
def test_only_a_confirmed_date_ahead_counts(loaded: Database, status: str, added: bool) -> None:
    with loaded.writing() as db:
        one = update(tables.events).where(tables.events.c.id == "lednet-2023-11-30")
        db.execute(one.values(date=date(2026, 11, 22), status=status))
    add(loaded)
    assert ("lednet-2027" in switched_on(loaded)) is added


def test_a_date_today_in_london_is_not_ahead(loaded: Database) -> None:
    """At 23:30 UTC in July it is tomorrow in London."""
    with loaded.writing() as db:
        one = update(tables.events).where(tables.events.c.id == "lednet-2023-11-30")
        db.execute(one.values(date=date(2026, 7, 2)))
    add(loaded, datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert "lednet-2027" in switched_on(loaded)


def test_a_second_call_changes_nothing_whatever_people_did(loaded: Database) -> None:
    add(loaded)
    with loaded.writing() as db:
        db.execute(update(tables.programmes).values(reminders_from=None))
        db.execute(update(tables.assignments).values(until_at=NOW))
    before = everything(loaded)
    add(loaded, NOW + timedelta(days=400))
    assert everything(loaded) == before


def test_people_and_roles_that_are_there_already_are_kept(loaded: Database) -> None:
    with loaded.writing() as db:
        known = db.execute(
            insert(tables.people).values(workspace_id=TEAM, user_id="U6", team_id=TEAM, name="Admin", created_at=THEN)
        )
        db.execute(
            insert(tables.assignments).values(
                person_id=known.inserted_primary_key[0],
                role="admin",
                subject_kind="all",
                subject_id="*",
                from_at=THEN,
            )
        )
    add(loaded)
    assert [role for role in roles(loaded) if role[1] == "admin"] == [("Admin", "admin", "all", "*")]
    assert len(rows(loaded, tables.assignments.c.id)) == 11


def test_who_is_not_there_is_left_out(loaded: Database) -> None:
    add(loaded, cast=CAST[:1], channels={"lednet": "C2"})
    assert {role[0] for role in roles(loaded)} == {"Transport officer"}
    assert {tie[1] for tie in ties(loaded)} == {"C2"}
    assert {follow[0] for follow in follows(loaded)} == {"U1"}


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2027, 2, 14), date(2027, 2, 20), date(2028, 2, 29)])
def test_something_is_ahead_on_any_day(loaded: Database, today: date) -> None:
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    add(loaded, now)
    table = tables.events.c
    dates = {row[1] for row in rows(loaded, table.id, table.date, table.status) if row[2] == "confirmed"}
    assert today + timedelta(days=10) < max(dates) < today + timedelta(days=800)


BOROUGH = "T2"
BOROUGH_CAST = (("U7", "Borough officer"), ("U8", "Borough coordinator"), ("U9", "Borough administrator"))


@pytest.fixture
def both(loaded: Database) -> Database:
    """The same with a borough's workspace, which sees all but the county's plan."""
    add(loaded)
    with loaded.writing() as db:
        db.execute(insert(tables.workspaces).values(team_id=BOROUGH, name="Borough", installed_at=NOW))
        load(db, [one for one in BUNDLED if one not in FIRST_ONLY], [BOROUGH], NOW)
    return loaded


def add_borough(database: Database, now: datetime = NOW) -> None:
    with database.writing() as db:
        load_demo(db, BOROUGH, BOROUGH_CAST, {"borough-plan": "C5", "lednet": "C6"}, now)


def test_a_borough_has_roles_and_channels_of_its_own(both: Database) -> None:
    before = roles(both), ties(both)
    add_borough(both)
    assert roles(both) - before[0] == {
        ("Borough officer", "officer", "action", "local-london-2019:People 1"),
        ("Borough coordinator", "coordinator", "plan", "local-london-2019"),
        ("Borough administrator", "admin", "all", "*"),
    }
    lednet = {(BOROUGH, "C6", "programme", one) for one in ("lednet-2021", "lednet-2023", "lednet-2027")}
    assert ties(both) - before[1] == {(BOROUGH, "C5", "plan", "local-london-2019"), *lednet}


def test_a_later_workspace_shares_the_dates_ahead_and_leaves_reminders_as_they_are(both: Database) -> None:
    with both.writing() as db:
        db.execute(update(tables.programmes).values(reminders_from=None))
    events = rows(both, tables.events.c.id)
    add_borough(both, NOW + timedelta(days=5))
    assert rows(both, tables.events.c.id) == events
    assert set(switched_on(both).values()) == {None}
    seen = tables.programme_workspaces.c
    assert {(AHEAD, TEAM), (AHEAD, BOROUGH)} <= rows(both, seen.programme_slug, seen.workspace_id)
