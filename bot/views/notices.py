"""What people read when a date that they were told of has moved or is cancelled."""

from bot.domain.meetings import Event
from bot.domain.notices import Correction, When
from bot.views import calendars, words
from bot.views.blocks import Message, escape


def correction(facts: Correction) -> Message:
    """Return the correction with its new calendar file, which takes the place of the old entry."""
    event = facts.event
    if event.status == "cancelled":
        text = f"*{escape(event.title)} is cancelled.* It was to be on {_when(facts.was, facts.was)}."
    else:
        text = f"{_headline(event, facts.was)}\nWas: {_when(facts.was)}\nNow: {_when(When.of(event))}"
    how = "Open the file: it takes the place of the entry in your calendar, if you have one."
    return Message(f"{text}\n{how}", (), (calendars.file(event),))


def _headline(event: Event, was: When) -> str:
    is_moved = (was.date, was.starts, was.ends) != (event.date, event.starts, event.ends)
    return f"*{escape(event.title)} has {'moved' if is_moved else 'another place'}.*"


def _when(when: When, was: When | None = None) -> str:
    place = f", {escape(when.place)}" if when.place and was is None else ""
    return words.when(when.date, when.starts, when.ends) + place
