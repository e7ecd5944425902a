"""Who may do what with periods, people and review, cell by cell; and what old buttons do once a period is closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.domain import (
    approvals,
    assignments,
    dashboard,
    departures,
    extensions,
    passes,
    period_closing,
    period_dates,
    period_plans,
    period_preview,
    periods,
    plan_people,
    recorded,
    reports,
    section_rag,
    updates,
)
from bot.domain.people import Caller
from bot.domain.period_plans import Wish as PeriodWish
from bot.domain.plan_people import Wish as PeopleWish
from bot.domain.recorded import Given
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.section_rag import Wish as RagWish
from bot.domain.updates import Submission
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEAD,
    LONDON,
    LONDONER,
    NOBODY,
    OFFICER,
    PLAN,
    SECOND,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    T17,
    T18,
    TRANSPORT,
    caller,
    everything,
    one,
    person_row,
    rows,
)
from tests.bot.domain.test_periods import DATES, OPEN, OVERDUE, answer, confirm, current_id

EVERYBODY = (COORDINATOR, ADMIN, LEAD, SECOND, OFFICER, LONDONER, NOBODY, STRANGER, STRANGE_ADMIN)
RUN = (COORDINATOR, ADMIN)
OWN = (LEAD, SECOND, OFFICER)
"""Those who answer for T18: its lead officer, its officer, and the officer of its section."""

NEW = caller("UNEW")
NEXT = period_dates.backwards(date(2027, 12, 14), "yearly", period_dates.working_days("ENG"))
LATER_DUE = date(2026, 11, 18)


def last_period(db: Connection) -> int:
    return int(rows(db, tables.periods, plan_slug=PLAN)[-1].id)


def waiting(db: Connection) -> int:
    return int(rows(db, tables.status_entries, state="submitted")[-1].id)


def role_of(db: Connection, who: Caller) -> int:
    return int(rows(db, tables.assignments, person_id=person_row(db, who).id, until_at=None)[0].id)


def wish(**given: Any) -> PeopleWish:
    return replace(PeopleWish(PLAN, T18, (), "", "officer", ("UNEW",), "", "", False), **given)


def record(db: Connection, who: Caller) -> Any:
    last = rows(db, tables.status_entries, action_id=T17)[-1]
    draft = replace(updates.form(db, OFFICER, T17).draft, note="It came by telephone")
    given = Given(person_row(db, OFFICER).id, "", "", "by telephone", OPEN.date())
    return recorded.save(db, who, Submission(T17, last.id, "VR", draft), given, SLACK, OPEN, LONDON)


def ask_for_report(db: Connection, who: Caller) -> None:
    wanted = reports.look_up(db, who, f"{PLAN} December 2026", OPEN, LONDON)
    assert isinstance(wanted, reports.Wanted)
    reports.request(db, who, wanted, "G9", SLACK, OPEN)


Deed = Callable[[Connection, Caller], Any]
DEEDS: dict[str, tuple[Deed, tuple[Caller, ...]]] = {
    "look at the calendar": (lambda db, who: period_plans.calendar(db, who, PLAN, OPEN), RUN),
    "open the form of the next dates": (lambda db, who: period_plans.form(db, who, PLAN, None, OPEN), RUN),
    "open the form of its dates": (lambda db, who: period_plans.form(db, who, PLAN, current_id(db), OPEN), RUN),
    "confirm the next dates": (lambda db, who: confirm(db, NEXT, OPEN, who), RUN),
    "change its dates": (
        lambda db, who: period_plans.confirm(
            db, who, PeriodWish(PLAN, "yearly", replace(DATES, due_on=LATER_DUE), current_id(db)), SLACK, OPEN
        ),
        RUN,
    ),
    "look who would be asked": (lambda db, who: period_preview.preview(db, who, PLAN), RUN),
    "switch messages": (lambda db, who: period_plans.switch_messages(db, who, PLAN, False, SLACK, OPEN), RUN),
    "open more time": (lambda db, who: extensions.form(db, who, current_id(db), T18), RUN),
    "give one more time": (
        lambda db, who: extensions.extend(db, who, current_id(db), T18, LATER_DUE, "why", SLACK, OPEN),
        RUN,
    ),
    "give all more time": (
        lambda db, who: extensions.extend(db, who, current_id(db), None, LATER_DUE, "why", SLACK, OPEN),
        RUN,
    ),
    "ask to close": (lambda db, who: period_closing.to_close(db, who, current_id(db), OPEN), RUN),
    "close": (lambda db, who: period_closing.close(db, who, current_id(db), SLACK, OPEN), RUN),
    "see the dashboard": (lambda db, who: dashboard.one(db, who, PLAN, OPEN), RUN),
    "list what is missing": (lambda db, who: dashboard.listing(db, who, PLAN, "missing", 1, OPEN), RUN),
    "list people": (lambda db, who: plan_people.listing(db, who, PLAN, 1), RUN),
    "open assigning": (lambda db, who: plan_people.form(db, who, PLAN, T18), RUN),
    "assign somebody": (lambda db, who: plan_people.assign(db, who, wish(), "G1", SLACK, OPEN), RUN),
    "assign oneself": (
        lambda db, who: plan_people.assign(
            db, who, wish(user_ids=(who.user_id,), role="lead", instead=True), "G2", SLACK, OPEN
        ),
        RUN,
    ),
    "assign a section": (
        lambda db, who: plan_people.assign(db, who, wish(action_id=None, section_ids=(TRANSPORT,)), "G3", SLACK, OPEN),
        RUN,
    ),
    "take a role away": (lambda db, who: plan_people.take_away(db, who, role_of(db, LEAD), SLACK, OPEN), RUN),
    "take a coordinator away": (
        lambda db, who: plan_people.take_away(db, who, role_of(db, COORDINATOR), SLACK, OPEN),
        (ADMIN,),
    ),
    "add who asked to be added": (
        lambda db, who: assignments.add_officer(db, who, person_row(db, LONDONER).id, T18, "G4", SLACK, OPEN),
        RUN,
    ),
    "open passing on": (lambda db, who: passes.form(db, who, T18), (*OWN, COORDINATOR)),
    "pass on": (lambda db, who: passes.pass_on(db, who, T18, "UNEW", "G5", SLACK, OPEN), (*OWN, COORDINATOR)),
    "take a pass back": (lambda db, who: passes.take_back(db, who, T17, SLACK, OPEN), (OFFICER, COORDINATOR)),
    "open not mine": (lambda db, who: passes.to_hand_back(db, who, T18), OWN),
    "say not mine": (lambda db, who: passes.hand_back(db, who, T18, "Ask Planning", SLACK, OPEN), OWN),
    "ask them again": (lambda db, who: passes.ask_again(db, who, T17, SLACK, OPEN), RUN),
    "open recording": (lambda db, who: recorded.form(db, who, T18, OPEN, LONDON), (COORDINATOR,)),
    "record for somebody": (record, (COORDINATOR,)),
    "open RAG of a section": (lambda db, who: section_rag.form(db, who, PLAN), (COORDINATOR,)),
    "set RAG of a section": (
        lambda db, who: section_rag.save(db, who, RagWish(PLAN, TRANSPORT, "Red", "", "V1"), SLACK, OPEN, LONDON),
        (COORDINATOR,),
    ),
    "list what waits for review": (lambda db, who: approvals.listing(db, who, PLAN), (COORDINATOR,)),
    "name the plan to review": (lambda db, who: approvals.look_up(db, who, PLAN), (COORDINATOR,)),
    "look at what waits": (lambda db, who: approvals.look(db, who, waiting(db)), (COORDINATOR,)),
    "accept": (lambda db, who: approvals.accept(db, who, waiting(db), SLACK, OPEN), (COORDINATOR,)),
    "return": (lambda db, who: approvals.give_back(db, who, waiting(db), "Which?", SLACK, OPEN), (COORDINATOR,)),
    "switch review": (lambda db, who: approvals.switch(db, who, PLAN, False, SLACK, OPEN), RUN),
    "report before it is closed": (ask_for_report, RUN),
}
"""What can be done with a period that is open, and who may."""

OF_CLOSED: dict[str, tuple[Deed, tuple[Caller, ...]]] = {
    "ask to reopen": (lambda db, who: period_closing.to_reopen(db, who, last_period(db), OVERDUE), RUN),
    "reopen": (lambda db, who: period_closing.reopen(db, who, last_period(db), "why", SLACK, OVERDUE), RUN),
    "report once it is closed": (ask_for_report, tuple(who for who in EVERYBODY if who.team_id == "T1")),
}
"""What can be done with one that is closed."""


def begin(db: Connection) -> None:
    """A period is open; T18's update waits for review, T17 was passed on and handed back by its officer."""
    confirm(db)
    period_plans.switch_messages(db, COORDINATOR, PLAN, True, SLACK, OPEN)
    approvals.switch(db, COORDINATOR, PLAN, True, SLACK, OPEN)
    answer(db, T18, OPEN, SECOND)
    passes.pass_on(db, OFFICER, T17, "UNEW", "G0", SLACK, OPEN)
    passes.hand_back(db, OFFICER, T17, "", SLACK, OPEN)


