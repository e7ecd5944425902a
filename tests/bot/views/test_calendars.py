"""Calendar files, read by two parsers: the right instants, the same bytes twice, and what RFC 5545 asks for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.meetings import Event
from bot.views import calendars
from seed.bundle import BUNDLED, read
from tests.bot.views import facts

LONDON = ZoneInfo("Europe/London")


def parsed(event: Event) -> tuple[icalendar.Event, vobject.base.Component]:
    """The event as both parsers read it."""
    content = calendars.ics(event)
    [one] = icalendar.Calendar.from_ical(content).events
    return one, vobject.readOne(content.decode()).vevent


def instants(event: Event) -> set[tuple[datetime, datetime]]:
    one, other = parsed(event)
    return {
        (one.start.astimezone(UTC), one.end.astimezone(UTC)),
        (other.dtstart.value.astimezone(UTC), other.dtend.value.astimezone(UTC)),
    }


def bundled() -> Iterator[Event]:
    for slug in BUNDLED:
        for one in read(slug).get("events", []):
            is_timed = one["starts"] is not None
            yield replace(
                facts.SESSION,
                id=one["id"],
                title=one["title"],
                date=date.fromisoformat(one["date"]),
                starts=time.fromisoformat(one["starts"]) if is_timed else None,
                ends=time.fromisoformat(one["ends"]) if is_timed and one["ends"] else None,
                zone=one["zone"],
                place=one["place"],
            )


# --- when ---------------------------------------------------------------------------------------------------


def test_a_session_in_winter() -> None:
    begins = datetime(2024, 11, 5, 10, 30, tzinfo=UTC)
    assert instants(facts.SESSION) == {(begins, begins + timedelta(minutes=90))}


def test_a_session_in_summer() -> None:
    begins = datetime(2024, 7, 2, 9, 30, tzinfo=UTC)
    assert instants(facts.IN_SUMMER) == {(begins, begins + timedelta(minutes=90))}


def test_every_bundled_session() -> None:
    sessions = [one for one in bundled() if one.starts]
    assert len(sessions) == 6
    for one in sessions:
        begins = datetime.combine(one.date, one.starts, LONDON).astimezone(UTC)
        assert {found for found, _ in instants(one)} == {begins}, one.id
    starts = {one.id: next(iter(instants(one)))[0] for one in sessions}
    assert starts["lga-sets-2024:sp-tue-1"] == datetime(2024, 11, 5, 10, 30, tzinfo=UTC)


def test_every_bundled_meeting_is_a_whole_day() -> None:
    meetings = [one for one in bundled() if one.starts is None]
    assert len(meetings) == 10
    for one in meetings:
        for found in parsed(one):
            start = found.start if isinstance(found, icalendar.Event) else found.dtstart.value
            end = found.end if isinstance(found, icalendar.Event) else found.dtend.value
            assert (type(start), start, end) == (date, one.date, one.date + timedelta(days=1)), one.id
        text = calendars.ics(one).decode()
        assert f"DTSTART;VALUE=DATE:{one.date:%Y%m%d}" in text
        assert "TRANSP:TRANSPARENT" in text
        assert "VTIMEZONE" not in text


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(on=st.dates(date(2000, 1, 1), date(2037, 12, 31)), at=st.times().map(lambda t: time(t.hour, t.minute)))
def test_any_london_time(on: date, at: time) -> None:
    begins = datetime.combine(on, at, LONDON)
    if begins.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != datetime.combine(on, at):
        return  # the clocks skip it
    found, _ = parsed(replace(facts.SESSION, date=on, starts=at, ends=None))
    assert found.start.astimezone(UTC) == begins.astimezone(UTC)


@pytest.mark.parametrize("day", [date(2026, 10, 22), date(2026, 10, 29), date(2027, 3, 27), date(2027, 3, 29)])
def test_around_the_change_of_the_clocks(day: date) -> None:
    begins = datetime.combine(day, time(10, 30), LONDON).astimezone(UTC)
    assert {found for found, _ in instants(replace(facts.SESSION, date=day))} == {begins}


def test_another_zone_is_written_in_utc() -> None:
    content = calendars.ics(replace(facts.SESSION, zone="America/New_York")).decode()
    assert "DTSTART:20241105T153000Z" in content
    assert "VTIMEZONE" not in content


def test_a_session_without_an_end() -> None:
    found, _ = parsed(replace(facts.SESSION, ends=None))
    assert "DTEND" not in found


def test_the_zone_has_rules() -> None:
    """RRULE with BYDAY in both observances: other clients misread RDATEs."""
    content = calendars.ics(facts.SESSION).decode()
    assert content.count("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=") == 2
    assert "RDATE" not in content
    [zone] = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/London"


# --- who and how often --------------------------------------------------------------------------------------


def test_two_renders_are_the_same_bytes() -> None:
    for event in (facts.MEETING, facts.SESSION, facts.CANCELLED):
        assert calendars.ics(event) == calendars.ics(replace(event))


def test_the_uid_outlives_every_change() -> None:
    one = facts.SESSION
    changed = replace(one, title="Another", date=date(2025, 1, 9), starts=None, place=None, programme="X")
    changed = replace(changed, revision=9, status="cancelled")
    assert parsed(one)[0]["UID"] == parsed(changed)[0]["UID"]
    assert parsed(one)[0]["UID"] == "aa354a18-4ad0-51c1-8157-1f13d7fb5d4e@convenor.invalid"
    uids = {str(parsed(event)[0]["UID"]) for event in bundled()}
    assert len(uids) == 16


def test_sequence_and_stamps_come_from_the_event() -> None:
    changed = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
    found, other = parsed(replace(facts.SESSION, revision=7, updated_at=changed))
    assert (found["SEQUENCE"], other.sequence.value) == (7, "7")
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == changed


@pytest.mark.parametrize(
    ("status", "word"), [("confirmed", "CONFIRMED"), ("proposed", "TENTATIVE"), ("cancelled", "CANCELLED")]
)
def test_status(status: str, word: str) -> None:
    found, other = parsed(replace(facts.SESSION, status=status))
    assert found["STATUS"] == other.status.value == word
    assert str(found["SUMMARY"]).startswith("CANCELLED: ") == (status == "cancelled")
    assert found["TRANSP"] == ("TRANSPARENT" if status == "cancelled" else "OPAQUE")


def test_it_is_no_meeting_request() -> None:
    for event in (facts.MEETING, facts.SESSION, facts.CANCELLED):
        content = calendars.ics(event).decode()
        for word in ("METHOD", "ORGANIZER", "ATTENDEE", "VALARM", "mailto:"):
            assert word not in content
        assert "PRODID:" in content
        assert content.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_the_file_is_named_after_the_event() -> None:
    file = calendars.file(facts.SESSION)
    assert (file.name, file.title) == ("lga-sets-2024-sp-tue-1.ics", facts.SESSION.title)


# --- lines --------------------------------------------------------------------------------------------------

TEXTS = st.text(min_size=1, max_size=200) | st.text('äé–🌍,;:\\"\n\r\x00\x07\x1b ', min_size=1, max_size=200)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(title=TEXTS, place=TEXTS)
def test_any_text(title: str, place: str) -> None:
    content = calendars.ics(replace(facts.SESSION, title=title, place=place, programme=title))
    assert content.endswith(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
        assert not any((sign < 32 and sign != 9) or sign == 127 for sign in line)
    found, _ = parsed(replace(facts.SESSION, title=title, place=place))
    for shown, typed in ((found["SUMMARY"], title), (found["LOCATION"], place)):
        assert _letters(str(shown)) == _letters(typed)


def _letters(text: str) -> str:
    """What is left of a text without control characters and line ends."""
    return "".join(sign for sign in text if ord(sign) >= 32 and ord(sign) != 127 and sign not in "\x85\u2028\u2029")
