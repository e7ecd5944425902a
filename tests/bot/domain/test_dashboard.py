"""The coordinator's numbers and lists, and that questions in words count the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.domain import (
    dashboard,
    departures,
    passes,
    people,
    period_closing,
    period_dates,
    period_plans,
    periods,
    plan_people,
    recorded,
    search,
    section_rag,
)
from bot.domain.dashboard import Listing
from bot.domain.people import Caller
from bot.domain.plan_people import Wish
from bot.domain.queries import Query
from bot.domain.recorded import Given
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.updates import Saved, Submission
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEAD,
    LONDON,
    LONDONER,
    NOBODY,
    OFFICER,
    OTHER_PLAN,
    PLAN,
    SECOND,
    SLACK,
    T17,
    T18,
    TRANSPORT,
    caller,
    give,
    one,
    person_row,
    rows,
    said,
)
from tests.bot.domain.test_periods import NOW, OPEN, OVERDUE, answer, confirm, current_id

NEW = caller("UNEW")


def listed(db: Connection, standing: str, page: int = 1, who: Caller = COORDINATOR) -> Listing:
    return dashboard.listing(db, who, PLAN, standing, page, OVERDUE)


def refs(facts: Listing) -> list[str]:
    return [line.action.printed_ref for line in facts.lines]


def wish(role: str = "lead", **given: Any) -> Wish:
    empty = Wish(PLAN, None, (), "", role, (), "", "", False)
    return Wish(**(empty.__dict__ | given))


def test_the_numbers_and_the_lists_are_one(db: Connection) -> None:
    confirm(db)
    answer(db, T18, NOW)
    db.execute(update(tables.status_entries).where(tables.status_entries.c.kind == "update").values(needs_help="Money"))
    facts = dashboard.one(db, COORDINATOR, PLAN, OVERDUE)
    assert facts.counts["answered"] == 1
    assert facts.counts["missing"] == facts.overdue == facts.asked - 1
    assert sum(facts.counts[name] for name in ("answered", "missing")) == facts.asked
    for standing in dashboard.STANDINGS:
        first = listed(db, standing)
        found = [ref for page in range(1, first.pages + 1) for ref in refs(listed(db, standing, page))]
        assert len(set(found)) == len(found) == first.total == facts.counts.get(standing, 0), standing
    assert refs(listed(db, "answered")) == ["T18"]
    (line,) = listed(db, "help").lines
    assert line.needs_help == "Money"
    (line,) = listed(db, "help", who=ADMIN).lines
    assert line.needs_help is None, "seen by the coordinator only"
    assert listed(db, "missing", 999).page == listed(db, "missing").pages


def test_questions_in_words_count_the_same(db: Connection) -> None:
    confirm(db)
    answer(db, T18, NOW)
    give(db, NEW, "lead", "T17")
    facts = dashboard.one(db, COORDINATOR, PLAN, OVERDUE)
    for state, number in (
        ("overdue", facts.overdue),
        ("no_lead", facts.counts["no_lead"]),
        ("never", facts.asked - facts.counts["answered"]),
    ):
        for query in (Query(state=state, plans=(PLAN,)), Query(state=state)):
            assert search.find(db, COORDINATOR, query, 1, OVERDUE).total == number, state


def test_without_a_period_nothing_is_missing(db: Connection) -> None:
    counts = dashboard.one(db, COORDINATOR, PLAN, NOW).counts
    assert counts.get("missing", 0) == 0
    assert counts["no_lead"] > 0
    assert dashboard.one(db, LONDONER, OTHER_PLAN, NOW).counts == {}, "its years are over"


def test_only_who_runs_the_plan_sees_them(db: Connection) -> None:
    assert [one.calendar.plan_slug for one in dashboard.dashboards(db, COORDINATOR, NOW)] == [PLAN]
    assert dashboard.dashboards(db, OFFICER, NOW) == ()
    for who in (OFFICER, LEAD, LONDONER, NOBODY):
        with pytest.raises(NotAllowed):
            listed(db, "missing", who=who)
    with pytest.raises(Refusal, match="too old"):
        listed(db, "secrets")


def test_people_are_assigned_by_section_and_taken_away(db: Connection) -> None:
    given = plan_people.assign(
        db, COORDINATOR, wish(section_ids=(TRANSPORT,), user_ids=("UNEW",), instead=True), "G1", SLACK, NOW
    )
    assert (given.about, given.ended) == (("Transport",), 0)
    assert [row.kind for row in rows(db, tables.deliveries)][-1] == "role_given"
    confirm(db)
    lead = {row.action_id: row.people for row in period_asked(db)}
    assert lead[T17] == (person_row(db, NEW).id,)
    assert lead[T18] == (person_row(db, LEAD).id,), "who leads the action itself comes first"
    again = plan_people.assign(
        db, COORDINATOR, wish(refs="t18", name="A. Khan", email="a.khan@example.gov.uk", instead=True), "G2", SLACK, NOW
    )
    assert again.ended == 1
    (khan,) = rows(db, tables.people, email="a.khan@example.gov.uk")
    assert (khan.user_id, khan.name) == (None, "A. Khan")
    assert {row.action_id: row.people for row in period_asked(db)}[T18] == (khan.id,)
    holding = next(h for h in listing(db) if h.who.user_id == "UNEW")
    plan_people.take_away(db, COORDINATOR, holding.id, SLACK, NOW)
    with pytest.raises(Refusal, match="ended already"):
        plan_people.take_away(db, COORDINATOR, holding.id, SLACK, NOW)
    assert [row[0] for row in said(db, "role.ended")] == ["UCOORD", "UCOORD"]


def listing(db: Connection) -> list[plan_people.Holding]:
    first = plan_people.listing(db, COORDINATOR, PLAN, 1)
    return [h for page in range(1, first.pages + 1) for h in plan_people.listing(db, COORDINATOR, PLAN, page).holdings]


def period_asked(db: Connection) -> tuple[periods.Asked, ...]:
    return periods.asked_in(db, current_id(db))


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"refs": "T18, X99", "user_ids": ("UNEW",)}, "refs", "no action “X99”"),
        ({"user_ids": ("UNEW",)}, "refs", "Choose a section"),
        ({"refs": "T18"}, "people", "Choose somebody"),
        ({"refs": "T18", "name": "A. Khan"}, "email", "Give their e-mail"),
        ({"refs": "T18", "email": "nobody"}, "email", "no e-mail address"),
        ({"refs": "T18", "user_ids": ("UNEW",), "role": "admin"}, "role", "Choose one of"),
    ],
)
def test_what_the_form_lacks_is_said_beside_its_field(
    db: Connection, given: dict[str, object], field: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        plan_people.assign(db, COORDINATOR, wish(**given), "G1", SLACK, NOW)
    assert refused.value.field == field


def test_an_update_is_passed_on_and_taken_back(db: Connection) -> None:
    confirm(db)
    period_plans.switch_messages(db, COORDINATOR, PLAN, True, SLACK, NOW)
    passed = passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN)
    passes.pass_on(db, LEAD, T18, "UNEW", "G1", SLACK, OPEN)
    assert passed.to is not None
    assert passed.to.user_id == "UNEW"
    new, lead = person_row(db, NEW).id, person_row(db, LEAD).id
    asked = {row.action_id: row.people for row in period_asked(db)}
    assert asked[T18] == (new,)
    answer(db, T18, OPEN, who=NEW)
    for who in (SECOND, OFFICER, NEW, NOBODY):
        with pytest.raises(NotAllowed):
            passes.take_back(db, who, T18, SLACK, OPEN)
    passes.take_back(db, LEAD, T18, SLACK, OPEN)
    assert {row.action_id: row.people for row in period_asked(db)}[T18] == (lead,)
    with pytest.raises(NotAllowed):
        answer(db, T18, OVERDUE, who=NEW)
    with pytest.raises(Refusal, match="not passed"):
        passes.take_back(db, LEAD, T18, SLACK, OPEN)
    with pytest.raises(Refusal, match="That is you"):
        passes.pass_on(db, LEAD, T18, "ULEAD", "G2", SLACK, OPEN)
    assert len(rows(db, tables.deliveries, kind="passed")) == 1


def test_not_mine_goes_to_the_coordinators_queue(db: Connection) -> None:
    confirm(db)
    passes.hand_back(db, LEAD, T18, "It is Planning's", SLACK, OPEN)
    passes.hand_back(db, LEAD, T18, "It is Planning's", SLACK, OPEN)
    lead, second = person_row(db, LEAD).id, person_row(db, SECOND).id
    assert {row.action_id: row.people for row in period_asked(db)}[T18] == (second,), "who else answers is asked"
    (line,) = listed(db, "handed_back").lines
    assert [(who.user_id, why) for who, why in line.handed_back] == [("ULEAD", "It is Planning's")]
    with pytest.raises(NotAllowed):
        passes.ask_again(db, LEAD, T18, SLACK, OPEN)
    passes.ask_again(db, COORDINATOR, T18, SLACK, OPEN)
    assert {row.action_id: row.people for row in period_asked(db)}[T18] == (lead,)
    with pytest.raises(NotAllowed):
        passes.hand_back(db, NOBODY, T18, "", SLACK, OPEN)


def test_an_account_that_is_gone_leaves_orphans_the_same_day(db: Connection) -> None:
    confirm(db)
    before = dashboard.one(db, COORDINATOR, PLAN, NOW).counts["no_lead"]
    departures.note(db, LEAD, True, SLACK, NOW)
    departures.note(db, LEAD, True, SLACK, NOW)
    assert dashboard.one(db, COORDINATOR, PLAN, NOW).counts["no_lead"] == before + 1
    assert search.find(db, COORDINATOR, Query(state="no_lead", plans=(PLAN,)), 1, NOW).total == before + 1
    (told,) = rows(db, tables.deliveries, kind="account_gone")
    assert told.person_id == person_row(db, COORDINATOR).id
    departures.note(db, LEAD, False, SLACK, NOW)
    assert dashboard.one(db, COORDINATOR, PLAN, NOW).counts["no_lead"] == before
    departures.note(db, caller("UUNKNOWN"), True, SLACK, NOW)
    assert people.find(db, caller("UUNKNOWN")) is None
    assert one(db, tables.people, user_id="ULEAD").deactivated_at is None


# An update for somebody


def record(db: Connection, who: Caller, note: str | None = None, **given: Any) -> Any:
    opened = recorded.form(db, who, T18, OPEN, LONDON)
    draft = opened.form.draft if note is None else replace(opened.form.draft, note=note)
    submission = Submission(T18, opened.form.base, f"V{note}", draft)
    empty = Given(person_row(db, LEAD).id, "", "", "by telephone", OPEN.date())
    return recorded.save(db, who, submission, replace(empty, **given), SLACK, OPEN, LONDON)


def test_an_update_that_came_by_telephone_is_that_persons(db: Connection) -> None:
    confirm(db)
    opened = recorded.form(db, COORDINATOR, T18, OPEN, LONDON)
    assert [who.user_id for _, who in opened.whose] == ["ULEAD", "USECOND", "UOFFICER"]
    assert isinstance(record(db, COORDINATOR, "The strategy went to Cabinet"), Saved)
    (entry,) = rows(db, tables.status_entries, action_id=T18, kind="update")
    lead, coordinator = person_row(db, LEAD).id, person_row(db, COORDINATOR).id
    assert (entry.author_id, entry.recorded_by_id, entry.recorded_how) == (lead, coordinator, "by telephone")
    assert refs(listed(db, "answered")) == ["T18"]
    record(db, COORDINATOR, "Again", email="b.lee@example.gov.uk", name="B. Lee")
    assert one(db, tables.people, email="b.lee@example.gov.uk").name == "B. Lee"
    assert record(db, COORDINATOR).action.status.kind == "no_change", "the same again is no change"
    assert refs(listed(db, "no_change")) == ["T18"]
    for who in (LEAD, OFFICER, ADMIN, LONDONER, NOBODY):
        with pytest.raises(NotAllowed):
            record(db, who, "Forged")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"how": " "}, "how"),
        ({"on": OVERDUE.date()}, "on"),
        ({"email": "nobody"}, "email"),
        ({"person_id": 999_999}, "email"),
    ],
)
def test_whose_how_and_when_must_be_right(db: Connection, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        record(db, COORDINATOR, "Something", **given)
    assert refused.value.field == field


# RAG of a section


def set_rag(db: Connection, who: Caller, key: str, rag: str | None = "Amber") -> section_rag.Done:
    wish = section_rag.Wish(PLAN, TRANSPORT, rag, "Budget", key)
    return section_rag.save(db, who, wish, SLACK, OPEN, LONDON)


def test_rag_of_a_section_is_an_entry_each_and_nobodys_answer(db: Connection) -> None:
    confirm(db)
    answer(db, T18, NOW)
    before = dashboard.one(db, COORDINATOR, PLAN, OPEN).counts
    note = one(db, tables.status_entries, kind="update", action_id=T18).note
    done = set_rag(db, COORDINATOR, "V1")
    assert "T18" in done.changed
    assert "T6" not in done.changed, "it is complete"
    entries = rows(db, tables.status_entries, rag="Amber")
    assert len(entries) == len(done.changed) == len(said(db, "update.saved")) - 1
    assert [entry.note for entry in entries if entry.action_id == T18] == [note]
    assert dashboard.one(db, COORDINATOR, PLAN, OPEN).counts == before, "lead officers are asked all the same"
    assert set_rag(db, COORDINATOR, "V1").changed == ()
    assert set_rag(db, COORDINATOR, "V2").same == len(done.changed)
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    later = period_dates.backwards(date(2027, 12, 14), "yearly", period_dates.working_days("ENG"))
    confirm(db, later)
    assert dashboard.one(db, COORDINATOR, PLAN, OVERDUE).counts.get("answered", 0) == 0
    for who in (LEAD, OFFICER, ADMIN, LONDONER, NOBODY):
        with pytest.raises(NotAllowed):
            set_rag(db, who, "V3")
