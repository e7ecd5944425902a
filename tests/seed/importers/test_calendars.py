"""Calendar files: days, times and zones, events that repeat, and what is refused."""

import pytest

from bench.mutations import CALENDAR
from seed.importers import Asked, CannotRead, Draft, read_document
from seed.importers.draft import Event


def calendar(*events: str, head: str = "X-WR-CALNAME:Warm homes\n") -> Draft:
    blocks = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return read_document("meetings.ics", f"BEGIN:VCALENDAR\n{head}{blocks}END:VCALENDAR\n".encode())


def events(draft: Draft) -> list[Event]:
    assert draft.facts["kind"] == "programme"
    return draft.facts["events"]


def one(*lines: str, uid: str = "a") -> Event:
    (event,) = events(calendar("\n".join((f"UID:{uid}", *lines))))
    return event


def refused(*lines: str) -> CannotRead:
    with pytest.raises(CannotRead) as fault:
        calendar("UID:first\nDTSTART:20300301T100000Z", "\n".join(lines))
    return fault.value


def test_a_calendar_becomes_a_programme() -> None:
    draft = read_document("meetings.ics", CALENDAR.encode(), Asked(programme="warm-homes-2030"))
    assert draft.facts["kind"] == "programme"
    assert (draft.facts["slug"], draft.facts["title"]) == ("warm-homes-2030", "Warm homes network")
    assert [(event["date"], event["starts"], event["title"]) for event in events(draft)] == [
        ("2030-03-07", "10:30", "First meeting"),
        ("2030-03-20", "10:30", "Surgery"),
        ("2030-03-27", "10:30", "Surgery"),
        ("2030-04-10", "10:30", "Surgery"),
        ("2030-04-17", "10:30", "Surgery"),
        ("2030-04-01", None, "Spring fair"),
    ]
    assert [event["cancelled"] for event in events(draft)] == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("start", "zone", "date", "time"),
    [
        (":20300701T093000Z", "Europe/London", "2030-07-01", "10:30"),
        (":20300701T103000", "Europe/London", "2030-07-01", "10:30"),
        (";TZID=Europe/Paris:20300701T103000", "Europe/Paris", "2030-07-01", "10:30"),
        (";TZID=GMT Standard Time:20300701T103000", "Europe/London", "2030-07-01", "10:30"),
        (";TZID=/example.org/Europe/London:20300701T103000", "Europe/London", "2030-07-01", "10:30"),
        (";VALUE=DATE:20300701", "Europe/London", "2030-07-01", None),
    ],
)
def test_times_are_local(start: str, zone: str, date: str, time: str | None) -> None:
    event = one(f"DTSTART{start}")
    assert (event["zone"], event["date"], event["starts"]) == (zone, date, time)


def test_an_event_keeps_its_id_when_it_moves() -> None:
    assert one("DTSTART:20300701T093000Z")["id"] == one("DTSTART:20300708T093000Z", "SUMMARY:Later")["id"]
    assert one("DTSTART:20300701T093000Z", uid="b")["id"] != one("DTSTART:20300701T093000Z")["id"]


def test_a_link_is_no_place() -> None:
    places = {"Town Hall": "Town Hall", "https://teams.example/x": "Online", "Room 2\\, https://x.example": "Room 2"}
    for given, kept in places.items():
        assert one("DTSTART:20300701T093000Z", f"LOCATION:{given}")["place"] == kept
    assert one("DTSTART:20300701T093000Z")["place"] is None


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2030-03-26", "2030-04-02", "2030-04-09"]),
        ("FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20300528T230000Z", ["2030-03-26", "2030-04-30", "2030-05-28"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20300330", ["2030-03-26", "2030-03-28", "2030-03-30"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", []),
    ],
)
def test_simple_rules_become_their_days(rule: str, days: list[str]) -> None:
    found = events(calendar(f"UID:a\nDTSTART;TZID=Europe/London:20300326T103000\nRRULE:{rule}"))
    assert [event["date"] for event in found] == days
    assert {event["starts"] for event in found} <= {"10:30"}  # the clocks go forward on 31 March 2030


def test_a_day_of_a_series_that_was_moved_by_itself_keeps_its_id() -> None:
    series = "UID:a\nDTSTART:20300305T100000Z\nRRULE:FREQ=WEEKLY;COUNT=2\nSUMMARY:Surgery"
    before = events(calendar(series))
    after = events(calendar(series, "UID:a\nRECURRENCE-ID:20300312T100000Z\nDTSTART:20300313T100000Z"))
    assert {event["id"] for event in before} == {event["id"] for event in after}
    assert sorted(event["date"] for event in after) == ["2030-03-05", "2030-03-13"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:20300301T100000Z",), "no UID"),
        (("UID:a",), "no day"),
        (("UID:a", "DTSTART:soon"), "DTSTART"),
        (("UID:a", "DTSTART;TZID=Mars/Crater:20300301T100000"), "Mars/Crater"),
        (("UID:a", "DTSTART:20300301T100000Z", "RRULE:FREQ=WEEKLY"), "without an end"),
        (("UID:a", "DTSTART:20300301T100000Z", "RRULE:FREQ=DAILY;COUNT=900"), "more than 500"),
        (("UID:a", "DTSTART:20300301T100000Z", "RRULE:FREQ=HOURLY;COUNT=9"), "HOURLY"),
        (("UID:a", "DTSTART:20300301T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=9"), "INTERVAL"),
        (("UID:a", "DTSTART:20300301T100000Z", "RDATE:20300401T100000Z"), "RDATE"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(lines: tuple[str, ...], words: str) -> None:
    fault = refused(*lines)
    assert (fault.file, fault.line) == ("meetings.ics", 7)
    assert words in fault.sentence


def test_a_calendar_cut_off_is_refused() -> None:
    with pytest.raises(CannotRead, match="line 4: The event that begins here has no end"):
        read_document("meetings.ics", CALENDAR.partition("LOCATION")[0].encode())


def test_days_that_are_left_out_and_titles_that_are_missing_are_to_be_checked() -> None:
    draft = calendar("UID:a\nDTSTART;VALUE=DATE:20300401\nDTEND;VALUE=DATE:20300403")
    (event,) = events(draft)
    assert [(item.ref, item.field, item.lines) for item in draft.review[:2]] == [
        (event["id"], "title", "3-7"),
        (event["id"], "date", "3-7"),
    ]
    assert "2030-04-02" in draft.review[1].reason


def test_a_calendar_that_repeats_into_too_many_days_is_refused() -> None:
    rule = "DTSTART:20300301T100000Z\nRRULE:FREQ=DAILY;COUNT=500"
    with pytest.raises(CannotRead, match="line 53: A calendar has 5,000 events at most"):
        calendar(*(f"UID:{number}\n{rule}" for number in range(12)))
