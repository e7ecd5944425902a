"""Words that mean the same: the list, and the form in which they are taught."""

from typing import Any

from bot.domain.glossary import WORDS_FIELD, Done, Glossary, Row, Typed
from bot.views.blocks import Block, View, button, buttons, context, escape, field_of, modal, section

OPEN = "glossary.open"
NEXT = "glossary.next"
PREVIOUS = "glossary.previous"
ADD = "glossary.add"
CHANGE = "glossary.change"
REMOVE = "glossary.remove"
UNDO = "glossary.undo"
SAVE = "glossary.save"
LIST = "glossary.list"
WORDS = 800
HINT = "Separate them with commas, such as: EV, electric vehicle, electric car. Whoever asks for one finds them all."


def open_button() -> Block:
    """Return the button that opens the list."""
    return button("Words and abbreviations", OPEN, "1")


def listing(facts: Glossary) -> View:
    """Return a page of the words, with what was done just now and the way back from it."""
    blocks: list[Block] = [_done(facts.done)] if facts.done else []
    blocks.append(section("*Words that mean the same.* Whoever asks for one of a row finds them all."))
    blocks += [_row(one, facts.may_change) for one in facts.rows]
    if not facts.total:
        blocks.append(section("Nobody has added any yet."))
    if facts.may_change:
        blocks.append(buttons(button("Add words", ADD, "0"), *_turning(facts)))
    elif turning := _turning(facts):
        blocks.append(buttons(*turning))
    change = "" if facts.may_change else " Coordinators of plans can add to them."
    blocks.append(context(f"{facts.shipped} more rows come with Convenor, such as EV and electric car.{change}"))
    return modal(LIST, "Words", blocks)


def form(facts: Row) -> View:
    """Return the form, empty or filled with a row."""
    element: Block = {"type": "plain_text_input", "action_id": "text", "max_length": WORDS}
    if facts.words:
        element["initial_value"] = ", ".join(facts.words)[:WORDS]
    blocks = [field_of(WORDS_FIELD, "Words that mean the same", element, f"{HINT} Everybody here can read them.")]
    if facts.id:
        blocks.append(buttons(button("Take away", REMOVE, str(facts.id), about=", ".join(facts.words))))
    return modal(SAVE, "Change words" if facts.id else "Add words", blocks, "Save", str(facts.id))


def read(view: dict[str, Any]) -> Typed:
    """Return what a form that was sent holds; the other side of `form`."""
    text = view["state"]["values"].get(WORDS_FIELD, {}).get("text", {}).get("value") or ""
    row_id = str(view.get("private_metadata") or "")
    return Typed(text, int(row_id) if row_id.isdecimal() else 0, str(view["id"]))


def _done(done: Done) -> Block:
    undo = button("Undo", UNDO, f"{done.new_id} {done.old_id}", about=", ".join(done.words))
    return section(f"*{done.what}:* {escape(', '.join(done.words))}", undo)


def _row(one: Row, may_change: bool) -> Block:
    by = f"\nAdded by <@{one.by}>" if one.by else ""
    words = ", ".join(one.words)
    return section(escape(words) + by, button("Change", CHANGE, str(one.id), about=words) if may_change else None)


def _turning(facts: Glossary) -> list[Block]:
    found = [button("Previous", PREVIOUS, str(facts.page - 1))] if facts.page > 1 else []
    return found + ([button("Next", NEXT, str(facts.page + 1))] if facts.page < facts.pages else [])
