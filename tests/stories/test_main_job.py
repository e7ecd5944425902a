"""A person's way through, over signed HTTP and without a browser; afterwards every button that was seen is pressed."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from bot.sandbox import Failed
from bot.slack.replies import PRESS_AGAIN
from storage import tables
from tests.office import BEFORE_LEDNET, Office
from tests.office import office as opened
from tests.pressing import Watch

T18 = "leicestershire-2024:T18"
OFFICER, LEAD, COORDINATOR, LEDNET = "Transport officer", "Transport lead", "Plan coordinator", "LEDNet team"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace; at the end Slack has refused nothing, and all that was shown can be pressed."""
    with opened(tmp_path) as one:
        yield from _watched(one)


@pytest.fixture
def any_office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The same on each kind of database."""
    with opened(tmp_path, database_url) as one:
        yield from _watched(one)


@pytest.fixture
def bare_office(tmp_path: Path) -> Iterator[Office]:
    """The same with CONVENOR_LOAD none, and one admin."""
    with opened(tmp_path, data="none", CONVENOR_ADMINS="U02ADMINIST") as one:
        yield from _watched(one)


def _watched(one: Office) -> Iterator[Office]:
    watch = Watch(one)
    yield one
    assert one.slack.rejected == ()
    assert all("Sorry" not in text for text in watch.texts)
    watch.press_everything()
    assert one.slack.rejected == ()


# --- the main job -------------------------------------------------------------------------------------------


def test_an_officer_does_the_main_job(any_office: Office, record_property: Callable[[str, object], None]) -> None:
    slack, began = any_office.slack, time.perf_counter()
    officer = slack.as_(OFFICER)

    card = officer.slash("/action", "t 18")
    assert "T18: Electric vehicle infrastructure strategy" in card.text
    assert "Stage: Delivery" in card.text
    assert "Lead officer: @Transport lead" in card.text
    assert card.buttons[:5] == ["Update", "No change", "History", "Share", "Something wrong?"]
    assert card.buttons[5:] == ["Pass to ...", "Not mine"]
    assert card.ephemeral

    form = card.press("Update")
    assert form.values["Stage"] == "Delivery"
    note = "Adopted by Cabinet & in use <everywhere>."
    asked = form.fill(Stage="Complete", RAG="Green", Note=note).submit()
    evidence = {"Completed on": "2021-05-11", "Evidence (a link)": "https://example.gov.uk/strategy"}
    saved = asked.fill(evidence).submit()
    assert saved.title == "T18 is updated"
    assert "Stage: Complete" in saved.text
    assert note in saved.text

    card = officer.slash("/action", "T18")
    assert "Latest update: @Transport officer, 12 May 2021" in card.text
    history = card.press("History")
    assert history.text.index(note) < history.text.index("Published, December 2024")

    listed = officer.slash("/meetings").press("Stop following", nth=4)
    assert listed.buttons[8:10] == ["Add to calendar", "Follow"]
    listed = listed.press("Follow")
    assert listed.buttons[8:10] == ["Add to calendar", "Stop following"]
    assert "on its way" in listed.press("Add to calendar").text
    file = officer.dm.wait_for("Open this file").files[0]
    assert file.name == "lednet-2021-05-20.ics"
    event = icalendar.Calendar.from_ical(file.read()).events[0]
    assert event.start.isoformat() == "2021-05-20"

    slack.move_clock(to=datetime(2021, 5, 13, 8, 0, 30, tzinfo=UTC))
    told = officer.channel("#lednet").wait_for("Coming up")
    assert "air quality and transport" in told.text
    assert told.fallback.startswith("Coming up: LEDNet meeting")
    slack.move_clock(to=datetime(2021, 5, 13, 8, 15, 30, tzinfo=UTC))
    digest = officer.dm.wait_for("Good morning")
    assert "Thursday 20 May 2021" in digest.text
    assert "Coming up: LEDNet meeting" in digest.fallback

    seconds = time.perf_counter() - began
    record_property("seconds", round(seconds, 2))
    print(f"main job on {any_office.convenor.database.url.get_backend_name()}: {seconds:.2f} s")
    entries = any_office.rows(tables.status_entries, action_id=T18)
    assert sorted(entry.kind for entry in entries) == ["published", "update"]
    audited = any_office.rows(tables.audit, subject_id=T18)
    assert [(row.did, row.origin) for row in audited] == [("update.saved", "slack")]
    assert audited[0].request_id
    assert note not in str(audited)


def test_reminders_come_once_and_to_followers_only(office: Office) -> None:
    slack = office.slack
    slack.move_clock(to=datetime(2021, 5, 13, 9, tzinfo=UTC))
    slack.as_(OFFICER).dm.wait_for("Good morning")
    slack.as_(LEDNET).dm.wait_for("Good morning")
    slack.as_(OFFICER).channel("#lednet").wait_for("Coming up")
    slack.move_clock(by=timedelta(hours=5))
    slack.as_(LEAD).write("meetings")
    slack.as_(LEAD).dm.wait_for("The next")
    for name, number in ((OFFICER, 1), (LEDNET, 1), (LEAD, 0), ("Newcomer", 0)):
        mornings = [one for one in slack.as_(name).dm.messages if "Good morning" in one.text]
        assert len([one for one in mornings if "LEDNet meeting" in one.text]) == number, name
        assert len(mornings) <= 1, "updates and dates come in one message"
    channel = slack.as_(OFFICER).channel("#lednet").messages
    assert len([one for one in channel if "Coming up" in one.text]) == 1


# --- roles --------------------------------------------------------------------------------------------------


def test_a_newcomer_asks_to_be_added_and_updates(office: Office) -> None:
    newcomer, coordinator = office.slack.as_("Newcomer"), office.slack.as_(COORDINATOR)
    refused = newcomer.slash("/action", "T18").press("Update")
    assert "You cannot update T18" in refused.text
    assert "@Transport officer, @Transport lead, @Plan coordinator" in refused.text
    asked = refused.press("Ask to be added")
    assert "I have asked @Plan coordinator" in asked.text
    request = coordinator.dm.wait_for("@Newcomer asks to be added")
    assert "T18" in request.press("Show").text
    assert "Done: @Newcomer is now officer" in request.press("Add as officer").text
    newcomer.dm.wait_for("You are now officer of T18")
    form = newcomer.slash("/action", "update T18")
    assert "is updated" in form.fill(Note="Charge points counted: 212.").submit().title
    assert "T18" in newcomer.slash("/action", "mine").text
    assert "T18" in newcomer.home().text
    assert "You cannot update T19" in newcomer.slash("/action", "update T19").text
    given = office.rows(tables.audit, did="role.given", origin="slack")
    assert [(row.subject_kind, row.subject_id) for row in given] == [("action", T18)]


def test_an_admin_gives_roles(office: Office) -> None:
    admin, newcomer = office.slack.as_("Administrator"), office.slack.as_("Newcomer")
    plan = "@Newcomer coordinator leicestershire-2024"
    assert "You can now" not in newcomer.slash("/convenor", f"admin role {plan}").text
    assert "Only an admin" in newcomer.slash("/convenor", f"admin role {plan}").text
    done = admin.slash("/convenor", f"admin role {plan}")
    assert "Done: @Newcomer is now coordinator of Leicestershire net zero action plan" in done.text
    newcomer.dm.wait_for("You are now coordinator")
    assert newcomer.slash("/action", "update T3").title == "Update T3"
    done = admin.slash("/convenor", "admin role @Newcomer lead T18")
    assert "is now lead officer of T18" in done.text
    assert "Lead officer: @Newcomer" in admin.slash("/action", "T18").text
    assert "Lead officer: @Transport lead" in admin.slash("/action", "T19").text
    assert "Give a role like this" in admin.slash("/convenor", "admin").text
    assert "There is no role “boss”" in admin.slash("/convenor", "admin role @Newcomer boss T18").text
    assert "nothing the role lead can be given for" in admin.slash("/convenor", "admin role @Newcomer lead T99").text


def test_a_role_given_twice_is_told_once(office: Office) -> None:
    admin, newcomer = office.slack.as_("Administrator"), office.slack.as_("Newcomer")
    for _ in range(3):
        admin.slash("/convenor", "admin role @Newcomer lead T18")
    newcomer.dm.wait_for("You are now lead")
    assert len(office.rows(tables.assignments, role="lead", subject_id=T18)) == 1
    assert len(office.rows(tables.deliveries, kind="role_given")) == 1


# --- channels and reminders ---------------------------------------------------------------------------------


def test_a_channel_without_the_bot_is_mended(office: Office) -> None:
    coordinator = office.slack.as_(LEDNET)
    form = coordinator.slash("/convenor", "settings", "#general")
    assert form.labels == ["Announces"]
    saved = form.fill(Announces=["LEDNet work programme 2021/22"]).submit()
    assert "#general announces: LEDNet work programme 2021/22" in saved.text
    told = coordinator.dm.wait_for("I could not post in #general")
    assert "/invite @Convenor" in told.text
    coordinator.join("#general")
    form = coordinator.slash("/convenor", "settings", "#general")
    assert form.values["Announces"] == ["LEDNet work programme 2021/22"]
    form.submit()
    coordinator.channel("#general").wait_for("This channel now announces")
    office.slack.move_clock(to=datetime(2021, 5, 13, 8, 0, 30, tzinfo=UTC))
    coordinator.channel("#general").wait_for("Coming up")


def test_settings_elsewhere_and_by_others(office: Office) -> None:
    coordinator = office.slack.as_(LEDNET)
    assert coordinator.slash("/convenor", "settings").title == "Your settings"
    assert "Only coordinators" in office.slack.as_(OFFICER).slash("/convenor", "settings", "#lednet").text
    form = coordinator.slash("/convenor", "settings", "#lednet")
    assert "announces nothing now" in form.fill(Announces=[]).submit().text
    assert office.rows(tables.channels, channel_id="C02LEDNET00") == []


def test_a_coordinator_switches_reminders(office: Office) -> None:
    coordinator = office.slack.as_(LEDNET)
    home = coordinator.home()
    assert "LEDNet work programme 2021/22: reminders are on." in home.text
    home = home.press("Switch off")
    assert "LEDNet work programme 2021/22: reminders are off. Nothing is sent." in home.text
    office.slack.move_clock(to=datetime(2021, 5, 13, 7, 50, tzinfo=UTC))
    preview = coordinator.home().press("See who gets what")
    assert "13 May 2021, 09:00: LEDNet meeting: air quality and transport of 20 May 2021, to #lednet" in preview.text
    assert "13 May 2021, 09:15" in preview.text
    assert "to @Transport officer" in preview.text
    assert preview.submit() is None
    assert "LEDNet work programme 2021/22: reminders are on." in coordinator.home().text
    office.slack.move_clock(to=datetime(2021, 5, 13, 8, 20, tzinfo=UTC))
    coordinator.channel("#lednet").wait_for("Coming up")
    assert "reminders are" not in office.slack.as_(OFFICER).home().text


def test_what_was_switched_off_sends_nothing(office: Office) -> None:
    coordinator = office.slack.as_(LEDNET)
    coordinator.home().press("Switch off")
    office.slack.move_clock(to=datetime(2021, 5, 13, 9, tzinfo=UTC))
    coordinator.write("T18")  # answered from the same outbox
    coordinator.dm.wait_for("Electric vehicle")
    assert not [one for one in coordinator.channel("#lednet").messages if "Coming up" in one.text]
    assert not [one for one in office.rows(tables.deliveries, kind="digest") if one.payload["events"]]


# --- two officers, and trouble ------------------------------------------------------------------------------


def test_two_officers_open_the_same_form(office: Office) -> None:
    first, second = office.slack.as_(OFFICER), office.slack.as_(LEAD)
    form_of_first = first.slash("/action", "update T18")
    form_of_second = second.slash("/action", "update T18")
    form_of_first.fill(RAG="Amber", Note="Waiting for the grid.").submit()
    again = form_of_second.fill(RAG="Red", Note="Stopped: no money.").submit()
    assert "Somebody saved an update while you were writing" in again.text
    assert "Waiting for the grid." in again.text
    assert again.values["RAG"] == "Red"
    assert again.values["Note"] == "Stopped: no money."
    assert "is updated" in again.submit().title
    history = second.slash("/action", "T18").press("History")
    assert history.text.index("Stopped") < history.text.index("Waiting")
    assert len(office.rows(tables.status_entries, action_id=T18, kind="update")) == 2


def test_errors_stand_beside_their_fields_and_keep_what_was_typed(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.slash("/action", "update T18").fill(Note="Same again.").press("Add a second stage")
    assert form.values["Note"] == "Same again."
    form.fill({"Second stage": "Delivery"}).submit()
    assert "same stage" in form.errors["Second stage"]
    form.fill({"Second stage": "No second stage", "Note": "ok"}).submit()
    assert "at least 3 characters" in form.errors["Note"]
    assert form.values["Note"] == "ok"
    form.fill(Note="Now it is long enough.")
    assert "is updated" in form.submit().title
    unchanged = officer.slash("/action", "update T18").submit()
    assert "Nothing is changed. Save as No change?" in unchanged.text
    assert "No change is saved for T18" in unchanged.press("Save as No change").text


def test_press_again_when_the_form_does_not_open(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    card = officer.slash("/action", "T18")
    office.slack.fail_next("views.open", 500)
    assert card.press("Update").text == PRESS_AGAIN
    office.slack.fail_next("views.open", 429)
    assert officer.slash("/action", "update T18").text == PRESS_AGAIN
    office.slack.fail_next("views.open", drop_reply=True)
    assert PRESS_AGAIN in [card.press("History").text, *[one.text for one in officer.dm.messages]]
    assert card.press("Update").title == "Update T18"


# --- every door to the same answer --------------------------------------------------------------------------

SAME = (
    ("/action", "T18"),
    ("/action", "mine"),
    ("/action", "T99"),
    ("/action", "plumbing"),
    ("/partner", "NGED"),
    ("/partner", ""),
    ("/partner", "nobody at all"),
    ("/meetings", ""),
    ("/learning-sets", ""),
)


@pytest.mark.parametrize("subcommand", [False, True])
def test_every_command_also_as_convenor(office: Office, subcommand: bool) -> None:
    officer = office.slack.as_(OFFICER)
    for command, words in SAME if subcommand else ():
        direct = officer.slash(command, words)
        through = officer.slash("/convenor", f"{command.removeprefix('/')} {words}")
        assert (direct.text, direct.buttons) == (through.text, through.buttons), command
    if not subcommand:
        assert officer.slash("/action", "update T18").title == "Update T18"
        assert officer.slash("/convenor", "action update T18").title == "Update T18"
        assert officer.slash("/convenor", "").text == officer.slash("/convenor", "HELP").text
        assert "`" not in officer.slash("/convenor", "help").text
        assert "Your Slack id is U02TRANSOFF" in officer.slash("/convenor", "help").text
        assert "T18" in officer.slash("/convenor", "t18?").text


def test_a_mention_is_answered_in_its_thread(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    asked = officer.mention("#net-zero-plan", "what is T17?")
    answer = officer.channel("#net-zero-plan").wait_for("T17:", after=asked)
    assert answer.thread_ts == asked.ts
    assert answer.author == "Convenor"
    again = officer.write("@Convenor and T18?", "#net-zero-plan", thread=asked)
    below = officer.channel("#net-zero-plan").wait_for("T18:", after=again)
    assert below.thread_ts == asked.ts


def test_a_direct_message_is_answered_there(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    for words, expected in (
        ("what is T17?", "T17:"),
        ("partner WPD", "National Grid"),
        ("when are the next meetings?", "The next 5 meetings"),
        ("learning sets", "Tuesday set"),
    ):
        asked = officer.write(words)
        answer = officer.dm.wait_for(expected, after=asked)
        assert answer.thread_ts is None, words
        assert answer.fallback


def test_people_1_is_found_in_any_spelling(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    texts = {officer.slash("/action", words).text for words in ("people 1", "People-1", "local-london-2019:People 1")}
    assert len(texts) == 1
    assert "Stage" not in texts.pop()
    form = officer.slash("/action", "update people 1")
    assert form.labels[:2] == ["Note", "Internal note"]
    assert "is updated" in form.fill(Note="Courses have begun.").submit().title


# --- nothing there ------------------------------------------------------------------------------------------


def test_empty_states(bare_office: Office) -> None:
    newcomer = bare_office.slack.as_("Newcomer")
    assert "There is no plan here yet" in newcomer.slash("/action", "T18").text
    assert "There is no plan here yet" in newcomer.slash("/action", "mine").text
    assert "There is no plan here yet" in newcomer.slash("/partner").text
    assert "There are no meetings here yet" in newcomer.slash("/meetings").text
    assert "There are no learning sets here yet" in newcomer.slash("/learning-sets").text
    assert "What Convenor can do" in newcomer.slash("/convenor").text
    home = newcomer.home()
    assert "There is no plan here yet" in home.text
    assert "There are no meetings here yet" in home.text
    assert "reminders" not in home.text
    newcomer.write("T18")
    newcomer.dm.wait_for("There is no plan here yet")
    assert "Only coordinators" in newcomer.slash("/convenor", "settings", "#lednet").text
    admin = bare_office.slack.as_("Administrator")
    assert "nothing the role lead can be given for" in admin.slash("/convenor", "admin role @Newcomer lead T18").text
    assert "is now admin of everything" in admin.slash("/convenor", "admin role @Newcomer admin").text


def test_settings_of_an_admin_where_nothing_is_loaded(bare_office: Office) -> None:
    admin = bare_office.slack.as_("Administrator")
    answer = admin.slash("/convenor", "settings", "#lednet")
    assert answer.text


def test_with_no_meeting_ahead_the_last_one_is_named(office: Office) -> None:
    office.slack.move_clock(to=datetime(2031, 1, 1, tzinfo=UTC))
    answer = office.slack.as_(OFFICER).slash("/meetings")
    assert "No meeting lies ahead. The last one was:" in answer.text
    assert "CONVENOR_LOAD" in answer.text
    assert "All its sessions are past." in office.slack.as_(OFFICER).slash("/learning-sets").text
    assert "No meeting lies ahead" in office.slack.as_(OFFICER).home().text


def test_a_person_without_actions_is_told_how_to_get_one(office: Office) -> None:
    newcomer = office.slack.as_("Newcomer")
    assert "You have no actions yet" in newcomer.slash("/action", "mine").text
    assert "You have no actions yet" in newcomer.home().text


def test_a_command_that_slack_does_not_know_fails(office: Office) -> None:
    with pytest.raises(Failed, match="not a valid command"):
        office.slack.as_(OFFICER).slash("/weather")


def test_learning_set_sessions_come_as_files(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    sets = officer.slash("/learning-sets")
    assert sets.buttons == ["What to bring", *["Add to calendar", "Follow"] * 6]
    sets.press("Add to calendar", nth=5)
    file = officer.dm.wait_for("Open this file").files[0]
    event = icalendar.Calendar.from_ical(file.read()).events[0]
    assert event.start.astimezone(UTC).hour == 10
    assert BEFORE_LEDNET.year == 2021
