"""The tables: what the database itself refuses, and that every column says what it is."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Insert, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import tables
from storage.engine import Database
from storage.tables import metadata
from tests.storage.rows import ROWS, counts, fill

ALL = [pytest.param(table, id=table.name) for table in metadata.sorted_tables]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as db:
        fill(db)
    return database


def another(name: str, changes: dict[str, Any]) -> Insert:
    """A second row like the one there: with a surrogate key of its own, else only changed as given."""
    row = {**ROWS[name], **changes}
    if isinstance(row.get("id"), int):
        row["id"] = 2
    return insert(metadata.tables[name]).values(row)


@pytest.mark.parametrize("table", ALL)
def test_every_table_and_column_says_what_it_is(table: Table) -> None:
    assert table.comment
    assert [column.name for column in table.columns if not column.comment] == []


@pytest.mark.parametrize("table", ALL)
def test_every_constraint_has_a_name(table: Table) -> None:
    assert [each for each in table.constraints if not each.name] == []


def test_every_table_can_hold_a_row(filled: Database) -> None:
    with filled.reading() as db:
        assert set(counts(db).values()) == {1}


def test_what_was_written_is_read(filled: Database) -> None:
    with filled.reading() as db:
        for name, row in ROWS.items():
            found = db.execute(select(metadata.tables[name])).mappings().one()
            assert {key: found[key] for key in row} == row


def test_surrogate_keys_number_themselves(database: Database) -> None:
    row = {key: value for key, value in ROWS["organisations"].items() if key != "id"}
    with database.writing() as db:
        made = [
            db.execute(insert(tables.organisations).values({**row, "slug": slug}).returning(tables.organisations.c.id))
            for slug in ("a", "b")
        ]
        assert [each.scalar_one() for each in made] == [1, 2]


def test_defaults_of_the_database(filled: Database) -> None:
    with filled.reading() as db:
        assert db.execute(select(tables.people.c.is_external)).scalar_one() is False
        assert db.execute(select(tables.deliveries.c.attempts)).scalar_one() == 0


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("deliveries", {}),
        ("people", {}),
        ("organisations", {}),
        ("reminders", {}),
        ("follows", {}),
        ("channels", {}),
        ("plan_workspaces", {}),
        ("programme_workspaces", {}),
        ("action_partners", {}),
        ("organisation_aliases", {}),
        ("seen", {}),
        ("drafts", {}),
        ("snapshots", {}),
        ("actions", {"id": "leicestershire-2024:other", "ref_key": "other"}),
        ("actions", {"id": "leicestershire-2024:other", "ref": "other"}),
    ],
)
def test_the_same_twice_is_refused(filled: Database, name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique"), filled.writing() as db:
        db.execute(another(name, changes))


def test_people_without_slack_are_many(filled: Database) -> None:
    row = {**ROWS["people"], "workspace_id": None, "user_id": None, "team_id": None}
    with filled.writing() as db:
        db.execute(insert(tables.people), [{**row, "id": 2}, {**row, "id": 3}])


WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("ck_assignments_role", "assignments", {"role": "boss"}),
    ("ck_assignments_subject_kind", "assignments", {"subject_kind": "event"}),
    ("ck_status_entries_kind", "status_entries", {"kind": "rumour"}),
    ("ck_status_entries_state", "status_entries", {"state": "lost"}),
    ("ck_status_entries_rag", "status_entries", {"rag": "amber"}),
    ("ck_periods_state", "periods", {"state": "over"}),
    ("ck_programmes_kind", "programmes", {"slug": "other", "kind": "party"}),
    ("ck_events_kind", "events", {"id": "other", "kind": "party"}),
    ("ck_events_status", "events", {"id": "other", "status": "maybe"}),
    ("ck_deliveries_status", "deliveries", {"key": "other", "status": "gone"}),
    ("ck_deliveries_one_place", "deliveries", {"key": "other", "person_id": 1, "channel_id": "C1"}),
    ("ck_deliveries_one_place", "deliveries", {"key": "other", "person_id": None, "channel_id": None}),
    ("ck_review_items_state", "review_items", {"field": "other", "state": "maybe"}),
    ("ck_reminder_rules_audience", "reminder_rules", {"name": "other", "audience": "world"}),
    ("ck_reminder_rules_anchor", "reminder_rules", {"name": "other", "anchor": "moon"}),
    ("ck_reminder_rules_unit", "reminder_rules", {"name": "other", "unit": "weeks"}),
    ("ck_reminder_rules_off_day", "reminder_rules", {"name": "other", "off_day": "never"}),
    ("ck_heartbeats_only_one", "heartbeats", {"id": 2}),
    ("ck_notices_state", "notices", {"state": "lost"}),
    ("ck_quiet_days_kind", "quiet_days", {"kind": "party"}),
    ("ck_reminders_status", "reminders", {"recipient": "other", "status": "gone"}),
    ("ck_reports_state", "reports", {"state": "lost"}),
]


@pytest.mark.parametrize(("check", "name", "changes"), WRONG)
def test_what_a_column_may_not_hold_is_refused(
    filled: Database, check: str, name: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=check), filled.writing() as db:
        db.execute(another(name, changes))


def test_every_check_has_a_wrong_row() -> None:
    checks = {
        each.name for t in metadata.tables.values() for each in t.constraints if isinstance(each, CheckConstraint)
    }
    assert checks == {check for check, _, _ in WRONG}


FOREIGN = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in metadata.sorted_tables
    for column in table.columns
    if column.foreign_keys
]


@pytest.mark.parametrize(("table", "column"), FOREIGN)
def test_a_reference_to_nothing_is_refused(filled: Database, table: Table, column: Any) -> None:
    nothing = 99 if column.type.python_type is int else "nothing"
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), filled.writing() as db:
        db.execute(update(table).values({column.name: nothing}))


def test_a_plan_takes_its_actions_and_their_history_with_it(filled: Database) -> None:
    with filled.writing() as db:
        db.execute(delete(tables.plans))
        left = counts(db)
    of_plan = ("plans", "plan_workspaces", "sections", "actions", "action_partners", "status_entries", "review_items")
    of_plan += ("search_entries", "periods", "extensions", "snapshots", "drafts", "passes", "queue")
    of_plan += ("reports", "report_files")
    assert {name: left[name] for name in of_plan} == dict.fromkeys(of_plan, 0)
    assert sum(left.values()) == len(ROWS) - len(of_plan)  # facets are an index, made of actions: nothing refers back


DEPENDED_ON: list[tuple[str, Callable[[], Any]]] = [
    ("person", lambda: delete(tables.people)),
    ("organisation", lambda: delete(tables.organisations)),
    ("workspace", lambda: delete(tables.workspaces)),
    ("message that carried a reminder", lambda: delete(tables.deliveries)),
]


@pytest.mark.parametrize("statement", [each for _, each in DEPENDED_ON], ids=[name for name, _ in DEPENDED_ON])
def test_what_others_refer_to_stays(filled: Database, statement: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), filled.writing() as db:
        db.execute(statement())
