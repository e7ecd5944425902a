"""Looking actions up: by any spelling, in the plans that one's workspace sees and in no others."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.domain import actions, nearest, updates
from bot.domain.actions import Author, Card, Choice, NotFound, Stage
from bot.domain.nearest import Near
from bot.domain.refusal import Refusal
from bot.domain.update_fields import Draft
from bot.domain.updates import Submission
from storage import search, tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEAD,
    LONDON,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    PEOPLE_1,
    PLAN,
    SECOND,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    T17,
    T18,
    TRANSPORT,
    caller,
    end_roles,
    give,
    person_row,
)


def a_plan(db: Connection, slug: str, ref: str, workspace: str = "T1", **values: Any) -> str:
    """Add a plan with one action, as an import would; return the action's id."""
    publisher = db.scalars(select(tables.organisations.c.id)).first()
    plan = {"slug": slug, "title": f"Plan {slug}", "organisation_id": publisher, "roles": [], "stages": []}
    db.execute(insert(tables.plans).values(**plan, uses_rag=False, wants_review=False))
    db.execute(insert(tables.plan_workspaces).values(plan_slug=slug, workspace_id=workspace))
    db.execute(insert(tables.sections).values(id=f"{slug}/one", plan_slug=slug, title="One", position=1))
    action = {"id": f"{slug}:{ref}", "plan_slug": slug, "ref": ref, "ref_key": ref.lower(), "printed_ref": ref}
    more = {"section_id": f"{slug}/one", "position": 1, "title": f"Action of {slug}", "outcomes": [], "uncertain": []}
    db.execute(insert(tables.actions).values(**action | more | values))
    search.refresh(db, [f"{slug}:{ref}"], learn=True)
    return f"{slug}:{ref}"


def found(db: Connection, words: str) -> Card:
    answer = actions.look_up(db, NOBODY, words)
    assert isinstance(answer, Card), answer
    return answer


@pytest.mark.parametrize(
    "words",
    [
        *("T18", "t18", " t 18 ", "T-18", "Т18", "т18"),
        *("leicestershire-2024:T18", "leicestershire-2024: t 18", "Leicestershire-2024:T18"),
        " LEICESTERSHIRE-2024 : t-18 ",
    ],
)
def test_any_spelling_finds_the_action(db: Connection, words: str) -> None:
    assert found(db, words).action.id == T18


@pytest.mark.parametrize("words", ["People 1", "people-1", "PEOPLE1", "local-london-2019:people 1"])
def test_headings_with_numbers_too(db: Connection, words: str) -> None:
    assert found(db, words).action.id == PEOPLE_1


def test_every_action_is_found_by_what_its_plan_prints_and_by_its_global_form(db: Connection) -> None:
    for row in db.execute(select(tables.actions)).all():
        assert found(db, row.printed_ref).action.id == found(db, row.id).action.id == row.id


def test_a_card_holds_all_that_is_known(db: Connection) -> None:
    card = found(db, "T17")
    action = card.action
    assert (action.id, action.plan_slug, action.ref, action.printed_ref) == (T17, PLAN, "T17", "T17")
    assert (action.plan_title, action.section) == ("Leicestershire net zero action plan", "Transport")
    assert (action.section_id, action.subsection) == (TRANSPORT, "Public Transport")
    assert (action.title, action.role) == ("New rail services and rail improvements", "Ask")
    assert action.summary
    assert (action.wording, action.outcomes, action.uncertain, action.withdrawn) == (None, (), (), False)
    assert action.objectives == ("2", "4")
    assert (action.plan_stages, action.uses_rag) == (("Discovery", "Design", "Delivery", "Complete"), True)
    assert card.partners == (
        "Department for Transport",
        "District Councils",
        "Neighbouring Authorities",
        "Leicester and Leicestershire Business and Skills Partnership",
        "Midlands Connect",
        "Transport for East Midlands",
        "Great British Railways",
    )


def test_the_published_status_has_no_author(db: Connection) -> None:
    status = found(db, "T17").action.status
    assert status is not None
    assert (status.kind, status.rag, status.note, status.author) == ("published", None, None, None)
    assert status.stages == (Stage("Delivery", "MMLe"), Stage("Discovery", None))
    assert (status.as_of, status.precision, status.created_at) == (date(2024, 12, 31), "month", NOW)


def test_a_plan_without_objectives_or_status_has_none(db: Connection) -> None:
    action = found(db, "People 1").action
    assert (action.objectives, action.status, action.plan_stages, action.uses_rag) == (None, None, (), False)
    assert len(action.outcomes) > 0


