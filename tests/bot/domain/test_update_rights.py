"""Who may do what with updates, cell by cell, on every path; and what becomes of fifty officers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.domain import approvals, choosing, drafts, history, no_change, people, updates
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.roles import MAY
from bot.domain.update_fields import EMPTY, Draft
from bot.domain.updates import Form, Overtaken, Saved, Submission
from storage import tables
from storage.actions import STEWARDS, UPDATERS
from storage.engine import Database
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEAD,
    LONDON,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    PLAN,
    SECOND,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    T18,
    caller,
    everything,
    give,
    one,
    person_row,
    rows,
    said,
)

DRAFT = Draft("Design", None, "Green", "Contract let")
OWN = (LEAD, OFFICER, SECOND, COORDINATOR)
OTHERS = (NOBODY, LONDONER, ADMIN, STRANGER, STRANGE_ADMIN)
AUTHOR = SECOND
"""Whose update and whose *No change* are there when each deed is tried."""


def save(db: Connection, who: Caller, draft: Draft = DRAFT, view: str = "V1", **more: Any) -> Any:
    base = one(db, tables.actions, id=T18).current_entry_id
    newest = [row.id for row in rows(db, tables.status_entries, action_id=T18) if row.state != "taken_back"]
    submission = Submission(T18, max(newest, default=base), view, draft, **more)
    return updates.save(db, who, submission, SLACK, NOW, LONDON)


def entry_of(db: Connection, kind: str = "update") -> int:
    return int(rows(db, tables.status_entries, action_id=T18, kind=kind)[-1].id)


def say_no_change(db: Connection, who: Caller, key: str) -> Any:
    newest = rows(db, tables.status_entries, action_id=T18)[-1].id
    return no_change.save(db, who, T18, newest, key, SLACK, NOW, LONDON)


DEEDS: dict[str, tuple[Callable[[Connection, Caller], Any], tuple[Caller, ...]]] = {
    "open the form": (lambda db, who: updates.form(db, who, T18), OWN),
    "save": (lambda db, who: save(db, who, replace(DRAFT, note=f"By {who.user_id}"), "V2"), OWN),
    "choose it by typing": (lambda db, who: choosing.form(db, who, T18, EMPTY), OWN),
    "say no change": (lambda db, who: say_no_change(db, who, "K2"), OWN),
    "keep a draft": (lambda db, who: drafts.keep(db, who, Submission(T18, 0, "V", DRAFT), NOW), OWN),
    "drop a draft": (lambda db, who: drafts.drop(db, who, T18), OWN),
    "open a correction": (lambda db, who: updates.correction_form(db, who, entry_of(db)), (AUTHOR,)),
    "save a correction": (
        lambda db, who: save(db, who, replace(DRAFT, note="Corrected"), "V3", corrects=entry_of(db)),
        (AUTHOR,),
    ),
    "look at what waits": (lambda db, who: approvals.look(db, who, entry_of(db)), (COORDINATOR,)),
    "list what waits": (lambda db, who: approvals.listing(db, who, PLAN), (COORDINATOR,)),
    "accept": (lambda db, who: approvals.accept(db, who, entry_of(db), SLACK, NOW), (COORDINATOR,)),
    "return": (lambda db, who: approvals.give_back(db, who, entry_of(db), "Which?", SLACK, NOW), (COORDINATOR,)),
    "switch review": (lambda db, who: approvals.switch(db, who, PLAN, False, SLACK, NOW), (COORDINATOR, ADMIN)),
}
"""What can be done with an update of AUTHOR's that waits for review, and who may."""


@pytest.mark.parametrize("who", [*OWN, *OTHERS], ids=lambda who: who.user_id)
def test_every_deed_by_everybody(db: Connection, who: Caller) -> None:
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(wants_review=True))
    assert isinstance(save(db, AUTHOR), Saved)
    before = everything(db)
    for deed, (do, may) in DEEDS.items():
        with db.begin_nested() as trial:
            if who in may:
                do(db, who)
                trial.rollback()
                continue
            with pytest.raises(Refusal):
                do(db, who)
                pytest.fail(f"{who.user_id} may {deed}")
    assert everything(db) == before


@pytest.mark.parametrize("who", [*OWN, *OTHERS], ids=lambda who: who.user_id)
def test_undo_is_for_who_said_it(db: Connection, who: Caller) -> None:
    say_no_change(db, AUTHOR, "K1")
    before = everything(db)
    if who == AUTHOR:
        no_change.take_back(db, who, entry_of(db, "no_change"), SLACK, LATER.replace(hour=9, minute=9))
        assert {row.state for row in rows(db, tables.status_entries, action_id=T18)[1:]} == {"taken_back"}
        return
    with pytest.raises(Refusal):
        no_change.take_back(db, who, entry_of(db, "no_change"), SLACK, NOW)
    assert everything(db) == before


@pytest.mark.parametrize(
    ("who", "sees"),
    [(OFFICER, {"internal"}), (COORDINATOR, {"internal", "help"}), (NOBODY, set()), (LONDONER, set()), (ADMIN, set())],
    ids=lambda each: getattr(each, "user_id", ""),
)
def test_who_reads_what_in_a_history(db: Connection, who: Caller, sees: set[str]) -> None:
    save(db, AUTHOR, replace(DRAFT, internal_note="internal", needs_help="help"))
    newest = history.history(db, who, T18).entries[0]
    assert {text for text in (newest.internal_note, newest.needs_help) if text} == sees


