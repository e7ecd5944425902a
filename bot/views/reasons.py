"""*Why this?*: the rule, the last answer, who else knows, and how to stop it."""

from collections.abc import Iterable, Sequence

from bot.domain.people import Person
from bot.domain.reasons import Why
from bot.domain.reminder_rules import Rule
from bot.views import leaves, words
from bot.views.blocks import View, escape, modal, section
from bot.views.people import name

SHOWN = "nudge.why"

YOU = {
    "lead": "You are its lead officer.",
    "officer": "You are one of its officers, and it has no lead officer.",
    "passed": "It was passed to you.",
    "cover": "You cover for its lead officer.",
    "deputy": "You are its deputy lead officer, and nobody has answered yet.",
}

HOW_TO_STOP = (
    "Press *Update*, or ⋯ and then *No change*: an answer ends it. *Pass to…* lets somebody else answer this time, "
    "*Not mine* hands it to your coordinator. `/convenor settings` changes when you are asked, or whether at all."
)


def why(facts: Why, zone: str) -> View:
    """Return why somebody is asked."""
    item, action = facts.item, facts.item.action
    parts = {
        "Why you": _you(facts),
        "By which rule": f"Updates for {escape(item.period)} are due on {words.day(item.due_on)}. {rule(facts.rules)}",
        "Last answer": words.by_whom(facts.last, zone) if facts.last else "none yet",
        "Who else knows": " ".join(_others(facts)),
        "How to stop it": HOW_TO_STOP,
    }
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}")]
    blocks += [section(f"*{title}*\n{text}") for title, text in parts.items()]
    return modal(SHOWN, "Why this?", blocks)


def rule(rules: Sequence[Rule]) -> str:
    """Return when people are asked, in a sentence."""
    steps = [
        (one.anchor, one.amount + number * (one.every or 0), one.unit) for one in rules for number in range(one.most)
    ]
    before = sorted({-amount for anchor, amount, _ in steps if anchor == "due" and amount < 0}, reverse=True)
    after = sorted({amount for anchor, amount, unit in steps if anchor == "due" and amount > 0 and unit == "days"})
    parts = ["when the period opens"] if any(anchor == "opens" for anchor, _, _ in steps) else []
    parts += [f"{_row(before)} days before"] if before else []
    parts += ["on the day"] if any(anchor == "due" and amount == 0 for anchor, amount, _ in steps) else []
    parts += [f"{_row(after)} days after it"] if after else []
    return f"You are asked {_row(parts)}, while there is no answer." if parts else "Reminders for it are off by now."


def _you(facts: Why) -> str:
    text = YOU[facts.item.seen_as]
    if facts.lead is None:
        return text
    away = f", {leaves.away(facts.lead_is_away)}" if facts.lead_is_away else ""
    return f"{text} Before you: {name(facts.lead)}{away}."


def _others(facts: Why) -> list[str]:
    told = "; ".join(f"{words.person(one.who)} on {_row(list(map(words.short_day, one.on)))}" for one in facts.told)
    lines = [f"We also asked {told}." if told else "Nobody else has been asked."]
    if facts.deputies:
        lines.append(f"Three working days after the due day {_names(facts.deputies)} is asked, too.")
    if facts.coordinators:
        lines.append(f"{_names(facts.coordinators)} sees what is missing in a summary once a week.")
    return lines


def _names(people: Iterable[Person]) -> str:
    return _row([name(one) for one in people])


def _row(parts: Sequence[object]) -> str:
    """Return "7, 21 and 35"."""
    texts = [str(one) for one in parts]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
