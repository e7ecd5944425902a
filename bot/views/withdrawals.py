"""What a coordinator sees who takes an action out of its plan, or brings it back."""

import json

from bot.domain.actions import Action, Card
from bot.views import actions
from bot.views.action_fields import reason
from bot.views.blocks import Block, View, buttons, context, escape, field_of, modal, section

SAVE = "withdrawal.save"
SAVE_MERGE = "withdrawal.merge"
DONE = "withdrawal.done"


def confirm(facts: Card) -> View:
    """Return the question before an action is withdrawn."""
    action = facts.action
    text = (
        f"*{escape(action.printed_ref)}* {escape(action.title)} is taken out of {escape(action.plan_title)}.\n"
        "Its card and its history stay readable. Nobody is asked about it any more, and no import brings it back. "
        "You can bring it back at any time."
    )
    return modal(SAVE, "Withdraw an action", [section(text), reason({})], "Withdraw", _metadata(action))


def confirm_merge(facts: Card) -> View:
    """Return the form that says into which action another one goes."""
    action = facts.action
    text = (
        f"*{escape(action.printed_ref)}* {escape(action.title)} is withdrawn, and its card says where it went. "
        "Its history stays readable. You can bring it back at any time."
    )
    element: Block = {"type": "plain_text_input", "action_id": "text", "max_length": 40}
    into = field_of("into", "Which action stays?", element, "Its reference, such as T18.")
    blocks = [section(text), into, reason({})]
    return modal(SAVE_MERGE, "Merge two actions", blocks, "Merge", _metadata(action))


def done(facts: Card) -> View:
    """Return the confirmation, with the way back."""
    action = facts.action
    ref, name = escape(action.printed_ref), f"{escape(action.printed_ref)} {escape(action.title)}"
    if not action.withdrawn:
        row = buttons(actions.show_button(action.id, action.printed_ref))
        return modal(DONE, f"{action.printed_ref} is back", [section(f"*Brought back.* {name}"), row])
    what = f"merged into {escape(facts.merged_into[1])}" if facts.merged_into else "withdrawn"
    row = buttons(actions.bring_back_button(action))
    later = context(f"Later, `/action {ref}` shows it with the same button.")
    return modal(DONE, f"{action.printed_ref} is withdrawn", [section(f"*Done.* {name} is {what}."), row, later])


def _metadata(action: Action) -> str:
    return json.dumps({"subject": action.id})
