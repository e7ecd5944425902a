"""A coordinator's way through: checking readings, correcting, merging, withdrawing, and hearing of what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import reviews, tables
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

T1, T2 = "leicestershire-2024:T1", "leicestershire-2024:T2"
COORDINATOR, ADMIN, NEWCOMER = "Plan coordinator", "Administrator", "Newcomer"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace; at the end all that was shown can be pressed."""
    with opened(tmp_path) as one:
        watch = Watch(one)
        yield one
        assert all("Sorry" not in text for text in watch.texts)
        watch.press_everything()
        assert one.slack.rejected == ()


def test_the_lednet_team_checks_a_date_that_was_misspelt(office: Office) -> None:
    doubt = {"reason": "The month is misspelt.", "document": "lednet.txt", "lines": "4", "source": "20 Mai 2021"}
    about = {"subject_kind": "event", "subject_id": "lednet-2021-05-20", "field": "date", "reading": "2021-05-20"}
    with office.convenor.database.writing() as db:
        reviews.add(db, [doubt | about | {"plan_slug": None, "ref": None, "created_at": office.slack.now()}])
    team = office.slack.as_("LEDNet team")
    form = team.home().press("1 to check").press("Check")
    assert "LEDNet meeting" in form.text
    assert "20 Mai 2021" in form.text
    assert "From lednet.txt, line 4" in form.text
    form = form.press("Back to the list").press("Check")
    assert "2021-05-20" in form.text
    unsure = form.fill(**{"What is right?": "Something else is right"}).submit()
    assert unsure.errors == {"What is right": "Type what is right."}
    done = unsure.fill(**{"What is right?": "The reading is right"}).submit()
    assert "Nothing is left to check" in done.text
    assert "1 to check" not in team.home().buttons


