"""The message of the day: what waits for somebody, an item each, and what can be done with it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.domain.meetings import Event
from bot.domain.nudges import Daily, Item
from bot.domain.refusal import Refusal
from bot.domain.weeks import Week
from bot.views import leaves, meetings, walks, weeks, words
from bot.views.actions import status_line, update_button
from bot.views.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    divider,
    escape,
    modal,
    option,
    section,
    shorten_markup,
)
from bot.views.pickers import overflow_menu

MORE = "nudge.more"
ALL = "nudge.all"
PAGE = "nudge.page"
BACK = "nudge.previous"
LISTING = "nudge.listing"

LATE = "Some of this comes late: Convenor could not send it when it was due."
LISTED, A_PAGE = 10, 30
TEXT = 1000
"""chat.update takes 4,000 bytes of text, which a notification does not show anyway."""

DEEDS = {
    "no_change": "No change",
    "snooze": "Snooze…",
    "pass": "Pass to…",
    "not_mine": "Not mine",
    "why": "Why this?",
}
MARK = "nudge:"
SEEN_AS = {
    "lead": "you are its lead officer",
    "officer": "you are an officer of it",
    "deputy": "you are its deputy lead officer, and nobody has answered yet",
    "passed": "it was passed to you",
    "cover": "you cover for its lead officer",
}


def daily(facts: Daily, plans: Sequence[Week] = ()) -> Message:
    """Return a person's message of the day; `plans` are those of which a coordinator reads once a week."""
    events = facts.events[: LISTED - min(len(facts.items), LISTED // 2)]
    items = facts.items[: LISTED - len(events)]
    hidden = len(facts.events) + len(facts.items) - len(events) - len(items)
    blocks = [section(f"*{_greeting(facts, plans)}*"), *_dates(events)]
    blocks += _rows(items, facts.delivery_id, facts.today)
    blocks += _settled(facts)
    if facts.items or hidden:
        blocks.append(_whole(facts, hidden))
    if plans:
        blocks += [
            divider(),
            section("*Your plans this week*"),
            *(block for one in plans for block in weeks.summary(one)),
        ]
    blocks += [context(LATE)] if facts.is_late else []
    blocks.append(context(_why(facts, plans)))
    return Message(shorten_markup(_text(facts, plans), TEXT), tuple(blocks))


def listing(facts: Daily, page: int) -> View:
    """Return a page of all that waits: dates, then updates."""
    everything = [*facts.events, *facts.items]
    pages = max(1, -(-len(everything) // A_PAGE))
    page = min(max(1, page), pages)
    shown = everything[(page - 1) * A_PAGE : page * A_PAGE]
    blocks = [section(_heading(facts)), *_dates([one for one in shown if isinstance(one, Event)])]
    blocks += _rows([one for one in shown if isinstance(one, Item)], facts.delivery_id, facts.today)
    turn = [button("Previous", BACK, f"{facts.delivery_id} {page - 1}")] if page > 1 else []
    turn += [button("Next", PAGE, f"{facts.delivery_id} {page + 1}")] if page < pages else []
    blocks += [buttons(*turn)] if turn else []
    return modal(LISTING, "What waits for you", blocks)


def what(value: str) -> tuple[int, str]:
    """Return delivery and action (or page) of a button's value; raises Refusal for a button that is too old."""
    delivery_id, _, rest = value.partition(" ")
    if not (delivery_id.isascii() and delivery_id.isdigit() and len(delivery_id) < 19 and rest):
        raise Refusal("This button is too old. `/action mine` lists your actions.")
    return int(delivery_id), rest


def item_of(block_id: str) -> tuple[int, str]:
    """Return delivery and action of the block in which something was chosen from the menu behind three dots."""
    return what(block_id.removeprefix(MARK).replace(":", " ", 1))


def due(item: Item, today: date) -> str:
    """Return how much time is left: "Due Friday 11 December 2026" or "Overdue since 11 December 2026"."""
    if item.due_on < today:
        return f"Overdue since {words.short_day(item.due_on)}"
    return "Due today" if item.due_on == today else f"Due {words.day(item.due_on)}"


def _heading(facts: Daily) -> str:
    if facts.items:
        return f"*{_waiting(facts)}*"
    return "*Coming up for you:*" if facts.events else "Nothing waits for you. All is answered."


def _dates(events: Sequence[Event]) -> list[Block]:
    return [block for one in events for block in (section(meetings.about(one)), meetings.add_only(one))]


def _rows(items: Sequence[Item], delivery_id: int, today: date) -> list[Block]:
    blocks: list[Block] = []
    for plan, mine in groupby(items, key=lambda one: (one.action.plan_title, one.period)):
        blocks.append(context(f"{escape(plan[0])} · {escape(plan[1])}"))
        for one in mine:
            blocks += [section(_about(one, today)), _buttons(one, delivery_id)]
    return blocks


def _about(item: Item, today: date) -> str:
    action = item.action
    lines = [f"*{escape(action.printed_ref)}* {escape(action.title)}", f"{due(item, today)}. {status_line(action)}"]
    lines += [_asked_before(item)] if item.asked else []
    return "\n".join(lines).rstrip()


def _asked_before(item: Item) -> str:
    who = ", ".join(f"{words.person(one.who)} on {_days(one.on)}" for one in item.asked)
    return f"We have asked {who}; no answer yet."


def _days(days: Sequence[date]) -> str:
    return " and ".join(f"{one.day} {one:%B}" for one in days)


def _buttons(item: Item, delivery_id: int) -> Block:
    deeds = [option(label, deed) for deed, label in DEEDS.items()]
    row = buttons(update_button(item.action, is_main=False), overflow_menu(MORE, deeds))
    return row | {"block_id": f"{MARK}{delivery_id}:{item.action.id}"}


def _settled(facts: Daily) -> list[Block]:
    lines = []
    if facts.answered:
        refs = ", ".join(f"*{escape(one.printed_ref)}*" for one in facts.answered)
        lines.append(f":white_check_mark: Answered: {refs}. Thank you.")
    if facts.snoozed:
        refs = ", ".join(f"*{escape(one.printed_ref)}* until {until.day} {until:%B}" for one, until in facts.snoozed)
        lines.append(f"Snoozed: {refs}.")
    return [section("\n".join(lines))] if lines else []


def _whole(facts: Daily, hidden: int) -> Block:
    """Return what can be done with all of it at once."""
    updates, total = len(facts.items), len(facts.items) + len(facts.events)
    row = [walks.begin_button(facts.delivery_id, updates)] if updates > 1 else []
    row += [button(f"Show all {total}", ALL, f"{facts.delivery_id} 1")] if hidden else []
    return buttons(*row, leaves.open_button())


def _greeting(facts: Daily, plans: Sequence[Week]) -> str:
    if facts.items:
        return f"Good morning. {_waiting(facts)}"
    if facts.events:
        return "Good morning. Coming up for you:"
    if plans or facts.snoozed:
        return "Good morning."
    return "All is answered. Thank you." if facts.answered else "Nothing of this waits for you any more."


def _waiting(facts: Daily) -> str:
    total, overdue = len(facts.items), facts.overdue
    verb = "waits" if total == 1 else "wait"
    text = f"{words.count(total, 'update')} {verb} for you"
    if overdue == total:
        return f"{text}, overdue." if total == 1 else f"{text}, all of them overdue."
    return f"{text}, {overdue} of them overdue." if overdue else f"{text}."


def _text(facts: Daily, plans: Sequence[Week]) -> str:
    """Return what a notification shows and a screen reader reads."""
    parts = [] if facts.items or facts.events else [_greeting(facts, plans)]
    if facts.items:
        parts.append(f"{_greeting(facts, plans)} {escape(', '.join(one.action.printed_ref for one in facts.items))}.")
    if facts.events:
        parts.append(f"Coming up: {_names(facts.events)}.")
    return " ".join([*parts, *map(weeks.spoken, plans)])


def _names(events: Sequence[Event]) -> str:
    return ", ".join(f"{escape(one.title)} on {words.short_day(one.date)}" for one in events)


def _why(facts: Daily, plans: Sequence[Week]) -> str:
    parts = []
    if facts.items:
        parts.append("You are asked because you answer for these actions: *Why this?* behind ⋯ says more.")
    if facts.events:
        parts.append("You get this because you follow these dates. `/meetings` shows them; *Stop following* ends it.")
    if plans:
        parts.append("The summary of your plans comes once a week, because you coordinate them.")
    return " ".join([*parts, "`/convenor settings` changes the time, or what you get."])
