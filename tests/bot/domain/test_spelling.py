"""Misspelt words are put right where that is safe."""

import pytest
from sqlalchemy import Connection

from bot.domain import search, spelling, vocabulary
from bot.domain.spelling import Spelt
from tests.bot.domain.cast import LONDON, NOBODY, NOW


def changes(db: Connection, text: str) -> dict[str, str]:
    return dict(search.read_with_spelling(db, NOBODY, text, NOW, LONDON)[1])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("retorfit", "retrofit"),
        ("biodiversty", "biodiversity"),
        ("enviroment", "environment"),
        ("trasport", "transport"),
        ("dicovery", "discovery"),
        ("comunity", "community"),
        ("meetng", "meeting"),
        ("enrgy", "energy"),
        ("heatpump", "heat pump"),
        ("retro fit", "retrofit"),
    ],
)
def test_slips(db: Connection, typed: str, meant: str) -> None:
    assert changes(db, f"{typed} actions") == {typed: meant}


@pytest.mark.parametrize("word", ["wall", "stuff", "cows", "ev", "nged", "zzzzzz", "morning", "t18", "2024", "trian2"])
def test_words_that_are_left_alone(db: Connection, word: str) -> None:
    assert changes(db, f"{word} actions") == {}


@pytest.mark.parametrize("question", ["retrofitting", "cycled", "libraries", "Woodland Trust", "policy and planning"])
def test_words_and_names_that_are_right(db: Connection, question: str) -> None:
    assert changes(db, question) == {}


def test_a_slip_changes_nothing_but_its_own_word(db: Connection) -> None:
    right, _ = spelling.corrected(db, "retorfit of T18 & <b>", vocabulary.known(db, "T1").spelt)
    assert right == "retrofit of t18 b"


def test_words_that_are_one_are_joined_wherever_they_stand(db: Connection) -> None:
    spelt = vocabulary.known(db, "T1").spelt
    assert spelling.corrected(db, "retro fit or retro fit", spelt) == (
        "retrofit or retrofit",
        (("retro fit", "retrofit"),),
    )
    assert changes(db, "retro fitting") == {"retro fitting": "retrofitting"}
    assert spelling.corrected(db, "fit retro", spelt)[0] != "fitretro"


def test_one_slip_is_nearer_than_two_words_and_two_words_than_two_slips(db: Connection) -> None:
    assert changes(db, "greenskills") == {"greenskills": "green skills"}
    assert changes(db, "solarpannels") == {}, "both parts have to be words"
    assert changes(db, "heatwater") == {}, "and to stand in a row somewhere"
    assert changes(db, "heatpump" * 4) == {}, "nobody writes so long a word"


def test_the_first_letter_is_never_the_slip(db: Connection) -> None:
    assert spelling.corrected(db, "yydrogen", Spelt()) == ("yydrogen", ())


def test_with_nothing_known_nothing_is_changed(db: Connection) -> None:
    assert spelling.corrected(db, "", Spelt()) == ("", ())