def try_each(db: Connection, who: Caller, deeds: dict[str, tuple[Deed, tuple[Caller, ...]]]) -> None:
    before = everything(db)
    for deed, (do, may) in deeds.items():
        with db.begin_nested() as trial:
            if who in may:
                do(db, who)
            else:
                with pytest.raises(Refusal):
                    do(db, who)
                    pytest.fail(f"{who.user_id} may {deed}")
            trial.rollback()
    assert everything(db) == before


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.user_id)
def test_every_deed_by_everybody(db: Connection, who: Caller) -> None:
    begin(db)
    try_each(db, who, DEEDS)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    try_each(db, who, OF_CLOSED)


def test_a_refusal_leaves_nothing_behind(db: Connection) -> None:
    """A role that was refused has not made the person known whom it was meant for."""
    begin(db)
    before = everything(db)
    for deed, (do, may) in DEEDS.items():
        if NOBODY not in may:
            with pytest.raises(Refusal):
                do(db, NOBODY)
            assert everything(db) == before, deed


OLD: dict[str, tuple[Deed, str]] = {
    "change its dates": (lambda db, who: period_plans.form(db, who, PLAN, last_period(db), OVERDUE), "is closed"),
    "save its dates": (
        lambda db, who: period_plans.confirm(
            db, who, PeriodWish(PLAN, "yearly", replace(DATES, due_on=LATER_DUE), last_period(db)), SLACK, OVERDUE
        ),
        "is closed",
    ),
    "open more time": (lambda db, who: extensions.form(db, who, last_period(db), T18), "is closed"),
    "give more time": (
        lambda db, who: extensions.extend(db, who, last_period(db), T18, LATER_DUE, "why", SLACK, OVERDUE),
        "is closed",
    ),
    "ask to close": (lambda db, who: period_closing.to_close(db, who, last_period(db), OVERDUE), "closed already"),
    "take a pass back": (lambda db, who: passes.take_back(db, who, T17, SLACK, OVERDUE), "not passed to anybody"),
}
"""Buttons of the period's calendar and of the dashboard, pressed after it was closed."""


