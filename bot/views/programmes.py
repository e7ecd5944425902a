"""What a programme is about: clusters and priorities, and how one takes part in learning sets."""

from collections.abc import Mapping
from typing import Any

from bot.domain.programmes import About, Theme
from bot.views.blocks import Block, View, button, buttons, context, escape, header, modal, section

ABOUT = "programme.about"
THEMES = {"cluster": "clusters", "priority": "priorities"}
MOST, MOST_LINES = 5, 20
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LISTS = (
    ("entry_criteria", "What makes a good challenge"),
    ("topics", "For example"),
    ("benefits", "What your council gains"),
)
"""Rules that are lists, and what stands above each."""


def in_short(programmes: tuple[About, ...]) -> list[Block]:
    """Return a line for each programme: what its themes are called, and a button that says what they do."""
    return [
        section(_names(one), button(f"About the {_called(one)}", ABOUT, one.slug, about=one.title))
        for one in programmes[:MOST]
    ]


def about(facts: About) -> View:
    """Return all that is known of a programme."""
    if facts.kind == "learning_sets":
        return modal(ABOUT, "About the sets", _of_sets(facts))
    return modal(ABOUT, f"About the {_called(facts)}", _of_themes(facts))


def taking_part(rules: Mapping[str, Any], slug: str, title: str) -> list[Block]:
    """Return who may take part in learning sets and how, with a button for the rest; nothing where nothing is known."""
    lines = [line for line in (_who(rules), _places(rules), _format(rules)) if line]
    more = [buttons(button("What to bring", ABOUT, slug, about=title))] if _says_more(rules) else []
    return [*([section("\n".join(lines))] if lines else []), *more]


def questions_to(contact: str | None) -> list[Block]:
    """Return whom to ask, where it is known; Slack makes a link of an address by itself."""
    return [context(f"Questions: {escape(contact)}")] if contact else []


def _of_themes(facts: About) -> list[Block]:
    blocks = [header(facts.title)]
    if led_by := facts.rules.get("led_by"):
        blocks.append(context(f"Each {facts.themes_are or 'theme'} is led by {escape(led_by)}."))
    blocks += [section(_theme(one, facts.rules.get("workshops"))) for one in facts.themes[:MOST_LINES]]
    if joining := facts.rules.get("joining"):
        blocks.append(context(escape(joining)))
    return blocks


def _theme(one: Theme, workshops: Mapping[str, Any] | None) -> str:
    lines = [f"*{escape(one.title)}*", *([escape(one.what)] if one.what else [])]
    if workshops and workshops["theme"] == one.title:
        lines.append(_workshops(workshops))
    return "\n".join(lines)


def _workshops(workshops: Mapping[str, Any]) -> str:
    parts = [f"A workshop every {escape(workshops['every'])}"] if workshops.get("every") else ["Workshops"]
    if further := workshops.get("further_meetings_a_year"):
        parts.append(f"{_number(further)} more meetings a year")
    return f"_{' and '.join(parts)}" + ("_" if workshops.get("dates") else "; the days are not published._")


def _of_sets(facts: About) -> list[Block]:
    blocks = [header(facts.title)]
    if challenges := facts.rules.get("challenges"):
        blocks.append(section(f"*Your challenge*\n{escape(challenges)}"))
    for name, heading in LISTS:
        if lines := facts.rules.get(name):
            blocks.append(section("\n".join((f"*{heading}*", *(f"• {escape(one)}" for one in lines[:MOST_LINES])))))
    return blocks


def _says_more(rules: Mapping[str, Any]) -> bool:
    return any(rules.get(name) for name in ("challenges", *(name for name, _ in LISTS)))


def _who(rules: Mapping[str, Any]) -> str:
    team = " and ".join(escape(one["label"]) for one in rules.get("nominees") or ())
    if not team:
        return ""
    whom = f" ({escape(rules['for'])} only)" if rules.get("for") else ""
    together = f"; they come to {escape(rules['attend'])}" if rules.get("attend") else ""
    return f"*Your team{whom}:* {team}{together}."


def _places(rules: Mapping[str, Any]) -> str:
    parts = [
        f"{_number(rules['places'])} teams in each set" if rules.get("places") else "",
        rules.get("allocation") or "",
        "then a waiting list" if rules.get("waiting_list") else "",
    ]
    said = ", ".join(escape(part) for part in parts if part)
    return f"*Places:* {said}." if said else ""


def _format(rules: Mapping[str, Any]) -> str:
    longest = rules.get("longest_minutes")
    parts = [f"{longest} minutes at most" if longest else "", rules.get("cost") or ""]
    said = ", ".join(escape(part) for part in parts if part)
    return f"*A session:* {said}." if said else ""


def _names(one: About) -> str:
    names = [escape(theme.title) for theme in one.themes]
    return f"*{escape(one.title)}* · {_number(len(names))} {_called(one)}: {'; '.join(names)}"


def _called(one: About) -> str:
    return THEMES.get(one.themes_are or "", "themes")


def _number(value: int) -> str:
    return NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)
