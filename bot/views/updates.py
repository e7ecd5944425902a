"""The update form, and its answers."""

import json
from typing import Any

from bot.domain.no_change import Confirmed, TakenBack
from bot.domain.update_fields import COMPLETION, LINK_LENGTH, NOTE_LENGTH, REDATING, REOPENING, Draft
from bot.domain.updates import Form, Overtaken, Saved, Submission
from bot.views import action_options, actions, history, update_fields, words
from bot.views.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    divider,
    escape,
    field_of,
    modal,
    paragraphs,
    said,
    section,
)

SAVE = "update.save"
SAVED = "update.saved"
USE_DRAFT = "update.use_draft"
DROP_DRAFT = "update.drop_draft"
UNDO = "update.undo"
CHOOSE = "update.choose"
SHORTCUT = "update.shortcut"
FROM_MESSAGE = "update.from_message"
REFILLED = "_again"
ASKED = {
    COMPLETION: "The action is complete: give the day and a link to evidence below.",
    REOPENING: "The action was complete: say below why it is not after all.",
    REDATING: "The milestone has another date: say below why, and who agreed.",
}
"""What is said above a form that asks for more, so that the new fields are found."""


def form(
    facts: Form, zone: str, changed: Overtaken | None = None, two: bool = False, is_refilled: bool = False
) -> View:
    """Return the form; `changed` is what somebody else saved since it was opened first."""
    action, draft = facts.action, facts.draft
    two = two or draft.second_stage is not None
    metadata = {"action": action.id, "base": facts.base, "two": two}
    metadata |= {"asked": facts.asked} if facts.asked else {}
    metadata |= {"corrects": facts.corrects} if facts.corrects is not None else {}
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}")]
    blocks += what_changed(changed, zone) if changed else _why_shown(facts, zone)
    blocks += update_fields.fields(action, draft, facts.asked, two, REFILLED if is_refilled else "")
    title = "Correct" if facts.corrects is not None else "Update"
    return modal(SAVE, f"{title} {action.printed_ref}", blocks, "Save", json.dumps(metadata))


def overtaken(facts: Overtaken, zone: str) -> View:
    """Return the form again with what was typed, and what changed since it was opened."""
    return form(facts.form, zone, facts)


def what_changed(facts: Overtaken, zone: str) -> list[Block]:
    """Return what is said above a form when somebody else saved since it was opened: who, and the difference."""
    told = [f"*{words.by_whom(facts.theirs, zone)}*"]
    told += history.difference(facts.form.action, facts.theirs, facts.before)
    return [
        section(
            ":warning: *Somebody saved an update while you were writing.* What you typed is still below. "
            "Compare, change what you want, and press *Save* again."
        ),
        *paragraphs("\n".join(told)),
        divider(),
    ]


def saved(facts: Saved, zone: str) -> View:
    """Return the confirmation: how the action now stands, or that a coordinator looks at it first."""
    action = facts.action
    named = f"{escape(action.printed_ref)} {escape(action.title)}"
    if facts.waits:
        blocks = [
            section(f"*Saved.* Your update of {named} waits for review."),
            context("A coordinator of the plan looks at it first. Until then others see the last accepted one:"),
            *paragraphs(actions.standing(action, zone)),
        ]
        return modal(SAVED, f"{action.printed_ref} is saved", blocks)
    blocks = [
        section(f"*Saved.* {named} now reads:"),
        *paragraphs(actions.standing(action, zone)),
        context(f"Everybody who types `/action {escape(action.printed_ref)}` sees this from now on."),
    ]
    return modal(SAVED, f"{action.printed_ref} is updated", blocks)


def confirmed(facts: Confirmed) -> Message:
    """Return the answer to *No change*, with *Undo*."""
    action = facts.action
    later = " It waits for review by a coordinator." if facts.waits else ""
    text = f"*No change* is saved for {escape(action.printed_ref)} {escape(action.title)}.{later}"
    undo = button("Undo", UNDO, str(facts.entry_id), about=action.printed_ref)
    return said(text, context("Pressed by mistake? *Undo* works for 10 minutes."), buttons(undo))


