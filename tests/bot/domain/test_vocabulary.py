"""What can be asked about: the names of the plans that somebody sees, and no others."""

import pytest
from sqlalchemy import Connection, update

from bot.domain import vocabulary
from bot.domain.vocabulary import plainly
from storage import tables
from tests.bot.domain.cast import OTHER_PLAN, PLAN, TRANSPORT


def test_the_names_of_a_workspaces_plans(db: Connection) -> None:
    known = vocabulary.known(db, "T1")
    assert known.plan_slugs == (PLAN, OTHER_PLAN)
    assert known.plans["leicestershire"] == PLAN
    assert known.plans["local london"] == OTHER_PLAN
    assert known.sections["transport"] == (TRANSPORT,)
    assert known.in_short["buildings"] == (f"{PLAN}/buildings-and-energy",)
    assert known.subsections["freight"] == ("Freight",)
    assert known.roles == {"lead": "Lead", "ask": "Ask", "influence": "Influence"}
    assert known.stages["discovery"] == "Discovery"
    assert known.partners["nged"] == known.partners["national grid electricity distribution"]
    assert known.partners["residents"].is_group
    assert [one.slug for one in known.programmes if one.kind == "meetings"] == ["lednet-2021", "lednet-2023"]


def test_one_plan_alone(db: Connection) -> None:
    known = vocabulary.known(db, "T1", OTHER_PLAN)
    assert known.plan_slugs == (OTHER_PLAN,)
    assert "transport" not in known.sections
    assert "nged" not in known.partners


def test_nothing_is_named_to_those_who_see_nothing(db: Connection) -> None:
    known = vocabulary.known(db, "T2")
    assert (known.plan_slugs, known.partners, known.sections, known.outcomes) == ((), {}, {}, ())


def test_a_new_name_is_known_in_the_same_transaction(db: Connection) -> None:
    assert "mobility" not in vocabulary.known(db, "T1").sections
    db.execute(update(tables.sections).where(tables.sections.c.id == TRANSPORT).values(title="Mobility"))
    assert vocabulary.known(db, "T1").sections["mobility"] == (TRANSPORT,)


@pytest.mark.parametrize(
    ("name", "folded"),
    [("The Buildings & Energy", "buildings energy"), ("Buildings and Energy", "buildings energy"), ("&", "")],
)
def test_names_are_compared_plainly(name: str, folded: str) -> None:
    assert plainly(name) == folded
