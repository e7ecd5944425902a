"""Full text: what the words of a question stand for, and whose words tell most where no action has them all."""

import pytest
from sqlalchemy import Connection

from bot.domain import full_text, search, synonyms
from tests.bot.domain.cast import LONDON, NOBODY, NOW


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (("e", "scooters"), [("scooter",)]),
        (("e",), [("e",)]),
        (("scope", "3"), [("scope",), ("3",)]),
        (("trees", "tree"), [("tree",)]),
        (("electric", "car", "hire"), [("electr", "car"), ("hire",)]),
    ],
)
def test_what_is_looked_for(db: Connection, text: tuple[str, ...], slots: list[tuple[str, ...]]) -> None:
    assert [slot[0] for slot in full_text.slots_of(text, synonyms.meanings(db, None))] == slots


@pytest.mark.parametrize("text", ["scooters climate", "climate scooters"])
def test_where_nothing_has_all_words_the_rarest_tells_most(db: Connection, text: str) -> None:
    found = search.find(db, NOBODY, search.read(db, NOBODY, text, NOW, LONDON), 1, NOW)
    assert found.dropped == ("climate",)
    assert 0 < found.total < 3
