"""Reminder rules as admins read and change them."""

import json
from collections.abc import Sequence
from datetime import time
from typing import Any

from bot.domain.refusal import Refusal
from bot.domain.reminder_rules import ABOUT, OffDay, Rule, Typed, Unit
from bot.views.blocks import Block, View, button, buttons, context, divider, field_of, menu, modal, option, section
from bot.views.pickers import one_of

LIST = "rule.list"
OPEN = "rule.open"
NEW = "rule.new"
SAVE = "rule.save"
ON, OFF = "on", "off"

WHO = {
    ("meeting", "channel"): "Meetings, in the channels that announce them",
    ("meeting", "followers"): "Meetings, to those who follow them",
    ("session", "channel"): "Learning-set sessions, in the channels that announce them",
    ("session", "followers"): "Learning-set sessions, to those who follow them",
    ("update", "asked"): "Updates, to whoever is asked for one",
    ("update", "deputies"): "Updates that nobody gave, to the deputy",
    ("week", "coordinators"): "The week in short, to those who coordinate a plan",
}
UNITS: dict[Unit, str] = {"days": "days", "working_days": "working days", "hours": "hours"}
ANCHORS = {"start": "the date", "opens": "the period opens", "due": "the due day"}
OFF_DAYS: dict[OffDay, str] = {
    "back": "Go earlier, to the working day before",
    "forward": "Go later, to the working day after",
    "stay": "Go all the same",
}


def list_button() -> Block:
    """Return the button that opens the rules."""
    return button("Reminder rules", LIST, LIST)


def listing(rules: Sequence[Rule], done: str | None = None) -> View:
    """Return all rules, by what they are about."""
    blocks: list[Block] = [section(f"*{done}*")] if done else []
    for about, title in WHO.items():
        mine = [rule for rule in rules if (rule.kind, rule.audience) == about]
        if mine:
            blocks += [section(f"*{title}*"), *(section(sentence(rule), _change(rule)) for rule in mine), divider()]
    blocks.append(buttons(button("Add a rule", NEW, NEW)))
    blocks.append(context("A change holds from now on: nothing is sent for a moment that has passed already."))
    return modal(LIST, "Reminder rules", blocks)


def sentence(rule: Rule) -> str:
    """Return when a rule falls due: "14 days before the date, at 09:00"."""
    found = f"{_how_long(rule)}{_at(rule)}"
    if rule.every:
        found += f"; then every {rule.every} days, at most {rule.most} times"
    return found if rule.is_on else f"Off: {found}"


def form(rule: Rule | None) -> View:
    """Return the form that changes a rule, or (None) adds one."""
    blocks: list[Block] = []
    if rule is None:
        options = [option(title, "/".join(about)) for about, title in WHO.items()]
        blocks.append(field_of("about", "About what, to whom", menu("about", options, None, "Choose one")))
    else:
        blocks.append(section(f"*{WHO[rule.kind, rule.audience]}*\n{sentence(rule)}"))
    number: Block = {"type": "number_input", "action_id": "number", "is_decimal_allowed": False, "min_value": "0"}
    if rule:
        number["initial_value"] = str(abs(rule.amount))
    units = [option(label, unit) for unit, label in UNITS.items()]
    sides = [option("before", "before"), option("after (updates only)", "after")]
    days = [option(label, off_day) for off_day, label in OFF_DAYS.items()]
    switch = [option("On", ON), option("Off: nobody is sent this", OFF)]
    off_day = rule.off_day if rule else "back"
    blocks += [
        field_of("number", "How many", number),
        field_of("unit", "Days or hours", menu("unit", units, rule.unit if rule else "days", "Choose one")),
        field_of("after", "Before or after", one_of("after", sides, "after" if rule and rule.amount > 0 else "before")),
        *(_again_fields(rule) if rule is None or rule.kind == "update" else ()),
        _time_field(rule),
        field_of("off_day", "On a day that is no working day", one_of("off_day", days, off_day)),
        field_of("is_on", "In force", one_of("is_on", switch, ON if rule is None or rule.is_on else OFF)),
    ]
    return modal(SAVE, "Reminder rule", blocks, "Save", json.dumps({"rule": rule.name if rule else None}))


