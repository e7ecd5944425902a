"""Programmes of meetings: documents of the kind with other days, themes and mistakes."""

from seed.importers import Draft, read_document
from seed.importers.draft import Event, Programme

LONG = "It looks after everything that has to do with ponds, ditches and the people who sit beside them on Sundays."

DOCUMENT = f"""\
LEDNet Work Programme

LEDNet meets three times:
  • Tuesday 9 January 2029, ponds and ditches
  • Thursday 3rd Aprli 2029, 10:30am – 12:00pm, benches
  • Monday 4 Feburary 2030
  • some day in June

Each priority has a lead, led by a LEDNet Director.

Ponds and ditches

{LONG} The group holds workshops on a monthly basis and meets a further two times in spring.

Benches

{LONG}

Write to the team.
"""


def imported(text: str = DOCUMENT) -> Draft:
    return read_document("lednet.txt", text.encode())


def programme(text: str = DOCUMENT) -> Programme:
    facts = imported(text).facts
    assert facts["kind"] == "programme"
    return facts


def meetings(text: str = DOCUMENT) -> list[Event]:
    return programme(text)["events"]


def test_the_first_day_names_the_programme_and_each_day_its_meeting() -> None:
    assert programme()["slug"] == "lednet-2029"
    assert programme()["title"] == "LEDNet work programme 2029/30"
    assert [event["id"] for event in meetings()] == ["lednet-2029-01-09", "lednet-2029-04-03", "lednet-2030-02-04"]


def test_themes_and_times_where_they_are_given() -> None:
    assert [(event["theme"], event["starts"], event["ends"], event["title"]) for event in meetings()] == [
        ("ponds and ditches", None, None, "LEDNet meeting: ponds and ditches"),
        ("benches", "10:30", "12:00", "LEDNet meeting: benches"),
        (None, None, None, "LEDNet meeting"),
    ]


def test_priorities_and_what_holds_for_them() -> None:
    found = programme()
    assert (found["themes_are"], found["themes"]) == ("priority", ["Ponds and ditches", "Benches"])
    assert found["rules"]["led_by"] == "a LEDNet Director (not named)"
    assert found["rules"]["workshops"] == {
        "theme": "Ponds and ditches",
        "every": "month",
        "further_meetings_a_year": 2,
        "dates": [],
    }


def test_misspelt_months_are_read_and_contradictions_reviewed() -> None:
    assert [(review.ref, review.lines, review.reason) for review in imported().review] == [
        ("lednet-2029-04-03", "5", "3 April 2029 is a Tuesday, not a Thursday."),
        (None, "7", "No day can be read from this line of the list."),
    ]


def test_a_day_listed_twice_is_one_meeting() -> None:
    text = DOCUMENT.replace("  • some day in June", "  • January 9, 2029")
    assert len(meetings(text)) == 3
    assert [review.reason for review in imported(text).review][-1] == "This day is listed twice."


def test_a_page_of_days_without_themes_has_none() -> None:
    days = "LEDNet strategy\n\nMeetings\n  • May 2, 2031\n  • June 31, 2031\n  • July 4, 2031\n"
    found = programme(days)
    assert (found["themes_are"], found["themes"], found["rules"]) == (None, [], {})
    assert [event["date"] for event in found["events"]] == ["2031-05-02", "2031-07-04"]
    assert [review.text for review in imported(days).review] == ["  • June 31, 2031"]
