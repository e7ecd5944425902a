"""The index of actions: kept in step with what changes, and found by stems, phrases and beginnings."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, insert, update

from storage import found, matches, search, tables
from storage.engine import Database
from storage.found import Filters
from tests.storage.rows import ROWS, fill

PLAN, OTHER = "leicestershire-2024", "other-2030"
TITLES = {
    "A1": "Electric buses",
    "A2": "Levies on waste",
    "A3": "Trails along the canal",
    "B1": "Recycling of bus tickets",
}


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """Two plans: three actions and one, beside the one row that every table has."""
    with database.trying() as db:
        fill(db)
        for table in (tables.search_entries, tables.search_words, tables.action_facets):
            db.execute(delete(table))
        db.execute(insert(tables.plans).values(ROWS["plans"] | {"slug": OTHER}))
        db.execute(insert(tables.sections).values(ROWS["sections"] | {"id": f"{OTHER}/one", "plan_slug": OTHER}))
        for position, (ref, title) in enumerate(TITLES.items(), 1):
            plan = OTHER if ref == "B1" else PLAN
            section = f"{OTHER}/one" if ref == "B1" else "leicestershire-2024/transport"
            values = {"id": f"{plan}:{ref}", "plan_slug": plan, "ref": ref, "ref_key": ref.lower(), "printed_ref": ref}
            values |= {"section_id": section, "position": position, "title": title, "role": "Lead"}
            db.execute(insert(tables.actions).values(values | {"outcomes": [], "uncertain": []}))
        search.fill(db)
        yield db


def with_words(db: Connection, *slots: Any, plans: tuple[str, ...] = (PLAN, OTHER), of_all: bool = True) -> list[str]:
    rows = matches.matching(db, Filters(plans), slots, of_all, 10)
    return [row.action_id.partition(":")[2] for row in rows]


def word(*stems: str) -> tuple[tuple[str, ...]]:
    return (stems,)


def test_words_are_found_by_their_stems_and_not_by_parts(db: Connection) -> None:
    assert with_words(db, word("bus")) == ["A1", "B1"]
    assert with_words(db, word("levi")) == []
    assert with_words(db, word("levy")) == ["A2"]
    assert with_words(db, word("rail")) == []
    assert with_words(db, word("cycl")) == []


def test_beginnings_phrases_and_words_for_the_same(db: Connection) -> None:
    assert with_words(db, word("recy*")) == ["B1"]
    assert with_words(db, word("electr", "bus")) == ["A1"]
    assert with_words(db, word("bus", "electr")) == []
    assert with_words(db, word("electr", "bu*")) == ["A1"]
    assert with_words(db, (("nothing",), ("canal",))) == ["A3"]


def test_all_words_or_those_with_most_of_them_first(db: Connection) -> None:
    assert with_words(db, word("bus"), word("recycl")) == ["B1"]
    assert with_words(db, word("bus"), word("recycl"), of_all=False) == ["B1", "A1"]
    assert with_words(db, word("bus"), plans=(PLAN,)) == ["A1"]
    assert matches.matching_ids(db, Filters((PLAN, OTHER)), [word("bus")], 1) == [f"{PLAN}:A1"]


def test_a_title_counts_for_more_than_a_note(db: Connection) -> None:
    db.execute(update(tables.actions).where(tables.actions.c.ref == "A3").values(wording="Buses and buses."))
    search.refresh(db, [f"{PLAN}:A3"])
    assert with_words(db, word("bus")) == ["A1", "B1", "A3"]


def test_the_index_follows_a_change_a_withdrawal_and_a_return(db: Connection) -> None:
    one = tables.actions.c.id == f"{PLAN}:A1"
    db.execute(update(tables.actions).where(one).values(title="Trams"))
    search.refresh(db, [f"{PLAN}:A1"])
    assert (with_words(db, word("bus")), with_words(db, word("tram"))) == (["B1"], ["A1"])
    db.execute(update(tables.actions).where(one).values(withdrawn_at=ROWS["people"]["created_at"]))
    search.refresh(db, [f"{PLAN}:A1"])
    assert with_words(db, word("tram")) == []
    assert "A1" not in listed(db)
    db.execute(update(tables.actions).where(one).values(withdrawn_at=None))
    search.refresh(db, [f"{PLAN}:A1"])
    assert with_words(db, word("tram")) == ["A1"]


def listed(db: Connection, most: int | None = None, **more: Any) -> list[str]:
    return [one.partition(":")[2] for one in found.ids(db, Filters((OTHER, PLAN), **more), "", (), most)]


def test_lists_are_in_the_plans_order_and_no_longer_than_asked(db: Connection) -> None:
    assert listed(db) == ["A1", "A2", "A3", "T18", "B1"]
    assert listed(db, 2) == ["A1", "A2"]
    assert listed(db, facets={"section": (f"{OTHER}/one",)}) == ["B1"]
    assert listed(db, facets={"role": ("Lead", "Ask")}) == ["A1", "A2", "A3", "B1"]
    assert listed(db, facets={"role": ("Ask",)}) == []


def test_a_list_of_several_values_has_each_action_once(db: Connection) -> None:
    rows = {"plan_slug": PLAN, "position": 1, "action_id": f"{PLAN}:A1", "facet": "stage"}
    db.execute(delete(tables.action_facets).where(tables.action_facets.c.facet == "stage"))
    db.execute(insert(tables.action_facets), [rows | {"value": "Design"}, rows | {"value": "Delivery"}])
    assert listed(db, facets={"stage": ("Design", "Delivery")}) == ["A1"]
    assert listed(db, every=(("stage", "Design"), ("stage", "Delivery"))) == ["A1"]
    assert listed(db, every=(("stage", "Design"), ("stage", "Complete"))) == []


def test_an_action_at_two_stages_stands_once_at_the_first_of_them(db: Connection) -> None:
    at = {"A1": ("Design", "Delivery"), "A2": ("Delivery",), "A3": ("Design",), "T18": ("Complete",)}
    rows = [
        {"plan_slug": PLAN, "position": int(ref[1:]), "action_id": f"{PLAN}:{ref}", "facet": "stage", "value": stage}
        for ref, stages in at.items()
        for stage in stages
    ]
    db.execute(delete(tables.action_facets).where(tables.action_facets.c.facet == "stage"))
    db.execute(insert(tables.action_facets), rows)

    def by_stage(most: int | None) -> list[str]:
        ids = found.ids(db, Filters((PLAN,)), "stage", ("Design", "Delivery", "Complete"), most)
        return [one.partition(":")[2] for one in ids]

    assert by_stage(None) == ["A1", "A3", "A2", "T18"]
    assert [by_stage(most) for most in (1, 2, 3)] == [["A1"], ["A1", "A3"], ["A1", "A3", "A2"]]


def test_what_moved_in_its_plan_is_listed_where_it_stands_now(db: Connection) -> None:
    db.execute(update(tables.actions).where(tables.actions.c.id == f"{PLAN}:A1").values(position=50))
    search.put_in_order(db, PLAN)
    assert listed(db, facets={"role": ("Lead",)}) == ["A2", "A3", "A1", "B1"]


def test_values_words_and_beginnings(db: Connection) -> None:
    assert list(search.values(db, "role", (PLAN, OTHER))) == ["Lead"]
    assert list(search.values(db, "section", (OTHER,))) == [f"{OTHER}/one"]
    assert list(search.values(db, "outcome", (PLAN,))) == []
    assert search.known(db, ["electric", "electrik"]) == {"electric"}
    assert list(search.begun(db, "recy", 5)) == ["recycling"]
    assert (search.is_found(db, "electr"), search.is_found(db, "zeppelin")) == (True, False)


def test_refs_by_their_beginnings(db: Connection) -> None:
    assert found.with_beginnings(db, (PLAN, OTHER), ["a"], 10) == [f"{PLAN}:A1", f"{PLAN}:A2", f"{PLAN}:A3"]
    assert found.with_beginnings(db, (PLAN,), ["a2", "t"], 10) == [f"{PLAN}:A2", f"{PLAN}:T18"]
    assert found.with_keys(db, (OTHER,), ["a1", "b1"], 10) == [f"{OTHER}:B1"]


@pytest.mark.parametrize(
    "filters",
    [
        Filters((PLAN, OTHER), {"section": ("leicestershire-2024/transport",), "stage": ("Design",)}),
        Filters((PLAN, OTHER), {"role": ("Lead",)}, every=(("partner", "1"),)),
        Filters((PLAN,), {"stage": ("Design", "Delivery")}),
        Filters((PLAN,)),
    ],
)
def test_no_list_reads_a_whole_table(sqlite_database: Database, filters: Filters) -> None:
    """Without statistics, as where nobody has ever asked for them; each facet is one step in its index."""
    with sqlite_database.trying() as db:
        for step in steps(db, lambda: found.ids(db, filters, "", (), 10)):
            assert not step.startswith("SCAN")
            assert "facet=? AND value=?" in step or not step.startswith("SEARCH action_facets")


def test_no_text_reads_a_whole_table(sqlite_database: Database) -> None:
    """But for the hits of the text, and the index itself."""
    filters = Filters((PLAN, OTHER), {"stage": ("Design",)})
    with sqlite_database.trying() as db:
        for step in steps(db, lambda: matches.matching(db, filters, [word("bus"), word("electr")], True, 10)):
            assert not step.startswith("SCAN") or step.split()[1] in ("search_index", "scored", "hits"), step


def steps(db: Connection, act: Callable[[], object]) -> list[str]:
    """Return the steps in which SQLite carries out the statements of an act."""
    issued: list[tuple[str, Any]] = []

    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        issued.append((statement, parameters))

    event.listen(db, "before_cursor_execute", note)
    act()
    event.remove(db, "before_cursor_execute", note)
    assert issued
    plans = [db.exec_driver_sql(f"explain query plan {statement}", parameters) for statement, parameters in issued]
    return [row[3] for plan in plans for row in plan]
