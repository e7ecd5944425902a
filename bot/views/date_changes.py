"""Forms that move or cancel a date, and ask whether people are to be told."""

import json
from datetime import date, time
from typing import Any

from bot.domain.date_changes import Change, Saved, Typed
from bot.domain.meetings import Event
from bot.domain.notices import Notice
from bot.views import date_fields, words
from bot.views.blocks import Block, View, button, buttons, context, escape, field_of, modal, option, section
from bot.views.pickers import one_of

OPEN = "date.open"
CANCEL = "date.ask_cancel"
UNDO = "date.undo"
CONSIDER = "date.consider"
MOVE = "date.move"
SAVE_CANCEL = "date.cancel"
DONE = "date.done"
YES, NO = "yes", "no"


def open_button(event: Event) -> Block:
    """Return the button of who may move or cancel a date."""
    return button("Change", OPEN, event.id, about=f"{event.title}, {words.short_day(event.date)}")


def form(event: Event, typed: Typed | None = None) -> View:
    """Return the form that moves a date; its button cancels it."""
    held = typed or Typed(event.date, event.starts, event.ends, event.place)
    blocks = [
        section(f"*{escape(event.title)}*\nNow: {words.when(event.date, event.starts, event.ends)}"),
        *date_fields.fields(held.day, held.starts, held.ends, event.zone),
        date_fields.place_field(held.place),
        buttons(button(f"Cancel this {event.kind}", CANCEL, event.id, "danger", about=event.title)),
    ]
    return modal(CONSIDER, "Change date", blocks, "Next", _metadata(event))


def read(view: dict[str, Any]) -> Typed:
    """Return what the form held; the other side of `form`."""
    return Typed(*date_fields.read(view), date_fields.read_place(view))


def ask_move(facts: Change) -> View:
    """Return what a move means: old and new time, what speaks against the day, and whether people are told."""
    typed = facts.typed
    assert typed is not None
    event = facts.event
    lines = [
        f"*{escape(event.title)}*",
        f"Was: {words.when(event.date, event.starts, event.ends)}{_at(event.place)}",
        f"Now: {words.when(typed.day, typed.starts, typed.ends)}{_at(typed.place)}",
    ]
    blocks = [section("\n".join(lines))]
    if facts.doubts:
        against = "\n".join(f"• {one}" for one in date_fields.against_it(facts.doubts))
        blocks.append(section(f"*{words.day(facts.doubts.day)}:*\n{against}"))
    blocks += _asked(facts)
    return modal(MOVE, "Change date", blocks, "Save", _metadata(event, typed))


def ask_cancel(facts: Change) -> View:
    """Return what a cancellation means, and whether people are told."""
    event = facts.event
    when = words.when(event.date, event.starts, event.ends)
    blocks = [section(f"*Cancel {escape(event.title)}?*\n{when}. It stays in calendars, marked as cancelled.")]
    blocks += _asked(facts)
    return modal(SAVE_CANCEL, f"Cancel {event.kind}", blocks, "Cancel it", _metadata(event))


def asked(view: dict[str, Any]) -> tuple[str, int, Typed | None, bool]:
    """Return event, revision, what was typed before, and whether people are to be told."""
    found = json.loads(view["private_metadata"])
    chosen = view["state"]["values"].get("tell", {}).get("tell", {}).get("selected_option") or {}
    return found["event"], found["revision"], _typed(found), chosen.get("value", YES) == YES


def event_of(view: dict[str, Any]) -> str:
    """Return the event that a form is about."""
    return str(json.loads(view["private_metadata"])["event"])


def saved(facts: Saved, zone: str) -> View:
    """Return what was saved, who hears of it and when, and *Undo* while nobody was told."""
    event = facts.event
    what = "Cancelled" if event.status == "cancelled" else "Saved"
    blocks = [section(f"*{what}:* {escape(event.title)}, {words.when(event.date, event.starts, event.ends)}.")]
    if facts.notice is None:
        follows = "No reminder goes any more." if event.status == "cancelled" else "Reminders follow the new date."
        blocks.append(context(f"Nobody is told. {follows}"))
    elif facts.notice.until <= event.updated_at:
        blocks += _going(facts.notice, "on the way now: the date is near")
    else:
        blocks += _going(facts.notice, f"will go at {words.moment_of(facts.notice.until, zone)}")
        blocks.append(buttons(button("Undo", UNDO, str(facts.notice.id), about=event.title)))
    return modal(DONE, "Change date", blocks)


def undone(event: Event) -> View:
    """Return what stands again."""
    when = words.when(event.date, event.starts, event.ends)
    return modal(DONE, "Change date", [section(f"*Undone.* {escape(event.title)}: {when}. Nobody was told.")])


def _going(notice: Notice, how: str) -> list[Block]:
    going = [section(f"{words.count(notice.told, 'message')} {how}.")] if notice.told else []
    if notice.held_until is None:
        return going
    whom = f"{words.count(notice.held, 'channel')} {'hears' if notice.held == 1 else 'hear'} of it"
    return [*going, section(f"{whom} after the election, on {words.day(notice.held_until.date())}.")]


def _asked(facts: Change) -> list[Block]:
    number = facts.people + facts.channels
    if not number:
        return [context("Nobody has been told of this date yet, and nobody follows it: no message goes.")]
    when = "at once: the date is near" if facts.goes_at_once else "in 5 minutes; until then you can undo it"
    options = [option(f"Yes, {when}", YES), option("No, tell nobody", NO)]
    hint = "Who was reminded, has the calendar file, or follows it. They get old and new time and a new file."
    if facts.channels_from:
        hint += f" Channels hear of it after the election, on {words.day(facts.channels_from.date())}."
    return [field_of("tell", f"Tell {_whom(facts)}?", one_of("tell", options, YES), hint)]


def _whom(facts: Change) -> str:
    persons = f"{facts.people} people" if facts.people > 1 else "1 person"
    return " and ".join(([persons] if facts.people else []) + _channels(facts.channels))


def _channels(number: int) -> list[str]:
    return [words.count(number, "channel")] if number else []


def _at(place: str | None) -> str:
    return f", {escape(place)}" if place else ""


def _metadata(event: Event, typed: Typed | None = None) -> str:
    found: dict[str, Any] = {"event": event.id, "revision": event.revision}
    if typed:
        times = (at.isoformat() if at else None for at in (typed.starts, typed.ends))
        found["typed"] = [typed.day.isoformat(), *times, typed.place]
    return json.dumps(found)


def _typed(found: dict[str, Any]) -> Typed | None:
    if "typed" not in found:
        return None
    day, starts, ends, place = found["typed"]
    return Typed(date.fromisoformat(day), _time(starts), _time(ends), place)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
