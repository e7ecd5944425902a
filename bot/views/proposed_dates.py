"""Dates that are only proposed: what waits to be confirmed, and the form that changes one."""

import json
from collections.abc import Sequence
from datetime import date, time
from typing import Any, NamedTuple

from bot.domain.meetings import Event
from bot.domain.proposed_dates import Desk, Doubts, Waiting
from bot.domain.reviews import of_programme
from bot.views import date_fields, new_dates, reviews, words
from bot.views.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    escape,
    modal,
    said,
    section,
)

CONFIRM = "date.confirm"
CHANGE = "date.change"
SAVE = "date.save"
LIST = "date.list"
CONFIRM_ALL = "date.confirm_all"
PLAN = "programme.plan_next_year"
LISTED = 40


def to_decide(event: Event) -> list[Block]:
    """Return the buttons of who may confirm a date; the first carries the revision that was seen."""
    name = f"{event.title}, {words.short_day(event.date)}"
    return [
        button("Confirm", CONFIRM, f"{event.id} {event.revision}", about=name),
        button("Change date", CHANGE, event.id, about=name),
    ]


def seen(value: str) -> tuple[str, int]:
    """Return id and revision of what *Confirm* carries."""
    event_id, _, revision = value.rpartition(" ")
    return event_id, int(revision) if revision.isdigit() else -1


def desks(facts: Sequence[Desk]) -> list[Block]:
    """Return a row for each programme whose dates somebody may plan."""
    rows: list[Block] = []
    for desk in facts:
        about = f"{words.count(desk.waiting, 'date')} proposed" if desk.waiting else "no date waits to be confirmed"
        rows.append(section(f"*{escape(desk.title)}*: {about}."))
        pressed = []
        if desk.waiting:
            pressed.append(button("Look through", LIST, desk.slug, about=desk.title))
        if desk.next_year:
            label = f"Plan {desk.next_year}'s dates"
            pressed.append(button(label, PLAN, f"{desk.slug} {desk.next_year}", about=desk.title))
        if desk.to_check:
            pressed.append(reviews.check_button(desk.to_check, of_programme(desk.slug), desk.title))
        pressed.append(new_dates.add_button(desk.slug, desk.title))
        rows.append(buttons(*pressed))
    return rows


def listing(facts: Waiting, done: str | None = None) -> View:
    """Return the proposed dates of a programme; submitting it confirms them all. `done` is what was done just now."""
    blocks = [section(f"*{done}*")] if done else []
    if not facts.events:
        blocks.append(section(f"No date of {escape(facts.title)} waits to be confirmed. `/meetings` lists them."))
        return modal(LIST, "Proposed dates", blocks)
    shown = facts.events[:LISTED]
    for event in shown:
        blocks += [section(_line(event)), buttons(*to_decide(event))]
    if len(facts.events) > LISTED:
        blocks.append(context(f"And {len(facts.events) - LISTED} more, when these are done."))
    blocks.append(context("Nothing is announced and nobody is reminded of a date before it is confirmed."))
    metadata = {"programme": facts.slug, "seen": {event.id: event.revision for event in shown}}
    return modal(CONFIRM_ALL, "Proposed dates", blocks, "Confirm all", json.dumps(metadata))


def all_seen(view: dict[str, Any]) -> tuple[str, dict[str, int]]:
    """Return the programme, and what was seen of each of its dates; the other side of `listing`."""
    found = json.loads(view["private_metadata"])
    return found["programme"], found["seen"]


class Typed(NamedTuple):
    """What the form held; `accepted` is the day against which something was said already."""

    event_id: str
    day: date
    starts: time | None
    ends: time | None
    accepted: date | None


def form(event: Event, typed: Typed | None = None, doubts: Doubts | None = None) -> View:
    """Return the form that changes a proposed date; with `doubts`, what speaks against the day that was typed."""
    day, starts, ends = typed[1:4] if typed else (event.date, event.starts, event.ends)
    blocks = [section(f"{_line(event)}\nThe date stays proposed until it is confirmed.")]
    if doubts:
        against = "\n".join(f"• {one}" for one in date_fields.against_it(doubts))
        blocks.append(section(f"*{words.day(doubts.day)}:*\n{against}\nSave again to take it all the same."))
    blocks += date_fields.fields(day, starts, ends, event.zone)
    metadata = {"event": event.id, "accepted": doubts.day.isoformat() if doubts else None}
    return modal(SAVE, "Change date", blocks, "Save", json.dumps(metadata))


def read(view: dict[str, Any]) -> Typed:
    """Return what the form held; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    accepted = metadata["accepted"]
    day, starts, ends = date_fields.read(view)
    return Typed(metadata["event"], day, starts, ends, date.fromisoformat(accepted) if accepted else None)


def confirmed(event: Event) -> Message:
    """Return the answer to *Confirm* where the list cannot be drawn anew."""
    return said(has_been_confirmed(event))


def has_been_confirmed(event: Event) -> str:
    """Return the sentence that says so, and what follows from it."""
    return f"Confirmed: {escape(event.title)}, {words.short_day(event.date)}. People can add it to their calendars now."


def has_been_changed(event: Event) -> str:
    """Return the sentence that says so."""
    return f"Changed: {escape(event.title)} is proposed for {words.when(event.date, event.starts, event.ends)}."


def all_confirmed(events: Sequence[Event]) -> str:
    """Return the sentence that says so."""
    return f"Confirmed: {words.count(len(events), 'date')}. People can add them to their calendars now."


def _line(event: Event) -> str:
    return f"*{escape(event.title)}*\nDate proposed: {words.when(event.date, event.starts, event.ends)}"
