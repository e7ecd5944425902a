"""Form fields of the page as the values that Slack's client would send, and the other way round for menus."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.blocks import VALUE_KEYS, Control, controls
from bot.sandbox.rendering import field_name
from bot.sandbox.state import Json, Values

Form = Mapping[str, Sequence[str]]


def values(blocks: list[Json], form: Form, zone: ZoneInfo) -> Values:
    """Read what every field of a view holds; a field that the form lacks is empty.

    Form names are `rendering.field_name`; moments are local to the zone; options that the view does not offer
    are left out. Files were uploaded on their own before: their fields hold ids.
    """
    found: Values = {}
    for control in controls(blocks):
        if control.type in VALUE_KEYS:
            given = [text for text in form.get(field_name(control.block_id, control.action_id), ()) if text]
            entry = {"type": control.type, **chosen(control, given, zone)}
            found.setdefault(control.block_id, {})[control.action_id] = entry
    return found


def chosen(control: Control, given: Sequence[str], zone: ZoneInfo) -> Json:
    """Write the texts of one control as Slack does, such as {"selected_option": {...}}; {} for a button."""
    if control.type == "overflow":
        return {"selected_option": _option(control, given)}
    if control.type == "feedback_buttons":
        return {"value": given[0] if given else None}
    key = VALUE_KEYS.get(control.type)
    if key is None:
        return {}
    return {key: _READ.get(key, _first)(control, given, zone)}


def _first(_: Control, given: Sequence[str], __: ZoneInfo) -> str | None:
    return given[0].replace("\r\n", "\n") if given else None


def _option(control: Control, given: Sequence[str]) -> Json | None:
    options = _options(control, given)
    return options[0] if options else None


def _options(control: Control, given: Sequence[str]) -> list[Json]:
    if "external" in control.type:
        return [option for option in map(_carried, given) if option is not None]
    return [option for option in control.options if option.get("value") in given]


def _carried(text: str) -> Json | None:
    try:
        option = json.loads(text)
    except ValueError:
        return None
    is_option = isinstance(option, dict) and isinstance(option.get("value"), str) and "text" in option
    return {"text": option["text"], "value": option["value"]} if is_option else None


def _moment(_: Control, given: Sequence[str], zone: ZoneInfo) -> int | None:
    moment = local_moment(given[0], zone) if given else None
    return int(moment.timestamp()) if moment else None


def _rich(_: Control, given: Sequence[str], __: ZoneInfo) -> Json | None:
    if not given:
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": given[0]}]}
    return {"type": "rich_text", "elements": [section]}


def local_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read `2026-11-21T10:30` (or with seconds) as a moment in a zone; None when it is not one."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None


_READ: Final[Mapping[str, Callable[[Control, Sequence[str], ZoneInfo], Any]]] = {
    "selected_option": lambda control, given, _: _option(control, given),
    "selected_options": lambda control, given, _: _options(control, given),
    "selected_users": lambda _, given, __: list(given),
    "selected_channels": lambda _, given, __: list(given),
    "selected_conversations": lambda _, given, __: list(given),
    "selected_date_time": _moment,
    "rich_text_value": _rich,
    "files": lambda _, given, __: list(given),
}
