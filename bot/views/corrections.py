"""The form in which a coordinator corrects an action or adds one."""

import json
from typing import Any

from bot.domain.action_fields import Draft
from bot.domain.corrections import Corrected, Form, Overtaken, Submission
from bot.views import actions
from bot.views.action_fields import fields, overtaken_by, reason, typed
from bot.views.blocks import View, button, buttons, context, divider, escape, modal, paragraphs, section

WITHDRAW = "action.withdraw"
MERGE = "action.merge"
SAVE = "correction.save"
ADD_SAVE = "correction.add"
DONE = "correction.done"

SHOWN = (
    "ref", "title", "section", "subsection", "text", "role", "stage", "second_stage", "rag", "objectives", "outcomes",
    "partners",
)  # fmt: skip
"""The fields of the form, from top to bottom."""


def form(facts: Form, theirs: Draft | None = None) -> View:
    """Return the form; `theirs` are the fields that somebody else changed since it was opened first."""
    action = facts.action
    subject = action.id if action else facts.plan.slug
    metadata = json.dumps({"subject": subject, "base": facts.base})
    title = f"*{escape(action.printed_ref)}* {escape(action.title)}\n" if action else ""
    blocks = [section(f"{title}{escape(facts.plan.title)}")]
    blocks += overtaken_by(theirs, facts.plan) if theirs is not None else []
    blocks += fields(SHOWN, facts.plan, facts.draft)
    blocks.append(reason(facts.draft))
    if action is None:
        return modal(ADD_SAVE, "Add an action", blocks, "Add", metadata)
    ref = action.printed_ref
    ways_out = (
        button("Withdraw…", WITHDRAW, action.id, about=ref),
        button("Merge into another…", MERGE, action.id, about=ref),
    )
    blocks += [divider(), buttons(*ways_out)]
    return modal(SAVE, f"Correct {action.printed_ref}", blocks, "Save", metadata)


def overtaken(facts: Overtaken) -> View:
    """Return the form again with what was typed, and how it reads since somebody else changed it."""
    return form(facts.form, facts.theirs)


def done(facts: Corrected, is_new: bool = False) -> View:
    """Return the confirmation: how the action now reads."""
    action = facts.card.action
    ref = escape(action.printed_ref)
    sentence = f"*Added.* {ref} {escape(action.title)}" if is_new else f"*Saved.* {ref} now reads:"
    place = f"{action.section} › {action.subsection}" if action.subsection else action.section
    lines = [f"*{escape(action.title)}*", escape(place)]
    lines += [f"*Who may be involved:* {escape(', '.join(facts.card.partners))}"] if facts.card.partners else []
    blocks = [
        section(sentence),
        *paragraphs("\n".join(lines)),
        buttons(actions.show_button(action.id, action.printed_ref)),
        context("A later import of the document leaves what you changed as it is."),
    ]
    return modal(DONE, f"{action.printed_ref} is {'added' if is_new else 'corrected'}", blocks)


def read(view: dict[str, Any]) -> Submission:
    """Return what a form that was sent holds; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    return Submission(str(metadata["subject"]), str(metadata.get("base", "")), str(view["id"]), typed(view))