def test_the_card_says_the_same_as_the_rules() -> None:
    assert MAY["update an action"] == UPDATERS
    assert MAY["correct a plan"] == STEWARDS


def close_period(db: Connection, **values: Any) -> int:
    period = {"plan_slug": PLAN, "title": "Autumn 2026", "opens_on": NOW.date(), "due_on": NOW.date()}
    row = period | {"state": "confirmed", "created_at": NOW} | values
    return int(db.execute(tables.periods.insert().values(row).returning(tables.periods.c.id)).scalar_one())


def test_an_old_button_after_the_period_closed(db: Connection) -> None:
    """What stands in a frozen report is not corrected: neither from the history nor by a form that was open."""
    period_id = close_period(db)
    save(db, AUTHOR)
    entry_id = entry_of(db)
    assert one(db, tables.status_entries, id=entry_id).period_id == period_id
    db.execute(update(tables.periods).values(state="closed", closed_at=LATER))
    assert not any(one.is_correctable for one in history.history(db, AUTHOR, T18).entries)
    for deed in (
        lambda: updates.correction_form(db, AUTHOR, entry_id),
        lambda: save(db, AUTHOR, replace(DRAFT, note="Late"), "V3", corrects=entry_id),
    ):
        with pytest.raises(Refusal, match="“Autumn 2026” is closed"):
            deed()
    assert isinstance(save(db, AUTHOR, replace(DRAFT, note="For the next period"), "V4"), Saved)
    assert one(db, tables.status_entries, id=entry_of(db)).period_id is None


def test_what_was_undone_is_no_answer(db: Connection) -> None:
    close_period(db)
    db.execute(update(tables.actions).where(tables.actions.c.id == T18).values(next_due_at=NOW))
    said_so = say_no_change(db, AUTHOR, "K1")
    assert one(db, tables.actions, id=T18).next_due_at is None
    no_change.take_back(db, AUTHOR, said_so.entry_id, SLACK, NOW + timedelta(minutes=10))
    assert one(db, tables.actions, id=T18).next_due_at is not None
    assert one(db, tables.actions, id=T18).current_entry_id == rows(db, tables.status_entries, action_id=T18)[0].id


def test_no_change_of_something_else_than_was_seen_shows_the_difference(db: Connection) -> None:
    seen = rows(db, tables.status_entries, action_id=T18)[-1].id
    save(db, LEAD)
    found = no_change.save(db, OFFICER, T18, seen, "K1", SLACK, NOW, LONDON)
    assert isinstance(found, Overtaken)
    assert (found.theirs.note, found.before is None) == ("Contract let", False)


def test_no_change_without_any_status_is_the_form(db: Connection) -> None:
    found = no_change.save(db, LONDONER, "local-london-2019:People 1", 0, "K1", SLACK, NOW, LONDON)
    assert isinstance(found, Form)
    assert found.why == "Nothing has been said about People 1 yet: please give the first update."


def test_fifty_officers_save_fifty_actions_at_once(filled: Database) -> None:
    """Fifty updates, fifty audit rows, none lost and none doubled; each officer sends twice, as impatient people do."""
    with filled.writing() as db:
        ids = list(db.scalars(select(tables.actions.c.id).where(tables.actions.c.plan_slug == PLAN).limit(50)))
        officers = [caller(f"U{number:03}") for number in range(50)]
        for number, (who, action_id) in enumerate(zip(officers, ids, strict=True)):
            give(db, who, "officer", action_id, f"fifty-{number}")
    with filled.reading() as db:
        opened = [updates.form(db, who, action_id) for who, action_id in zip(officers, ids, strict=True)]
    barrier = Barrier(25)

    def send(number: int) -> Any:
        form, who = opened[number % 50], officers[number % 50]
        draft = replace(form.draft, stage=form.draft.stage or "Design", note=f"From {who.user_id}")
        if number < 25:
            barrier.wait()
        with filled.writing() as db:
            submission = Submission(form.action.id, form.base, f"V{number % 50}", draft)
            return updates.save(db, who, submission, SLACK, NOW, LONDON)

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(send, range(100)))
    assert [answer for answer in answers if not isinstance(answer, Saved)] == []
    with filled.reading() as db:
        entries = rows(db, tables.status_entries, kind="update")
        assert sorted(row.action_id for row in entries) == sorted(ids)
        assert len(said(db, "update.saved")) == 50
        authors = {person_row(db, who).id for who in officers}
        assert {row.author_id for row in entries} == authors
        assert people.find(db, officers[0]) is not None


def test_returned_to_nobody_who_was_asked_twice(db: Connection) -> None:
    """Of two coordinators who decide, the second is told what the first one did."""
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(wants_review=True))
    save(db, AUTHOR)
    approvals.accept(db, COORDINATOR, entry_of(db), SLACK, NOW)
    with pytest.raises(Refusal, match="was accepted by <@UCOORD>"):
        approvals.give_back(db, COORDINATOR, entry_of(db), "Which?", SLACK, NOW)
    with pytest.raises(NotAllowed):
        approvals.accept(db, LEAD, entry_of(db), SLACK, NOW)
