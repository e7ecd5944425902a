"""Partners are found by any of their names, in the plans that one's workspace sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from bot.domain import partners
from bot.domain.partners import NoPartner, Partner, fold
from storage import tables
from tests.bot.domain.cast import NOBODY, NOW, PLAN, STRANGER
from tests.bot.domain.test_actions import a_plan

NGED = "National Grid Electricity Distribution"
DISTRICTS = "District Councils"


def found(db: Connection, words: str) -> Partner:
    answer = partners.look_up(db, NOBODY, words)
    assert isinstance(answer, Partner), answer
    return answer


def withdraw(db: Connection, *refs: str) -> None:
    ids = [f"{PLAN}:{ref}" for ref in refs]
    db.execute(update(tables.actions).where(tables.actions.c.id.in_(ids)).values(withdrawn_at=NOW))


@pytest.mark.parametrize(
    "words",
    [
        NGED,
        NGED.upper(),
        "nged",
        " NGED ",
        "WPD",
        "western power distribution",
        "the  National  Grid electricity\tdistribution",
    ],
)
def test_any_name_finds_the_partner(db: Connection, words: str) -> None:
    partner = found(db, words)
    assert (partner.name, partner.aliases) == (NGED, ("NGED", "National Grid ED", "WPD", "Western Power Distribution"))
    assert [action.ref for action in partner.actions] == ["T22", "T26", "B23", "B36", "B37"]
    assert partner.actions[0].status is not None
    assert partner.actions[0].section == "Transport"


def test_a_partners_actions_are_in_the_plans_order(db: Connection) -> None:
    refs = [action.ref for action in found(db, DISTRICTS).actions if action.section == "Transport"]
    assert refs == sorted(refs, key=lambda ref: int(ref[1:]))
    assert len(refs) > 10


def test_withdrawn_actions_do_not_count(db: Connection) -> None:
    withdraw(db, "T22")
    assert [action.ref for action in found(db, "NGED").actions] == ["T26", "B23", "B36", "B37"]
    for ref in ("T26", "B23", "B36", "B37"):
        withdraw(db, ref)
    answer = partners.look_up(db, NOBODY, NGED)
    assert isinstance(answer, NoPartner)
    assert NGED not in answer.names


def test_every_partner_is_found_by_its_name_and_each_alias(db: Connection) -> None:
    names = partners.look_up(db, NOBODY, "")
    assert isinstance(names, NoPartner)
    for name in names.names:
        partner = found(db, name)
        assert partner.name == name
        for alias in partner.aliases:
            assert found(db, f"The {alias}").name == name


def test_nothing_typed_lists_them_all_by_name(db: Connection) -> None:
    answer = partners.look_up(db, NOBODY, "  ")
    assert isinstance(answer, NoPartner)
    assert list(answer.names) == sorted(answer.names)
    assert len(answer.names) == 77
    assert "Local London" not in answer.names  # publishes, but is nobody's partner


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Nat Grid Electricity Distribution", NGED),
        ("Midlands Conect", "Midlands Connect"),
        ("energy saving", "Energy Saving Trust"),
        ("midland energy hub", "Midlands Net Zero Hub"),
        ("ofgen", "Ofgem"),
    ],
)
def test_what_is_unknown_gets_the_nearest(db: Connection, words: str, name: str) -> None:
    answer = partners.look_up(db, NOBODY, words)
    assert isinstance(answer, NoPartner)
    assert (answer.words, answer.names[0]) == (words, name)
    assert len(set(answer.names)) == len(answer.names) <= partners.NEAREST


def test_what_is_like_nothing_gets_nothing(db: Connection) -> None:
    assert partners.look_up(db, NOBODY, "xyzzyqwv") == NoPartner("xyzzyqwv", ())


@pytest.mark.parametrize("words", [NGED, "NGED", "wpd", "National Grid", ""])
def test_another_workspace_learns_no_name(db: Connection, words: str) -> None:
    assert partners.look_up(db, STRANGER, words) == NoPartner(words, ())


def test_a_partners_actions_are_those_that_the_workspace_sees(db: Connection) -> None:
    hidden = a_plan(db, "another-2025", "X1", workspace="T2")
    organisation = db.scalars(select(tables.organisations.c.id).where(tables.organisations.c.name == NGED)).one()
    db.execute(tables.action_partners.insert().values(action_id=hidden, organisation_id=organisation, position=1))
    assert [action.ref for action in found(db, "NGED").actions] == ["T22", "T26", "B23", "B36", "B37"]
    theirs = partners.look_up(db, STRANGER, "nged")
    assert isinstance(theirs, Partner)
    assert [action.id for action in theirs.actions] == [hidden]
    assert partners.look_up(db, STRANGER, "") == NoPartner("", (NGED,))


@given(st.text(alphabet="abTHE \t\n", max_size=12))
def test_names_are_compared_without_case_and_blanks(words: str) -> None:
    assert fold(words) == fold(f"  {words.upper()}\n")
    assert fold(words) == fold(" \t".join(words.split(" ")))


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("The Environment  Agency", "environment agency"),
        ("the", "the"),
        ("Theatre", "theatre"),
        ("Bathe the", "bathe the"),
    ],
)
def test_a_leading_article_is_left_out(words: str, folded: str) -> None:
    assert fold(words) == folded


def test_a_menu_finds_the_beginnings_of_words_before_near_spellings(db: Connection) -> None:
    def named(words: str) -> list[str]:
        return [name for _, name in partners.typed(db, NOBODY, words)]

    assert named("national gri") == ["National Grid", NGED]
    assert named("electricity dist") == [NGED]
    assert DISTRICTS in named("distrct councils")