def test_an_answer_names_its_author_and_when(db: Connection) -> None:
    change(db, LEAD, T18)
    status = found(db, "T18").action.status
    assert status is not None
    assert (status.kind, status.rag, status.note) == ("update", "Red", "Something happened")
    assert (status.author, status.created_at) == (Author("ULEAD", None), NOW)


def change(db: Connection, who: Any, action_id: str) -> None:
    form = updates.form(db, who, action_id)
    draft = Draft("Delivery", None, "Red", "Something happened")
    sent = updates.save(db, who, Submission(action_id, form.base, f"V{who.user_id}", draft), SLACK, NOW, LONDON)
    assert isinstance(sent, updates.Saved)


def test_two_plans_that_share_a_ref_give_a_choice(db: Connection) -> None:
    other = a_plan(db, "another-2025", "T18")
    choice = actions.look_up(db, NOBODY, " t-18")
    assert isinstance(choice, Choice)
    assert choice.words == " t-18"
    assert [action.id for action in choice.actions] == [other, T18]
    assert found(db, "another-2025:T18").action.id == other
    assert found(db, T18).action.id == T18
    assert isinstance(actions.look_up(db, NOBODY, "third-2025:T18"), NotFound)


def test_a_shared_ref_is_no_choice_for_those_who_see_one_of_the_plans(db: Connection) -> None:
    hidden = a_plan(db, "another-2025", "T18", workspace="T2")
    assert found(db, "T18").action.id == T18
    theirs = actions.look_up(db, STRANGER, "T18")
    assert isinstance(theirs, Card)
    assert theirs.action.id == hidden
    assert isinstance(actions.look_up(db, NOBODY, "another-2025:T18"), NotFound)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("T181", "T18"),
        ("T118", "T18"),
        ("T 99", "T9"),
        ("T35", "T3"),
        ("leicestershire-2024:T180", "T18"),
        ("Peopel 1", "People 1"),
        ("policy planning 3", "Policy and planning 3"),
        ("rail services", "T17"),
        ("hydrogen", "T33"),
        ("CROWDFUNDING", "People 5"),
    ],
)
def test_what_is_unknown_gets_the_nearest(db: Connection, words: str, first: str) -> None:
    answer = actions.look_up(db, NOBODY, words)
    assert isinstance(answer, NotFound)
    assert (answer.words, answer.has_plans) == (words, True)
    assert 1 <= len(answer.nearest) <= nearest.NEAREST
    assert first in [near.printed_ref for near in answer.nearest]
    assert len({near.id for near in answer.nearest}) == len(answer.nearest)


def test_the_nearest_are_of_the_plans_that_one_sees(db: Connection) -> None:
    hidden = a_plan(db, "another-2025", "XT18", workspace="T2", title="Hydrogen for all")
    for who, words, expected in (
        (NOBODY, "XT180", {T18}),
        (STRANGER, "XT180", {hidden}),
        (STRANGER, "T18", {hidden}),
        (NOBODY, "hydrogen", {f"{PLAN}:T33"}),
        (STRANGER, "hydrogen", {hidden}),
    ):
        answer = actions.look_up(db, who, words)
        assert isinstance(answer, NotFound)
        found = {near.id for near in answer.nearest}
        assert expected <= found
        assert (hidden in found) == (who == STRANGER)
        assert who == NOBODY or found == {hidden}


def test_the_nearest_comes_first_with_its_id_and_title(db: Connection) -> None:
    answer = actions.look_up(db, NOBODY, "XT18")
    assert isinstance(answer, NotFound)
    assert answer.nearest[0] == Near(T18, "T18", "Electric vehicle infrastructure strategy")


def test_no_more_than_five_are_offered(db: Connection) -> None:
    answer = actions.look_up(db, NOBODY, "T1x")
    assert isinstance(answer, NotFound)
    assert len(answer.nearest) == 5


@pytest.mark.parametrize("words", ["zzzzzz", "", "  ", "?!", ":", "leicestershire-2024:"])
def test_what_is_like_nothing_gets_nothing(db: Connection, words: str) -> None:
    assert actions.look_up(db, NOBODY, words) == NotFound(words, (), True)


def test_a_workspace_without_plans_is_told_so(db: Connection) -> None:
    for who in (STRANGER, STRANGE_ADMIN):
        assert actions.look_up(db, who, "T18") == NotFound("T18", (), False)
        assert actions.look_up(db, who, T18) == NotFound(T18, (), False)
        assert actions.mine(db, who) == actions.Mine((), False)