@pytest.mark.parametrize("deed", OLD)
def test_old_buttons_of_a_closed_period(db: Connection, deed: str) -> None:
    do, sentence = OLD[deed]
    begin(db)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    before = everything(db)
    with db.begin_nested() as trial:
        with pytest.raises(Refusal, match=sentence):
            do(db, COORDINATOR)
        trial.rollback()
    assert everything(db) == before


def test_old_buttons_that_still_mean_something_leave_the_frozen_report_alone(db: Connection) -> None:
    begin(db)
    entry_id = waiting(db)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    frozen = rows(db, tables.snapshots)
    assert period_closing.close(db, COORDINATOR, last_period(db), SLACK, OVERDUE).current is None
    record(db, COORDINATOR)
    approvals.give_back(db, COORDINATOR, entry_id, "Which one?", SLACK, OVERDUE)
    section_rag.save(db, COORDINATOR, RagWish(PLAN, TRANSPORT, "Red", "", "V1"), SLACK, OVERDUE, LONDON)
    assert rows(db, tables.snapshots) == frozen
    assert rows(db, tables.status_entries, kind="update", action_id=T17)[-1].period_id is None


def test_the_buttons_of_an_open_period_and_of_a_closed_one_are_not_mixed_up(db: Connection) -> None:
    begin(db)
    for do in (
        lambda: period_closing.to_reopen(db, COORDINATOR, current_id(db), OPEN),
        lambda: period_closing.reopen(db, COORDINATOR, current_id(db), "why", SLACK, OPEN),
    ):
        with pytest.raises(Refusal, match="is open"):
            do()


