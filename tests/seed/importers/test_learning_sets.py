"""Pages of learning sets: a document of the kind with other sets, rules and mistakes."""

import pytest

from seed.importers import CannotRead, Draft, read_document
from seed.importers.draft import Programme

DOCUMENT = """\
Sustainability Action Learning Sets

Sessions last a maximum of two hours, hosted on Zoom Meetings, and are free of charge.

Warm Homes Series

A set takes a maximum of eight project teams, first come - first served. There is a waiting list.

  • Session 1: 9am – 11am, Wednesday 6 May 2026
  • Session 2: 9:15am – 11:15am, Wednesday 3 June 2026
  • Session 1: 1pm – 3pm, Monday 7 May 2026
  • Session 2: Friday 4 June 2026
  • Session 3: to be announced

Initial requirements

Think about this:
  • You can change it.
  • It is not solved yet.

Write to sets@council.example.
"""


def imported(text: str = DOCUMENT) -> Draft:
    return read_document("sets.txt", text.encode())


@pytest.fixture
def programme() -> Programme:
    facts = imported().facts
    assert facts["kind"] == "programme"
    return facts


def test_sets_are_told_apart_by_their_numbers_and_named_by_weekday(programme: Programme) -> None:
    assert programme["slug"] == "lga-sets-2026"
    assert programme["title"] == "LGA Sustainability Action Learning Sets 2026: Warm Homes"
    assert programme["sets"] == [
        {"id": "lga-sets-2026:wh-wed", "title": "Wednesday set", "places": 8},
        {"id": "lga-sets-2026:wh-thu", "title": "Thursday set", "places": 8},
    ]


def test_sessions_have_days_times_and_place(programme: Programme) -> None:
    found = [(event["id"], event["date"], event["starts"], event["ends"]) for event in programme["events"]]
    assert found == [
        ("lga-sets-2026:wh-wed-1", "2026-05-06", "09:00", "11:00"),
        ("lga-sets-2026:wh-wed-2", "2026-06-03", "09:15", "11:15"),
        ("lga-sets-2026:wh-thu-1", "2026-05-07", "13:00", "15:00"),
        ("lga-sets-2026:wh-thu-2", "2026-06-04", None, None),
    ]
    assert {event["place"] for event in programme["events"]} == {"Zoom Meetings"}
    assert programme["events"][0]["title"] == "Warm homes learning set (Wednesday), session 1"


def test_rules_are_those_the_page_states_and_no_others(programme: Programme) -> None:
    assert programme["rules"] == {
        "places": 8,
        "longest_minutes": 120,
        "cost": "free of charge",
        "allocation": "first come, first served",
        "waiting_list": True,
        "contact": "sets@council.example",
        "wording": {"entry_criteria": ["You can change it.", "It is not solved yet."], "topics": []},
    }


def test_contradictions_and_what_is_missing_are_reviewed() -> None:
    assert [(review.ref, review.field, review.lines) for review in imported().review] == [
        ("lga-sets-2026:wh-thu-1", "date", "11"),
        ("lga-sets-2026:wh-thu-2", "date", "12"),
        ("lga-sets-2026:wh-thu-2", "starts", "12"),
        (None, "date", "13"),
    ]


def test_a_page_without_any_day_is_refused() -> None:
    with pytest.raises(CannotRead, match=r"^sets.txt, line 1: No session has a day"):
        imported(DOCUMENT.replace("2026", "soon"))
