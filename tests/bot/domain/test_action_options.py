"""Actions offered as somebody types."""

import time

import pytest
from sqlalchemy import Connection, update

from bot.domain import action_options, actions
from storage import tables
from tests.bot.domain.cast import LEAD, NOBODY, NOW, OFFICER, STRANGER, T18, caller


def refs(db: Connection, text: str) -> list[str]:
    return [one.printed_ref for one in action_options.typed(db, NOBODY, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [("t18", "T18"), ("T 18", "T18"), ("T1", "T1"), ("people-1", "People 1"), ("leadership 1", "Leadership 1")],
)
def test_the_very_ref_comes_first(db: Connection, text: str, first: str) -> None:
    assert refs(db, text)[0] == first


def test_the_beginning_of_a_ref_offers_all_that_begin_so(db: Connection) -> None:
    assert {"T1", "T10", "T18"} <= set(refs(db, "t1"))
    assert "T2" not in refs(db, "t1")
    assert {"Leadership 1", "Leadership 2"} <= set(refs(db, "leader"))


@pytest.mark.parametrize("whole", ["recycling", "communities", "public transport", "biodiversity"])
def test_each_letter_narrows_what_is_offered(db: Connection, whole: str) -> None:
    found = set(refs(db, whole))
    assert found
    for size in range(3, len(whole)):
        assert found <= set(refs(db, whole[:size])) or len(refs(db, whole[:size])) == action_options.OPTIONS


def test_other_words_for_the_same_and_slips(db: Connection) -> None:
    cars = refs(db, "electric car")
    assert refs(db, "EV")[: len(cars)] == cars != []
    assert refs(db, "biodivrsity") == refs(db, "biodiversity") != []


def test_with_nothing_typed_ones_own(db: Connection) -> None:
    own = [one.id for one in action_options.typed(db, LEAD, " ")]
    assert own == [one.id for one in actions.mine(db, LEAD).actions] == [T18]
    assert len(action_options.typed(db, OFFICER, "")) > 1
    assert action_options.typed(db, NOBODY, "") == ()


def test_only_what_one_may_see(db: Connection) -> None:
    assert action_options.typed(db, STRANGER, "t18") == action_options.typed(db, STRANGER, "transport") == ()
    db.execute(update(tables.actions).where(tables.actions.c.id == T18).values(withdrawn_at=NOW))
    assert "T18" not in refs(db, "t18")


@pytest.mark.parametrize("text", ["", "'", '"*', "NEAR(", "a:b", "٣", "<!channel>", "t*", "x" * 5000, "&", "😀"])
def test_any_text_is_answered_in_time(db: Connection, text: str) -> None:
    began = time.perf_counter()
    assert len(action_options.typed(db, caller("UANY"), text)) <= action_options.OPTIONS
    assert time.perf_counter() - began < 1
