"""What the fields of a view hold: at first, after an update, and what Slack's own client would not submit."""

import re
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.blocks import INITIAL_KEYS, VALUE_KEYS, Control, controls

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
URL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")

REQUIRED = "Please complete this required field."


def empty(kind: str) -> Any:
    """Say what an element without a value holds: an empty list, or None."""
    return [] if VALUE_KEYS[kind].endswith("s") else None


def held(control: Control, value: Any) -> Json:
    """Write a value as `state.values` carries it."""
    return {"type": control.type, VALUE_KEYS[control.type]: value}


def initial(blocks: list[Json]) -> Values:
    """Give the values that a view opens with."""
    values: Values = {}
    for control in controls(blocks):
        if control.type in VALUE_KEYS:
            value = control.element.get(INITIAL_KEYS[control.type], empty(control.type))
            values.setdefault(control.block_id, {})[control.action_id] = held(control, value)
    return values


def carried(blocks: list[Json], before: Values) -> Values:
    """Give the values of a changed view: whatever keeps block_id, action_id and type keeps what was typed."""
    values = initial(blocks)
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            old = before.get(block_id, {}).get(action_id)
            if old is not None and old["type"] == value["type"]:
                actions[action_id] = old
    return values


def merged(before: Values, typed: Values) -> Values:
    """Put what a person typed over what the fields held; unknown fields are left out."""
    result = {block_id: dict(actions) for block_id, actions in before.items()}
    for block_id, actions in typed.items():
        for action_id, value in actions.items():
            if action_id in result.get(block_id, {}):
                result[block_id][action_id] = {**result[block_id][action_id], **value}
    return result


def complaints(blocks: list[Json], values: Values) -> dict[str, str]:
    """Say, by block_id, what Slack's client would not submit: missing, too long, not an address, no number."""
    found: dict[str, str] = {}
    for control in controls(blocks):
        if control.is_input and control.type in VALUE_KEYS:
            value = values[control.block_id][control.action_id].get(VALUE_KEYS[control.type])
            complaint = _complaint(control, value)
            if complaint:
                found[control.block_id] = complaint
    return found


def _complaint(control: Control, value: Any) -> str | None:
    if value in (None, "", []):
        return None if control.block.get("optional") else REQUIRED
    check = CHECKS.get(control.type)
    return check(control.element, value) if check else None


def _length(element: Json, value: str) -> str | None:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    if len(value) > longest:
        return f"Please enter no more than {longest} characters."
    return None


def _number(element: Json, value: str) -> str | None:
    if not NUMBER.fullmatch(value) or ("." in value and not element.get("is_decimal_allowed")):
        return "Please enter a number." if element.get("is_decimal_allowed") else "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _email(_: Json, value: str) -> str | None:
    return None if EMAIL.fullmatch(value) else "Please enter a valid e-mail address."


def _url(_: Json, value: str) -> str | None:
    return None if URL.fullmatch(value) else "Please enter a valid URL."


def _count(element: Json, value: list[Any]) -> str | None:
    most = element.get("max_selected_items")
    return f"Please choose no more than {most}." if most and len(value) > most else None


def _files(element: Json, value: list[Any]) -> str | None:
    most, kinds = element.get("max_files", 10), [kind.lower() for kind in element.get("filetypes", [])]
    if len(value) > most:
        return f"Please choose no more than {most} {'file' if most == 1 else 'files'}."
    if kinds and any(one["name"].rpartition(".")[2].lower() not in kinds for one in value):
        return f"Please choose files of type {', '.join(kinds)}."
    return None


CHECKS: Final[dict[str, Callable[[Json, Any], str | None]]] = {
    "plain_text_input": _length,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "multi_static_select": _count,
    "multi_external_select": _count,
    "multi_users_select": _count,
    "multi_conversations_select": _count,
    "multi_channels_select": _count,
    "file_input": _files,
}
