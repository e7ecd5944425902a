"""Closure days and times before elections: the list, and the form below it."""

from datetime import date
from typing import Any

from bot.domain.quiet_days import CLOSED, PRE_ELECTION, Desk, Quiet, Typed
from bot.views import words
from bot.views.blocks import (
    OPTIONS,
    Block,
    View,
    button,
    context,
    divider,
    escape,
    field_of,
    menu,
    modal,
    option,
    section,
)
from bot.views.pickers import day_picker, one_of

OPEN = "quiet_days.open"
REMOVE = "quiet_days.remove"
SAVE = "quiet_days.save"
LISTED = 30
KINDS = {
    CLOSED: "Closed: nobody is asked for anything, and channels are quiet",
    PRE_ELECTION: "Before an election: only channels are quiet",
}

HINT = "If a date moves, people are always told. Channels that an election keeps quiet hear of it afterwards."


def open_button() -> Block:
    """Return the button that opens the list."""
    return button("Closure days and elections", OPEN, "-")


def form(facts: Desk, saved: bool = False) -> View:
    """Return what is entered, and the form for more."""
    blocks = [section("*Saved.*")] if saved else []
    blocks += [_row(one) for one in facts.days[:LISTED]]
    if len(facts.days) > LISTED:
        blocks.append(context(f"And {len(facts.days) - LISTED} later ones."))
    if not facts.days:
        blocks.append(section("No days are entered. Weekends and bank holidays are known; add your own below."))
    organisations = [option(name, str(one)) for one, name in facts.organisations[:OPTIONS]]
    about: Block = {"type": "plain_text_input", "action_id": "text", "max_length": 100}
    blocks += [
        divider(),
        field_of("organisation", "Whose days", menu("choice", organisations, organisations[0]["value"], "Choose")),
        field_of(
            "kind", "What", one_of("choice", [option(label, kind) for kind, label in KINDS.items()], CLOSED), HINT
        ),
        field_of("from", "First day", day_picker("day")),
        field_of("until", "Last day", day_picker("day"), hint="Leave it empty for a single day.", optional=True),
        field_of("about", "What for", about, hint="Everybody who may enter days reads this.", optional=True),
    ]
    return modal(SAVE, "Closure days", blocks, "Add")


def read(view: dict[str, Any]) -> Typed:
    """Return what was typed; the other side of `form`."""
    values = view["state"]["values"]
    organisation = (values["organisation"]["choice"].get("selected_option") or {}).get("value") or "0"
    kind = (values["kind"]["choice"].get("selected_option") or {}).get("value") or ""
    days = [values[name]["day"].get("selected_date") for name in ("from", "until")]
    first, last = (date.fromisoformat(one) if one else None for one in days)
    return Typed(int(organisation), kind, first, last, values["about"]["text"].get("value") or "")


def _row(one: Quiet) -> Block:
    days = words.day(one.from_on)
    if one.until_on != one.from_on:
        days += f" to {words.day(one.until_on)}"
    what = "closed" if one.kind == CLOSED else "before an election"
    about = f" ({escape(one.about)})" if one.about else ""
    text = f"*{days}*{about}\n{escape(one.organisation)}: {what}"
    return section(text, button("Remove", REMOVE, str(one.id), about=days))
