"""The message of the day: one, with all that waits for somebody, and everything that can be done with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain import assignments
from bot.domain.people import Caller
from bot.sandbox.shown import Shown
from storage import due, tables
from tests.jobs.office import until
from tests.office import Office
from tests.office import office as opened

LEAD, OFFICER, COORDINATOR = "Transport lead", "Transport officer", "Plan coordinator"
PLAN, OTHER = "leicestershire-2024", "local-london-2019"
SUNDAY = datetime(2026, 12, 13, 9, tzinfo=UTC)
MORNING = datetime(2026, 12, 14, 9, 15, tzinfo=UTC)
"""A Monday, a week after updates were due."""

OPENED, DUE = date(2026, 11, 16), date(2026, 12, 7)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with opened(tmp_path, database_url, start_at=SUNDAY) as one:
        yield one
        assert one.slack.rejected == ()
        assert [line for line in one.log if line["event"] == "fault"] == []


def give(office: Office, name: str, role: str, *subjects: tuple[str, str]) -> None:
    team = office.slack.team_id
    with office.convenor.database.writing() as db:
        for subject in subjects:
            caller = Caller(team, team, office.slack.as_(name).id)
            assignments.appoint(db, caller, role, subject, datetime(2026, 11, 1, tzinfo=UTC))


def ask(office: Office, *plans: str) -> None:
    """Let a reporting period of some plans be open, whose updates were due a week ago."""
    row = {"title": "December 2026", "opens_on": OPENED, "due_on": DUE, "state": "confirmed"}
    more = {"committee_on": date(2027, 1, 20), "signoff_on": DUE, "dispatch_on": DUE}
    known = datetime(2026, 11, 1, tzinfo=UTC)
    with office.convenor.database.writing() as db:
        for slug in plans:
            db.execute(tables.periods.insert().values(row | more | {"plan_slug": slug, "created_at": known}))
            db.execute(
                tables.plans.update().where(tables.plans.c.slug == slug).values(reminders_from=known, ends_on=None)
            )
            due.refresh_plan(db, slug)


def refs(office: Office, plan: str, number: int, section: str = "") -> list[Any]:
    rows = [row for row in office.rows(tables.actions, plan_slug=plan) if section in row.section_id]
    open_ones = [row for row in sorted(rows, key=lambda row: row.position) if row.next_due_at is not None]
    return open_ones[:number]


def audit(office: Office, did: str) -> int:
    return len(office.rows(tables.audit, did=did))


def morning(office: Office, name: str, at: datetime = MORNING) -> Shown:
    office.slack.move_clock(to=at + timedelta(seconds=5))
    return office.slack.as_(name).dm.wait_for("Good morning")


@pytest.fixture
def asked(office: Office) -> Office:
    """The transport lead answers for five actions that are overdue; they are not coordinator."""
    ask(office, PLAN)
    with office.convenor.database.writing() as db:
        db.execute(tables.assignments.delete().where(tables.assignments.c.subject_kind == "section"))
    give(office, LEAD, "lead", *(("action", row.id) for row in refs(office, PLAN, 5, "transport")))
    return office


def test_a_lead_of_23_who_also_coordinates_has_one_message_with_all_of_them(office: Office) -> None:
    ask(office, PLAN, OTHER)
    with office.convenor.database.writing() as db:
        db.execute(tables.assignments.delete().where(tables.assignments.c.subject_kind == "section"))
    wanted = [*refs(office, PLAN, 15), *refs(office, OTHER, 8)]
    give(office, LEAD, "lead", *(("action", row.id) for row in wanted))
    give(office, LEAD, "coordinator", ("plan", PLAN), ("plan", OTHER))
    message = morning(office, LEAD)
    assert "23 updates wait for you, all of them overdue." in message.text
    assert message.buttons.count("Update") == 10
    assert "Your plans this week" in message.text
    listed = message.press("Show all 23")
    shown = {row.printed_ref for row in wanted if f"{row.printed_ref} {row.title}" in listed.text}
    assert len(shown) == 23 and listed.buttons.count("Update") == 23
    office.slack.move_clock(by=timedelta(hours=8))
    assert sum("Good morning" in one.text for one in office.slack.as_(LEAD).dm.messages) == 1


def overflow(message: Shown, nth: int, deed: str) -> Any:
    return message.choose("⋯", deed, nth=nth)


def latest(office: Office, name: str) -> Shown:
    return next(one for one in reversed(office.slack.as_(name).dm.messages) if "update" in one.text)


def test_an_item_is_answered_and_the_message_changes_in_its_place(asked: Office) -> None:
    message = morning(asked, LEAD)
    before = message.ts
    assert "5 updates wait for you, all of them overdue." in message.text
    first = refs(asked, PLAN, 1, "transport")[0]
    message.press("Update", nth=0).fill(Note="Survey done.").submit()
    until(lambda: f"Answered: {first.printed_ref}" in message.now().text)
    changed = message.now()
    assert changed.ts == before and "4 updates wait for you" in changed.text
    assert changed.buttons.count("Update") == 4


def test_an_update_is_snoozed_twice_at_most_once_overdue(asked: Office) -> None:
    message = morning(asked, LEAD)
    first = refs(asked, PLAN, 1, "transport")[0]
    form = overflow(message, 0, "Snooze…")
    assert "reports show it as not answered" in form.text
    form.fill({"Remind me again": "Another day", "Another day": "2027-03-01"})
    assert "Choose a day until 28 December" in str(form.submit().errors)
    form.fill({"Remind me again": "Tomorrow (Tuesday 15 December 2026)"}).submit()
    until(lambda: f"Snoozed: {first.printed_ref} until 15 December" in message.now().text)
    assert message.now().buttons.count("Update") == 4
    again = next_morning(asked)
    assert "1 update waits for you, overdue." in again.text and first.printed_ref in again.text
    overflow(again, 0, "Snooze…").submit()
    third = next_morning(asked)
    assert "snoozed this 2 times" in overflow(third, 0, "Snooze…").text
    assert audit(asked, "update.snoozed") == 2


def next_morning(office: Office) -> Shown:
    number = len(office.slack.as_(LEAD).dm.messages)
    office.slack.move_clock(by=timedelta(days=1))
    until(lambda: len(office.slack.as_(LEAD).dm.messages) > number)
    return office.slack.as_(LEAD).dm.messages[-1]


def test_why_this_says_the_rule_the_last_answer_and_who_else_knows(asked: Office) -> None:
    give(asked, OFFICER, "deputy", ("action", refs(asked, PLAN, 1, "transport")[0].id))
    text = overflow(morning(asked, LEAD), 0, "Why this?").text
    for part in (
        "You are its lead officer.",
        "due on Monday 7 December 2026",
        "when the period opens, 14 and 3 days before, on the day and 7, 21, 35 and 49 days after it",
        "published, December 2024",
        "is asked, too",
        "once a week",
        "Not mine",
    ):
        assert part in text


def test_all_are_gone_through_one_form_after_the_other(asked: Office) -> None:
    message = morning(asked, LEAD)
    form = message.press("Go through all 5")
    assert "1 of 5" in form.text
    form = form.fill(Note="First of five.").submit()
    assert "2 of 5" in form.text and form.values["Note"] != "First of five."
    form = form.press("Skip")
    assert "3 of 5" in form.text
    assert "at least 3 characters" in str(form.fill(Note=" x ").submit().errors)
    form = form.fill(Note="Third of five.").submit()
    assert "4 of 5" in form.text
    form = form.press("Skip").press("Skip")
    assert "You have answered 2 updates; 3 still wait." in form.text
    until(lambda: "3 updates wait for you" in message.now().text)
    assert audit(asked, "update.saved") == 2


def test_what_is_typed_under_the_message_becomes_the_filled_form(asked: Office) -> None:
    lead = asked.slack.as_(LEAD)
    message = morning(asked, LEAD)
    third = refs(asked, PLAN, 3, "transport")[2]
    lead.write(f"{third.printed_ref}: contractor appointed, starts in May", thread=message)
    offer = lead.dm.wait_for("Save this as the update")
    assert f"update for {third.printed_ref}?" in offer.text and offer.thread_ts == message.ts
    form = offer.press("Use as update", nth=0)
    assert "contractor appointed" in form.values["Note"]
    lead.write("what is T18?", thread=message)
    assert "T18:" in lead.dm.wait_for("T18:").text
    lead.write("contractor appointed")
    offered = lead.dm.wait_for("“contractor appointed”")
    assert "Save this as the update for" in offered.text and offered.thread_ts is None


def test_a_button_of_somebody_elses_message_does_nothing(asked: Office) -> None:
    message = morning(asked, LEAD)
    stranger = asked.slack.as_(OFFICER)
    copied = stranger.shown(asked.slack.state.message(message.channel_id, message.ts))
    for deed in ("Snooze…", "Why this?"):
        assert "sent to somebody else" in overflow(copied, 0, deed).text
    assert "sent to somebody else" in copied.press("Go through all 5").text
    assert audit(asked, "update.snoozed") == 0


def test_the_deputy_is_asked_when_the_lead_is_silent_and_the_coordinator_reads_it_on_monday(asked: Office) -> None:
    first, second = refs(asked, PLAN, 2, "transport")
    give(asked, OFFICER, "deputy", ("action", first.id), ("action", second.id))
    assert "asked" not in str(asked.slack.as_(OFFICER).dm.messages)
    message = morning(asked, LEAD)
    summary = asked.slack.as_(COORDINATOR).dm.wait_for("Good morning")
    assert (
        "0 of 167 actions answered. Missing: 5 whose officer has been asked, 162 without a lead officer."
        in summary.text
    )
    listed = summary.press("See who")
    assert f"{first.printed_ref} {first.title}, overdue since 7 December 2026" in listed.text
    assert "Asked: @Transport lead on 14 December 2026" in listed.text
    assert message.text