def read(view: dict[str, Any], rule: Rule | None) -> Typed:
    """Return what the form held; the other side of `form`. Raises Refusal where something needed is missing."""
    values = view["state"]["values"]
    chosen = {name: _chosen(values, name) for name in ("about", "unit", "after", "off_day", "is_on")}
    about = next((one for one in ABOUT if "/".join(one) == chosen["about"]), None)
    if rule is not None:
        about = (rule.kind, rule.audience)
    number = values["number"]["number"].get("value") or ""
    unit = next((one for one in UNITS if one == chosen["unit"]), None)
    if about is None or unit is None:
        raise Refusal("Choose one of the list.", "about" if about is None else "unit")
    if not number.isdigit():
        raise Refusal("Type a whole number, such as 7.", "number")
    at = values["at"]["at"].get("selected_time")
    return Typed(
        about=about,
        unit=unit,
        number=int(number),
        after=chosen["after"] == "after",
        at=time.fromisoformat(at) if at else None,
        off_day=next((one for one in OFF_DAYS if one == chosen["off_day"]), "back"),
        is_on=chosen["is_on"] != OFF,
        every=_number(values, "every"),
        most=_number(values, "most"),
    )


def name_of(view: dict[str, Any]) -> str | None:
    """Return the rule that a form changes, None where it adds one."""
    found = json.loads(view["private_metadata"])["rule"]
    return str(found) if found else None


def saved(rule: Rule) -> str:
    """Return the sentence that says so."""
    return f"Saved: {WHO[rule.kind, rule.audience]}: {sentence(rule)}."


def _change(rule: Rule) -> Block:
    return button("Change", OPEN, rule.name, about=sentence(rule))


def _how_long(rule: Rule) -> str:
    anchor = "Monday" if rule.kind == "week" else ANCHORS[rule.anchor]
    if rule.amount == 0:
        return "When the period opens" if rule.anchor == "opens" else f"On {anchor}"
    number, unit = abs(rule.amount), UNITS[rule.unit]
    many = f"{number} {unit.removesuffix('s') if number == 1 else unit}"
    return f"{many} {'before' if rule.amount < 0 else 'after'} {anchor}"


def _at(rule: Rule) -> str:
    if rule.unit == "hours":
        return ", at once"
    return f", at {rule.at:%H:%M}" if rule.at else ", with the message of the day"


def _again_fields(rule: Rule | None) -> tuple[Block, Block]:
    every: Block = {"type": "number_input", "action_id": "every", "is_decimal_allowed": False, "min_value": "1"}
    most: Block = {"type": "number_input", "action_id": "most", "is_decimal_allowed": False, "min_value": "1"}
    if rule is not None and rule.every:
        every["initial_value"], most["initial_value"] = str(rule.every), str(rule.most)
    hint = "For updates that are still missing. Leave both empty to ask once."
    return (
        field_of("every", "Again every so many days", every, hint, optional=True),
        field_of("most", "So many times in all", most, optional=True),
    )


def _number(values: dict[str, Any], name: str) -> int | None:
    """Return an optional number; raises Refusal beside it."""
    typed = values.get(name, {}).get(name, {}).get("value") or ""
    if typed and not typed.isdigit():
        raise Refusal("Type a whole number, such as 14.", name)
    return int(typed) if typed else None


def _time_field(rule: Rule | None) -> Block:
    element: Block = {"type": "timepicker", "action_id": "at"}
    if rule and rule.at:
        element["initial_time"] = f"{rule.at:%H:%M}"
    hint = "Local time. Leave it empty to send it with a person's message of the day; hours need no time."
    return field_of("at", "At", element, hint, optional=True)


def _chosen(values: dict[str, Any], name: str) -> str | None:
    found = values.get(name, {}).get(name, {}).get("selected_option") or {}
    value = found.get("value")
    return str(value) if value else None
