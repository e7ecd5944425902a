"""What is to be checked: the line in App Home, the list, and the form beside the source lines."""

import json
from typing import Any

from bot.domain.reviews import OTHER, RIGHT, UNKNOWN, Item, ItemForm, Listing, PlanDesk, Settled, Settlement
from bot.views import actions, words
from bot.views.action_fields import fields, typed
from bot.views.blocks import (
    Block,
    View,
    button,
    buttons,
    context,
    divider,
    escape,
    field_of,
    modal,
    option,
    section,
    shorten,
    verbatim,
)

OPEN = "review.open"
PAGE = "review.page"
EARLIER = "review.earlier_page"
ITEM = "review.item"
ADD_ACTION = "action.add"
ADD_PARTNER = "partner.add"
SAVE = "review.save"
LIST = "review.list"
SOURCE, READING = 2500, 800
DESKS = 20
OF_PLAN = "Kept with the answer. Read by whoever coordinates this plan. A missing action is added in the Home tab."
OF_PROGRAMME = "Kept with the answer. Read by whoever coordinates this programme. The Home tab adds and moves dates."


def desks(plans: tuple[PlanDesk, ...]) -> list[Block]:
    """Return the plans that somebody coordinates, as App Home shows them."""
    blocks: list[Block] = []
    for one in plans[:DESKS]:
        check = (check_button(one.to_check, one.slug, one.title),) if one.to_check else ()
        text = (
            "Not everything in the plan could be read for certain. Please check it."
            if one.to_check
            else "Nothing to check."
        )
        blocks.append(section(f"*{escape(one.title)}*\n{text}"))
        add = button("Add an action", ADD_ACTION, one.slug, about=one.title)
        blocks.append(buttons(*check, add, button("Add a partner", ADD_PARTNER, one.slug, about=one.title)))
    return blocks


def check_button(to_check: int, whole: str, title: str) -> Block:
    """Return the button that opens what is to be checked in a plan or a programme."""
    return button(f"{to_check} to check", OPEN, whole, about=title)


def listing(facts: Listing) -> View:
    """Return a page of what is to be checked."""
    if not facts.items:
        done = section(f"*{escape(facts.title)}*\nNothing is left to check. Thank you.")
        return modal(LIST, "To check", [done])
    pages = f", page {facts.page} of {facts.pages}" if facts.pages > 1 else ""
    blocks = [section(f"*{escape(facts.title)}*\n{words.count(facts.total, 'reading')} to check{pages}")]
    blocks += [_row(item, facts.page) for item in facts.items]
    turns = []
    if facts.page > 1:
        turns.append(button("Previous", EARLIER, f"{facts.page - 1} {facts.whole}"))
    if facts.page < facts.pages:
        turns.append(button("Next", PAGE, f"{facts.page + 1} {facts.whole}"))
    return modal(LIST, "To check", [*blocks, *([buttons(*turns)] if turns else [])])


def form(facts: ItemForm, before: Settled | None = None) -> View:
    """Return the form of one item; `before` is what was settled just now."""
    item = facts.item
    blocks = [section(f"*Saved* for {escape(before.item.ref)}. {before.left} left."), divider()] if before else []
    blocks += [section(f"*{escape(item.ref)}* {escape(item.title)}\n*{_field(item)}:* {_reading(item)}")]
    blocks += [context(escape(item.reason)), *_source(item)]
    blocks += [_question(facts), *_other(facts)]
    back = button("Back to the list", PAGE, f"{facts.page} {facts.whole}")
    metadata = json.dumps({"item": item.id, "page": facts.page})
    return modal(SAVE, "Check a reading", [*blocks, buttons(back)], "Save", metadata)


def settled(facts: Settled) -> View:
    """Return the next item's form, or the thanks when nothing is left."""
    if facts.following:
        return form(facts.following, facts)
    text = f"*Saved* for {escape(facts.item.ref)}. Nothing is left to check. Thank you."
    return modal(LIST, "To check", [section(text)])


def read(view: dict[str, Any]) -> Settlement:
    """Return what a form that was sent holds; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    draft = typed(view)
    return Settlement(int(metadata["item"]), int(metadata["page"]), draft.get("choice", ""), draft)


def _row(item: Item, page: int) -> Block:
    text = f"*{escape(item.ref)}* {escape(item.title)}\n{_field(item)}: {escape(shorten(item.reason, 300))}"
    return section(text, button("Check", ITEM, f"{item.id} {page}", about=f"{item.ref}, {_field(item)}"))


def _field(item: Item) -> str:
    return "A row of the document" if item.field.startswith("row ") else escape(actions.field_word(item.field))


def _reading(item: Item) -> str:
    return escape(shorten(item.reading, READING)) or "not given in the text that was read"


def _source(item: Item) -> list[Block]:
    where = escape(f"{item.document}, {words.lines(item.lines)}" if item.lines else item.document)
    if not item.source:
        return [context(f"The text itself is not at hand here: look at {where}.")]
    shown = shorten(item.source, SOURCE)
    rest = " The rest stands there." if shown != item.source else ""
    return [verbatim(shown), context(f"From {where}.{rest}")]


def _question(facts: ItemForm) -> Block:
    right = "The reading is right" if facts.item.reading else "Right: the plan gives none"
    labels = {RIGHT: right, OTHER: "Something else is right", UNKNOWN: "It cannot be known"}
    element: Block = {
        "type": "radio_buttons",
        "action_id": f"choice{facts.item.id}",
        "options": [option(labels[choice], choice) for choice in facts.choices],
    }
    return field_of("choice", "What is right?", element)


def _other(facts: ItemForm) -> list[Block]:
    """Return the fields for another value; an item that is about no field of an action has one for words."""
    mark = str(facts.item.id)
    if facts.plan is not None and facts.names:
        blocks = fields(facts.names, facts.plan, facts.draft, mark)
        inputs = [one | {"optional": True} if one["type"] == "input" else one for one in blocks]
        return [context("If something else is right, give it here:"), *inputs]
    element: Block = {"type": "plain_text_input", "action_id": f"text{mark}", "multiline": True, "max_length": 3000}
    hint = OF_PLAN if facts.plan is not None else OF_PROGRAMME
    return [field_of("other", "What is right", element, hint, optional=True)]