def test_a_coordinator_checks_and_corrects(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    assert "Sub-section: taken from the heading above" in coordinator.slash("/action", "T1").text

    home = coordinator.home()
    count = len(office.rows(tables.review_items, state="open"))
    assert f"{count} to check" in home.buttons
    listed = home.press(f"{count} to check")
    item = listed.press("Check", nth=2)  # T1's sub-section
    assert "the text itself is not at hand" in item.text.lower()
    wrong = item.fill(**{"What is right?": "Something else is right"}).submit()
    assert "what stands there already" in str(wrong.errors)
    wrong = wrong.fill(**{"What is right?": "It cannot be known", "Sub-section": "Plans"}).submit()
    assert "You gave another value below" in wrong.errors["What is right?"]
    following = wrong.fill(**{"What is right?": "Something else is right"}).submit()
    assert f"{count - 1} left" in following.text
    card = coordinator.slash("/action", "T1")
    assert "Transport › Plans" in card.text
    assert "taken from the heading above" not in card.text

    form = card.press("Correct")
    assert form.values["Title"].startswith("Vision and strategy")
    refused = form.fill(Reference="t 2", Reason="Typing error").submit()
    assert "T2 is taken" in str(refused.errors)
    refused = refused.fill(Reference="T1", **{"Who may be involved": "Transport partners\nMidlands Conect"}).submit()
    assert "Do you mean “Midlands Connect”?" in str(refused.errors)
    done = refused.fill(Title="Plan for transport", **{"Who may be involved": "Midlands Connect"}).submit()
    assert done.title == "T1 is corrected"
    card = coordinator.slash("/action", "T1")
    assert "T1: Plan for transport" in card.text
    assert "Who may be involved: Midlands Connect" in card.text
    audited = [row.did for row in office.rows(tables.audit, subject_id=T1)]
    assert audited == ["action.corrected", "review.settled", "action.corrected"]


def test_actions_are_added_withdrawn_merged_and_brought_back(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    form = coordinator.home().press("Add an action", nth=0)
    new = {"Reference": "T99", "Title": "Cargo bikes for deliveries", "Section": "Transport", "Stage": "Design"}
    refused = form.fill(new | {"Second stage": "Design", "Reason": "Agreed at Cabinet"}).submit()
    assert "the same stage again" in refused.errors["Second stage"]
    assert refused.fill({"Second stage": None}).submit().title == "T99 is added"
    card = coordinator.slash("/action", "t99")
    assert "Stage: Design" in card.text

    confirm = card.press("Correct").press("Merge into another…")
    refused = confirm.fill({"Which action stays?": "T99", "Reason": "The same thing twice"}).submit()
    assert "the same action" in refused.errors["Which action stays?"]
    done = refused.fill({"Which action stays?": "t18"}).submit()
    assert "merged into T18" in done.text
    card = coordinator.slash("/action", "T99")
    assert "This action was merged into T18" in card.text
    assert card.buttons == ["Show", "History", "Share", "Something wrong?", "Bring back"]
    assert "T99 is back" in card.press("Bring back").title

    confirm = coordinator.slash("/action", "T99").press("Correct").press("Withdraw…")
    done = confirm.fill(Reason="Not in the plan").submit()
    assert done.press("Bring back").title == "T99 is back"
    again = (
        coordinator.home().press("Add an action", nth=0).fill(new | {"Second stage": None, "Reason": "Again"}).submit()
    )
    assert "T99 is taken" in again.errors["Reference"]
    assert [row.did for row in office.rows(tables.audit, subject_id="leicestershire-2024:T99")] == [
        "action.added", "action.merged", "action.brought_back", "action.withdrawn", "action.brought_back",
    ]  # fmt: skip


def test_partners_are_corrected_added_merged_and_withdrawn(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    page = coordinator.slash("/partner", "NGED")
    number = len([button for button in page.buttons if button == "Show"])
    form = page.press("Correct")
    refused = form.fill({"Also written": "NGED\nMidlands Connect", "Reason": "Former name"}).submit()
    assert "is a name of Midlands Connect" in refused.errors["Also written"]
    saved = refused.fill({"Name": "NG Electricity", "Also written": "NGED\nWPD"}).submit()
    assert "It is called NG Electricity" in saved.text
    assert coordinator.slash("/partner", "National Grid Electricity Distribution").text.startswith("NG Electricity\n")

    form = coordinator.home().press("Add a partner", nth=0)
    new = {"Name": "Power company", "May be involved in": "T18, t 3", "Reason": "They asked to be named"}
    assert "is a partner now" in form.fill(new).submit().text
    assert "Power company" in coordinator.slash("/action", "T18").text

    confirm = coordinator.slash("/partner", "Power company").press("Correct").press("Merge into another…")
    done = confirm.fill({"Which partner stays?": "wpd", "Reason": "One company"}).submit()
    assert "another name of NG Electricity" in done.text
    merged = coordinator.slash("/partner", "power company")
    assert merged.text.startswith("NG Electricity\n")
    assert done.press("Bring back")
    assert "May be involved in 2 actions" in coordinator.slash("/partner", "Power company").text
    kept = coordinator.slash("/partner", "NGED")
    assert len([button for button in kept.buttons if button == "Show"]) == number
    assert "Power company" not in kept.text

    confirm = coordinator.slash("/partner", "Power company").press("Correct").press("Withdraw…")
    confirm.fill(Reason="A mistake").submit()
    assert "Power company" not in coordinator.slash("/action", "T18").text
    gone = coordinator.slash("/partner", "Power company")
    assert "was withdrawn" in gone.text
    gone.press("Bring back")
    assert "Power company" in coordinator.slash("/action", "T18").text


def test_two_who_correct_at_once_are_told(office: Office) -> None:
    coordinator, admin = office.slack.as_(COORDINATOR), office.slack.as_(ADMIN)
    first = coordinator.slash("/action", "T2").press("Correct")
    second = admin.slash("/action", "T2").press("Correct")
    first.fill(Title="Asking travellers", Reason="Shorter").submit()
    again = second.fill(Title="Asking people", Reason="Clearer").submit()
    assert "Somebody changed this while you were writing" in again.text
    assert "Title: Asking travellers" in again.text
    assert again.values["Title"] == "Asking people"
    assert again.submit().title == "T2 is corrected"
    assert "T2: Asking people" in coordinator.slash("/action", "T2").text
    values = [row.value for row in office.rows(tables.corrections, subject_id=T2)]
    assert values == ["Asking travellers", "Asking people"]


def test_something_wrong_reaches_the_coordinator_and_the_answer_comes_back(office: Office) -> None:
    newcomer, coordinator = office.slack.as_(NEWCOMER), office.slack.as_(COORDINATOR)
    form = newcomer.slash("/action", "T1").press("Something wrong?")
    sent = form.fill({"What is wrong?": "The role is <Ask>,\nI believe."}).submit()
    assert "@Plan coordinator can read it now" in sent.text
    told = coordinator.dm.wait_for("@Newcomer says that something is wrong with T1")
    assert "The role is <Ask>," in told.text
    assert "line 24" in told.text
    assert told.press("Correct").title == "Correct T1"
    answer = told.press("Answer").fill({"Your answer": "You are right, thank you."}).submit()
    assert "@Newcomer gets your answer" in answer.text
    heard = newcomer.dm.wait_for("@Plan coordinator has answered you about T1")
    assert "You are right, thank you." in heard.text
    assert "believe" not in str(office.rows(tables.audit))
