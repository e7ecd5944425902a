"""Numbered lists under themes: a document of the kind, three years later, with damage."""

import pytest

from seed.importers import CannotRead, Draft, read_document
from seed.importers.draft import Action

DOCUMENT = """\
Local London > Action Plan 2022-25

Action Plan 2022-25

We have two themes:

  • Rivers
  • Roofs and walls

Rivers

1: Clean the river Lea

Action: Fish out what does not belong
there, every spring
Outcomes: Cleaner water; More herons.

l: Count the herons

Action: Count them in
Outcome: Known herons

A remark that nobody numbered

Roofs and walls

1: Paint roofs white

Action: Ask owners

3: Green walls

Outcome: Cooler streets

Next News
"""


def imported(text: str = DOCUMENT) -> Draft:
    return read_document("london.txt", text.encode())


@pytest.fixture
def actions() -> dict[str, Action]:
    facts = imported().facts
    assert facts["kind"] == "plan"
    return {action["ref"]: action for action in facts["actions"]}


def test_years_give_the_slug_and_when_the_plan_is_over() -> None:
    plan = imported().facts
    assert plan["kind"] == "plan"
    assert (plan["slug"], plan["title"]) == ("local-london-2022", "Local London action plan 2022–25")
    assert (plan["starts_on"], plan["ends_on"]) == ("2022-01-01", "2025-12-31")
    assert [section["slug"] for section in plan["sections"]] == ["rivers", "roofs-and-walls"]


def test_actions_have_text_outcomes_and_lines(actions: dict[str, Action]) -> None:
    first = actions["Rivers 1"]
    assert first["title"] == "Clean the river Lea"
    assert first["wording"] == "Fish out what does not belong there, every spring"
    assert first["outcomes"] == ["Cleaner water", "More herons"]
    assert (first["source_lines"], first["uncertain"]) == ("12-16", [])


def test_what_is_misprinted_or_missing_is_doubted(actions: dict[str, Action]) -> None:
    assert {ref: action["uncertain"] for ref, action in actions.items()} == {
        "Rivers 1": [],
        "Rivers 2": ["ref", "wording"],
        "Roofs and walls 1": ["outcomes"],
        "Roofs and walls 3": ["ref", "wording"],
    }
    assert actions["Roofs and walls 3"]["wording"] is None


def test_a_stray_line_between_actions_is_kept_for_review() -> None:
    strays = [review.text for review in imported().review if review.ref is None]
    assert strays == ["A remark that nobody numbered"]


def test_years_that_are_missing_or_turned_round_are_refused() -> None:
    with pytest.raises(CannotRead, match=r"london.txt, line 1: No line gives the years"):
        imported(DOCUMENT.replace("2022-25", ""))
    with pytest.raises(CannotRead, match=r"london.txt, line 1: The plan would end in 2020"):
        imported(DOCUMENT.replace("2022-25", "2022-20"))
