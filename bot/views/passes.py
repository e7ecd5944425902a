"""*Pass to ...*, taking it back, and *Not mine*."""

from typing import Any

from bot.domain.actions import Action, Author
from bot.domain.passes import REASON, HandedBack, Passing
from bot.views import words
from bot.views.actions import not_mine_button, show_button, update_button
from bot.views.blocks import Block, Message, View, button, buttons, escape, field_of, modal, plain, section

SAVE = "pass.save"
TAKE_BACK = "pass.take_back"
SAVE_NOT_MINE = "pass.save_not_mine"
ASK_AGAIN = "pass.ask_again"
SHOWN = "pass.shown"


def ask_again_button(action_id: str, ref: str) -> Block:
    """Return the coordinator's button beside an action that was handed back."""
    return button("Ask them again", ASK_AGAIN, action_id, about=ref)


def form(facts: Passing) -> View:
    """Return the form that asks who answers this time."""
    about = f"*{escape(facts.action.printed_ref)}* {escape(facts.action.title)}"
    blocks = [section(about)]
    if facts.to:
        back = button("Take it back", TAKE_BACK, facts.action.id, about=facts.action.printed_ref)
        blocks.append(section(f"Now with {words.person(facts.to)}.", back))
    element = {"type": "users_select", "action_id": "to", "placeholder": plain("Choose somebody", 150)}
    hint = f"They give this update, and may update this action {_term(facts)}. The lead officer stays the same."
    return modal(SAVE, "Pass to ...", [*blocks, field_of("to", "Who answers", element, hint)], "Pass", facts.action.id)


def read(view: dict[str, Any]) -> tuple[str, str]:
    """Return action and Slack user id; the other side of `form`."""
    return view["private_metadata"], str(view["state"]["values"]["to"]["to"].get("selected_user") or "")


def passed(facts: Passing) -> View:
    """Return the confirmation, with the way back."""
    ref = facts.action.printed_ref
    if facts.to is None:
        return modal(SHOWN, "Taken back", [section(f"*{escape(ref)}* is with its lead officer again.")])
    who = f"*{escape(ref)}* is with {words.person(facts.to)} this time"
    text = f"{who}. They get a message, and may update this action {_term(facts)}. {_due(facts)}".strip()
    return modal(SHOWN, "Passed on", [section(text, button("Take it back", TAKE_BACK, facts.action.id, about=ref))])


def received(by: Author, facts: Passing) -> Message:
    """Return what somebody reads to whom an update was passed."""
    ref, action_id = facts.action.printed_ref, facts.action.id
    what = f"*{escape(ref)}* {escape(facts.action.title)}"
    text = f"{words.person(by)} asks you to give the update of {what}. {_due(facts)}".strip()
    text += f" You may update this action {_term(facts)}."
    row = buttons(
        update_button(facts.action),
        show_button(action_id, ref),
        not_mine_button(action_id, ref),
    )
    return Message(f"You are asked for the update of {escape(ref)}.", (section(text), row))


def not_mine(action: Action) -> View:
    """Return the form that hands an action back."""
    element = {"type": "plain_text_input", "action_id": "reason", "max_length": REASON}
    blocks = [
        section(
            f"*{escape(action.printed_ref)}* {escape(action.title)}\nIt goes to the plan's coordinator, who finds "
            "somebody else. You are not asked about it meanwhile."
        ),
        field_of("reason", "Whose may it be, or why", element, "Seen by the plan's coordinators only.", optional=True),
    ]
    return modal(SAVE_NOT_MINE, "Not mine", blocks, "Hand it back", action.id)


def read_not_mine(view: dict[str, Any]) -> tuple[str, str]:
    """Return action and reason; the other side of `not_mine`."""
    return view["private_metadata"], str(view["state"]["values"]["reason"]["reason"].get("value") or "")


def handed_back(facts: HandedBack) -> View:
    """Return the confirmation."""
    who = words.people(facts.coordinators) if facts.coordinators else "the plan's coordinator, as soon as there is one"
    text = f"*{escape(facts.action.printed_ref)}* is with {who} now. You are not asked about it meanwhile."
    return modal(SHOWN, "Handed back", [section(text)])


def asked_again(action: Action) -> View:
    """Return the coordinator's confirmation."""
    return modal(SHOWN, "Asked again", [section(f"*{escape(action.printed_ref)}*: they are asked again.")])


def _due(facts: Passing) -> str:
    return f"It is due on {words.day(facts.due_on)}." if facts.due_on else ""


def _term(facts: Passing) -> str:
    return f"until {escape(facts.until or 'the next reporting period')} closes"