# What is passed on


def next_period(db: Connection) -> None:
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    confirm(db, NEXT, OVERDUE)


def asked_about_t18(db: Connection) -> tuple[int, ...]:
    return {row.action_id: row.people for row in periods.asked_in(db, current_id(db))}[T18]


def test_what_was_passed_on_is_passed_for_that_period_only(db: Connection) -> None:
    confirm(db)
    passed = passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN)
    assert passed.until == "December 2026"
    updates.form(db, NEW, T18)
    next_period(db)
    assert asked_about_t18(db) == (person_row(db, LEAD).id,)
    assert passes.form(db, LEAD, T18).to is None, "the form says who answers this time"
    with pytest.raises(NotAllowed):
        updates.form(db, NEW, T18)
    passes.pass_on(db, LEAD, T18, "UNEW", "G2", SLACK, OVERDUE)
    assert asked_about_t18(db) == (person_row(db, NEW).id,), "to the same person again, who is told again"
    assert len(rows(db, tables.deliveries, kind="passed")) == 2
    passes.take_back(db, LEAD, T18, SLACK, OVERDUE)
    assert asked_about_t18(db) == (person_row(db, LEAD).id,)
    with pytest.raises(NotAllowed):
        updates.form(db, NEW, T18)


@pytest.mark.parametrize("closed_by", ["coordinator", "job"])
def test_what_was_passed_on_before_a_period_belongs_to_the_next_one(db: Connection, closed_by: str) -> None:
    assert passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN).until is None
    assert passes.form(db, LEAD, T18).to is not None
    confirm(db)
    assert passes.form(db, LEAD, T18).until == "December 2026"
    assert asked_about_t18(db) == (person_row(db, NEW).id,)
    if closed_by == "coordinator":
        period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    else:
        assert period_closing.close_past(db, OVERDUE + timedelta(weeks=9)) == 1
    with pytest.raises(NotAllowed):
        updates.form(db, NEW, T18)
    with pytest.raises(Refusal, match="not passed to anybody"):
        passes.take_back(db, LEAD, T18, SLACK, OVERDUE)
    confirm(db, NEXT, OVERDUE)
    assert asked_about_t18(db) == (person_row(db, LEAD).id,), "one answer, not every one from now on"


def test_what_was_passed_on_after_a_period_belongs_to_it_when_it_is_opened_again(db: Connection) -> None:
    confirm(db)
    passes.pass_on(db, OFFICER, T17, "UNEW", "G1", SLACK, OPEN)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    passes.pass_on(db, OFFICER, T18, "UNEW", "G2", SLACK, OVERDUE)
    period_closing.reopen(db, COORDINATOR, last_period(db), "One more figure", SLACK, OVERDUE)
    assert [passes.form(db, OFFICER, one).to is None for one in (T17, T18)] == [True, False]
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    with pytest.raises(NotAllowed):
        updates.form(db, NEW, T18)


