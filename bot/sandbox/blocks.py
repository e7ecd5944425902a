"""Finding one's way in Block Kit: filling in missing ids, and listing what a person can operate."""

import copy
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

VALUE_KEYS: Final = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
"""What each stateful element calls its value in `state.values` and in `actions`."""

INITIAL_KEYS: Final = {
    key: name.replace("selected", "initial") if name.startswith("selected") else "initial_value"
    for key, name in VALUE_KEYS.items()
}

PRESSABLE: Final = frozenset({"button", "overflow", "icon_button", "feedback_buttons", "workflow_button"})
INTERACTIVE: Final = frozenset(VALUE_KEYS) | PRESSABLE


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that a person can press, choose from or fill in."""

    block: Json
    element: Json

    @property
    def type(self) -> str:
        """Say the element's type."""
        return str(self.element["type"])

    @property
    def block_id(self) -> str:
        """Say the block's id."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Say the element's id."""
        return str(self.element["action_id"])

    @property
    def is_input(self) -> bool:
        """Say whether it stands in an input block."""
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Say whether using it sends `block_actions` at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))

    @property
    def options(self) -> list[Json]:
        """List its fixed options, those in groups included."""
        groups = self.element.get("option_groups", [])
        return [*self.element.get("options", []), *(o for g in groups for o in g.get("options", []))]


def elements_in(value: Any) -> Iterator[Json]:
    """Walk through anything and give every interactive element, in reading order."""
    if isinstance(value, dict):
        if value.get("type") in INTERACTIVE:
            yield value
        else:
            for inner in value.values():
                yield from elements_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from elements_in(inner)


def controls(blocks: list[Json]) -> list[Control]:
    """List the controls of prepared blocks, in reading order."""
    return [Control(block, element) for block in blocks for element in elements_in(block)]


def find(blocks: list[Json], block_id: str, action_id: str) -> Control | None:
    """Find a control by its ids."""
    matching = (c for c in controls(blocks) if c.block_id == block_id and c.action_id == action_id)
    return next(matching, None)


def prepared(blocks: list[Json]) -> list[Json]:
    """Copy blocks and give every block and interactive element an id, as Slack does."""
    result: list[Json] = copy.deepcopy(blocks)
    for block in result:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_in(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return result
