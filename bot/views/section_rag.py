"""The form that sets RAG for a whole section."""

from typing import Any

from bot.domain.section_rag import WHY, Done, Form, Wish
from bot.domain.update_fields import RAGS
from bot.views import words
from bot.views.blocks import (
    OPTIONS,
    Block,
    View,
    button,
    context,
    escape,
    field_of,
    menu,
    modal,
    option,
    section,
    shorten,
)

OPEN = "section_rag.open"
SAVE = "section_rag.save"
SHOWN = "section_rag.shown"
NOT_GIVEN = "not given"
REFS, OPTION_VALUE = 1500, 150


def open_button(slug: str, title: str) -> Block:
    """Return the button in App Home."""
    return button("Set RAG", OPEN, slug, about=title)


def form(facts: Form) -> View:
    """Return the form."""
    found = [one for one in facts.sections if one[2] and len(one[0]) <= OPTION_VALUE][:OPTIONS]
    sections = [option(f"{title} ({words.count(number, 'action')})", one) for one, title, number in found]
    if not sections:
        return modal(SHOWN, "Set RAG", [section(f"*{escape(facts.plan_title)}* has no open action.")])
    rags = [option(one, one) for one in RAGS] + [option("Not given", NOT_GIVEN)]
    why: Block = {"type": "plain_text_input", "action_id": "why", "multiline": True, "max_length": WHY}
    hint = "Seen by the actions' officers, lead officers and coordinators, never published."
    blocks = [
        section(
            f"*{escape(facts.plan_title)}*\nStage and notes stay as they are. Lead officers are asked all the same."
        ),
        field_of("section", "Section", menu("section", sections, None, "Choose a section")),
        field_of("rag", "RAG", menu("rag", rags, None, "Choose")),
        field_of("why", "Why", why, hint, optional=True),
    ]
    return modal(SAVE, "Set RAG", blocks, "Set", facts.plan_slug)


def read(view: dict[str, Any]) -> Wish:
    """Return what the form held; the other side of `form`."""
    values = view["state"]["values"]
    rag = _chosen(values, "rag")
    why = str(values["why"]["why"].get("value") or "")
    chosen = None if rag == NOT_GIVEN else rag
    return Wish(view["private_metadata"], _chosen(values, "section"), chosen, why, view["id"])


def done(facts: Done) -> View:
    """Return what was set."""
    rag = facts.rag or "not given"
    lines = [f"*{escape(facts.section)}: RAG {rag}*", f"Set for {words.count(len(facts.changed), 'action')}."]
    if facts.changed:
        lines.append(escape(shorten(", ".join(facts.changed), REFS)))
    if facts.same:
        lines.append(f"{words.count(facts.same, 'action')} had it already.")
    blocks = [section("\n".join(lines))]
    if facts.waiting:
        refs = escape(shorten(", ".join(facts.waiting), REFS))
        blocks.append(context(f"Left alone, since an update waits for review: {refs}."))
    return modal(SHOWN, "RAG is set", blocks)


def _chosen(values: dict[str, Any], name: str) -> str:
    return str((values[name][name].get("selected_option") or {}).get("value") or "")
