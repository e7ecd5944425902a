"""Tables and calendars through the command line, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.mutations import CALENDAR, TABLE, delimited, workbook
from storage import tables
from storage.engine import Database
from tests.bot.commanding import Ended, call

Command = Callable[..., Ended]


@pytest.fixture
def convenor(database_url: str, tmp_path: Path) -> Command:
    """Return a function that calls the command line on this test's database."""
    settings = {"CONVENOR_DATABASE_URL": database_url, "CONVENOR_SECRET_KEY": "k", "CONVENOR_DATA_DIR": str(tmp_path)}
    return lambda *arguments: call(*arguments, **settings)


def counts(ended: Ended) -> tuple[int, int, int]:
    assert (ended.code, ended.rows["refused"]) == (0, 0), ended
    return ended.rows["new"], ended.rows["changed"], ended.rows["same"]


def written(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def test_a_table_comes_in_once_and_says_how_its_columns_were_read(convenor: Command, tmp_path: Path) -> None:
    path = written(tmp_path, "our-plan.csv", delimited(TABLE))
    first = convenor("import", path, "--json", "--organisation", "Rutland County Council")
    assert counts(first)[1:] == (0, 0)
    (columns,) = first.rows["columns"]
    assert (columns["columns"]["stages"], columns["unused"]) == ("Project stage", ["Lead officer"])
    assert counts(convenor("import", path, "--json"))[:2] == (0, 0)  # whose it is, stays
    same = written(tmp_path, "other-name.xlsx", workbook(TABLE))
    again = convenor("import", same, "--json", "--plan", "our-plan")
    assert (again.rows["new"], again.rows["review"]) == (0, [])
    rows = {row["ref"]: row for row in convenor("export", "actions", "--json").rows}
    assert (rows["T1000"]["plan"], rows["T1000"]["stages"]) == ("our-plan", ["Complete"])
    assert (rows["E1"]["partners"], rows["E1"]["uncertain"]) == (["Residents", "Sunny Roofs"], [])


def test_the_report_for_people_names_the_columns_and_how_to_change_them(convenor: Command, tmp_path: Path) -> None:
    path = written(tmp_path, "our-plan.csv", delimited(TABLE))
    said = convenor("import", path, "--dry-run").out
    assert "stage: Project stage" in said and "not read: Lead officer" in said and "--map" in said
    other = convenor("import", path, "--dry-run", "--json", "--map", "note=Lead officer")
    assert other.rows["columns"][0]["columns"]["note"] == "Lead officer"
    wrong = convenor("import", path, "--map", "colour=RAG")
    assert wrong.code == 2 and "The fields are ref, RAG" in wrong.err


def test_a_ref_that_is_there_twice_is_refused_with_both_lines(
    convenor: Command, database: Database, tmp_path: Path
) -> None:
    path = written(tmp_path, "our-plan.csv", delimited((*TABLE, ("E 1", "Energy", "Again"))))
    ended = convenor("import", path)
    assert ended.code == 1
    assert "our-plan.csv, line 7: E1 stands in line 2 already" in ended.err
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(tables.organisations)) == 0


def test_a_calendar_moves_and_cancels_the_same_events(convenor: Command, database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, "meetings.ics", CALENDAR)
    assert counts(convenor("import", path, "--json")) == (1 + 1 + 6, 0, 0)
    assert counts(convenor("import", path, "--json")) == (0, 0, 8)
    before = {row["id"]: row["date"] for row in convenor("export", "meetings", "--json").rows}
    moved = CALENDAR.replace("20300307T", "20300308T").replace("SUMMARY:Surgery", "SUMMARY:Surgery\nSTATUS:CANCELLED")
    assert counts(convenor("import", written(tmp_path, "meetings.ics", moved), "--json")) == (0, 5, 3)
    after = {row["id"]: row["date"] for row in convenor("export", "meetings", "--json").rows}
    assert list(after.values()) == ["2030-03-08"] and after.keys() <= before.keys()
    with database.reading() as db:
        rows = db.execute(select(tables.events.c.status, tables.events.c.revision)).all()
    assert sorted(map(tuple, rows)) == [("cancelled", 1)] * 5 + [("confirmed", 1)]


def test_a_calendar_brings_dates_into_a_programme_and_leaves_it_as_it_is(convenor: Command, tmp_path: Path) -> None:
    assert (
        convenor("import", written(tmp_path, "a.ics", CALENDAR), "--title", "Ours", "--organisation", "LEDNet").code
        == 0
    )
    other = CALENDAR.replace("one@", "four@").replace("Warm homes network", "Any name")
    path = written(tmp_path, "b.ics", other)
    ended = convenor("import", path, "--json", "--programme", "warm-homes-network")
    assert [row["kind"] for row in ended.rows["changes"]] in (["programme", "event"], ["event"])
    assert all("title" not in row["fields"] for row in ended.rows["changes"])
    assert ended.rows["review"] == []
