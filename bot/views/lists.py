"""An answer that is a list of actions: how the question was read, ten a page, and what can be done with it."""

from bot.domain import filters
from bot.domain.actions import Action
from bot.domain.asking import Nothing
from bot.domain.filters import SORTS
from bot.domain.full_text import COUNTED
from bot.domain.partners import Partner
from bot.domain.queries import Query, describe, from_json, read_otherwise, to_json
from bot.domain.refusal import Refusal
from bot.domain.search import PAGE, Found
from bot.views import actions, words
from bot.views.blocks import (
    BLOCK_ID,
    BUTTON_VALUE,
    SECTION_TEXT,
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    escape,
    menu,
    modal,
    option,
    section,
    shorten,
)
from bot.views.share_button import share_button

SHOW = "list.show"
NEXT = "list.next"
PREVIOUS = "list.previous"
SORT = "list.sort"
FILTER = "list.filter"
CHANGE = "list.change"
EXPORT = "list.export"
SHOWN = "list.shown"
MARK = "list:"
TOO_OLD = "This list is too old for its buttons. Ask again, and you get a new one."
ROOM = 10
"""What *Share* puts before it, and a page of four digits more."""

NONE = "-"
READING = 600


def listing(facts: Found, zone: str) -> Message:
    """Return one page of a list."""
    first = (facts.page - 1) * PAGE + 1
    is_counted = facts.query.count or facts.total <= COUNTED
    number = words.count(facts.total, "action") if is_counted else f"more than {COUNTED:,} actions"
    place = f", {first} to {first + len(facts.rows) - 1}" if facts.total > len(facts.rows) else ""
    refs = ", ".join(one.printed_ref for one in facts.rows)
    return Message(
        f"{number[0].upper()}{number[1:]}{place}: {escape(shorten(refs, SECTION_TEXT))}",
        (
            looked_for(facts.query),
            *_read_otherwise(facts),
            section(f"*{number[0].upper()}{number[1:]}{place}*"),
            *(row(one, zone) for one in facts.rows),
            *_menus(facts),
            *_buttons(facts),
        ),
    )


def nothing(facts: Nothing) -> Message:
    """Return that nothing was found, and with what left out there would be something."""
    rows = [
        section(
            f"*{escape(one.name)}*: {words.count(one.total, 'action')}",
            button("Show", SHOW, carried(one.query, 1), about=one.name),
        )
        for one in facts.wider
    ]
    why = "Nothing fits all of this." if rows else "Nothing fits. Try other words, or press *Change*."
    text = f"Nothing found. Looked for: {escape(shorten(describe(facts.query), READING))}."
    return Message(text, (looked_for(facts.query), section(f"*Nothing found.* {why}"), *rows))


def looked_for(query: Query) -> Block:
    """Return how a question was read, with the button that changes it."""
    text = f"Looked for: {escape(shorten(describe(query), READING))}"
    value = carried(query, 1)
    return section(text, button("Change", CHANGE, value, about="what was looked for") if value else None)


def _read_otherwise(facts: Found) -> list[Block]:
    """Say what was not taken as it was typed: slips put right, words that were let go."""
    said = read_otherwise(facts.corrected, facts.dropped)
    return [context(escape(shorten(" ".join(said), READING)))] if said else []


def row(one: Action, zone: str) -> Block:
    """Return one action: ref, title, stage and RAG in words, and when its next update is due."""
    due = f" Next update due: {words.local_day(one.next_due_at, zone)}." if one.next_due_at else ""
    text = f"*{escape(one.printed_ref)}* {escape(one.title)}\n{actions.status_line(one)}{due}"
    return section(text, actions.show_button(one.id, one.printed_ref))


def in_modal(message: Message) -> View:
    """Return an answer as a form's contents: what is asked from App Home or changed is answered there."""
    return modal(SHOWN, "Answer", message.blocks)


def carried(query: Query, page: int) -> str:
    """Return what a button carries: the page and the query; "" when the query is too long for one."""
    value = f"{page} {to_json(query)}"
    return value if len(value) <= BUTTON_VALUE - ROOM else ""


def read(value: str) -> tuple[Query, int]:
    """Return the query and the page that a button carried; the other side of `carried`."""
    page, _, query = value.partition(" ")
    if not page.isdecimal():
        raise Refusal(TOO_OLD)
    return _query(query), max(int(page), 1)


def picked(value: str) -> str:
    """Return what was chosen in a menu."""
    return "" if value == NONE else value


def of_menu(block_id: str) -> Query:
    """Return the query that a menu's block carried."""
    return _query(block_id.removeprefix(MARK))


def _query(text: str) -> Query:
    try:
        return from_json(text)
    except (ValueError, TypeError):  # the button is of an older version
        raise Refusal(TOO_OLD) from None


def _menus(facts: Found) -> list[Block]:
    """The menus' query stands in their block's id, which has less room than a button: without room, no menus."""
    query = facts.query
    block_id = f"{MARK}{to_json(query)}"
    if len(block_id) > BLOCK_ID or facts.total < 2:
        return []
    sorts = [option(label, name or NONE) for name, label in SORTS.items()]
    stages = dict.fromkeys(stage for one in facts.rows for stage in one.plan_stages)
    rags = any(one.uses_rag for one in facts.rows)
    offered = [option(label, name or NONE) for name, label in filters.menu(tuple(stages), rags)]
    elements = [
        menu(SORT, sorts, query.sort or NONE, "Order"),
        menu(FILTER, offered, filters.chosen(query) or NONE, "Show"),
    ]
    return [buttons(*elements) | {"block_id": block_id}]


def _buttons(facts: Found) -> list[Block]:
    query, page = facts.query, facts.page
    if not carried(query, page + 1):
        return [context("This question is too long to turn pages. Ask in fewer words, or press fewer filters.")]
    row_: list[Block] = []
    if page > 1:
        row_.append(button("Previous", PREVIOUS, carried(query, page - 1), about=f"page {page - 1}"))
    if facts.total > page * PAGE:
        row_.append(button("Next", NEXT, carried(query, page + 1), about=f"page {page + 1}"))
    row_.append(share_button("list", carried(query, page), "this list"))
    row_.append(button("Export", EXPORT, carried(query, 1), about="this list as a spreadsheet"))
    return [buttons(*row_)]


def list_button(query: Query, about: str) -> list[Block]:
    """Return the button that lists what a query finds; none where it is too long for one."""
    value = carried(query, 1)
    return [button("Show as list", SHOW, value, about=about)] if value else []


def find_button() -> Block:
    """Return the button that opens the filter form with nothing in it."""
    return button("Find actions", CHANGE, carried(Query(), 1))


def below_partner(facts: Partner) -> tuple[Block, ...]:
    """Return what can be done with a partner's actions: page through them, share, export."""
    value = carried(Query(partners=((facts.id, facts.name),)), 1)
    if not facts.actions or not value:
        return ()
    return (
        buttons(
            *list_button(Query(partners=((facts.id, facts.name),)), facts.name),
            share_button("partner", str(facts.id), facts.name),
            button("Export", EXPORT, value, about=facts.name),
        ),
    )
