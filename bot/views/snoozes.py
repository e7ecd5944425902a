"""Snoozing: the form, and what it says when it is saved."""

import json
from datetime import date
from typing import Any, NamedTuple

from bot.domain.nudges import Item
from bot.domain.snoozes import Choices
from bot.views import words
from bot.views.blocks import View, context, escape, field_of, modal, option, section
from bot.views.pickers import day_picker, one_of

SAVE = "snooze.save"
SAVED = "snooze.saved"
OTHER = "other"


class Chosen(NamedTuple):
    """What the form was sent with: message, action, and the day (None: none was chosen)."""

    delivery_id: int
    action_id: str
    until_on: date | None


def form(item: Item, delivery_id: int, facts: Choices) -> View:
    """Return the form."""
    action = item.action
    days = [option(f"Tomorrow ({words.day(facts.tomorrow)})", facts.tomorrow.isoformat())]
    if facts.tomorrow < facts.monday <= facts.last:
        days.append(option(f"Next Monday ({words.short_day(facts.monday)})", facts.monday.isoformat()))
    days.append(option("Another day", OTHER))
    blocks = [
        section(f"*{escape(action.printed_ref)}* {escape(action.title)}"),
        field_of("until", "Remind me again", one_of("choice", days, facts.tomorrow.isoformat())),
        field_of("day", "Another day", day_picker("day"), hint=f"Until {words.day(facts.last)}.", optional=True),
        context(_how_often(facts) + " Snoozing is no update: until you answer, reports show it as not answered."),
    ]
    metadata = json.dumps({"delivery": delivery_id, "action": action.id})
    return modal(SAVE, f"Snooze {action.printed_ref}", blocks, "Snooze", metadata)


def saved(item: Item, until_on: date) -> View:
    """Return the confirmation."""
    ref = escape(item.action.printed_ref)
    return modal(SAVED, "Snoozed", [section(f"*{ref}* comes again on {words.day(until_on)}. It still waits for you.")])


def read(view: dict[str, Any]) -> Chosen:
    """Return what was chosen; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    chosen = (values["until"]["choice"].get("selected_option") or {}).get("value")
    day = values["day"]["day"].get("selected_date") if chosen in (None, OTHER) else chosen
    return Chosen(int(metadata["delivery"]), str(metadata["action"]), date.fromisoformat(day) if day else None)


def _how_often(facts: Choices) -> str:
    if facts.left is None:
        return "Until it is due you may snooze it as often as you like."
    return f"It is overdue: you can snooze it {'once more' if facts.left == 1 else 'twice'}."
