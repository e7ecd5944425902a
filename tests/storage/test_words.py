"""Texts as the index keeps them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.words import STOP, plain, stem, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Low-carbon", ["low", "carbon"]),
        ("the council’s plan, isn't it", ["the", "council", "plan", "isnt", "it"]),
        ("Café & 430,000 trees", ["cafe", "430", "000", "trees"]),
        ("№ ½ ② ｆｕｌｌ", ["no", "1", "2", "2", "full"]),
        ("<!channel> NEAR( *", ["channel", "near"]),
        ("🌳\u202e", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("cycling", "cycle"), ("buses", "bus"), ("lorries", "lorry"), ("policies", "policy"), ("trained", "training")],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("levies", "levi"),
        ("trails", "rail"),
        ("recycle", "cycle"),
        ("training", "trains"),
        ("planning", "plan"),
        ("university", "universal"),
        ("communities", "communications"),
    ],
)
def test_words_that_only_look_alike_are_two(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@given(st.text(max_size=80))
def test_stems_are_letters_and_digits_and_nothing_else(text: str) -> None:
    for one in stems(text):
        assert one.isalnum()
        assert one.isascii()
        assert one == one.lower()
    assert not STOP & set(words(text)) or len(stems(text)) < len(words(text))


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_plain_text_and_any_text_are_folded_alike(text: str) -> None:
    """The fast way for ASCII gives what the other one does."""
    assert words(text) == words(f"{text} é")[:-1]
    assert plain(text) == plain(plain(text))
