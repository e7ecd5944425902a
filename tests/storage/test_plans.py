"""What is asked every second, or about one thing among many, is found by an index, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage import deliveries, nudges, reminders
from storage.engine import Database
from tests.storage.rows import NOW, fill

QUERIES: dict[str, tuple[Callable[[Connection], Any], set[str]]] = {
    "due reminders": (lambda db: reminders.due(db, NOW), {"ix_reminders_planned"}),
    "reminders of a person": (lambda db: reminders.subjects_planned(db, "action", 1), {"ix_reminders_person_id"}),
    "actions of a person": (lambda db: reminders.actions_of(db, "person", {"1"}), {"ix_passes_to_id"}),
    "messages that asked": (lambda db: nudges.that_asked(db, {"a:1"}, {"p"}, NOW), {"ix_reminders_subject"}),
    "due messages": (
        lambda db: deliveries.claimable(db, NOW, NOW, 9, asked_first=True),
        {"ix_deliveries_waiting", "ix_deliveries_asked_for"},
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_it_is_found_by_its_index(database: Database, name: str) -> None:
    query, indexes = QUERIES[name]
    with database.trying() as db:
        fill(db)
        plans = _plans(db, query)
    assert {one for one in indexes if one in plans} == indexes
    assert "SCAN reminders" not in plans and "SCAN deliveries" not in plans and "SCAN passes" not in plans
    assert plans.count("subject_id") >= plans.count("ix_reminders_subject"), "not all things of a kind"


def test_of_no_plan_no_action_is_read(database: Database) -> None:
    """With 100,000 actions that took 17 ms of each planning: SQLite reads them all to find none of them."""
    with database.trying() as db:
        fill(db)
        plans = _plans(db, lambda db: nudges.that_asked(db, {"a:1"}, (), NOW))
    assert "ix_reminders_subject" in plans
    assert "actions" not in plans


def _plans(db: Connection, query: Callable[[Connection], Any]) -> str:
    """How the database carries out whatever a query asks; PostgreSQL is not let off by how small a table is."""
    issued: list[tuple[str, Any]] = []
    explain = "explain query plan "
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("set local enable_seqscan = off")
        explain = "explain "

    def note(*facts: Any) -> None:
        issued.append((facts[2], facts[3]))

    event.listen(db, "before_cursor_execute", note)
    query(db)
    event.remove(db, "before_cursor_execute", note)
    return "\n".join(str(row[-1]) for sql, given in issued for row in db.exec_driver_sql(explain + sql, given))
