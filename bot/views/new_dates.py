"""The form that adds a date to a programme."""

import json
from datetime import date, time
from typing import Any, NamedTuple

from bot.domain.date_changes import Typed
from bot.domain.meetings import Event
from bot.domain.new_dates import Empty
from bot.domain.proposed_dates import Doubts
from bot.views import date_fields, words
from bot.views.blocks import Block, View, button, escape, field_of, menu, modal, option, section
from bot.views.pickers import one_of

ADD = "date.add"
SAVE = "date.save_new"
AGREED, PROPOSED = "agreed", "proposed"


class New(NamedTuple):
    """What the form held; `accepted` is the day against which something was said already."""

    programme: str
    title: str
    set_id: str | None
    typed: Typed
    is_agreed: bool
    accepted: str | None


def add_button(slug: str, title: str) -> Block:
    """Return the button of who may add dates to a programme."""
    return button("Add a date", ADD, slug, about=title)


def form(facts: Empty, zone: str, new: New | None = None, doubts: Doubts | None = None) -> View:
    """Return the form; with `doubts`, what speaks against the day that was typed."""
    blocks = [section(f"A new date of *{escape(facts.programme.title)}*")]
    if doubts:
        against = "\n".join(f"• {one}" for one in date_fields.against_it(doubts))
        blocks.append(section(f"*{words.day(doubts.day)}:*\n{against}\nSave again to take it all the same."))
    if facts.sets:
        options = [option(title, set_id) for set_id, title in facts.sets]
        blocks.append(field_of("set", "Learning set", menu("set", options, new.set_id if new else None, "Choose one")))
    day, starts, ends, place = _held(new.typed if new else None)
    blocks += date_fields.fields(day, starts, ends, zone)
    blocks += [date_fields.place_field(place), _title_field(new), _agreed_field(new)]
    metadata = {"programme": facts.programme.slug, "accepted": doubts.day.isoformat() if doubts else None}
    return modal(SAVE, "Add a date", blocks, "Save", json.dumps(metadata))


def read(view: dict[str, Any]) -> New:
    """Return what the form held; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    chosen = values.get("set", {}).get("set", {}).get("selected_option") or {}
    agreed = values["agreed"]["agreed"].get("selected_option") or {}
    return New(
        programme=metadata["programme"],
        title=values["title"]["title"].get("value") or "",
        set_id=chosen.get("value"),
        typed=Typed(*date_fields.read(view), date_fields.read_place(view)),
        is_agreed=agreed.get("value") == AGREED,
        accepted=metadata["accepted"],
    )


def added(event: Event) -> View:
    """Return what was added, and what to do next."""
    when = words.when(event.date, event.starts, event.ends)
    if event.status == "proposed":
        what_next = "It is proposed: nobody is told before it is confirmed. *Look through* in App Home confirms it."
    else:
        what_next = "It stands in `/meetings` or `/learning-sets` now, and people can add it to their calendars."
    return modal(SAVE, "Add a date", [section(f"*Added:* {escape(event.title)}, {when}.\n{what_next}")])


def _held(typed: Typed | None) -> tuple[date | None, time | None, time | None, str | None]:
    return (typed.day, typed.starts, typed.ends, typed.place) if typed else (None, None, None, None)


def _title_field(new: New | None) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": "title", "max_length": 150}
    if new and new.title:
        element["initial_value"] = new.title
    hint = "Published. Leave it empty to call it like the others."
    return field_of("title", "Title", element, hint, optional=True)


def _agreed_field(new: New | None) -> Block:
    options = [option("Proposed: nobody is told before it is confirmed", PROPOSED), option("Agreed", AGREED)]
    chosen = AGREED if new and new.is_agreed else PROPOSED
    return field_of("agreed", "Is the date agreed?", one_of("agreed", options, chosen))
