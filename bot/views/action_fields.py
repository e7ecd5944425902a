"""The fields of an action in forms: how they are drawn, and read again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.domain.action_fields import LINE, REF, TEXT, TITLE, Draft, Plan
from bot.domain.corrections import REASON
from bot.domain.update_fields import RAGS
from bot.views.blocks import Block, context, divider, escape, field_of, menu, option, paragraphs, section, shorten

NOT_GIVEN = "not given"
OPTIONS, OPTION_VALUE = 100, 150
OF_EACH = 1000
"""How much of a field that somebody else changed is shown: with all fields at their longest a view still is legal."""

ONE_A_LINE = "One on each line."

LABELS = {
    "ref": "Reference",
    "title": "Title",
    "section": "Section",
    "subsection": "Sub-section",
    "text": "Text",
    "role": "Council's role",
    "stage": "Stage",
    "second_stage": "Second stage",
    "rag": "RAG",
    "objectives": "Objectives",
    "outcomes": "Outcomes",
    "partners": "Who may be involved",
    "note": "Note",
    "name": "Name",
    "aliases": "Also written",
    "what": "What it is",
}
"""What people call a form's fields."""

HINTS = {
    "ref": "As the plan prints it, such as T18.",
    "objectives": "Separated by commas.",
    "outcomes": ONE_A_LINE,
    "partners": f"{ONE_A_LINE} Any of a partner's names will do.",
}
LIMITS = {"ref": REF, "title": TITLE, "subsection": LINE}
LONG_FIELDS = ("text", "outcomes", "partners", "note")
NEEDED = ("ref", "title", "section")
CHOICES: Mapping[str, Callable[[Plan], Sequence[tuple[str, str]]]] = {
    "section": lambda plan: plan.sections,
    "role": lambda plan: [(one, one) for one in plan.roles],
    "stage": lambda plan: [(one, one) for one in plan.stages],
    "second_stage": lambda plan: [(one, one) for one in plan.stages],
    "rag": lambda plan: [(one, one) for one in RAGS] if plan.uses_rag else [],
}
"""Fields that are chosen, and from what: (value, what people read)."""


def typed(view: dict[str, Any]) -> dict[str, str]:
    """Return the fields of a form that was sent, by block_id; what was chosen as not given is ""."""
    return {name: _value(next(iter(held.values()))) for name, held in view["state"]["values"].items() if held}


def fields(names: Sequence[str], plan: Plan, draft: Draft, mark: str = "") -> list[Block]:
    """Return the fields of a form, filled; a field that the plan does not use, or is too long for a form, is left out.

    `mark` goes into the ids: in a view that is drawn anew Slack keeps what was typed into fields of the same id.
    """
    blocks = []
    for name in names:
        value = draft.get(name, "")
        if name in CHOICES:
            blocks += _choice(name, plan, value, mark)
        elif len(value) > TEXT:
            blocks.append(
                context(f"{LABELS[name]}: {len(value):,} characters, too long for a form. It stays as it is.")
            )
        else:
            blocks.append(line(name, value, name in LONG_FIELDS, HINTS.get(name), name not in NEEDED, mark))
    return blocks


def line(
    name: str, value: str, is_long: bool = False, hint: str | None = None, optional: bool = True, mark: str = ""
) -> Block:
    """Return a field for text."""
    most = max(LIMITS.get(name, TEXT), len(value))
    element: Block = {"type": "plain_text_input", "action_id": f"text{mark}", "multiline": is_long, "max_length": most}
    if value:
        element["initial_value"] = value
    return field_of(name, LABELS[name], element, hint, optional)


def reason(draft: Draft) -> Block:
    """Return the field for the reason."""
    least, most = REASON
    element: Block = {"type": "plain_text_input", "action_id": "text", "min_length": least, "max_length": most}
    if draft.get("reason"):
        element["initial_value"] = draft["reason"]
    hint = "Kept with the correction. Read by whoever coordinates this plan and by admins."
    return field_of("reason", "Reason", element, hint)


def overtaken_by(theirs: Draft, plan: Plan | None = None) -> list[Block]:
    """Return what changed while somebody was writing."""
    titles = dict(plan.sections) if plan else {}
    shown = {name: escape(shorten(titles.get(value, value), OF_EACH)) or "empty" for name, value in theirs.items()}
    lines = [f"*{LABELS[name]}:* {value}" for name, value in shown.items()]
    warning = (
        ":warning: *Somebody changed this while you were writing.* What you typed is still below. "
        "Compare, change what you want, and press *Save* again."
    )
    now = paragraphs("It now reads:\n" + "\n".join(lines)) if lines else [context("It now reads as you typed it.")]
    return [section(warning), *now, divider()]


def _choice(name: str, plan: Plan, value: str, mark: str) -> list[Block]:
    found = [(one, label) for one, label in CHOICES[name](plan) if len(one) <= OPTION_VALUE][: OPTIONS - 1]
    if not found:
        return []
    options = [option(label, one) for one, label in found]
    needed = name in NEEDED
    if not needed:
        options.insert(0, option("No second stage" if name == "second_stage" else "Not given", NOT_GIVEN))
    chosen = value or (None if needed else NOT_GIVEN)
    return [field_of(name, LABELS[name], menu(f"choice{mark}", options, chosen, "Choose"), optional=not needed)]


def _value(element: Mapping[str, Any]) -> str:
    chosen = (element.get("selected_option") or {}).get("value")
    return "" if chosen == NOT_GIVEN else str(chosen or element.get("value") or "")
