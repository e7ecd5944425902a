"""Corrections and review items: who may, what is refused, and that neither a load nor an import undoes them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from bot.domain import (
    actions,
    concerns,
    corrections,
    partner_corrections,
    partner_withdrawals,
    partners,
    proposed_dates,
    reviews,
    updates,
    withdrawals,
)
from bot.domain.action_fields import lines
from bot.domain.corrections import Corrected, Submission
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.reviews import OTHER, RIGHT, UNKNOWN, Settlement
from seed.bundle import read
from seed.load import load
from seed.reviewing import put_bundled
from storage import reviews as stored_reviews
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEDNET,
    LONDON,
    LONDONER,
    NOBODY,
    NOW,
    OFFICER,
    OTHER_PLAN,
    PLAN,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    T17,
    T18,
    end_roles,
    everything,
    one,
    rows,
    said,
)

T1 = f"{PLAN}:T1"
PROGRAMME = "lednet-2021"
REASON = {"reason": "Checked with the author"}


def sent(subject: str, view_id: str = "V1", base: str = "", **draft: str) -> Submission:
    return Submission(subject, base, view_id, REASON | draft)


def correct(db: Connection, who: Caller, action_id: str, view_id: str = "V1", **draft: str) -> Corrected:
    base = corrections.form(db, who, action_id).base
    found = corrections.save(db, who, sent(action_id, view_id, base, **draft), SLACK, LATER, LONDON)
    assert isinstance(found, Corrected)
    return found


def item_of(db: Connection, action_id: str) -> Any:
    (item,) = stored_reviews.of_subject(db, "action", action_id)
    return item


def slug_of(db: Connection) -> str:
    return str(one(db, tables.organisations, name="National Grid Electricity Distribution").slug)


# --- who may ------------------------------------------------------------------------------------------------

Deed = Callable[[Connection, Caller], object]
DEEDS: dict[str, Deed] = {
    "see the form": lambda db, who: corrections.form(db, who, T18),
    "correct": lambda db, who: corrections.save(db, who, sent(T18, title="X"), SLACK, NOW, LONDON),
    "see the empty form": lambda db, who: corrections.empty_form(db, who, PLAN),
    "add": lambda db, who: corrections.add(db, who, sent(PLAN, ref="T99", title="X"), SLACK, NOW, LONDON),
    "ask to withdraw": lambda db, who: withdrawals.ask(db, who, T18),
    "withdraw": lambda db, who: withdrawals.withdraw(db, who, sent(T18), SLACK, NOW),
    "merge": lambda db, who: withdrawals.merge(db, who, sent(T18, into="T17"), SLACK, NOW),
    "bring back": lambda db, who: withdrawals.bring_back(db, who, T18, "K", SLACK, NOW),
    "see a partner's form": lambda db, who: partner_corrections.form(db, who, slug_of(db)),
    "correct a partner": lambda db, who: partner_corrections.save(db, who, sent(slug_of(db), name="X"), SLACK, NOW),
    "add a partner": lambda db, who: partner_corrections.add(db, who, sent(PLAN, name="X"), SLACK, NOW, LONDON),
    "ask to withdraw a partner": lambda db, who: partner_withdrawals.ask(db, who, slug_of(db)),
    "withdraw a partner": lambda db, who: partner_withdrawals.withdraw(db, who, sent(slug_of(db)), SLACK, NOW),
    "merge a partner": lambda db, who: partner_withdrawals.merge(
        db, who, sent(slug_of(db), into="Midlands Connect"), SLACK, NOW
    ),
    "bring a partner back": lambda db, who: partner_withdrawals.bring_back(db, who, slug_of(db), "K", SLACK, NOW),
    "list what is to be checked": lambda db, who: reviews.listing(db, who, PLAN, 1),
    "see an item": lambda db, who: reviews.form(db, who, item_of(db, T1).id, 1),
    "settle an item": lambda db, who: reviews.settle(
        db, who, Settlement(item_of(db, T1).id, 1, RIGHT, {}), SLACK, NOW, LONDON
    ),
    "see whom to answer": lambda db, who: concerns.to_answer(db, who, 1, T18),
    "answer": lambda db, who: concerns.answer(db, who, 1, T18, "Thank you", "V1", SLACK, NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_else_may(db: Connection, deed: str) -> None:
    """Whoever forges a payload: those without the role, of another plan, of another workspace, or whose role ended."""
    end_roles(db, COORDINATOR)
    before = everything(db)
    for who in (NOBODY, OFFICER, LONDONER, COORDINATOR):
        with pytest.raises(NotAllowed):
            DEEDS[deed](db, who)
    for who in (STRANGER, STRANGE_ADMIN):
        with pytest.raises(Refusal, match="not here any more"):
            DEEDS[deed](db, who)
    assert everything(db) == before


@pytest.mark.parametrize("who", [COORDINATOR, ADMIN], ids=["coordinator", "admin"])
def test_a_card_offers_it_to_those_who_may(db: Connection, who: Caller) -> None:
    assert actions.card(db, who, T18).may_correct
    assert not actions.card(db, LONDONER, T18).may_correct
    assert not actions.card(db, OFFICER, T18).may_correct
    assert correct(db, who, T18, title="Charge points").card.action.title == "Charge points"


def test_a_partner_of_two_plans_is_corrected_by_who_coordinates_both(db: Connection) -> None:
    lone = tables.action_partners.insert().values(
        action_id=f"{OTHER_PLAN}:People 1",
        organisation_id=one(db, tables.organisations, slug=slug_of(db)).id,
        position=9,
    )
    db.execute(lone)
    with pytest.raises(NotAllowed, match="coordinates all of them"):
        partner_corrections.form(db, COORDINATOR, slug_of(db))
    assert partner_corrections.form(db, ADMIN, slug_of(db)).draft["name"]


# --- what is refused, and what comes twice ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("ref", "T17"), ("ref", " - "), ("title", ""), ("title", "x" * 81), ("section", "local-london-2019/people"),
        ("role", "Owner"), ("stage", "Dreaming"), ("second_stage", "Delivery"), ("rag", "Purple"),
        ("partners", "Nobody at all"), ("subsection", "x" * 301), ("text", "x" * 3001), ("reason", " "),
    ],
)  # fmt: skip
def test_a_rule_is_kept_beside_its_field(db: Connection, field: str, typed: str) -> None:
    before = everything(db)
    with pytest.raises(Refusal) as refused:
        correct(db, COORDINATOR, T18, **{"title": "Another title", field: typed})
    assert refused.value.field == field
    assert everything(db) == before


def test_a_form_that_comes_twice_is_saved_once(db: Connection) -> None:
    base = corrections.form(db, COORDINATOR, T18).base
    for _ in range(2):
        found = corrections.save(db, COORDINATOR, sent(T18, "V7", base, title="Charge points"), SLACK, LATER, LONDON)
        assert isinstance(found, Corrected)
    assert len(said(db, "action.corrected")) == 1
    assert [row.field for row in rows(db, tables.corrections)] == ["title"]


def test_a_corrected_status_is_an_entry_that_names_the_one_before(db: Connection) -> None:
    published = actions.card(db, COORDINATOR, T17).action.status
    assert published
    status = correct(db, COORDINATOR, T17, stage="Complete", second_stage="", rag="Green").card.action.status
    assert status
    assert ([one.stage for one in status.stages], status.rag, status.note) == (["Complete"], "Green", published.note)
    entry = one(db, tables.status_entries, id=status.entry_id)
    assert (entry.kind, entry.corrects_id, entry.as_of) == ("correction", published.entry_id, published.as_of)


@given(st.text())
def test_lines_are_read_as_they_were_written(text: str) -> None:
    assert lines("\n".join(lines(text))) == lines(text)


# --- kept when the bundle is loaded again -------------------------------------------------------------------


def load_again(db: Connection) -> None:
    """Load as a program does that was never told that it loaded these facts before."""
    db.execute(delete(tables.audit).where(tables.audit.c.did == "seed.loaded"))
    load(db, [PLAN], ["T1"], LATER)


def test_a_load_undoes_nothing(db: Connection) -> None:
    correct(db, COORDINATOR, T18, "V1", title="Charge points", ref="T18x", partners="Midlands Connect", role="")
    correct(db, COORDINATOR, T17, "V2", stage="Complete", second_stage="")
    corrections.add(
        db, COORDINATOR, sent(PLAN, "V3", ref="T99", title="New", section=f"{PLAN}/transport"), SLACK, NOW, LONDON
    )
    withdrawals.withdraw(db, COORDINATOR, sent(f"{PLAN}:T2", "V4"), SLACK, NOW)
    withdrawals.merge(db, COORDINATOR, sent(f"{PLAN}:T3", "V5", into="T4"), SLACK, NOW)
    partner_withdrawals.merge(db, COORDINATOR, sent("mha", "V6", into="Midlands Connect"), SLACK, NOW)
    partner_withdrawals.withdraw(db, COORDINATOR, sent("residents", "V7"), SLACK, NOW)
    settled = reviews.settle(
        db, COORDINATOR, Settlement(item_of(db, T1).id, 1, OTHER, {"subsection": "Plans"}), SLACK, NOW, LONDON
    )
    assert settled.following
    before = {name: found for name, found in everything(db).items() if name != "audit"}
    load_again(db)
    assert {name: found for name, found in everything(db).items() if name != "audit"} == before

    card = actions.card(db, COORDINATOR, T18)
    assert (card.action.printed_ref, card.action.title, card.partners) == (
        "T18x",
        "Charge points",
        ("Midlands Connect",),
    )
    assert actions.card(db, COORDINATOR, f"{PLAN}:T3").merged_into == (f"{PLAN}:T4", "T4")
    assert actions.card(db, COORDINATOR, T1).action.subsection == "Plans"
    found = partners.look_up(db, COORDINATOR, "MHA")
    assert isinstance(found, partners.Partner)
    assert found.name == "Midlands Connect"


# --- review items -------------------------------------------------------------------------------------------


def test_each_way_to_settle(db: Connection) -> None:
    total = reviews.desks(db, COORDINATOR)[0].to_check
    found = [row for row in stored_reviews.open_of_plans(db, [PLAN]) if row.field == "subsection"]
    for row, choice in zip(found, (RIGHT, UNKNOWN), strict=False):
        left = reviews.settle(db, COORDINATOR, Settlement(row.id, 1, choice, {}), SLACK, NOW, LONDON).left
        total -= 1
        assert left == total
        assert "subsection" not in actions.card(db, COORDINATOR, row.subject_id).action.uncertain
        with pytest.raises(Refusal, match="somebody was quicker"):
            reviews.settle(db, COORDINATOR, Settlement(row.id, 1, choice, {}), SLACK, NOW, LONDON)
    put_bundled(db, read(PLAN), LATER)
    assert reviews.desks(db, COORDINATOR)[0].to_check == total


def test_what_a_programmes_document_leaves_open_is_settled_by_its_coordinator(db: Connection) -> None:
    text = {"reason": "The month is misspelt", "lines": "4", "source": "20 Mai", "document": "dates.txt", "ref": None}
    dated = {"subject_kind": "event", "subject_id": "lednet-2021-05-20", "field": "date", "reading": "2021-05-20"}
    row = {"subject_kind": "programme", "subject_id": PROGRAMME, "field": "row 0a1b", "reading": None}
    stored_reviews.add(db, [text | one | {"plan_slug": None, "created_at": NOW} for one in (dated, row)])
    whole = reviews.of_programme(PROGRAMME)
    for nobody in (OFFICER, COORDINATOR):
        with pytest.raises(NotAllowed, match="Only a coordinator of LEDNet"):
            reviews.listing(db, nobody, whole, 1)
    desks = {desk.slug: desk.to_check for desk in proposed_dates.desks(db, LEDNET, NOW, LONDON)}
    assert desks == {PROGRAMME: 2, "lednet-2023": 0}
    listed = reviews.listing(db, LEDNET, whole, 1)
    assert [(one.ref, one.title) for one in listed.items] == [
        ("LEDNet meeting: air quality and transport", "20 May 2021"),
        ("A row without a reference", ""),
    ]
    with pytest.raises(NotAllowed):
        reviews.form(db, COORDINATOR, listed.items[0].id, 1)
    done = reviews.settle(db, LEDNET, Settlement(listed.items[0].id, 1, RIGHT, {}), SLACK, NOW, LONDON)
    assert done.left == 1
    assert done.following
    last = done.following.item.id
    with pytest.raises(Refusal, match="Type what is right"):
        reviews.settle(db, LEDNET, Settlement(last, 1, OTHER, {"other": " "}), SLACK, NOW, LONDON)
    reviews.settle(db, LEDNET, Settlement(last, 1, OTHER, {"other": "It is a heading."}), SLACK, NOW, LONDON)
    assert {desk.to_check for desk in proposed_dates.desks(db, LEDNET, NOW, LONDON)} == {0}
    assert {row.settled_value for row in stored_reviews.of_subject(db, "programme", PROGRAMME)} == {"It is a heading."}
    stored_reviews.add(db, [text | dated | {"plan_slug": None, "created_at": NOW, "subject_id": "gone-2021-01-01"}])
    (gone,) = stored_reviews.of_subject(db, "event", "gone-2021-01-01")
    with pytest.raises(Refusal, match="not here any more"):
        reviews.form(db, LEDNET, gone.id, 1)


def test_a_reading_that_was_held_back_is_written_when_it_is_right(db: Connection) -> None:
    row = {"subject_kind": "action", "subject_id": T18, "plan_slug": PLAN, "ref": "T18", "document": "plan.txt"}
    text = {"reason": "Cut off", "lines": "41", "source": "…", "created_at": NOW}
    stored_reviews.add(
        db,
        [
            row | text | {"field": "role", "reading": "Ask"},
            row | text | {"field": "partners", "reading": ["midlands-connect", "mha"]},
            row | text | {"field": "wording", "reading": "Words of the plan"},
            row | text | {"field": "row 0a1b", "reading": None},
        ],
    )
    for item in stored_reviews.of_subject(db, "action", T18):
        reviews.settle(db, COORDINATOR, Settlement(item.id, 1, RIGHT, {}), SLACK, NOW, LONDON)
    card = actions.card(db, COORDINATOR, T18)
    assert (card.action.role, card.action.wording) == ("Ask", "Words of the plan")
    assert len(card.partners) == 2
    assert card.partners[0] == "Midlands Connect"


def test_an_update_stays_when_a_doubt_about_an_older_status_is_settled(db: Connection) -> None:
    draft = updates.Draft("Design", None, "Green", "Drawn anew.")
    base = updates.form(db, COORDINATOR, T17).base
    updates.save(db, COORDINATOR, updates.Submission(T17, base, "V1", draft), SLACK, LATER, LONDON)
    row = {"subject_kind": "action", "subject_id": T17, "plan_slug": PLAN, "ref": "T17", "document": "plan.txt"}
    text = {"reason": "Mixed up", "lines": "41", "source": "…", "reading": None, "created_at": NOW}
    stored_reviews.add(db, [row | text | {"field": field} for field in ("note", "stages")])
    for item in stored_reviews.of_subject(db, "action", T17):
        reviews.settle(db, COORDINATOR, Settlement(item.id, 1, UNKNOWN, {}), SLACK, LATER, LONDON)
    status = actions.card(db, COORDINATOR, T17).action.status
    assert status
    assert (status.kind, status.note, status.stages[0].stage) == ("update", "Drawn anew.", "Design")


def test_a_reference_cannot_be_unknown(db: Connection) -> None:
    row = {"subject_kind": "action", "subject_id": T18, "plan_slug": PLAN, "ref": "T18", "document": "plan.txt"}
    stored_reviews.add(
        db,
        [row | {"field": "ref", "reason": "?", "lines": "1", "source": "", "reading": "T18", "created_at": NOW}],
    )
    item = item_of(db, T18)
    assert reviews.form(db, COORDINATOR, item.id, 1).choices == (RIGHT, OTHER)
    with pytest.raises(Refusal) as refused:
        reviews.settle(db, COORDINATOR, Settlement(item.id, 1, UNKNOWN, {}), SLACK, NOW, LONDON)
    assert refused.value.field == "choice"


# --- something wrong ----------------------------------------------------------------------------------------


def test_without_a_coordinator_the_admins_hear_of_it_and_without_both_it_is_said(db: Connection) -> None:
    end_roles(db, COORDINATOR)
    (told,) = concerns.raise_one(db, NOBODY, T18, "The title is odd", "V1", SLACK, NOW)
    assert told.user_id == ADMIN.user_id
    assert concerns.raise_one(db, NOBODY, T18, "The title is odd", "V1", SLACK, NOW) == (told,)
    assert len(rows(db, tables.deliveries, kind="concern")) == 1
    end_roles(db, ADMIN)
    with pytest.raises(Refusal, match="Nobody coordinates"):
        concerns.raise_one(db, NOBODY, T18, "The title is odd", "V2", SLACK, NOW)


def test_only_who_asked_is_answered(db: Connection) -> None:
    concerns.raise_one(db, NOBODY, T18, "The title is odd", "V1", SLACK, NOW)
    person = one(db, tables.people, user_id=NOBODY.user_id)
    other = one(db, tables.people, user_id=OFFICER.user_id)
    with pytest.raises(Refusal, match="nobody to answer"):
        concerns.answer(db, COORDINATOR, other.id, T18, "Thank you", "V2", SLACK, NOW)
    with pytest.raises(Refusal, match="nobody to answer"):
        concerns.answer(db, COORDINATOR, person.id, T17, "Thank you", "V2", SLACK, NOW)
    assert concerns.answer(db, COORDINATOR, person.id, T18, "Thank you", "V2", SLACK, NOW).id == person.id
