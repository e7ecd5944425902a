"""Words that coordinators teach: who may, what is refused, and that the reader knows them at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.domain import glossary, search
from bot.domain.glossary import Glossary, Typed
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEAD,
    LEDNET,
    LONDON,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    TRANSPORT,
    end_roles,
    rows,
    said,
)


def teach(db: Connection, text: str, who: Caller = COORDINATOR, row_id: int = 0, view_id: str = "") -> Glossary:
    return glossary.save(db, who, Typed(text, row_id, view_id or f"V-{text}-{row_id}"), SLACK, NOW)


def words(facts: Glossary) -> list[tuple[str, ...]]:
    return [one.words for one in facts.rows]


def refs(db: Connection, question: str, who: Caller = NOBODY) -> set[str]:
    query = search.read(db, who, question, NOW, LONDON)
    return {one.ref for one in search.find(db, who, query, 1, NOW).rows}


def test_what_is_taught_is_understood_at_once_and_in_this_workspace_only(db: Connection) -> None:
    assert refs(db, "wheels of joy") != refs(db, "bicycle")
    facts = teach(db, "wheels of joy, bicycle")
    assert words(facts) == [("wheels of joy", "bicycle")]
    assert refs(db, "wheels of joy") >= {"T8", "T9"}
    query = search.read(db, STRANGER, "wheels of joy", NOW, LONDON)
    assert search.find(db, STRANGER, query, 1, NOW).total == 0


def test_an_abbreviation_of_a_name_is_that_name(db: Connection) -> None:
    teach(db, "TPT, Transport")
    teach(db, "Weepeedee = NGED")
    assert search.read(db, NOBODY, "TPT actions in discovery", NOW, LONDON).sections == (TRANSPORT,)
    read = search.read(db, NOBODY, "actions with weepeedee", NOW, LONDON)
    assert [name for _, name in read.partners] == ["National Grid Electricity Distribution"]


def test_a_taught_word_is_no_slip_of_another(db: Connection) -> None:
    assert search.read(db, NOBODY, "biodivers", NOW, LONDON).text != ()
    before = search.read_with_spelling(db, NOBODY, "sollar", NOW, LONDON)[1]
    assert before == (("sollar", "solar"),)
    teach(db, "sollar, district heating")
    assert search.read_with_spelling(db, NOBODY, "sollar", NOW, LONDON)[1] == ()


def test_it_is_changed_taken_away_and_each_is_undone(db: Connection) -> None:
    added = teach(db, "abc, def")
    assert added.done
    changed = teach(db, "abc, xyz", row_id=added.rows[0].id)
    assert changed.done
    assert words(changed) == [("abc", "xyz")]
    back = glossary.undo(db, COORDINATOR, changed.done.new_id, changed.done.old_id, "k1", SLACK, NOW)
    assert words(back) == [("abc", "def")]
    gone = glossary.remove(db, ADMIN, back.rows[0].id, "k2", SLACK, NOW)
    assert gone.done
    assert (gone.total, gone.done.old_id) == (0, back.rows[0].id)
    again = glossary.undo(db, ADMIN, gone.done.new_id, gone.done.old_id, "k3", SLACK, NOW)
    assert words(again) == [("abc", "def")]
    nothing = glossary.undo(db, COORDINATOR, added.done.new_id, added.done.old_id, "k4", SLACK, NOW)
    assert nothing.total == 0
    for did, times in (("added", 1), ("changed", 1), ("removed", 3), ("brought_back", 2)):
        assert len(said(db, f"glossary.{did}")) == times
    assert said(db, "glossary.added")[0][0] == "UCOORD"
    assert said(db, "glossary.added")[0][5] == {"words": ["abc", "def"]}


DEEDS: dict[str, Callable[[Connection, Caller, int], object]] = {
    "form": lambda db, who, row_id: glossary.form(db, who, row_id),
    "add": lambda db, who, _: teach(db, "one thing, another thing", who),
    "change": lambda db, who, row_id: teach(db, "abc, another thing", who, row_id),
    "remove": lambda db, who, row_id: glossary.remove(db, who, row_id, "k", SLACK, NOW),
    "undo": lambda db, who, row_id: glossary.undo(db, who, row_id, 0, "k", SLACK, NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", [LEAD, OFFICER, NOBODY, LEDNET], ids=lambda one: one.user_id)
def test_only_those_who_run_a_plan_may(db: Connection, deed: str, who: Caller) -> None:
    row_id = teach(db, "abc, def").rows[0].id
    before = rows(db, tables.glossary)
    with pytest.raises(NotAllowed):
        DEEDS[deed](db, who, row_id)
    assert rows(db, tables.glossary) == before
    assert glossary.listing(db, who).may_change is False
    assert words(glossary.listing(db, who)) == [("abc", "def")]


@pytest.mark.parametrize("deed", ["form", "change", "remove", "undo"])
def test_nobody_reaches_the_words_of_another_workspace(db: Connection, deed: str) -> None:
    row_id = teach(db, "abc, def").rows[0].id
    with pytest.raises(Refusal):
        DEEDS[deed](db, STRANGE_ADMIN, row_id)
    assert words(glossary.listing(db, COORDINATOR)) == [("abc", "def")]
    assert glossary.listing(db, STRANGE_ADMIN).rows == ()


def test_who_runs_a_plan_no_more_teaches_no_more(db: Connection) -> None:
    teach(db, "abc, def", LONDONER)
    end_roles(db, LONDONER)
    with pytest.raises(NotAllowed):
        teach(db, "ghi, jkl", LONDONER)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least two"),
        ("EV", "at least two"),
        ("cars, Car, CARS", "at least two"),
        ("the, of", "says too little"),
        ("!!!, heat", "says too little"),
        ("x, heat", "says too little"),
        (f"heat, {'x' * 70}", "too long"),
        ("heat, a one two three four five six seven", "too long"),
        (", ".join(f"word{one}" for one in range(13)), "At most 12"),
        ("abc, heat", "another row"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_the_field(db: Connection, text: str, sentence: str) -> None:
    teach(db, "abc, def")
    with pytest.raises(Refusal, match=sentence) as refused:
        teach(db, text)
    assert refused.value.field == "words"
    assert len(rows(db, tables.glossary)) == 1


def test_a_form_that_comes_twice_is_saved_once(db: Connection) -> None:
    teach(db, "abc, def", view_id="V1")
    assert words(teach(db, "abc, def", view_id="V1")) == [("abc", "def")]
    assert len(rows(db, tables.glossary)) == 1


def test_two_who_change_the_same_row(db: Connection) -> None:
    row_id = teach(db, "abc, def").rows[0].id
    teach(db, "abc, xyz", row_id=row_id)
    with pytest.raises(Refusal, match="meanwhile"):
        teach(db, "abc, uvw", ADMIN, row_id)


def test_people_outside_see_none(db: Connection) -> None:
    with pytest.raises(NotAllowed):
        glossary.listing(db, Caller("T1", "T1", "UX", is_stranger=True))


def test_pages(filled: Database) -> None:
    with filled.writing() as db:
        for number in range(12):
            teach(db, f"first{number}, second{number}")
        first, last = glossary.listing(db, NOBODY, 1), glossary.listing(db, NOBODY, 99)
    assert (len(first.rows), first.pages, first.rows[0].words[0]) == (10, 2, "first11")
    assert (len(last.rows), last.page, last.rows[-1].words[0]) == (2, 2, "first0")