def taken_back(facts: TakenBack, zone: str) -> Message:
    """Return the answer to *Undo*."""
    action = facts.action
    text = f"*No change* is taken back. {escape(action.printed_ref)} {escape(action.title)} stands as it did:"
    return said(text, *paragraphs(actions.standing(action, zone)), buttons(actions.update_button(action)))


def in_modal(message: Message) -> View:
    """Return such an answer for where the button stood in a form."""
    return modal(SAVED, "No change", list(message.blocks))


def chooser(note: str = "", link: str = "") -> View:
    """Return the form that asks which action; `note` and `link` come from a message that is used as an update."""
    blocks = [field_of("action", "Action", action_options.menu(), "With nothing typed, yours are offered.")]
    if note or link:
        text: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True}
        text |= {"max_length": NOTE_LENGTH[1], "initial_value": note[: NOTE_LENGTH[1]]}
        address: Block = {"type": "url_text_input", "action_id": "text", "initial_value": link[:LINK_LENGTH]}
        blocks.append(field_of("note", "Note", text, update_fields.PAPER))
        hint = "The message. Who may read its channel can open it."
        blocks.append(field_of("evidence_url", "Evidence (a link)", address, hint, optional=True))
    return modal(CHOOSE, "Update an action", blocks, "Next")


def chosen(view: dict[str, Any]) -> tuple[str, Draft]:
    """Return the action that was chosen, and what is to be filled in; the other side of `chooser`."""
    values = view["state"]["values"]
    picked = ((values.get("action") or {}).get(action_options.ACTION) or {}).get("selected_option") or {}
    return str(picked.get("value") or ""), update_fields.read({k: v for k, v in values.items() if k != "action"})


def read(view: dict[str, Any]) -> Submission:
    """Return what a form that was sent holds; the other side of `form`.

    Several forms may follow each other in one view: what tells a repeat is the view and the action.
    """
    metadata = json.loads(view["private_metadata"])
    return Submission(
        str(metadata["action"]),
        int(metadata["base"]),
        f"{view['id']} {metadata['action']}",
        update_fields.read(view["state"]["values"]),
        tuple(map(str, metadata.get("asked") or ())),
        metadata.get("corrects"),
    )


def shows_two(view: dict[str, Any]) -> bool:
    """Say whether a form shows the second stage."""
    return view.get("callback_id") == SAVE and bool(json.loads(view["private_metadata"]).get("two"))


def _why_shown(facts: Form, zone: str) -> list[Block]:
    """Return what is to be said above the fields: why the form is shown instead, or again."""
    blocks: list[Block] = []
    if facts.returned:
        by, comment = words.person(facts.returned.by), escape(facts.returned.comment)
        blocks += [section(f":leftwards_arrow_with_hook: *{by} returned your update:*"), *paragraphs(comment)]
    if facts.asked and not facts.returned:
        wanted = escape(" ".join(ASKED[one] for one in facts.asked if one in ASKED))
        blocks.append(section(f"*One more thing before it is saved.* {wanted}"))
    if facts.is_unchanged:
        blocks += _unchanged(facts)
    elif facts.why and not facts.returned:
        blocks.append(section(f"*No change* is not saved. {escape(facts.why)}"))
    if facts.kept:
        when = words.moment_of(facts.kept.at, zone)
        use = button("Use it", USE_DRAFT, facts.action.id, style="primary")
        drop = button("Throw it away", DROP_DRAFT, facts.action.id)
        blocks.append(section(f"*What you typed on {when} could not be saved then.* Do you want it back?"))
        blocks.append(buttons(use, drop))
    return [*blocks, divider()] if blocks else []


def _unchanged(facts: Form) -> list[Block]:
    if facts.why:
        return [section(f"*Nothing is changed.* {escape(facts.why)}")]
    keep = actions.unchanged_button("Save as No change", facts.action, facts.base, "primary")
    return [section("*Nothing is changed.* Save as *No change*?"), buttons(keep)]
