"""*Go through all*: what stands above each form, and the end."""

import json
from dataclasses import asdict
from typing import Any

from bot.domain.walks import Ended, Walk
from bot.views import words
from bot.views.blocks import Block, View, button, modal, section

BEGIN = "walk.begin"
SKIP = "walk.skip"
ENDED = "walk.ended"
STEP = "@"


def begin_button(delivery_id: int, total: int) -> Block:
    """Return the button that opens the first form."""
    return button(f"Go through all {total}", BEGIN, str(delivery_id), style="primary")


def placed(view: View, walk: Walk) -> View:
    """Return a form as a step of a walk: it says where one is, can be skipped, and carries the way onwards.

    Slack keeps what was typed into a field when another field of the same name takes its place: each step has its own.
    """
    metadata = json.loads(view["private_metadata"]) | {"walk": asdict(walk)}
    where = section(f"*{min(walk.number, walk.total)} of {walk.total}*", button("Skip", SKIP, "-"))
    blocks = [
        _renamed(block, named(block["block_id"], walk)) if "block_id" in block else block for block in view["blocks"]
    ]
    return view | {"blocks": [where, *blocks], "private_metadata": json.dumps(metadata)}


def alone(view: dict[str, Any]) -> dict[str, Any]:
    """Return a step as the form that it is by itself: its fields have their own names again."""
    values = view.get("state", {}).get("values", {})
    blocks = [_renamed(block, _bare(block.get("block_id", ""))) for block in view.get("blocks", ())]
    return view | {"blocks": blocks, "state": {"values": {_bare(name): value for name, value in values.items()}}}


def named(field: str, walk: Walk) -> str:
    """Return what a field is called in a step; what has no name needs none."""
    return f"{field}{STEP}{walk.number}" if field else ""


def of(view: dict[str, Any]) -> Walk | None:
    """Return the walk of which a form is a step; None for a form by itself."""
    metadata = view.get("private_metadata") or ""
    walk = json.loads(metadata).get("walk") if metadata.startswith("{") else None
    return Walk(**walk) if walk else None


def _renamed(block: Block, name: str) -> Block:
    return block | {"block_id": name} if name else block


def _bare(name: str) -> str:
    return name.rpartition(STEP)[0] or name


def ended(facts: Ended) -> View:
    """Return the end of a walk."""
    if not facts.answered and not facts.waiting:
        text = "Nothing waits for you any more. All is answered."
    elif not facts.waiting:
        text = f"*Done.* You have answered {words.count(facts.answered, 'update')}. Nothing waits any more. Thank you."
    else:
        waiting = f"{facts.waiting} still {'waits' if facts.waiting == 1 else 'wait'}"
        text = f"*That was the last one.* You have answered {words.count(facts.answered, 'update')}; {waiting}."
    return modal(ENDED, "Your updates", [section(text)])
