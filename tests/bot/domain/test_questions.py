"""The reader: which words of a question are which filter."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, exists, update

from bot.domain import questions, search, sharing, vocabulary
from bot.domain.audit import Origin
from bot.domain.names import Names
from bot.domain.queries import Query, describe, from_json, to_json
from bot.domain.queries import given as told
from bot.domain.questions import Asked
from bot.domain.vocabulary import Vocabulary
from storage.engine import Database
from storage.tables import actions, status_entries
from tests.bot.domain.cast import LONDON, NOBODY, NOW, OTHER_PLAN, PLAN, TRANSPORT

TODAY = date(2024, 12, 15)
WORDS = """
    transport in with NGED not complete discovery and or both next meeting session 2 of the tuesday set may 2023 between
    since actions we lead ask red objective 3 T18 to T20 overdue mine how many
    """.split()  # noqa: SIM905 read as a text
NOT_COMPLETE = {"stages": ("Discovery", "Design", "Delivery"), "without": (("stage", "Complete", "Complete"),)}
EITHER: dict[str, Any] = {"sections": (TRANSPORT,), "subsections": ("Waste",), "either": True}


def read(db: Connection, text: str) -> Query:
    return search.read(db, NOBODY, text, NOW, LONDON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("transport actions in discovery", {"sections": (TRANSPORT,), "stages": ("Discovery",)}),
        ("low carbon transport", {"text": ("low", "carbon", "transport")}),
        ("anything about transport", {"text": ("transport",)}),
        ("actions in delivery", {"stages": ("Delivery",)}),
        ("Local London delivery actions", {"plans": (OTHER_PLAN,), "sections": (f"{OTHER_PLAN}/delivery",)}),
        ("what we lead on in transport", {"roles": ("Lead",), "sections": (TRANSPORT,)}),
        ("actions where we only influence", {"roles": ("Influence",)}),
        ("not complete", NOT_COMPLETE),
        ("all except the complete ones", NOT_COMPLETE),
        ("what still needs finishing", NOT_COMPLETE),
        ("all but not in transport", {"without": (("section", TRANSPORT, "transport"),)}),
        ("completed by October 2024", {"stages": ("Complete",), "state": "completed", "until": date(2024, 10, 31)}),
        ("no stage given", {"stages": ("not given",)}),
        ("in both discovery and delivery", {"stages": ("Discovery", "Delivery"), "two_stages": True}),
        ("red or amber actions", {"rags": ("Red", "Amber")}),
        ("no RAG", {"rags": ("not given",)}),
        ("objective 2 and 3", {"objectives": ("2", "3")}),
        ("T1 to T3", {"refs": ("T1", "T2", "T3")}),
        ("leicestershire T18", {"refs": ("T18",), "plans": (PLAN,)}),
        ("no lead officer", {"state": "no_lead"}),
        ("never updated", {"state": "never"}),
        ("updated since March 2024", {"state": "updated", "since": date(2024, 3, 1)}),
        ("not updated since March 2024", {"state": "stale", "since": date(2024, 3, 1)}),
        ("how many complete actions", {"stages": ("Complete",), "count": True}),
        ("<@U0SOMEBODY> actions", {"person": "U0SOMEBODY"}),
        ("overdue actions assigned to me", {"person": "mine", "state": "overdue"}),
        ("leadership two", {"refs": ("Leadership 2",)}),
        ("two leadership", {"subsections": ("Leadership",)}),
        ("land management actions", {"subsections": ("Land Management and Use",)}),
        ("cross-cutting actions", {"sections": (f"{PLAN}/cross-cutting-actions",)}),
        ("aren't complete", NOT_COMPLETE),
        ("in delivery vans", {"text": ("delivery", "vans")}),
        ("working from home", {"text": ("working", "home")}),
        ("working actions", {}),
        ("anything amber in transport", {"rags": ("Amber",), "sections": (TRANSPORT,)}),
        ("anything mentioned about transport", {"text": ("transport",)}),
        ("natur and land use", {"sections": (f"{PLAN}/nature-and-land-use",)}),
        ("red actions in nature and landuse", {"sections": (f"{PLAN}/nature-and-land-use",), "rags": ("Red",)}),
        ("sp-thu-2", {"about": "meetings", "kinds": ("session",), "sets": ("lga-sets-2024:sp-thu",), "number": 2}),
        ("res and waste", {"sections": (f"{PLAN}/resources-and-waste",)}),
        ("waste actions complete", {"subsections": ("Waste",), "stages": ("Complete",)}),
        ("what's been finished in economy", {"stages": ("Complete",), "sections": (f"{PLAN}/business-and-economy",)}),
        ("transport or communities actions", {"sections": (TRANSPORT, f"{PLAN}/communities")}),
        ("any transport or waste actions", EITHER),
        ("actions in transport, waste", EITHER),
        ("waste/transport", EITHER),
        ("waste and transport actions in delivery", EITHER | {"stages": ("Delivery",)}),
        ("waste actions in transport", {"sections": (TRANSPORT,), "subsections": ("Waste",)}),
        (
            "lead/delivery/communities",
            {"roles": ("Lead",), "stages": ("Delivery",), "sections": (f"{PLAN}/communities",)},
        ),
        ("T1, T2 and T4", {"refs": ("T1", "T2", "T4")}),
        ("not started", {"stages": ("Discovery", "Design")}),
        ("what haven't we started yet", {"stages": ("Discovery", "Design")}),
        ("what did we finish", {"stages": ("Complete",)}),
        ("what have we finished", {"stages": ("Complete",)}),
        ("research & innovation 1", {"refs": ("Research and Innovation 1",)}),
        ("growth in economy", {"text": ("growth", "economy")}),
        ("updated since 1/3/2024", {"state": "updated", "since": date(2024, 3, 1)}),
    ],
)
def test_a_reading(db: Connection, text: str, expected: dict[str, Any]) -> None:
    assert told(read(db, text)) == told(Query(**expected))


def test_a_section_or_a_sub_section_is_a_union(db: Connection) -> None:
    both, one, other = (
        {row.id for row in search.every_row(db, NOBODY, query, NOW)}
        for query in (Query(**EITHER), Query(sections=(TRANSPORT,)), Query(subsections=("Waste",)))
    )
    assert one and other
    assert both == one | other
    assert "section or sub-section transport or Waste" in describe(Query(**EITHER))


def refs(db: Connection, text: str) -> list[str]:
    return [row.ref for row in search.every_row(db, NOBODY, read(db, text), NOW)]


def test_what_is_left_out(db: Connection) -> None:
    transport = set(refs(db, "transport actions"))
    delivered = set(refs(db, "transport actions in delivery"))
    assert "T17" in delivered, "it is at two stages"
    assert set(refs(db, "transport actions not in delivery")) == transport - delivered
    assert not transport & set(refs(db, "all actions but not in transport"))
    assert refs(db, "Ofgem but not with NGED actions in retrofit") == []
    assert describe(read(db, "transport actions not in delivery")) == "section transport; not at Delivery"


def test_readings_are_said_as_people_say_them() -> None:
    year = {"state": "completed", "since": date(2023, 1, 1), "until": date(2023, 12, 31)}
    assert describe(Query(**year)) == "completed in 2023"
    assert describe(Query(**year | {"since": date(2023, 2, 1)})) == "completed from 1 February 2023 to 31 December 2023"
    assert describe(Query(text=("estate",))) == "the word “estate”"
    assert describe(Query(text=("estate", "cars"))) == "the words “estate cars”"


def test_either_of_two_partners(db: Connection) -> None:
    either = set(refs(db, "actions with Ofgem or NGED"))
    assert either == set(refs(db, "Ofgem")) | set(refs(db, "NGED")) != set(refs(db, "actions with Ofgem and NGED"))


def test_when_something_was_completed(db: Connection) -> None:
    complete = refs(db, "complete actions")
    assert refs(db, "completed by October 2024") == complete, "the plan does not say when"
    assert read(db, "completed in October 2024").text == ("october", "2024"), "a text may tell"
    done = exists().where(actions.c.ref == complete[0], actions.c.current_entry_id == status_entries.c.id)
    db.execute(update(status_entries).where(done).values(completed_on=date(2024, 11, 5)))
    assert refs(db, "completed by October 2024") == complete[1:]
    assert refs(db, "completed in November 2024") == refs(db, "completed in 2024") == complete[:1]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("NGED", "National Grid Electricity Distribution"),
        ("actions with the Woodland Trust", "Woodland Trust"),
        ("Western Power Distribution", "National Grid Electricity Distribution"),
        ("what do districts need to do", "District Councils"),
        ("what have districts been asked to do", "District Councils"),
        ("anything w env agency", "Environment Agency"),
        ("what have we got going with the Wildlife Trust", "Leicestershire and Rutland Wildlife Trust"),
    ],
)
def test_a_partner(db: Connection, text: str, who: str) -> None:
    assert [name for _, name in read(db, text).partners] == [who]


def test_the_refs_of_a_split_action(db: Connection) -> None:
    assert read(db, "R3").refs == ("R3a", "R3b")
    assert read(db, "R3b").refs == ("R3b",)
    assert read(db, "R1").refs == ("R1",), "R10 is none of its parts"


@pytest.mark.parametrize("text", ["schools", "young people", "information for residents", "in business"])
def test_a_group_alone_is_a_word(db: Connection, text: str) -> None:
    assert read(db, text).partners == ()


@pytest.mark.parametrize("plans", [(), ("leicestershire",)])
def test_a_workspace_that_sees_nothing_reads_words(plans: tuple[str, ...]) -> None:
    nothing = Vocabulary((), {}, Names(), {}, Names(), {}, {}, (), (), Names(), ())
    asked = Asked(" ".join(["T18 transport in discovery", *plans]), TODAY, lambda _: {})
    assert questions.read(asked, nothing).text[:3] == ("t18", "transport", "discovery")


@pytest.fixture(scope="module")
def names(_filled_sqlite: Database) -> Vocabulary:
    with _filled_sqlite.reading() as db:
        return vocabulary.known(db, NOBODY.workspace_id)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=14,
    ).map(" ".join)
)
def test_any_row_of_words_is_read_told_and_carried(names: Vocabulary, text: str) -> None:
    query = questions.read(Asked(text, TODAY, lambda keys: {one: one for one in keys if one.startswith("t1")}), names)
    assert from_json(to_json(query)) == query
    assert describe(query)
    assert set(query.sections) <= {one for ids in names.sections.values() for one in ids}
    assert set(query.stages) <= {*names.stages.values(), "not given"}
    assert questions.read(Asked(text, TODAY, lambda _: {}), names).refs == ()


def test_how_many_is_counted_to_the_end(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 20)
    assert search.find(db, NOBODY, read(db, "transport actions"), 1, NOW).total == 21
    assert search.find(db, NOBODY, read(db, "how many transport actions"), 1, NOW).total == 34


def test_an_export_is_told_by_all_that_is_in_it(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 20)
    origin = Origin("slack", "r1")
    assert sharing.export(db, NOBODY, read(db, "transport actions"), "k1", origin, NOW, None, "A1") == 34


def test_beyond_what_is_counted_pages_go_on(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 5)
    every = read(db, "transport actions")
    first, last = (search.find(db, NOBODY, every, page, NOW) for page in (1, 4))
    assert first.total > search.PAGE, "there is a next page"
    assert [one.printed_ref for one in last.rows] == ["T31", "T32", "T33", "T34"]
    assert last.total == 34


def test_the_hits_of_a_text_are_put_in_another_order(db: Connection) -> None:
    best = search.find(db, NOBODY, Query(text=("electric", "vehicle")), 1, NOW)
    other = search.find(db, NOBODY, Query(text=("electric", "vehicle"), sort="stage"), 1, NOW)
    stages = [one.status.stages[0].stage for one in other.rows if one.status]
    assert stages == sorted(stages, key=["Discovery", "Design", "Delivery", "Complete"].index)
    assert {one.id for one in other.rows} == {one.id for one in best.rows}
    assert other.rows != best.rows