def test_rights_that_somebody_had_before_a_pass_outlive_it(db: Connection) -> None:
    confirm(db)
    passes.pass_on(db, LEAD, T18, SECOND.user_id, "G1", SLACK, OPEN)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    updates.form(db, SECOND, T18)


def test_rights_that_a_coordinator_gives_meanwhile_outlive_a_pass(db: Connection) -> None:
    confirm(db)
    passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN)
    for key in ("G2", "G3"):
        plan_people.assign(db, COORDINATOR, wish(), key, SLACK, OVERDUE)
    held = rows(db, tables.assignments, person_id=person_row(db, NEW).id, until_at=None)
    assert [(row.role, row.subject_id) for row in held] == [("officer", T18)]
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    updates.form(db, NEW, T18)
    confirm(db, NEXT, OVERDUE)
    assert asked_about_t18(db) == (person_row(db, LEAD).id,), "the lead officer is asked again"


def test_who_answers_for_an_action_no_more_takes_nothing_back(db: Connection) -> None:
    confirm(db)
    passes.pass_on(db, SECOND, T18, "UNEW", "G1", SLACK, OPEN)
    plan_people.take_away(db, COORDINATOR, role_of(db, SECOND), SLACK, OPEN)
    with pytest.raises(NotAllowed):
        passes.take_back(db, SECOND, T18, SLACK, OPEN)


def test_a_withdrawn_action_is_neither_passed_on_nor_handed_back(db: Connection) -> None:
    confirm(db)
    db.execute(update(tables.actions).where(tables.actions.c.id == T18).values(withdrawn_at=OPEN))
    for do in (
        lambda: passes.form(db, LEAD, T18),
        lambda: passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN),
        lambda: passes.hand_back(db, LEAD, T18, "", SLACK, OPEN),
    ):
        with pytest.raises(Refusal, match="was withdrawn"):
            do()


# Roles, and buttons that carry somebody


def test_a_role_of_somebody_whose_account_is_gone_counts_for_nobody(db: Connection) -> None:
    role_id = role_of(db, LEAD)
    departures.note(db, LEAD, True, SLACK, OPEN)
    with pytest.raises(Refusal, match="ended already"):
        plan_people.take_away(db, COORDINATOR, role_id, SLACK, OPEN)


@pytest.mark.parametrize("whom", [lambda db: 999_999, lambda db: person_row(db, STRANGE_ADMIN).id])
def test_nobody_is_added_who_does_not_see_the_plan(db: Connection, whom: Callable[[Connection], int]) -> None:
    """A button with another workspace's person in it gives no role, and does not say who that is."""
    before = everything(db)
    with pytest.raises(Refusal, match="not here any more"):
        assignments.add_officer(db, COORDINATOR, whom(db), T18, "G1", SLACK, OPEN)
    assert everything(db) == before


def test_whose_update_it_is_must_answer_for_the_action(db: Connection) -> None:
    """The person in the form is checked as the action is: it may have been copied from another action's."""
    draft = replace(updates.form(db, COORDINATOR, T18).draft, note="In their name")
    base = one(db, tables.actions, id=T18).current_entry_id
    for who in (NOBODY, LONDONER, STRANGE_ADMIN):
        person_id = getattr(_found(db, who), "id", 999_999)
        given = Given(person_id, "", "", "by telephone", OPEN.date())
        with pytest.raises(Refusal) as refused:
            recorded.save(db, COORDINATOR, Submission(T18, base, "V", draft), given, SLACK, OPEN, LONDON)
        assert refused.value.field == "email"


def _found(db: Connection, who: Caller) -> Any:
    return next(iter(rows(db, tables.people, workspace_id=who.workspace_id, user_id=who.user_id)), None)