def test_a_card_of_another_workspace_is_as_one_that_never_was(db: Connection) -> None:
    with pytest.raises(Refusal) as hidden:
        actions.card(db, STRANGER, T18)
    with pytest.raises(Refusal) as missing:
        actions.card(db, STRANGER, "leicestershire-2024:T999")
    assert hidden.value.sentence == missing.value.sentence
    assert "`/action mine`" in hidden.value.sentence
    assert actions.card(db, NOBODY, T18).action.id == T18


def test_what_was_withdrawn_is_found_but_not_offered(db: Connection) -> None:
    for one in (T18, PEOPLE_1):
        db.execute(update(tables.actions).where(tables.actions.c.id == one).values(withdrawn_at=NOW))
    assert found(db, "T18").action.withdrawn is True
    assert found(db, "T17").action.withdrawn is False
    near = actions.look_up(db, NOBODY, "T181")
    assert isinstance(near, NotFound)
    assert T18 not in [one.id for one in near.nearest]
    assert T18 not in ids(actions.mine(db, LEAD))


def ids(mine: actions.Mine) -> list[str]:
    return [action.id for action in mine.actions]


def test_mine_are_those_of_my_section_and_my_own_in_the_plans_order(db: Connection) -> None:
    give(db, OFFICER, "deputy", "People 1")
    transport = [f"{PLAN}:T{number}" for number in range(1, 35)]
    mine = actions.mine(db, OFFICER)
    assert (ids(mine), mine.has_plans) == ([*transport, PEOPLE_1], True)
    assert ids(actions.mine(db, LEAD)) == ids(actions.mine(db, SECOND)) == [T18]


@pytest.mark.parametrize("who", [NOBODY, COORDINATOR, LONDONER, ADMIN], ids=lambda who: who.user_id)
def test_those_who_neither_answer_nor_help_have_none(db: Connection, who: Any) -> None:
    assert actions.mine(db, who) == actions.Mine((), True)


@pytest.mark.parametrize("role", ["officer", "lead", "deputy"])
@pytest.mark.parametrize("about", ["T20", TRANSPORT])
def test_each_role_that_works_on_an_action_makes_it_mine(db: Connection, role: str, about: str) -> None:
    who = caller("UNEW")
    give(db, who, role, about)
    assert ids(actions.mine(db, who)) == [action for action in ids(actions.mine(db, OFFICER)) if wanted(about, action)]
    end_roles(db, who)
    assert ids(actions.mine(db, who)) == []


def wanted(about: str, action_id: str) -> bool:
    return about == TRANSPORT or action_id == f"{PLAN}:{about}"


def test_mine_stops_where_my_workspace_no_longer_sees_the_plan(db: Connection) -> None:
    db.execute(update(tables.plan_workspaces).values(workspace_id="T3"))
    assert actions.mine(db, LEAD) == actions.Mine((), False)


def test_the_actions_own_lead_comes_before_the_sections(db: Connection) -> None:
    give(db, OFFICER, "lead", TRANSPORT)
    assert found(db, "T18").leads == (Author("ULEAD", None),)
    assert found(db, "T17").leads == (Author("UOFFICER", None),)
    give(db, SECOND, "lead", "T18", "again")
    assert found(db, "T18").leads == (Author("ULEAD", None), Author("USECOND", None))
    end_roles(db, LEAD)
    end_roles(db, SECOND)
    assert found(db, "T18").leads == (Author("UOFFICER", None),)
    end_roles(db, OFFICER)
    assert found(db, "T18").leads == ()
    assert found(db, "People 1").leads == ()


def test_coordinators_of_an_action_are_its_plans(db: Connection) -> None:
    give(db, NOBODY, "coordinator", PLAN)
    people = actions.coordinators(db, found(db, "T18").action)
    assert [person.user_id for person in people] == ["UCOORD", "UNOBODY"]
    assert people[0].id == person_row(db, COORDINATOR).id
    assert [person.user_id for person in actions.coordinators(db, found(db, "People 1").action)] == ["ULONDON"]
    end_roles(db, COORDINATOR)
    assert [person.user_id for person in actions.coordinators(db, found(db, "T18").action)] == ["UNOBODY"]


def test_what_lies_around_an_action(db: Connection) -> None:
    around = (("action", T18), ("section", TRANSPORT), ("plan", PLAN))
    assert actions.around(found(db, "T18").action) == around


def test_stages_as_they_are_stored() -> None:
    assert actions.stages_of([{"stage": "Design"}, {"stage": "Delivery", "qualifier": "MMLe"}]) == (
        Stage("Design", None),
        Stage("Delivery", "MMLe"),
    )
