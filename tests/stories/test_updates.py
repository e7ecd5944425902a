"""An officer's way through the update form: what it asks besides, drafts, No change, corrections, shortcuts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.domain import updates
from storage import tables
from tests.office import APOLOGY, Office
from tests.office import office as opened

OFFICER, LEAD, COORDINATOR = "Transport officer", "Transport lead", "Plan coordinator"
T18 = "leicestershire-2024:T18"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace; at the end Slack has refused nothing."""
    with opened(tmp_path) as one:
        yield one
        assert one.slack.rejected == ()


def entries(office: Office, action_id: str = T18) -> list[Any]:
    return [row for row in office.rows(tables.status_entries, action_id=action_id) if row.kind != "published"]


def test_a_milestone_is_set_then_moved_and_the_move_is_explained(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.slash("/action", "update T18")
    past = form.fill({"Note": "Contract is let.", "Next milestone": "First 20 points in use", "Its date": "2021-05-01"})
    past.submit()
    assert "has passed" in past.errors["Its date"]
    saved = past.fill({"Its date": "2021-09-01"}).submit()
    assert "Next milestone: First 20 points in use, 1 September 2021" in saved.text
    saved.close(everything=True)

    moved = officer.slash("/action", "update T18").fill({"Note": "Grid is late.", "Its date": "2021-11-01"}).submit()
    assert (moved.values["Note"], moved.values["Its date"]) == ("Grid is late.", "2021-11-01")
    moved.submit()
    assert set(moved.errors) == {"Why did the date change?", "Who agreed to it?"}
    moved.fill({"Why did the date change?": "Connection delayed", "Who agreed": "Cabinet member"}).submit()
    history = officer.slash("/action", "T18").press("History").text
    assert "by 1 November 2021 (was First 20 points in use, by 1 September 2021)" in history
    assert "Why the date changed: Connection delayed" in history
    assert "Agreed by: Cabinet member" in history
    kept = entries(office)[-1]
    assert (kept.milestone_reason, kept.milestone_agreed_by) == ("Connection delayed", "Cabinet member")


def test_completing_and_going_back_ask_for_what_a_committee_asks(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    asked = officer.slash("/action", "update T18").fill(Stage="Complete", Note="All points work.").submit()
    asked.submit()
    assert set(asked.errors) == {"Completed on", "Evidence (a link)"}
    asked.fill({"Completed on": "2021-05-13", "Evidence (a link)": "https://example.gov.uk/t18"}).submit()
    assert "still to come" in asked.errors["Completed on"]
    assert "Completed: 11 May 2021" in asked.fill({"Completed on": "2021-05-11"}).submit().text
    officer.modal.close(everything=True)
    back = officer.slash("/action", "update T18").fill(Stage="Delivery", Note="One point failed.").submit()
    assert back.fill({"Why is it not": "It failed its safety test"}).submit().title == "T18 is updated"
    assert [row.completed_on is None for row in entries(office)] == [False, True]
    assert entries(office)[-1].reopened_reason == "It failed its safety test"


def test_no_change_in_one_tap_and_undone(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    before = officer.slash("/action", "T17").text
    said = officer.slash("/action", "T17").press("No change")
    assert "No change is saved for T17" in said.text
    assert "Latest update: no change, @Transport officer, 12 May 2021" in officer.slash("/action", "T17").text
    undone = said.press("Undo")
    assert "No change is taken back" in undone.text
    assert officer.slash("/action", "T17").text == before
    history = officer.slash("/action", "T17").press("History").text
    assert "Undo of No change: @Transport officer" in history
    assert [row.state for row in entries(office, "leicestershire-2024:T17")] == ["taken_back"] * 2


@pytest.mark.parametrize("rag", ["Red", "Amber"])
def test_no_change_will_not_do_for_an_action_in_trouble(office: Office, rag: str) -> None:
    officer = office.slack.as_(OFFICER)
    officer.slash("/action", "update T18").fill(RAG=rag, Note="The tender failed.").submit().close(everything=True)
    form = officer.slash("/action", "T18").press("No change")
    assert f"No change is not saved. RAG is {rag}" in form.text
    assert form.values["Note"] == "The tender failed."
    assert len(entries(office)) == 1


def test_no_change_twice_asks_for_words_and_undo_ends_after_ten_minutes(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    said = officer.slash("/action", "T18").press("No change")
    again = officer.slash("/action", "T18").press("No change")
    assert "The last answer was No change too" in again.text
    again.close(everything=True)
    office.slack.move_clock(by=timedelta(minutes=11))
    assert "works for 10 minutes only" in said.press("Undo").text
    assert [row.state for row in entries(office)] == ["accepted"]


def test_a_fault_keeps_what_was_typed_and_offers_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.slash("/action", "update T18").fill(Note="Forty points work now.", RAG="Green")

    def broken(*_: object, **__: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    with monkeypatch.context() as fault:
        fault.setattr(updates, "append", broken)
        apology = form.submit()
    assert APOLOGY in apology.text
    assert "What you typed is kept" in apology.text
    apology.close(everything=True)
    offered = officer.slash("/action", "update T18")
    assert "What you typed on 12 May 2021" in offered.text
    filled = offered.press("Use it")
    assert (filled.values["Note"], filled.values["RAG"]) == ("Forty points work now.", "Green")
    filled.submit().close(everything=True)
    assert "What you typed" not in officer.slash("/action", "update T18").text
    assert office.rows(tables.drafts) == []


def test_ones_own_update_is_corrected_and_nobody_elses(office: Office) -> None:
    officer, lead = office.slack.as_(OFFICER), office.slack.as_(LEAD)
    officer.slash("/action", "update T18").fill(Note="Forty points.", RAG="Green").submit().close(everything=True)
    assert "Correct" not in lead.slash("/action", "T18").press("History").buttons
    form = officer.slash("/action", "T18").press("History").press("Correct")
    assert form.title == "Correct T18"
    form.submit()
    assert "what you saved already" in form.errors["Note"]
    assert "Fifty points." in form.fill(Note="Fifty points.").submit().text
    first, second = entries(office)
    assert (second.kind, second.corrects_id, second.as_of) == ("correction", first.id, first.as_of)
    assert (first.note, first.state) == ("Forty points.", "accepted")


def test_an_action_is_chosen_by_typing(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    chooser = officer.shortcut("Update an action")
    assert chooser.options("Action", "t18")[0].startswith("T18")
    form = chooser.fill(Action="T18 Electric vehicle infrastructure strategy").submit()
    assert form.title == "Update T18"
    assert "is updated" in form.fill(Note="Chosen by typing.").submit().title


def test_a_message_becomes_an_update_with_its_link(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    message = officer.write("The last point at the depot works.", "#lednet")
    chooser = officer.message_shortcut("Use as an update", message)
    form = chooser.fill(Action="T18 Electric vehicle infrastructure strategy").submit()
    assert form.values["Note"] == "The last point at the depot works."
    assert f"/p{message.ts.replace('.', '')}" in form.values["Evidence (a link)"]
    saved = form.submit()
    assert "Evidence: " in saved.text


def test_a_coordinator_returns_an_update_then_accepts_it(office: Office) -> None:
    officer, coordinator, other = (office.slack.as_(name) for name in (OFFICER, COORDINATOR, "Newcomer"))
    coordinator.home().press("Switch review on")
    waits = officer.slash("/action", "update T18").fill(Note="Nearly there.", RAG="Green").submit()
    assert "waits for review" in waits.text
    waits.close(everything=True)
    assert "The last update waits for review" in officer.slash("/action", "T18").text
    for text in (other.slash("/action", "T18").text, other.slash("/action", "T18").press("History").text):
        assert "Nearly there" not in text
        assert "waits for review" not in text
    other.modal.close(everything=True)

    review = coordinator.home().press("1 to review").press("Look")
    assert "RAG: Green (was not given)" in review.text
    assert "is returned" in review.fill({"Or return it": "How many points are left?"}).submit().text
    coordinator.modal.close(everything=True)
    told = officer.dm.wait_for("asks:")
    assert "How many points are left?" in told.text
    form = told.press("Update")
    assert "returned your update" in form.text
    assert (form.values["Note"], form.values["RAG"]) == ("Nearly there.", "Green")
    form.fill(Note="Two points are left.").submit().close(everything=True)

    offered = coordinator.slash("/convenor", "review")
    assert offered.buttons == ["1 to review"], "of two plans, the one in which something waits"
    assert offered.press("1 to review").title == "Updates to review"
    assert "Nothing waits in Local London" in coordinator.slash("/convenor", "review local-london-2019").text
    assert "You review no plan “rutland”" in coordinator.slash("/convenor", "review rutland").text
    for words in ("review", "review leicestershire-2024"):
        assert "Only a coordinator of" in officer.slash("/convenor", words).text
    waiting = coordinator.slash("/convenor", "review leicestershire-2024")
    assert "1 update to review" in waiting.text
    accepted = waiting.press("Look").press("Accept")
    assert "The update of T18 is accepted" in accepted.text
    assert "Nothing waits in Leicestershire" in accepted.text
    coordinator.modal.close(everything=True)
    assert "Nothing waits" in coordinator.slash("/convenor", "review").text
    assert "Two points are left." in other.slash("/action", "T18").text
    assert [row.state for row in entries(office)] == ["returned", "accepted"]
    did = [row.did for row in office.rows(tables.audit, subject_id=T18) if row.did.startswith("update.")]
    assert did == ["update.saved", "update.returned", "update.saved", "update.accepted"]
    assert [row.did for row in office.rows(tables.audit) if row.did.startswith("review.")] == ["review.switched_on"]


def test_an_update_that_is_recorded_shows_what_somebody_else_saved_meanwhile(office: Office) -> None:
    officer, coordinator = office.slack.as_(OFFICER), office.slack.as_(COORDINATOR)
    form = coordinator.slash("/action", "T18").press("Record an update")
    officer.slash("/action", "update T18").fill(Note="Forty points.", RAG="Amber").submit().close(everything=True)
    typed = {"How it came": "by telephone", "Note": "Thirty points."}
    overtaken = form.fill(typed).submit()
    assert "Somebody saved an update while you were writing" in overtaken.text
    assert "@Transport officer, 12 May 2021" in overtaken.text
    assert "RAG: Amber (was not given)" in overtaken.text
    assert "Forty points." in overtaken.text
    assert {label: overtaken.values[label] for label in typed} == typed
    assert [row.note for row in entries(office)] == ["Forty points."]
    officer.slash("/action", "update T18").fill(Note="Fifty points.").submit().close(everything=True)
    again = overtaken.submit()
    assert "Fifty points." in again.text, "each that is quicker is shown"
    assert "Latest update: @Transport lead" in again.submit().text
    assert [row.note for row in entries(office)] == ["Forty points.", "Fifty points.", "Thirty points."]
    assert entries(office)[-1].recorded_how == "by telephone"
