"""What a coordinator sees who takes a partner out of the plans, or makes two of them one."""

import json

from bot.views.action_fields import reason
from bot.views.blocks import Block, View, escape, field_of, modal, section

SAVE = "partner_withdrawal.save"
SAVE_MERGE = "partner_withdrawal.merge"


def confirm(slug: str, name: str) -> View:
    """Return the question before a partner is withdrawn."""
    text = (
        f"*{escape(name)}* is taken out of every action that names it, and no import puts it back. "
        "You can bring it back with the button that follows."
    )
    metadata = json.dumps({"subject": slug})
    return modal(SAVE, "Withdraw a partner", [section(text), reason({})], "Withdraw", metadata)


def confirm_merge(slug: str, name: str) -> View:
    """Return the form that says which partner another one really is."""
    text = f"*{escape(name)}* becomes another name of the partner that stays, which takes over its actions."
    element: Block = {"type": "plain_text_input", "action_id": "text", "max_length": 300}
    into = field_of("into", "Which partner stays?", element, "Any of its names.")
    metadata = json.dumps({"subject": slug})
    return modal(SAVE_MERGE, "Merge two partners", [section(text), into, reason({})], "Merge", metadata)
