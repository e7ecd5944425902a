"""A reporting period from the coordinator's first look to its end, and what others can and cannot do in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import tables
from tests.bot.web.payloads import encoded
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

PLAN = "leicestershire-2024"
T18 = f"{PLAN}:T18"
COORDINATOR, LEAD, OFFICER, NEWCOMER = "Plan coordinator", "Transport lead", "Transport officer", "Newcomer"
BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, start_at=BEGAN) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def due(office: Office, action_id: str) -> datetime | None:
    (row,) = office.rows(tables.actions, id=action_id)
    found: datetime | None = row.next_due_at
    return found


def test_the_coordinator_runs_the_sandboxs_period(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    home = coordinator.home()
    assert "December 2026: updates are due Wednesday 18 November 2026, 7 days ago." in home.text
    assert "Answered: 4 of 167 actions" in home.text
    assert "Handed back: 1 action" in home.text

    assert "Overdue: 163 updates.\nMissing: 163 of 167 actions" in home.text
    missing = home.press("Show")
    assert missing.title == "Missing"
    assert missing.buttons[:4] == ["Show", "More time", "Assign", "Record an update"]
    assert "page 1 of 17" in missing.text
    assert "page 2 of 17" in missing.press("Next").text
    missing.close(everything=True)
    calendar = home.press("Reporting periods")
    assert calendar.title == "Reporting periods"
    assert "Messages are on" in calendar.text
    assert "Before Convenor" in calendar.text
    form = calendar.press("More time for everybody")
    refused = form.fill({"Due instead": "2026-11-29", "Why": "Election"}).submit()
    assert "at the weekend" in str(refused.errors)
    given = form.fill({"Due instead": "2026-11-30", "Why": "Election"}).submit()
    assert "Everybody: the update is due on Monday 30 November 2026 now." in given.text
    assert due(office, T18) == datetime(2026, 11, 30, 23, 59, tzinfo=UTC)

    given.close(everything=True)
    lead, newcomer = office.slack.as_(LEAD), office.slack.as_(NEWCOMER)
    lead.slash("/action", "T17").press("Pass to ...").fill({"Who answers": NEWCOMER}).submit().close(everything=True)
    newcomer.dm.wait_for("You may update this action until December 2026 closes.")
    newcomer.slash("/action", "update T17").close()
    calendar = coordinator.home().press("Reporting periods")
    closed = calendar.press("Close the period").submit()
    assert "The period is closed" in closed.text
    assert due(office, T18) is None
    assert "You cannot update T17" in newcomer.slash("/action", "update T17").text
    again = closed.press("Reopen").fill(Why="The chair asked for one more figure").submit()
    assert "Opened again: The chair asked for one more figure" in again.text
    assert due(office, T18) is not None
    again.close(everything=True)

    form = coordinator.slash("/convenor", f"periods {PLAN}").press("Look through and confirm")
    assert (form.values["Committee"], form.values["Updates due"]) == ("2027-12-16", "2027-11-17")
    form = form.fill({"How often": "Quarterly"})
    assert (form.values["Committee"], form.values["Updates due"]) == ("2027-03-18", "2027-02-24")
    assert "five clear working days" in str(form.fill({"Paper dispatch": "2027-03-17"}).submit().errors)
    done = form.fill({"Paper dispatch": "2027-03-10"}).submit()
    assert "The dates are confirmed." in done.text
    assert "Reports quarterly." in done.text
    assert [row.state for row in office.rows(tables.periods, plan_slug=PLAN)] == ["closed", "confirmed", "confirmed"]
    done.close(everything=True)
    people_are_assigned(office)


def people_are_assigned(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    people = coordinator.home().press("People")
    assert "@Transport lead: lead officer of Transport" in people.text
    form = people.press("Assign people")
    assert "Choose a section" in str(form.fill(Who=[NEWCOMER]).submit().errors)
    done = form.fill({"Actions": "T18, T17", "Who": [NEWCOMER]}).submit()
    assert "@Newcomer: lead officer of T18, T17." in done.text
    told = office.slack.as_(NEWCOMER).dm.wait_for("You are now lead officer of T18, T17")
    assert "You can now" in told.text
    assert "Lead officer: @Newcomer" in office.slack.as_(OFFICER).slash("/action", "T18").text
    done.close(everything=True)
    updates_are_recorded(office)


def updates_are_recorded(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    form = coordinator.slash("/action", "T18").press("Record an update")
    assert form.values["Whose update"] == "Newcomer"
    assert "Say how it came" in str(form.fill({"How it came": " ", "Note": "Cabinet agreed."}).submit().errors)
    saved = form.fill({"How it came": "by telephone"}).submit()
    assert "Latest update: @Newcomer" in saved.text
    saved.close(everything=True)
    form = coordinator.home().press("Set RAG")
    (transport,) = [label for label in form.options("Section") if label.startswith("Transport (")]
    done = form.fill({"Section": transport, "RAG": "Amber"}).submit()
    assert "Transport: RAG Amber" in done.text
    assert "RAG: Amber" in coordinator.slash("/action", "T18").text
    assert "Answered: 5 of 167 actions" in coordinator.home().text


def test_an_update_is_passed_on_and_handed_back(office: Office) -> None:
    lead, newcomer = office.slack.as_(LEAD), office.slack.as_(NEWCOMER)
    card = lead.slash("/action", "T18")
    passed = card.press("Pass to ...").fill({"Who answers": NEWCOMER}).submit()
    assert "is with @Newcomer this time" in passed.text
    assert "may update this action until December 2026 closes" in passed.text
    asked = newcomer.dm.wait_for("asks you to give the update of T18")
    assert asked.buttons == ["Update", "Show", "Not mine"]
    assert asked.press("Update").title.startswith("Update")
    handed = asked.press("Not mine").fill({"Whose may it be, or why": "Highways know"}).submit()
    assert "is with @Plan coordinator now" in handed.text
    assert "Taken back" in passed.press("Take it back").title
    refused = newcomer.slash("/action", "update T18")
    assert "You cannot update T18" in refused.text
    assert "Handed back: 2 actions" in office.slack.as_(COORDINATOR).home().text
    an_account_is_gone(office)


def an_account_is_gone(office: Office) -> None:
    lead = office.slack.as_(LEAD)
    assert "No lead officer: 134 actions" in office.slack.as_(COORDINATOR).home().text
    event = {"type": "user_change", "user": {"id": lead.id, "deleted": True}, "event_ts": "1.1"}
    body = {"type": "event_callback", "event": event, "event_id": "EvGONE", "team_id": office.slack.team_id}
    assert office.slack.post_signed(*encoded(body, "event_callback"))[0] == 200
    told = office.slack.as_(COORDINATOR).dm.wait_for("The Slack account of Transport lead is gone")
    assert told.buttons == ["Show", "People"]
    assert told.press("Show").title == "No lead officer"
    assert "No lead officer: 167 actions" in office.slack.as_(COORDINATOR).home().text
