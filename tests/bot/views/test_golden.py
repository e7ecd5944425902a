"""What people see, as golden files, each one legal for Slack."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.views import calendars
from bot.views.blocks import Message
from tests.bot.views import facts
from tests.bot.views.conftest import FOLDER
from tests.bot.views.drawn import VIEWS, complaints, texts

CALENDARS = {
    "meeting": facts.MEETING,
    "session": facts.SESSION,
    "session_in_summer": facts.IN_SUMMER,
    "proposed": facts.PROPOSED,
    "cancelled": facts.CANCELLED,
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view(name: str, golden: Callable[[str, Any], None]) -> None:
    drawn = VIEWS[name]()
    assert complaints(drawn) == []
    as_json = {"text": drawn.text, "blocks": list(drawn.blocks)} if isinstance(drawn, Message) else drawn
    golden(f"{name}.json", as_json)


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_file(name: str, golden: Callable[[str, Any], None]) -> None:
    golden(f"{name}.ics", calendars.ics(CALENDARS[name]))


def test_there_is_no_golden_file_without_a_view() -> None:
    expected = {f"{name}.json" for name in VIEWS} | {f"{name}.ics" for name in CALENDARS} | {"questions.json"}
    assert {path.name for path in FOLDER.iterdir()} == expected


@pytest.mark.parametrize("name", VIEWS)
def test_no_text_is_empty(name: str) -> None:
    assert all(text.strip() for _, text in texts(VIEWS[name]()))


@pytest.mark.parametrize("name", VIEWS)
def test_status_is_in_words(name: str) -> None:
    """RAG is a word, never an emoji alone; a warning sign stands beside a sentence."""
    for _, text in texts(VIEWS[name]()):
        assert not any(sign in text for sign in (":red_circle:", ":large_green_circle:", "🔴", "🟢", "🟠"))
