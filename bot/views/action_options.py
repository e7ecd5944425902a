"""A menu of actions that asks as somebody types."""

from collections.abc import Sequence

from bot.domain.action_options import ActionOption
from bot.views.blocks import OPTION_TEXT, OPTION_VALUE, Block, option, plain

ACTION = "action_choice"
"""Whatever form has a menu of this id gets actions offered in it; its options' values are the actions' ids."""


def menu(chosen: ActionOption | None = None) -> Block:
    """Return the menu, for an input block; with nothing typed it offers one's own actions."""
    block: Block = {
        "type": "external_select",
        "action_id": ACTION,
        "min_query_length": 0,
        "placeholder": plain("Type a ref or some words", 150),
    }
    return block | ({"initial_option": _option(chosen)} if chosen else {})


def options(found: Sequence[ActionOption]) -> tuple[Block, ...]:
    """Return actions as options of the menu."""
    return tuple(_option(one) for one in found if len(one.id) <= OPTION_VALUE)


def _option(one: ActionOption) -> Block:
    block = option(f"{one.printed_ref} {one.title}", one.id)
    return block | ({"description": plain(one.plan_title, OPTION_TEXT)} if one.plan_title else {})
