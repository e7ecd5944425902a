"""Status updates: who may, what is checked, what is appended, and what becomes of two at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from bot.domain import actions, updates
from bot.domain import history as history_rule
from bot.domain.actions import Author, Stage
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.update_fields import Draft
from bot.domain.updates import Form, Overtaken, Saved, Submission
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEAD,
    LEDNET,
    LONDON,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    OTHER_PLAN,
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
    counts,
    end_roles,
    everything,
    person_row,
    rows,
    said,
)

DRAFT = Draft("Design", None, "Amber", "Contract let")


def send(db: Connection, who: Caller, draft: Draft, base: int, view: str = "V1", **more: Any) -> Saved | Overtaken:
    where = {"action_id": T18, "now": NOW, "zone": LONDON} | more
    submission = Submission(where["action_id"], base, view, draft)
    return updates.save(db, who, submission, SLACK, where["now"], where["zone"])


def saved(db: Connection, who: Caller = OFFICER, draft: Draft = DRAFT, **more: Any) -> actions.Status:
    """Open the form, send it, and return the status that the action then has."""
    form = updates.form(db, who, more.get("action_id", T18))
    answer = send(db, who, draft, form.base, more.pop("view", f"V{form.base}"), **more)
    assert isinstance(answer, Saved)
    assert answer.action.status is not None
    return answer.action.status


def entries(db: Connection, action_id: str = T18) -> Any:
    return rows(db, tables.status_entries, action_id=action_id)


def refused(db: Connection, draft: Draft, who: Caller = OFFICER, action_id: str = T18) -> Refusal:
    form = updates.form(db, who, action_id)
    before = everything(db)
    with pytest.raises(Refusal) as refusal:
        send(db, who, draft, form.base, action_id=action_id)
    assert everything(db) == before
    return refusal.value


# Who may


def assign(db: Connection, who: Caller, role: str, kind: str, subject_id: str, until: datetime | None = None) -> None:
    """Put a role at any scope, allowed or not: only rules give roles, but every row must be judged rightly."""
    values = {"person_id": person_row(db, who).id, "role": role, "subject_kind": kind, "subject_id": subject_id}
    db.execute(tables.assignments.insert().values(**values, from_at=NOW, until_at=until))


SCOPES = (
    ("action", T18),
    ("section", TRANSPORT),
    ("plan", PLAN),
    ("action", T17),
    ("section", f"{OTHER_PLAN}/people"),
    ("plan", OTHER_PLAN),
    ("programme", "lednet-2021"),
    ("plan", T18),
    ("action", PLAN),
    ("section", PLAN),
)
REACHES = {("action", T18), ("section", TRANSPORT), ("plan", PLAN)}


@pytest.mark.parametrize("role", ["officer", "lead", "deputy", "coordinator", "facilitator", "admin"])
@pytest.mark.parametrize("scope", SCOPES, ids=":".join)
def test_every_role_at_every_scope(db: Connection, role: str, scope: tuple[str, str]) -> None:
    new = caller("UNEW")
    updates.people.ensure(db, new, NOW)
    assign(db, new, role, *scope)
    if role in ("officer", "lead", "deputy", "coordinator") and scope in REACHES:
        assert saved(db, new).author == Author("UNEW", None)
        db.execute(update(tables.assignments).where(tables.assignments.c.role == role).values(until_at=NOW))
    for rule in (lambda: updates.form(db, new, T18), lambda: send(db, new, DRAFT, 1, "V2")):
        with pytest.raises(NotAllowed) as refusal:
            rule()
        assert refusal.value.ask_for == T18


@pytest.mark.parametrize("who", [LEAD, OFFICER, SECOND, COORDINATOR], ids=lambda who: who.user_id)
def test_the_actions_people_and_its_coordinator_may(db: Connection, who: Caller) -> None:
    assert saved(db, who).note == "Contract let"
    end_roles(db, who)
    with pytest.raises(NotAllowed):
        updates.form(db, who, T18)


@pytest.mark.parametrize("who", [NOBODY, LONDONER, LEDNET, ADMIN], ids=lambda who: who.user_id)
def test_all_others_are_told_who_can(db: Connection, who: Caller) -> None:
    with pytest.raises(NotAllowed) as refusal:
        updates.form(db, who, T18)
    names = "<@ULEAD>, <@UOFFICER>, <@USECOND>, <@UCOORD>"
    assert refusal.value.sentence == f"You cannot update T18. These people can: {names}."
    assert (refusal.value.ask_for, refusal.value.field) == (T18, None)


def test_those_who_can_are_named_once_and_only_while_they_can(db: Connection) -> None:
    assign(db, LEAD, "deputy", "section", TRANSPORT)
    end_roles(db, OFFICER)
    end_roles(db, SECOND)
    db.execute(update(tables.people).where(tables.people.c.user_id == "UCOORD").values(erased_at=NOW))
    with pytest.raises(NotAllowed) as refusal:
        updates.form(db, NOBODY, T18)
    assert refusal.value.sentence == "You cannot update T18. These people can: <@ULEAD>."
    end_roles(db, LEAD)
    with pytest.raises(NotAllowed) as refusal:
        updates.form(db, NOBODY, T18)
    assert refusal.value.sentence == "You cannot update T18. Nobody is assigned to it yet."


def test_people_without_slack_are_named_by_their_name(db: Connection) -> None:
    change = {"workspace_id": None, "user_id": None, "name": "Transport lead"}
    db.execute(update(tables.people).where(tables.people.c.user_id == "ULEAD").values(**change))
    with pytest.raises(NotAllowed) as refusal:
        updates.form(db, NOBODY, T18)
    assert "Transport lead, <@UOFFICER>" in refusal.value.sentence


@pytest.mark.parametrize("who", [STRANGER, STRANGE_ADMIN], ids=lambda who: who.user_id)
def test_another_workspace_cannot_even_learn_that_it_exists(db: Connection, who: Caller) -> None:
    before = everything(db)
    for rule in (
        lambda action_id: updates.form(db, who, action_id),
        lambda action_id: history_rule.history(db, who, action_id),
        lambda action_id: send(db, who, DRAFT, 0, action_id=action_id),
    ):
        for action_id in (T18, "leicestershire-2024:T999"):
            with pytest.raises(Refusal) as refusal:
                rule(action_id)
            assert refusal.value.sentence == "That action is not here any more. `/action mine` lists yours."
            assert not isinstance(refusal.value, NotAllowed)
    assert everything(db) == before


# The form


def test_the_form_opens_with_what_is_known(db: Connection) -> None:
    form = updates.form(db, OFFICER, T17)
    assert form.draft == Draft("Delivery", "Discovery", None, "")
    assert form.action.id == T17
    assert form.base == entries(db, T17)[-1].id
    saved(db, draft=replace(DRAFT, second_stage="Delivery"))
    assert updates.form(db, OFFICER, T18).draft == Draft("Design", "Delivery", "Amber", "Contract let")


def test_the_form_of_an_action_without_status_is_empty(db: Connection) -> None:
    form = updates.form(db, LONDONER, PEOPLE_1)
    assert (form.base, form.draft) == (0, Draft(None, None, None, ""))


def test_opening_the_form_writes_nothing(db: Connection) -> None:
    before = everything(db)
    assert isinstance(updates.form(db, OFFICER, T18), Form)
    assert everything(db) == before


# What is checked


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"stage": None}, "stage", "Choose a stage: Discovery, Design, Delivery, Complete."),
        ({"stage": "Started"}, "stage", "Choose a stage: Discovery, Design, Delivery, Complete."),
        ({"stage": "design"}, "stage", "Choose a stage: Discovery, Design, Delivery, Complete."),
        (
            {"second_stage": "Started"},
            "second_stage",
            "Choose one of Discovery, Design, Delivery, Complete, or leave it empty.",
        ),
        (
            {"second_stage": ""},
            "second_stage",
            "Choose one of Discovery, Design, Delivery, Complete, or leave it empty.",
        ),
        (
            {"second_stage": "Design"},
            "second_stage",
            "This is the same stage again. Choose another one, or leave it empty.",
        ),
        ({"rag": "Blue"}, "rag", "Choose Red, Amber, Green or Not given."),
        ({"rag": "red"}, "rag", "Choose Red, Amber, Green or Not given."),
        ({"note": ""}, "note", "Say in a few words what has happened: at least 3 characters."),
        ({"note": "  ok \n"}, "note", "Say in a few words what has happened: at least 3 characters."),
        ({"note": "x" * 3001}, "note", "The note has 3,001 characters; 3,000 are the most. Please shorten it."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Connection, change: dict[str, Any], field: str, sentence: str
) -> None:
    refusal = refused(db, replace(DRAFT, **change))
    assert (refusal.field, refusal.sentence) == (field, sentence)


@pytest.mark.parametrize("note", ["yes", "x" * 3000, "  yes  ", "  " + "x" * 3000 + "\n"], ids=len)
@pytest.mark.parametrize("rag", ["Red", "Amber", "Green", None])
def test_what_is_right_is_saved_as_it_was_typed(db: Connection, note: str, rag: str | None) -> None:
    status = saved(db, draft=Draft("Complete", "Discovery", rag, note))
    assert (status.note, status.rag) == (note.strip(), rag)
    assert status.stages == (Stage("Complete"), Stage("Discovery"))


def test_an_empty_form_without_status_lacks_its_note(db: Connection) -> None:
    assert refused(db, Draft(None, None, None, ""), LONDONER, PEOPLE_1).field == "note"


def test_a_plan_without_stages_or_rag_takes_the_note_alone(db: Connection) -> None:
    assert refused(db, Draft(None, None, "Green", "All well"), LONDONER, PEOPLE_1).field == "rag"
    status = saved(db, LONDONER, Draft(None, None, None, "All well"), action_id=PEOPLE_1)
    assert (status.stages, status.rag, status.note) == ((), None, "All well")


@pytest.mark.parametrize("note", ["Contract let", "  Contract let ", "Contract let\n"])
def test_the_same_again_is_nothing_new(db: Connection, note: str) -> None:
    saved(db)
    before = everything(db)
    again = send(db, OFFICER, replace(DRAFT, note=note), updates.form(db, OFFICER, T18).base, "V2")
    assert isinstance(again, Form)
    assert (again.is_unchanged, again.why) == (
        True,
        "RAG is Amber, so please say in a few words what is being done about it.",
    )
    assert everything(db) == before


@pytest.mark.parametrize(
    "change", [{"stage": "Delivery"}, {"second_stage": "Delivery"}, {"rag": None}, {"note": "Contract signed"}]
)
def test_one_changed_field_is_an_update(db: Connection, change: dict[str, Any]) -> None:
    saved(db)
    saved(db, draft=replace(DRAFT, **change))
    assert len(entries(db)) == 3


def test_a_stage_keeps_what_the_plan_says_of_it(db: Connection) -> None:
    """T17 is at Delivery for one line and at Discovery for the rest."""
    status = saved(db, draft=Draft("Complete", "Delivery", None, "Nearly done"), action_id=T17)
    assert status.stages == (Stage("Complete", None), Stage("Delivery", "MMLe"))


# What is appended


def test_updates_append_and_never_overwrite(db: Connection) -> None:
    first = [tuple(row) for row in entries(db)]
    others = rows(db, tables.status_entries, kind="published")
    one = saved(db, LEAD, replace(DRAFT, rag="Red"))
    second = [tuple(row) for row in entries(db)]
    two = saved(db, OFFICER, DRAFT, now=LATER)
    third = [tuple(row) for row in entries(db)]
    assert second[:-1] == first
    assert third[:-1] == second
    assert rows(db, tables.status_entries, kind="published") == others
    assert [two.entry_id, one.entry_id] == [entry.entry_id for entry in history_rule.history(db, NOBODY, T18).entries][
        :2
    ]


def test_an_entry_says_who_when_and_what(db: Connection) -> None:
    status = saved(db)
    row = entries(db)[-1]
    assert (row.kind, row.stages, row.rag) == ("update", [{"stage": "Design", "qualifier": None}], "Amber")
    assert (row.note, row.internal_note, row.corrects_id) == ("Contract let", None, None)
    assert (row.as_of, row.as_of_precision, row.state) == (date(2026, 11, 21), "day", "accepted")
    assert (row.author_id, row.created_at) == (person_row(db, OFFICER).id, NOW)
    assert status == actions.Status(
        entry_id=row.id,
        kind="update",
        stages=(Stage("Design"),),
        rag="Amber",
        note="Contract let",
        as_of=date(2026, 11, 21),
        precision="day",
        author=Author("UOFFICER", None),
        created_at=NOW,
    )


def test_only_the_updated_action_changes(db: Connection) -> None:
    before = {row.id: row.current_entry_id for row in rows(db, tables.actions)}
    status = saved(db)
    after = {row.id: row.current_entry_id for row in rows(db, tables.actions)}
    assert after == before | {T18: status.entry_id}


def test_the_current_status_is_the_one_of_the_latest_day(db: Connection) -> None:
    for draft, now in ((DRAFT, LATER), (replace(DRAFT, rag="Red"), NOW), (replace(DRAFT, rag="Green"), NOW)):
        status = saved(db, draft=draft, now=now)
        latest = select(tables.status_entries.c.id).where(tables.status_entries.c.action_id == T18)
        order = (tables.status_entries.c.as_of.desc(), tables.status_entries.c.id.desc())
        assert db.scalars(latest.order_by(*order)).first() == status.entry_id
        assert actions.card(db, NOBODY, T18).action.status == status


@pytest.mark.parametrize(
    ("now", "as_of"),
    [
        (datetime(2024, 12, 10, 9, tzinfo=UTC), date(2024, 12, 31)),  # published "December 2024"
        (datetime(2024, 12, 31, 9, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2025, 1, 1, 0, 0, tzinfo=UTC), date(2025, 1, 1)),
        (datetime(2021, 5, 12, 9, tzinfo=UTC), date(2024, 12, 31)),  # the sandbox's clock stands before the plan
        (datetime(2025, 6, 30, 23, 30, tzinfo=UTC), date(2025, 7, 1)),  # tomorrow in London
    ],
)
def test_an_update_never_falls_behind_what_was_published(db: Connection, now: datetime, as_of: date) -> None:
    status = saved(db, now=now)
    assert (status.as_of, status.precision) == (as_of, "day")
    assert status.entry_id == entries(db)[-1].id


def test_without_a_status_before_it_is_of_today(db: Connection) -> None:
    now = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
    draft = Draft(None, None, None, "All well")
    assert saved(db, LONDONER, draft, action_id=PEOPLE_1, now=now).as_of == date(2025, 7, 1)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=6))
def test_as_of_never_goes_back(db: Connection, days: list[int]) -> None:
    """However clocks move, the last one saved is the one that counts."""
    with db.begin_nested() as again:
        seen = [updates.form(db, OFFICER, T18).action.status.as_of]  # type: ignore[union-attr]
        for number, ahead in enumerate(days):
            draft = replace(DRAFT, note=f"Note {number}")
            status = saved(db, draft=draft, now=NOW + timedelta(days=ahead), view=f"V{number}")
            assert status.note == draft.note
            seen.append(status.as_of)
        assert seen == sorted(seen)
        assert [entry.as_of for entry in history_rule.history(db, NOBODY, T18).entries] == seen[::-1]
        again.rollback()


@pytest.mark.parametrize(("wants_review", "state"), [(False, "accepted"), (True, "submitted")])
def test_where_a_plan_wants_review_an_update_is_submitted(db: Connection, wants_review: bool, state: str) -> None:
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(wants_review=wants_review))
    send(db, OFFICER, DRAFT, updates.form(db, OFFICER, T18).base)
    assert entries(db)[-1].state == state


def test_what_awaits_review_does_not_count_yet(db: Connection) -> None:
    """contracts.md: the current status is an accepted one only where the plan wants review."""
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(wants_review=True))
    before = actions.card(db, NOBODY, T18).action.status
    send(db, OFFICER, DRAFT, updates.form(db, OFFICER, T18).base)
    assert actions.card(db, NOBODY, T18).action.status == before


def test_two_that_await_review_overtake_each_other(db: Connection) -> None:
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(wants_review=True))
    base = updates.form(db, OFFICER, T18).base
    send(db, OFFICER, DRAFT, base, "V1")
    late = send(db, LEAD, replace(DRAFT, rag="Red"), base, "V2")
    assert isinstance(late, Overtaken)
    assert (late.theirs.note, late.theirs.author) == ("Contract let", Author("UOFFICER", None))
    form = updates.form(db, LEAD, T18)
    assert (form.base, form.draft) == (late.form.base, DRAFT)
    assert isinstance(send(db, LEAD, replace(DRAFT, rag="Red"), form.base, "V2"), Saved)
    assert [row.rag for row in entries(db)] == [None, "Amber", "Red"]


def test_what_is_published_again_later_leaves_the_answer_in_the_form(db: Connection) -> None:
    """A corrected plan appends an entry of December 2024; the answer of 2026 still is the newest."""
    status = saved(db)
    values = {"kind": "published", "stages": [{"stage": "Delivery"}], "state": "accepted", "action_id": T18}
    days = {"as_of": date(2024, 12, 31), "as_of_precision": "month", "created_at": LATER}
    db.execute(tables.status_entries.insert().values(**values, **days))
    form = updates.form(db, OFFICER, T18)
    assert (form.base, form.draft) == (status.entry_id, DRAFT)
    early = saved(db, draft=replace(DRAFT, rag="Green"), now=datetime(2026, 11, 1, tzinfo=UTC))
    assert early.as_of == status.as_of
    assert history_rule.history(db, NOBODY, T18).entries[0].status == early


# History


def test_history_begins_with_what_counts(db: Connection) -> None:
    saved(db, LEAD, replace(DRAFT, rag="Red"))
    status = saved(db, OFFICER, DRAFT, now=LATER)
    history = history_rule.history(db, NOBODY, T18)
    assert history.action == actions.card(db, NOBODY, T18).action
    assert history.entries[0].status == history.action.status == status
    assert [entry.status.kind for entry in history.entries] == ["update", "update", "published"]
    assert [entry.author for entry in history.entries] == [Author("UOFFICER", None), Author("ULEAD", None), None]
    assert (history.entries[2].as_of, history.entries[2].status.precision) == (date(2024, 12, 31), "month")
    assert history.entries[2].status.stages == (Stage("Delivery"),)
    assert history_rule.history(db, NOBODY, PEOPLE_1).entries == ()


# Twice, and two at once


def test_who_comes_second_sees_what_changed_and_keeps_the_draft(db: Connection) -> None:
    mine, theirs = updates.form(db, OFFICER, T18), updates.form(db, LEAD, T18)
    assert mine == theirs
    first = send(db, LEAD, DRAFT, theirs.base, "V1")
    assert isinstance(first, Saved)
    before = everything(db)
    draft = Draft("Delivery", None, "Green", "All charge points are in")
    second = send(db, OFFICER, draft, mine.base, "V2", now=LATER)
    assert isinstance(second, Overtaken)
    assert everything(db) == before
    assert second.theirs == first.action.status
    assert second.form == Form(first.action, first.action.status.entry_id, draft)
    again = send(db, OFFICER, second.form.draft, second.form.base, "V2", now=LATER)
    assert isinstance(again, Saved)
    assert [(row.note, row.rag) for row in entries(db)[1:]] == [
        ("Contract let", "Amber"),
        ("All charge points are in", "Green"),
    ]


def test_what_was_overtaken_is_not_checked_yet(db: Connection) -> None:
    """The person first sees what changed; what is wrong is said when they save again."""
    base = updates.form(db, OFFICER, T18).base
    send(db, LEAD, DRAFT, base, "V1")
    bad = replace(DRAFT, note="")
    overtaken = send(db, OFFICER, bad, base, "V2")
    assert isinstance(overtaken, Overtaken)
    with pytest.raises(Refusal):
        send(db, OFFICER, bad, overtaken.form.base, "V2")


def test_the_first_status_of_an_action_overtakes_too(db: Connection) -> None:
    draft = Draft(None, None, None, "All well")
    assert isinstance(send(db, LONDONER, draft, 0, "V1", action_id=PEOPLE_1), Saved)
    assert isinstance(send(db, LONDONER, draft, 0, "V2", action_id=PEOPLE_1), Overtaken)


def test_a_saved_form_is_saved_once_whoever_came_between(db: Connection) -> None:
    base = updates.form(db, OFFICER, T18).base
    send(db, OFFICER, DRAFT, base, "V1")
    other = saved(db, LEAD, replace(DRAFT, rag="Red"))
    before = everything(db)
    again = send(db, OFFICER, DRAFT, base, "V1", now=LATER)
    assert isinstance(again, Saved)
    assert again.action.status == other
    assert everything(db) == before


def test_a_form_that_was_refused_can_be_saved_afterwards(db: Connection) -> None:
    base = updates.form(db, OFFICER, T18).base
    with pytest.raises(Refusal):
        send(db, OFFICER, replace(DRAFT, note=""), base, "V1")
    assert isinstance(send(db, OFFICER, DRAFT, base, "V1"), Saved)


def test_every_update_has_its_audit_row_without_its_text(db: Connection) -> None:
    before = counts(db)
    status = saved(db, view="V9")
    assert said(db, "update.saved") == [
        ("UOFFICER", "action", T18, "slack", "req-1", {"entry_id": status.entry_id}, NOW)
    ]
    changed = {name: number - before[name] for name, number in counts(db).items() if number != before[name]}
    assert changed == {"status_entries": 1, "audit": 1, "seen": 1}
    assert rows(db, tables.seen, gesture="V9")[0].created_at == NOW


def together(database: Database, sends: list[tuple[Caller, str]], base: int) -> list[Saved | Overtaken]:
    """Send forms at the same moment, each in a transaction of its own."""
    barrier = Barrier(len(sends))

    def one(number: int) -> Saved | Overtaken:
        who, view = sends[number]
        barrier.wait()
        with database.writing() as db:
            return send(db, who, replace(DRAFT, note=f"From {view}"), base, view)

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(one, range(len(sends))))


def base_of(database: Database) -> int:
    with database.reading() as db:
        return updates.form(db, OFFICER, T18).base


@pytest.mark.parametrize("number", [2, 5])
def test_of_two_at_once_one_is_saved_and_the_others_are_overtaken(filled: Database, number: int) -> None:
    sends = [((OFFICER, LEAD)[each % 2], f"V{each}") for each in range(number)]
    answers = together(filled, sends, base_of(filled))
    (first,) = [answer for answer in answers if isinstance(answer, Saved)]
    late = [answer for answer in answers if isinstance(answer, Overtaken)]
    assert len(late) == number - 1
    with filled.reading() as db:
        (entry,) = [row for row in entries(db) if row.kind == "update"]
        assert len(said(db, "update.saved")) == 1
        assert len(rows(db, tables.seen)) == 1
    assert first.action.status is not None
    assert {answer.theirs.entry_id for answer in late} == {first.action.status.entry_id} == {entry.id}


def test_one_form_that_arrives_five_times_is_saved_once(filled: Database) -> None:
    answers = together(filled, [(OFFICER, "V1")] * 5, base_of(filled))
    assert all(isinstance(answer, Saved) for answer in answers)
    with filled.reading() as db:
        assert [row.note for row in entries(db)] == [None, "From V1"]
        assert len(said(db, "update.saved")) == 1
        assert len(rows(db, tables.seen)) == 1


def test_two_actions_are_updated_side_by_side(filled: Database) -> None:
    """On PostgreSQL the second does not wait for the first."""
    with filled.reading() as db:
        bases = {action: updates.form(db, OFFICER, action).base for action in (T17, T18)}
    with filled.writing() as db:
        assert isinstance(send(db, OFFICER, DRAFT, bases[T17], "V17", action_id=T17), Saved)
        if not filled.is_sqlite:
            with filled.writing() as other:
                other.exec_driver_sql("set local lock_timeout = '2s'")
                assert isinstance(send(other, OFFICER, DRAFT, bases[T18], "V18", action_id=T18), Saved)
