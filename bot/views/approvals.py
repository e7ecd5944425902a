"""Review of updates: the plans in App Home, what waits, one update, and what its author is told."""

from typing import Any

from bot.domain.approvals import COMMENT, Choice, ComeBack, Desk, Listing, Look
from bot.views import history, words
from bot.views.actions import update_button
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
    quoted,
    said,
    section,
)

LIST = "approval.list"
LOOK = "approval.look"
ACCEPT = "approval.accept"
GIVE_BACK = "approval.give_back"
SWITCH_ON = "approval.switch_on"
SWITCH_OFF = "approval.switch_off"
DESKS, CHOICES = 8, 40


def desks(facts: tuple[Desk, ...]) -> list[Block]:
    """Return the plans with how their updates are reviewed, as App Home shows them."""
    blocks: list[Block] = []
    for one in facts[:DESKS]:
        how = (
            "A coordinator accepts each update before others see it."
            if one.wants_review
            else "Updates count at once, without review."
        )
        turn = (
            button("Switch review off", SWITCH_OFF, one.plan_slug, about=one.title)
            if one.wants_review
            else button("Switch review on", SWITCH_ON, one.plan_slug, about=one.title)
        )
        look = [_open_button(one)] if one.waiting and one.may_review else []
        blocks += [section(f"*{escape(one.title)}*\n{how}"), buttons(*look, turn)]
    return blocks


def choose(facts: Choice) -> Message:
    """Return the plans that somebody reviews, for `/convenor review` that names none or another one."""
    first = f"You review no plan “{escape(facts.typed)}”. " if facts.typed else ""
    return said(f"{first}These plans are yours to review.", *(_choice(one) for one in facts.desks[:CHOICES]))


def _choice(desk: Desk) -> Block:
    if not desk.waiting:
        return section(f"*{escape(desk.title)}*: Nothing waits.")
    return section(f"*{escape(desk.title)}*: {words.count(desk.waiting, 'update')} to review.", _open_button(desk))


def _open_button(desk: Desk) -> Block:
    return button(f"{desk.waiting} to review", LIST, desk.plan_slug, "primary", desk.title)


def listing(facts: Listing, zone: str) -> View:
    """Return what waits in a plan."""
    blocks = [section(f"*{escape(facts.done)}*"), divider()] if facts.done else []
    if not facts.items:
        return modal(
            LIST, "Updates to review", [*blocks, section(f"Nothing waits in {escape(facts.title)}. Thank you.")]
        )
    blocks.append(section(f"*{escape(facts.title)}*\n{words.count(facts.total, 'update')} to review, the oldest first"))
    for one in facts.items:
        who = f"{words.person(one.author)}, {words.moment_of(one.since, zone)}"
        look = button("Look", LOOK, str(one.entry_id), about=one.printed_ref)
        blocks.append(section(f"*{escape(one.printed_ref)}* {escape(one.title)}\n{who}", look))
    if facts.total > len(facts.items):
        blocks.append(context(f"And {facts.total - len(facts.items)} more: they follow when these are done."))
    return modal(LIST, "Updates to review", blocks)


def look(facts: Look, zone: str) -> View:
    """Return one update with what it changes, *Accept*, and the field for what is missing."""
    action = facts.action
    comment: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": COMMENT[1]}
    hint = "Seen by this action's officers, lead officer and coordinator. The form goes back to the author, filled."
    blocks = [
        section(f"*{escape(action.printed_ref)}* {escape(action.title)}"),
        *history.entry(action, facts.entry, zone),
        buttons(button("Accept", ACCEPT, str(facts.entry.entry_id), "primary", action.printed_ref)),
        divider(),
        field_of("comment", "Or return it: what is missing?", comment, hint),
    ]
    return modal(GIVE_BACK, f"Review {action.printed_ref}", blocks, "Return", str(facts.entry.entry_id))


def read(view: dict[str, Any]) -> tuple[int, str]:
    """Return the update that is returned, and the comment; the other side of `look`."""
    held = (view["state"]["values"].get("comment") or {}).get("text") or {}
    return int(view["private_metadata"]), str(held.get("value") or "")


def come_back(facts: ComeBack) -> Message:
    """Return what the author of a returned update is told."""
    action = facts.action
    named = f"{escape(action.printed_ref)} {escape(action.title)}"
    text = f"{words.person(facts.by)} returned your update of {named} and asks:"
    update = update_button(action)
    below = context("*Update* opens the form with what you wrote. Until then others see the last accepted update.")
    return said(text, quoted(facts.comment), below, buttons(update))
