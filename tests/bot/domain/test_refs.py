"""Every spelling of a ref means the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refs import key_of
from seed.bundle import read

LOOKALIKES = {
    **dict(zip("ABEKMHOPCTYX", "АВЕКМНОРСТУХ", strict=True)),
    **dict(zip("abekmhopctyx", "авекмнорстух", strict=True)),
}
PRINTED = [
    action["printed_ref"] for plan in ("leicestershire-2024", "local-london-2019") for action in read(plan)["actions"]
]
REFS = st.sampled_from(PRINTED) | st.from_regex(r"[A-Z]{1,3}-?[A-Z]?[0-9]{1,3}[a-z]?", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", "  ", "\u00a0", "\u2011", "\u2013", "_", ".", "\t"])


@st.composite
def spellings(draw: st.DrawFn, ref: str) -> str:
    """The same ref as somebody might type it: blanks, case, hyphens, look-alikes of another alphabet."""
    typed = draw(GAPS)
    for sign in ref:
        if sign in LOOKALIKES and draw(st.booleans()):
            typed += LOOKALIKES[sign]
        else:
            typed += draw(st.sampled_from([sign, sign.upper(), sign.lower()]))
        typed += draw(GAPS) if sign != " " else ""
    return typed


@given(st.data())
def test_every_spelling_means_the_same(data: st.DataObject) -> None:
    ref = data.draw(REFS)
    assert key_of(data.draw(spellings(ref))) == key_of(ref)


@given(st.text() | REFS)
def test_a_key_is_its_own_key_and_plain(words: str) -> None:
    key = key_of(words)
    assert key_of(key) == key
    assert set(key) <= set(string.ascii_lowercase + string.digits)


@given(st.text(alphabet=[*LOOKALIKES.values(), *LOOKALIKES, "1", "8", " ", "-"]))
def test_case_never_matters(words: str) -> None:
    assert key_of(words.upper()) == key_of(words.lower()) == key_of(words)


def test_refs_of_a_plan_stay_different() -> None:
    assert len({key_of(ref) for ref in PRINTED}) == len(PRINTED)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("T18", "t18"),
        ("t 18", "t18"),
        ("T-18", "t18"),
        (" Т18 ", "t18"),  # a Cyrillic letter, as the document of Leicestershire has it
        ("т18", "t18"),
        ("С5", "c5"),
        ("с5", "c5"),
        ("З1", "31"),
        ("R3A", "r3a"),
        ("\uff34\uff11\uff18", "t18"),  # full width
        ("people-1", "people1"),
        ("Policy & planning 3", "policyandplanning3"),
        ("Policy and Planning 3", "policyandplanning3"),
        ("Leadership 1", "xcl1"),
        ("leadership-1", "xcl1"),
        ("XC-L1", "xcl1"),
        ("Collaboration 12", "xcc12"),
        ("Research and Innovation 2", "xcr2"),
        ("Research & innovation 2b", "xcr2b"),
        ("research 2", "xcr2"),
        ("Funding 4", "xcf4"),
        ("Leadership", "leadership"),
        ("1 Leadership", "1leadership"),
        ("Leadership 1 and 2", "leadership1and2"),
        ("People 1a", "people1a"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_what_is_typed_and_its_key(typed: str, key: str) -> None:
    assert key_of(typed) == key
