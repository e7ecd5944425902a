"""A date that people know moves or is cancelled: they hear of it once, with a new file; until then it can be undone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import tables
from tests.bot.commanding import call
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

LEDNET, PARTICIPANT, OFFICER = "LEDNet team", "Participant", "Transport officer"
BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)
FIRST = "lednet-2027-02-26"
PATIENCE = timedelta(minutes=5, seconds=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, start_at=BEGAN) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def told(office: Office, name: str, words: str) -> list[str]:
    return [one.text for one in office.slack.as_(name).dm.messages if words in one.text]


def test_a_move_waits_can_be_undone_and_is_told_once(office: Office) -> None:
    team, participant = office.slack.as_(LEDNET), office.slack.as_(PARTICIPANT)
    participant.slash("/meetings").press("Add to calendar")
    assert "Change" not in participant.slash("/meetings").buttons
    form = team.slash("/meetings").press("Change")
    assert "is past" in str(form.fill(Date="2020-01-06").submit().errors)
    asked = form.fill(Date="2027-03-29", Starts="10:00", Ends="12:00").submit()
    assert "Was: Friday 26 February 2027" in asked.text and "Now: Monday 29 March 2027, 10:00 to 12:00" in asked.text
    assert "bank holiday in England, Wales and Northern Ireland" in asked.text
    assert "Tell 3 people?" in asked.text
    saved = asked.submit()
    assert "3 messages will go at 25 November 2026, 09:05" in saved.text
    assert "Nobody was told" in saved.press("Undo").text

    form = team.slash("/meetings").press("Change").fill(Date="2027-03-10", Starts="10:00", Ends="12:00")
    form.submit().submit()
    team.slash("/meetings").press("Change").fill(Date="2027-03-11").submit().submit()
    office.slack.move_clock(by=PATIENCE)
    text = participant.dm.wait_for("has moved").text
    assert "Was: Friday 26 February 2027" in text and "Now: Thursday 11 March 2027, 10:00 to 12:00" in text
    office.slack.move_clock(by=timedelta(hours=1))
    participant.write("what is T18?")
    participant.dm.wait_for("T18:")
    assert len(told(office, PARTICIPANT, "has moved")) == 1
    assert {row.state for row in office.rows(tables.notices)} == {"undone", "replaced", "sent"}
    planned = [row for row in office.rows(tables.reminders, subject_id=FIRST) if row.status == "planned"]
    assert planned and {row.occurrence for row in planned} == {"2027-03-11"}


def test_a_cancellation_is_told_and_nobody_is_reminded(office: Office) -> None:
    team = office.slack.as_(LEDNET)
    asked = team.slash("/meetings").press("Change").press("Cancel this meeting")
    assert "It stays in calendars, marked as cancelled." in asked.text
    assert "Cancelled:" in asked.submit().text
    office.slack.move_clock(by=PATIENCE)
    text = office.slack.as_(OFFICER).dm.wait_for("is cancelled").text
    assert "It was to be on Friday 26 February 2027" in text
    assert not [row for row in office.rows(tables.reminders, subject_id=FIRST) if row.status == "planned"]
    kept = {row.field: row.value for row in office.rows(tables.corrections, subject_kind="event")}
    assert kept == {"status": "cancelled"}  # an import leaves that alone


def test_near_the_day_it_goes_at_once_or_to_nobody(office: Office) -> None:
    team = office.slack.as_(LEDNET)
    office.slack.move_clock(to=datetime(2027, 2, 24, 12, tzinfo=UTC))
    asked = team.slash("/meetings").press("Change").fill(Starts="11:00").submit()
    assert "Yes, at once: the date is near" in asked.text
    assert "on the way now" in asked.submit().text
    office.slack.as_(OFFICER).dm.wait_for("has moved")
    asked = team.slash("/meetings").press("Change").fill(Starts="11:30").submit()
    assert "Nobody is told" in asked.fill(**{asked.labels[0]: "No, tell nobody"}).submit().text


def test_a_date_is_added_proposed_or_agreed(office: Office) -> None:
    team = office.slack.as_(LEDNET)
    form = team.home().press("Add a date").fill(Date="2027-06-05", Title="Extra meeting")
    warned = form.submit()
    assert "It is at the weekend." in warned.text
    assert "Added: Extra meeting, Saturday 5 June 2027" in warned.submit().text
    form = team.home().press("Add a date").fill(Date="2027-06-07", **{"Is the date agreed?": "Agreed"})
    assert "Added: LEDNet meeting, Monday 7 June 2027" in form.submit().text
    rows = {row.id: row.status for row in office.rows(tables.events) if row.id.startswith("lednet-2027-06-0")}
    assert rows | {"lednet-2027-06-09": "proposed"} == {
        "lednet-2027-06-05": "proposed",
        "lednet-2027-06-07": "confirmed",
        "lednet-2027-06-09": "proposed",
    }


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Forum//EN
X-WR-CALNAME:Heat network forum
BEGIN:VEVENT
UID:first@forum.example
SEQUENCE:{sequence}
DTSTAMP:20261101T090000Z
DTSTART;TZID=Europe/London:{day}T100000
DTEND;TZID=Europe/London:{day}T113000
SUMMARY:Heat network meeting
END:VEVENT
END:VCALENDAR
"""


def test_a_date_that_a_newer_file_moves_is_told_like_any_other(tmp_path: Path) -> None:
    today = datetime.now(UTC)  # the importer's clock is the machine's
    old, new = (today + timedelta(days=days) for days in (9, 16))
    file = tmp_path / "forum.ics"

    def imported(day: datetime, sequence: int) -> None:
        file.write_text(CALENDAR.format(day=f"{day:%Y%m%d}", sequence=sequence))
        ended = call("import", str(file), CONVENOR_DATABASE_URL=address)
        assert ended.code == 0, ended.err

    with opened(tmp_path, start_at=today) as office:
        address = office.convenor.database.url.render_as_string(hide_password=False)
        imported(old, 0)
        participant = office.slack.as_(PARTICIPANT)
        listed = participant.slash("/meetings")
        ahead, found, _ = listed.text.partition("Heat network meeting")
        assert found
        listed.press("Add to calendar", nth=ahead.count("[Add to calendar]"))
        imported(new, 1)
        office.slack.move_clock(by=timedelta(days=1))
        text = participant.dm.wait_for("has moved").text
        assert f"Was: {old:%A} {old.day} {old:%B %Y}" in text
        assert f"Now: {new:%A} {new.day} {new:%B %Y}, 10:00 to 11:30" in text
        assert len(told(office, PARTICIPANT, "has moved")) == 1
        imported(new, 1)
        office.slack.move_clock(by=timedelta(days=1))
        assert [row.state for row in office.rows(tables.notices)] == ["sent"]
        assert office.slack.rejected == ()
