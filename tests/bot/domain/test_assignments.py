"""Giving roles, asking for one, and the admins that a setting names."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.domain import actions, assignments, people
from bot.domain.audit import Origin, Subject
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEAD,
    LEDNET,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    OTHER_PLAN,
    PEOPLE_1,
    PLAN,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    T17,
    T18,
    TRANSPORT,
    caller,
    end_roles,
    everything,
    give,
    one,
    person_row,
    rows,
    said,
)
from tests.bot.domain.test_actions import a_plan

NEW = caller("UNEW")


def given(db: Connection, who: Caller) -> list[tuple[Any, ...]]:
    """Return the roles of a person: role, subject kind, subject id."""
    held = rows(db, tables.assignments, person_id=person_row(db, who).id, until_at=None)
    return [(row.role, row.subject_kind, row.subject_id) for row in held]


def messages(db: Connection, kind: str) -> list[Any]:
    return list(rows(db, tables.deliveries, kind=kind))


def give_new(db: Connection, role: str, words: str, who: Caller = ADMIN, to: Caller = NEW) -> assignments.RoleGiven:
    return assignments.give_role(db, who, to, role, words, "G1", SLACK, LATER)


# Giving a role


@pytest.mark.parametrize(
    ("role", "words", "subject", "about"),
    [
        ("coordinator", PLAN, ("plan", PLAN), "Leicestershire net zero action plan"),
        ("coordinator", "Leicestershire-2024", ("plan", PLAN), "Leicestershire net zero action plan"),
        ("coordinator", " lednet-2023 ", ("programme", "lednet-2023"), "LEDNet strategy 2023"),
        ("coordinator", "LEDNet-2021", ("programme", "lednet-2021"), "LEDNet work programme 2021/22"),
        (
            "facilitator",
            "lga-sets-2024",
            ("programme", "lga-sets-2024"),
            "LGA Sustainability Action Learning Sets 2024: Sustainable Procurement",
        ),
        ("lead", TRANSPORT, ("section", TRANSPORT), "Transport, Leicestershire net zero action plan"),
        ("lead", "transport", ("section", TRANSPORT), "Transport, Leicestershire net zero action plan"),
        (
            "deputy",
            "Leicestershire-2024/TRANSPORT",
            ("section", TRANSPORT),
            "Transport, Leicestershire net zero action plan",
        ),
        ("lead", "T18", ("action", T18), "T18 Electric vehicle infrastructure strategy"),
        ("officer", "t-18", ("action", T18), "T18 Electric vehicle infrastructure strategy"),
        ("officer", " Leicestershire-2024 : t18", ("action", T18), "T18 Electric vehicle infrastructure strategy"),
        ("deputy", "people 1", ("action", PEOPLE_1), "People 1 Putting the skills strategy into practice"),
        ("admin", "", ("all", "*"), "everything"),
        ("admin", "whatever", ("all", "*"), "everything"),
    ],
)
def test_each_role_for_each_kind_of_subject(
    db: Connection, role: str, words: str, subject: Subject, about: str
) -> None:
    answer = give_new(db, role, words)
    person = person_row(db, NEW)
    assert answer == assignments.RoleGiven(people.from_row(person), role, subject, about)
    row = one(db, tables.assignments, person_id=person.id)
    assert (row.role, row.subject_kind, row.subject_id, row.until_at) == (role, *subject, None)
    assert (row.from_at, row.given_by_id) == (LATER, person_row(db, ADMIN).id)
    assert said(db, "role.given")[-1] == (
        "UADMIN",
        *subject,
        "slack",
        "req-1",
        {"person_id": person.id, "role": role},
        LATER,
    )
    message = messages(db, "role_given")[-1]
    assert (message.key, message.person_id, message.team_id) == ("gesture:G1:1", person.id, "T1")
    assert (message.channel_id, message.due_at, message.request_id) == (None, LATER, "req-1")
    assert message.payload == {"role": role, "about": about}


@pytest.mark.parametrize(
    ("role", "words", "sentence"),
    [
        (
            "boss",
            PLAN,
            "There is no role “boss”. Roles are: officer, lead, deputy, coordinator, facilitator, admin.",
        ),
        ("", PLAN, "There is no role “”. Roles are: officer, lead, deputy, coordinator, facilitator, admin."),
        (
            "lead",
            "T99",
            "“T99” is nothing the role lead can be given for. "
            "Name it like `T18` (action) or `leicestershire-2024/transport` (section).",
        ),
        (
            "officer",
            PLAN,
            f"“{PLAN}” is nothing the role officer can be given for. "
            "Name it like `T18` (action) or `leicestershire-2024/transport` (section).",
        ),
        (
            "coordinator",
            "T18",
            "“T18” is nothing the role coordinator can be given for. "
            "Name it like `leicestershire-2024` (plan) or `lednet-2023` (programme).",
        ),
        (
            "coordinator",
            "",
            "“” is nothing the role coordinator can be given for. "
            "Name it like `leicestershire-2024` (plan) or `lednet-2023` (programme).",
        ),
        (
            "facilitator",
            PLAN,
            f"“{PLAN}” is nothing the role facilitator can be given for. Name it like `lednet-2023` (programme).",
        ),
        (
            "lead",
            "local-london-2019:T18",
            "“local-london-2019:T18” is nothing the role lead can be given for. "
            "Name it like `T18` (action) or `leicestershire-2024/transport` (section).",
        ),
    ],
)
def test_what_is_not_understood_is_refused_and_nobody_is_made(
    db: Connection, role: str, words: str, sentence: str
) -> None:
    before = everything(db)
    with pytest.raises(Refusal) as refusal:
        give_new(db, role, words)
    assert refusal.value.sentence == sentence
    assert not isinstance(refusal.value, NotAllowed)
    assert everything(db) == before


@pytest.mark.parametrize("who", [LEAD, COORDINATOR, LEDNET, NOBODY, STRANGER], ids=lambda who: who.user_id)
@pytest.mark.parametrize(("role", "words"), [("lead", "T18"), ("boss", "T99"), ("admin", "")])
def test_only_admins_give_roles(db: Connection, who: Caller, role: str, words: str) -> None:
    before = everything(db)
    with pytest.raises(NotAllowed) as refusal:
        give_new(db, role, words, who)
    assert refusal.value.sentence == (
        "Only an admin can give roles. `/convenor help` shows your Slack id: send it to an admin."
    )
    assert refusal.value.ask_for is None
    assert everything(db) == before


def test_an_admin_no_more_gives_no_more(db: Connection) -> None:
    assert assignments.is_admin(db, ADMIN) is True
    assert assignments.is_admin(db, COORDINATOR) is assignments.is_admin(db, NOBODY) is False
    end_roles(db, ADMIN)
    assert assignments.is_admin(db, ADMIN) is False
    with pytest.raises(NotAllowed):
        give_new(db, "lead", "T18")


@pytest.mark.parametrize(("role", "words"), [("lead", "T18"), ("lead", TRANSPORT), ("coordinator", PLAN)])
def test_an_admin_elsewhere_gives_nothing_here(db: Connection, role: str, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        give_new(db, role, words, STRANGE_ADMIN)
    assert "is nothing" in refusal.value.sentence
    with pytest.raises(Refusal):
        give_new(db, "facilitator", "lga-sets-2024", STRANGE_ADMIN)


def test_what_fits_several_is_asked_back(db: Connection) -> None:
    other = a_plan(db, "another-2025", "T18")
    with pytest.raises(Refusal) as refusal:
        give_new(db, "lead", "T18")
    assert refusal.value.sentence == f"“T18” fits several: `{other}`, `{T18}`. Type one of these instead."
    assert give_new(db, "lead", other).subject == ("action", other)
    assert give_new(db, "lead", T18).subject == ("action", T18)


def test_a_role_is_given_once(db: Connection) -> None:
    first = give_new(db, "lead", "T18")
    before = everything(db)
    assert assignments.give_role(db, ADMIN, NEW, "lead", "t18", "G2", SLACK, LATER) == first
    assert everything(db) == before
    give_new(db, "deputy", "T18")
    give_new(db, "lead", "T17")
    assert given(db, NEW) == [("lead", "action", T18), ("deputy", "action", T18), ("lead", "action", T17)]


def test_a_role_that_ended_can_be_given_again(db: Connection) -> None:
    end_roles(db, LEAD)
    assert given(db, LEAD) == []
    give(db, LEAD, "lead", "T18", "again")
    assert given(db, LEAD) == [("lead", "action", T18)]
    assert len(rows(db, tables.assignments, person_id=person_row(db, LEAD).id)) == 2


def test_who_is_reached_nowhere_is_not_told(db: Connection) -> None:
    db.execute(update(tables.people).where(tables.people.c.user_id == "ULEAD").values(team_id=None))
    before = messages(db, "role_given")
    assert give_new(db, "deputy", "T17", to=LEAD).person.team_id is None
    assert messages(db, "role_given") == before
    assert ("deputy", "action", T17) in given(db, LEAD)


# Admins by setting


def test_admins_that_a_setting_names_are_appointed_once(db: Connection) -> None:
    before = everything(db)
    assignments.appoint_admins(db, [ADMIN, STRANGE_ADMIN], LATER)
    assert everything(db) == before
    assignments.appoint_admins(db, [NEW, ADMIN, NEW], LATER)
    assert given(db, NEW) == [("admin", "all", "*")]
    assert given(db, ADMIN) == [("admin", "all", "*")]
    person = person_row(db, NEW)
    details = {"person_id": person.id, "role": "admin"}
    assert said(db, "role.given")[-1] == (None, "all", "*", "setting", None, details, LATER)
    assert one(db, tables.assignments, person_id=person.id).given_by_id is None
    assert assignments.is_admin(db, NEW)


# Asking


def ask(db: Connection, who: Caller = NOBODY, action_id: str = T18, key: str = "G9") -> tuple[people.Person, ...]:
    return assignments.ask_to_be_added(db, who, action_id, key, SLACK, LATER)


def test_the_plans_coordinators_are_asked(db: Connection) -> None:
    give(db, LEDNET, "coordinator", PLAN)
    asked = ask(db)
    assert [person.user_id for person in asked] == ["UCOORD", "ULEDNET"]
    assert asked[0] == people.from_row(person_row(db, COORDINATOR))
    person = person_row(db, NOBODY)
    sent = messages(db, "asked_to_be_added")
    assert [message.key for message in sent] == ["gesture:G9:1", "gesture:G9:2"]
    assert [message.person_id for message in sent] == [person.id for person in asked]
    assert all(message.payload == {"person": person.id, "action": T18} for message in sent)
    assert {(message.team_id, message.due_at, message.request_id) for message in sent} == {("T1", LATER, "req-1")}
    assert said(db, "role.asked") == [("UNOBODY", "action", T18, "slack", "req-1", {}, LATER)]
    assert given(db, NOBODY) == []


def test_one_gesture_asks_once(db: Connection) -> None:
    asked = ask(db)
    before = everything(db)
    assert ask(db) == asked
    assert everything(db) == before
    ask(db, key="G10")
    assert len(messages(db, "asked_to_be_added")) == 2


def test_each_coordinator_is_asked_where_they_are(db: Connection) -> None:
    db.execute(tables.plan_workspaces.insert().values(plan_slug=PLAN, workspace_id="T2"))
    db.execute(update(tables.people).where(tables.people.c.user_id == "UCOORD").values(team_id="T2"))
    ask(db)
    assert [message.team_id for message in messages(db, "asked_to_be_added")] == ["T2"]


@pytest.mark.parametrize("lost", [{"user_id": None}, {"team_id": None}, {"erased_at": NOW}, {"deactivated_at": NOW}])
def test_with_nobody_to_ask_an_admin_is_named(db: Connection, lost: dict[str, Any]) -> None:
    db.execute(update(tables.people).where(tables.people.c.user_id == "UCOORD").values(**lost))
    with pytest.raises(Refusal) as refusal:
        ask(db)
    assert refusal.value.sentence == (
        "Nobody coordinates Leicestershire net zero action plan yet. Ask an admin to name a coordinator."
    )
    assert messages(db, "asked_to_be_added") == []
    assert said(db, "role.asked") == []


def test_one_asks_for_nothing_that_one_does_not_see(db: Connection) -> None:
    before = everything(db)
    for action_id in (T18, "leicestershire-2024:T99"):
        with pytest.raises(Refusal) as refusal:
            ask(db, STRANGER, action_id)
        assert refusal.value.sentence == "That action is not here any more."
    assert everything(db) == before


# Answering a request


def add(db: Connection, who: Caller = COORDINATOR, action_id: str = T18, to: Caller = NOBODY) -> assignments.RoleGiven:
    person = people.ensure(db, to, NOW)
    return assignments.add_officer(db, who, person.id, action_id, "G1", SLACK, LATER)


@pytest.mark.parametrize("who", [COORDINATOR, ADMIN], ids=lambda who: who.user_id)
def test_a_coordinator_adds_an_officer(db: Connection, who: Caller) -> None:
    answer = add(db, who)
    person = person_row(db, NOBODY)
    assert answer == assignments.RoleGiven(
        people.from_row(person), "officer", ("action", T18), "T18 Electric vehicle infrastructure strategy"
    )
    row = one(db, tables.assignments, person_id=person.id)
    assert (row.role, row.subject_kind, row.subject_id, row.from_at) == ("officer", "action", T18, LATER)
    assert row.given_by_id == person_row(db, who).id
    details = {"person_id": person.id, "role": "officer"}
    assert said(db, "role.given")[-1] == (who.user_id, "action", T18, "slack", "req-1", details, LATER)
    message = messages(db, "role_given")[-1]
    assert (message.key, message.person_id) == ("gesture:G1:1", person.id)
    assert message.payload == {"role": "officer", "about": "T18 Electric vehicle infrastructure strategy"}
    assert [action.id for action in actions.mine(db, NOBODY).actions] == [T18]


def test_an_officer_is_added_once(db: Connection) -> None:
    first = add(db)
    before = everything(db)
    assert add(db) == add(db, ADMIN) == first
    assert everything(db) == before


def test_a_section_officer_is_added_to_the_action_as_well(db: Connection) -> None:
    add(db, to=OFFICER)
    assert given(db, OFFICER) == [("officer", "section", TRANSPORT), ("officer", "action", T18)]


@pytest.mark.parametrize("who", [NOBODY, LEAD, OFFICER, LONDONER, LEDNET], ids=lambda who: who.user_id)
def test_nobody_else_adds_officers(db: Connection, who: Caller) -> None:
    people.ensure(db, NOBODY, NOW)
    before = everything(db)
    with pytest.raises(NotAllowed) as refusal:
        add(db, who)
    assert refusal.value.sentence == "Only a coordinator of Leicestershire net zero action plan can add officers."
    assert everything(db) == before


@pytest.mark.parametrize("who", [STRANGER, STRANGE_ADMIN, ADMIN], ids=lambda who: who.user_id)
def test_nobody_adds_officers_to_what_they_do_not_see(db: Connection, who: Caller) -> None:
    people.ensure(db, NOBODY, NOW)
    before = everything(db)
    hidden = T18 if who != ADMIN else "leicestershire-2024:T99"
    with pytest.raises(Refusal) as refusal:
        add(db, who, hidden)
    assert refusal.value.sentence == "That action is not here any more."
    assert everything(db) == before


def test_a_role_that_was_given_by_the_command_line_says_so(db: Connection) -> None:
    assignments.give_role(db, ADMIN, NEW, "coordinator", OTHER_PLAN, "G1", Origin("cli"), LATER + timedelta(days=1))
    last = said(db, "role.given")[-1]
    assert (last[3], last[4], last[6]) == ("cli", None, LATER + timedelta(days=1))


# Admins by a setting


def test_who_is_dropped_from_the_setting_is_no_admin_any_more(db: Connection) -> None:
    assignments.appoint_admins(db, [NEW], LATER)
    assert (is_admin(db, NEW), is_admin(db, ADMIN)) == (True, False)
    assert [row[0] for row in said(db, "role.ended")] == [None, None]
    assignments.appoint_admins(db, [NEW], LATER)
    give_new(db, "admin", "", who=NEW, to=OFFICER)
    assignments.appoint_admins(db, [], LATER)
    assert (is_admin(db, NEW), is_admin(db, OFFICER)) == (False, True), "by an admin's will they stay"
    assert len(said(db, "role.ended")) == 3


def is_admin(db: Connection, who: Caller) -> bool:
    return assignments.is_admin(db, who)
