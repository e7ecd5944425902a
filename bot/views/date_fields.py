"""The fields of forms in which a date is set: day, start, end and place."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from bot.domain.proposed_dates import Doubts
from bot.domain.refusal import Refusal
from bot.views import words
from bot.views.blocks import Block, escape, field_of
from bot.views.pickers import day_picker

PLACE_HINT = "Published: everybody who sees the date sees this, and it stands in their calendars."


def fields(day: date | None, starts: time | None, ends: time | None, zone: str) -> list[Block]:
    """Return the fields for day and times."""
    return [
        field_of("date", "Date", day_picker("date", day)),
        _time_field("starts", "Starts", starts, f"{_city(zone)} time. Leave it empty while it is not known."),
        _time_field("ends", "Ends", ends, "Leave it empty while it is not known."),
    ]


def place_field(place: str | None) -> Block:
    """Return the field for the place."""
    element: Block = {"type": "plain_text_input", "action_id": "place"}
    if place:
        element["initial_value"] = place
    return field_of("place", "Place or link", element, PLACE_HINT, optional=True)


def read(view: dict[str, Any]) -> tuple[date, time | None, time | None]:
    """Return day and times; the other side of `fields`. Raises Refusal where no day was chosen."""
    values = view["state"]["values"]
    day = values["date"]["date"].get("selected_date")
    if not day:
        raise Refusal("Choose a day.", "date")
    starts, ends = (_time(values[name][name].get("selected_time")) for name in ("starts", "ends"))
    return date.fromisoformat(day), starts, ends


def read_place(view: dict[str, Any]) -> str | None:
    """Return the place, None where none was typed."""
    typed = view["state"]["values"]["place"]["place"].get("value") or ""
    return typed.strip() or None


def against_it(doubts: Doubts) -> list[str]:
    """Return what speaks against a day, a sentence each."""
    found = []
    if doubts.closed_in:
        found.append(f"It is a bank holiday in {_and(doubts.closed_in)}.")
    if doubts.is_weekend:
        found.append("It is at the weekend.")
    found += [f"On that day there is also: {escape(one.title)} ({escape(one.programme)})." for one in doubts.others]
    found += [
        f"It would change places with {escape(one.title)}, {words.short_day(one.date)}." for one in doubts.out_of_order
    ]
    return found


def _time_field(name: str, label: str, value: time | None, hint: str) -> Block:
    element: Block = {"type": "timepicker", "action_id": name}
    if value:
        element["initial_time"] = f"{value:%H:%M}"
    return field_of(name, label, element, hint, optional=True)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
