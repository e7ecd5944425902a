"""The message of the day: one, with all that waits for somebody, and everything that can be done with it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.shown import Shown
from storage import tables
from tests.jobs.office import until
from tests.office import Office
from tests.stories.asking import (
    ADMIN,
    COORDINATOR,
    LEAD,
    MORNING,
    OFFICER,
    OTHER,
    PLAN,
    ask,
    asking_office,
    give,
    lead,
    meet,
    refs,
)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """Nobody answers for anything yet, and updates of one plan were due a week ago."""
    with asking_office(tmp_path, database_url) as one:
        yield one


@pytest.fixture
def sqlite_office(tmp_path: Path) -> Iterator[Office]:
    with asking_office(tmp_path, None) as one:
        yield one


def audit(office: Office, did: str) -> int:
    return len(office.rows(tables.audit, did=did))


def morning(office: Office, name: str, at: datetime = MORNING) -> Shown:
    office.slack.move_clock(to=at + timedelta(seconds=5))
    return office.slack.as_(name).dm.wait_for("Good morning")


def overflow(message: Shown, nth: int, deed: str) -> Any:
    return message.choose("⋯", deed, nth=nth)


def next_morning(office: Office, name: str) -> Shown:
    """Let a day pass, and take the message that it brings."""
    number = len(office.slack.as_(name).dm.messages)
    office.slack.move_clock(by=timedelta(days=1))
    until(lambda: len(office.slack.as_(name).dm.messages) > number)
    return office.slack.as_(name).dm.messages[-1]


def test_a_lead_of_23_who_also_coordinates_has_one_message_with_all_of_them(office: Office) -> None:
    ask(office, OTHER)
    wanted = [*refs(office, PLAN, 15), *refs(office, OTHER, 8)]
    give(office, LEAD, "lead", *(("action", row.id) for row in wanted))
    give(office, LEAD, "coordinator", ("plan", PLAN), ("plan", OTHER))
    message = morning(office, LEAD)
    assert "23 updates wait for you, all of them overdue." in message.text
    assert message.buttons.count("Update") == 10
    assert "Your plans this week" in message.text and "0 of 167 actions answered" in message.text
    listed = message.press("Show all 23")
    shown = {row.printed_ref for row in wanted if f"{row.printed_ref} {row.title}" in listed.text}
    assert len(shown) == 23 and listed.buttons.count("Update") == 23
    assert "Why this?" in overflow(listed, 22, "Why this?").title
    office.slack.move_clock(by=timedelta(hours=8))
    assert sum("Good morning" in one.text for one in office.slack.as_(LEAD).dm.messages) == 1


def test_more_dates_than_one_message_holds_are_all_reached(sqlite_office: Office) -> None:
    office, somebody = sqlite_office, sqlite_office.slack.as_(LEAD)
    lead(office, LEAD, 3)
    meet(office, LEAD, 12)
    message = morning(office, LEAD)
    assert message.buttons.count("Add to calendar") == 7 and message.buttons.count("Update") == 3
    listed = message.press("Show all 15")
    assert {f"Session {number}" for number in range(12)} == set(re.findall(r"Session \d+", listed.text))
    assert listed.buttons.count("Update") == 3
    listed.press("Add to calendar", nth=11)
    assert somebody.dm.wait_for("put it into your calendar: Session").files[0].name.endswith(".ics")


def test_each_item_is_answered_put_off_or_handed_on_and_the_message_changes_in_its_place(office: Office) -> None:
    first, second, third, fourth, _ = lead(office, LEAD, 5)
    message = morning(office, LEAD)
    assert "5 updates wait for you, all of them overdue." in message.text

    why = overflow(message, 0, "Why this?").text
    for part in (
        "You are its lead officer.",
        "due on Monday 7 December 2026",
        "when the period opens, 14 and 3 days before, on the day and 7, 21, 35 and 49 days after it",
        "published, December 2024",
        "Nobody else has been asked. @Plan coordinator sees what is missing in a summary once a week.",
    ):
        assert part in why

    message.press("Update", nth=0).fill(Note="Survey done.").submit()
    until(lambda: f"Answered: {first.printed_ref}." in message.now().text)
    assert "4 updates wait for you" in message.now().text

    said = overflow(message.now(), 0, "No change")
    assert "Undo" in said.buttons
    until(lambda: f"Answered: {first.printed_ref}, {second.printed_ref}." in message.now().text)
    said.press("Undo")
    until(lambda: f"Answered: {first.printed_ref}." in message.now().text)

    overflow(message.now(), 1, "Pass to…").fill({"Who answers": OFFICER}).submit()
    overflow(message.now(), 2, "Not mine").fill({"Whose may it be, or why": "Highways"}).submit()
    until(lambda: "2 updates wait for you" in message.now().text)
    assert third.printed_ref not in message.now().text and fourth.printed_ref not in message.now().text


def test_an_overdue_update_is_snoozed_twice_and_no_more(sqlite_office: Office) -> None:
    office = sqlite_office
    first, _ = lead(office, LEAD, 2)
    message = morning(office, LEAD)
    form = overflow(message, 0, "Snooze…")
    assert "reports show it as not answered" in form.text
    form.fill({"Remind me again": "Another day", "Another day": "2027-03-01"})
    assert "Choose a day until 28 December" in str(form.submit().errors)
    form.fill({"Remind me again": "Tomorrow (Tuesday 15 December 2026)"}).submit()
    until(lambda: f"Snoozed: {first.printed_ref} until 15 December." in message.now().text)
    again = next_morning(office, LEAD)
    assert "1 update waits for you, overdue." in again.text and first.printed_ref in again.text
    overflow(again, 0, "Snooze…").submit()
    third = next_morning(office, LEAD)
    assert "snoozed this 2 times" in overflow(third, 0, "Snooze…").text
    assert audit(office, "update.snoozed") == 2
    stranger = office.slack.as_(OFFICER)
    give(office, OFFICER, "officer", ("action", first.id))
    copied = stranger.shown(office.slack.state.message(third.channel_id, third.ts))
    for deed in ("Snooze…", "Why this?", "No change"):
        assert "sent to somebody else" in overflow(copied, 0, deed).text


def test_all_are_gone_through_one_form_after_the_other(sqlite_office: Office) -> None:
    office = sqlite_office
    rows = lead(office, LEAD, 5)
    message = morning(office, LEAD)
    form = message.press("Go through all 5")
    assert "1 of 5" in form.text
    form = form.fill(Note="First of five.").submit()
    assert "2 of 5" in form.text and form.values["Note"] != "First of five."
    form = form.press("Skip")
    assert "3 of 5" in form.text
    assert "at least 3 characters" in str(form.fill(Note=" x ").submit().errors)
    form = form.press("Add a second stage")
    assert "3 of 5" in form.text and form.values["Note"] == " x ", "what was typed stays"
    form = form.fill(Note="Third of five.", Stage="Complete").submit()
    assert "3 of 5" in form.text and "One more thing" in form.text
    form = form.fill({"Completed on": "2026-12-01", "Evidence (a link)": "https://example.org/t3"}).submit()
    assert "4 of 5" in form.text
    form = form.press("Skip").press("Skip")
    assert "You have answered 2 updates; 3 still wait." in form.text
    until(lambda: "3 updates wait for you" in message.now().text)
    assert audit(office, "update.saved") == 2 and len({row.id for row in rows}) == 5


def test_what_is_typed_under_the_message_becomes_the_filled_form(sqlite_office: Office) -> None:
    office, somebody = sqlite_office, sqlite_office.slack.as_(LEAD)
    third = lead(office, LEAD, 3)[2]
    message = morning(office, LEAD)
    somebody.write(f"{third.printed_ref}: contractor appointed, starts in May", thread=message)
    offer = somebody.dm.wait_for("Save this as the update")
    assert f"update for {third.printed_ref}?" in offer.text and offer.thread_ts == message.ts
    assert "contractor appointed" in offer.press("Use as update", nth=0).values["Note"]
    somebody.write("what is T18?", thread=message)
    assert somebody.dm.wait_for("T18:").thread_ts == message.ts, "a question is answered"
    somebody.write("contractor appointed")
    offered = somebody.dm.wait_for("“contractor appointed”")
    assert "Save this as the update for" in offered.text and offered.thread_ts is None


def test_on_silence_the_deputy_is_asked_and_while_away_whoever_covers(tmp_path: Path) -> None:
    with asking_office(tmp_path, None, datetime(2026, 12, 4, 9, tzinfo=UTC)) as office:
        away, deputy, cover = (office.slack.as_(one) for one in (LEAD, OFFICER, "Newcomer"))
        admin, coordinator = office.slack.as_(ADMIN), office.slack.as_(COORDINATOR)
        first, second = lead(office, LEAD, 2)
        give(office, OFFICER, "deputy", ("action", first.id), ("action", second.id))
        message = morning(office, LEAD, datetime(2026, 12, 7, 9, 15, tzinfo=UTC))
        assert "2 updates wait for you." in message.text and "Due today" in message.text
        form = message.press("On leave until…")
        form.fill({"My last day away": "2026-12-18", "Who covers": "Newcomer"}).submit()

        admin.home().press("Pause all messages")
        office.slack.move_clock(to=datetime(2026, 12, 10, 9, 16, tzinfo=UTC))
        admin.home().press("Let them go on")
        asked = deputy.dm.wait_for("Good morning")
        assert "We have asked @Transport lead on 7 December; no answer yet." in asked.text
        assert "Before you: @Transport lead, away until 18 December." in overflow(asked, 0, "Why this?").text

        office.slack.move_clock(to=MORNING + timedelta(seconds=5))
        covered = cover.dm.wait_for("2 updates wait for you")
        assert "You cover for its lead officer." in overflow(covered, 0, "Why this?").text
        week = coordinator.dm.messages[-1]
        assert "Missing: 2 whose officer has been asked, 165 without a lead officer." in week.text
        listed = week.press("See who")
        assert "@Transport lead (away until 18 December)" in listed.text
        assert "@Transport officer on 10 December" in listed.text
        for _ in range(4):
            listed = listed.press("Next")
        assert "No lead officer (165)" in listed.text and "Next" not in listed.buttons
        assert [one.text for one in away.dm.messages if "Good morning" in one.text] == [message.now().text]

        covered.press("Update", nth=0).fill(Note="Answered for them.").submit()
        for one in (message, asked, covered):
            until(lambda one=one: f"Answered: {first.printed_ref}." in one.now().text)


def test_updates_that_fell_due_while_it_was_away_are_given_more_time(tmp_path: Path) -> None:
    with asking_office(tmp_path, None, datetime(2026, 12, 4, 9, tzinfo=UTC)) as office:
        coordinator = office.slack.as_(COORDINATOR)
        lead(office, LEAD, 1)
        office.slack.move_clock(to=datetime(2026, 12, 9, 9, 30, tzinfo=UTC))
        told = coordinator.dm.wait_for("when updates of Leicestershire net zero action plan were due")
        assert "due Monday 7 December 2026, 167 updates missing. Do people need more time?" in told.text
        form = told.press("More time for everybody")
        form = form.fill({"Due instead": "2026-12-16", "Why": "Convenor was away for two days."}).submit()
        assert "16 December 2026" in form.text
        assert [row.due_on for row in office.rows(tables.extensions)] == [date(2026, 12, 16)]
        assert len([one for one in coordinator.dm.messages if "Convenor was away" in one.text]) == 1


def test_who_muted_updates_is_left_alone(sqlite_office: Office) -> None:
    office = sqlite_office
    lead(office, LEAD, 1)
    form = office.slack.as_(LEAD).slash("/convenor", "settings")
    form.fill({"What I want to hear of": ["Meetings that I follow"]}).submit()
    office.slack.move_clock(to=MORNING + timedelta(seconds=5))
    office.slack.as_(COORDINATOR).dm.wait_for("Good morning")
    assert office.slack.as_(LEAD).dm.messages == []
