"""Elements of forms beside text and menus: days, people, ticks, choices with dots, and the menu behind three dots."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.views.blocks import Block, plain


def overflow_menu(action_id: str, options: Sequence[Block]) -> Block:
    """Return the menu behind three dots: two to five options (Slack's limit)."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def day_picker(action_id: str, chosen: date | None = None) -> Block:
    """Return a calendar in which one day is chosen."""
    block: Block = {"type": "datepicker", "action_id": action_id, "placeholder": plain("Choose a day")}
    return block | {"initial_date": chosen.isoformat()} if chosen else block


def person_picker(action_id: str, chosen: str | None = None) -> Block:
    """Return a menu of everybody in the workspace; `chosen` is a Slack user id."""
    block: Block = {"type": "users_select", "action_id": action_id, "placeholder": plain("Choose a person")}
    return block | {"initial_user": chosen} if chosen else block


def one_of(action_id: str, options: Sequence[Block], chosen: str | None = None) -> Block:
    """Return options of which one is chosen by its dot; at most ten."""
    block: Block = {"type": "radio_buttons", "action_id": action_id, "options": list(options)}
    initial = next((one for one in options if one["value"] == chosen), None)
    return block | {"initial_option": initial} if initial else block


def ticks(action_id: str, options: Sequence[Block], chosen: Collection[str]) -> Block:
    """Return options of which any number is ticked; at most ten."""
    block: Block = {"type": "checkboxes", "action_id": action_id, "options": list(options)}
    ticked = [one for one in options if one["value"] in chosen]
    return block | {"initial_options": ticked} if ticked else block


def asking(button: Block, title: str, question: str, yes: str) -> Block:
    """Return a button that asks first whether it is meant."""
    confirm = {"title": plain(title, 100), "text": plain(question, 300), "confirm": plain(yes, 30)}
    return button | {"confirm": confirm | {"deny": plain("Cancel", 30)}}
