"""Block Kit as plain text in reading order: what a person can read, markers stripped, buttons in [brackets]."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.sandbox.blocks import VALUE_KEYS

Json = dict[str, Any]
Names = Mapping[str, str]  # person or channel id -> name

SPECIAL: Final = re.compile(r"<([@#!]?)([^>|]+)(?:\|([^>]*))?>")
MARKERS: Final = re.compile(r"(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
ORDER: Final = (
    *("title", "subtitle", "label", "text", "fields", "caption", "rows", "body", "subtext", "elements"),
    *("tasks", "child_blocks", "element", "accessory", "actions", "hint", "alt_text"),
)


def plain(text: str, names: Names) -> str:
    """Read mrkdwn: mentions as names, links as their labels, dates as their fallback, no markers."""

    def special(match: re.Match[str]) -> str:
        sign, target, label = match[1], match[2], match[3]
        if sign == "@":
            return "@" + names.get(target, label or target)
        if sign == "#":
            return "#" + names.get(target, label or target)
        if sign == "!" and not target.startswith(("date^", "subteam^")):
            return "@" + target
        return label or target

    bare = text.replace("```", "").replace("`", "")
    for _ in range(3):
        bare = MARKERS.sub(r"\2", bare)
    lines = (line.removeprefix("&gt;").strip() for line in SPECIAL.sub(special, bare).split("\n"))
    return html.unescape("\n".join(lines)).strip()


def read(blocks: list[Json], names: Names) -> str:
    """Read blocks, a line or more for each."""
    return "\n".join(line for line in (_any(block, names) for block in blocks) if line)


def attachment_text(attachment: Json, names: Names) -> str:
    """Read what hangs below a message: its blocks, else its title and text."""
    if attachment.get("blocks"):
        return read(attachment["blocks"], names)
    parts = (attachment.get(key) for key in ("pretext", "title", "text"))
    return "\n".join(plain(str(part), names) for part in parts if part) or str(attachment.get("fallback") or "")


def label_of(element: Json, names: Names) -> str:
    """Say what stands on a button or, for a menu, in it as long as nothing is chosen."""
    for key in ("text", "placeholder"):
        if isinstance(element.get(key), dict):
            return plain(element[key].get("text", ""), names)
    return "⋯" if element["type"] == "overflow" else ""


def _any(value: Any, names: Names) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(line for line in (_any(item, names) for item in value) if line)
    if not isinstance(value, dict):
        return ""
    reader = READERS.get(str(value.get("type")))
    return reader(value, names) if reader else _in_order(value, names)


def _in_order(value: Json, names: Names) -> str:
    parts = (_any(value[key], names) for key in ORDER if key in value)
    return "\n".join(part for part in parts if part)


def _text(value: Json, names: Names) -> str:
    return plain(str(value.get("text", "")), names)


def _pressable(value: Json, names: Names) -> str:
    return f"[{label_of(value, names)}]"


def _menu(value: Json, names: Names) -> str:
    options = value.get("options", []) if value["type"] in ("checkboxes", "radio_buttons") else []
    words = [label_of({"type": "option"} | option, names) for option in options] or [label_of(value, names)]
    return " ".join(f"[{word}]" for word in words if word)


def _inline(value: Json, names: Names) -> str:
    return "".join(_any(item, names) for item in value.get("elements", []))


def _row(value: Json, names: Names) -> str:
    return "\n".join(" | ".join(_any(cell, names) for cell in row) for row in value.get("rows", []))


def _side_by_side(value: Json, names: Names) -> str:
    return " ".join(_any(item, names) for item in value.get("elements", []))


def _named(key: str, sign: str) -> Callable[[Json, Names], str]:
    return lambda value, names: sign + names.get(str(value.get(key)), str(value.get(key)))


READERS: Final[dict[str, Callable[[Json, Names], str]]] = dict.fromkeys(VALUE_KEYS, _menu) | {
    "plain_text": lambda value, _: str(value.get("text", "")),
    "mrkdwn": _text,
    "markdown": _text,
    "text": lambda value, _: str(value.get("text", "")),
    "raw_text": lambda value, _: str(value.get("text", "")),
    "raw_number": lambda value, _: str(value.get("text", value.get("value", ""))),
    "link": lambda value, _: str(value.get("text") or value.get("url", "")),
    "emoji": lambda value, _: f":{value.get('name')}:",
    "date": lambda value, _: str(value.get("fallback", "")),
    "broadcast": lambda value, _: f"@{value.get('range')}",
    "user": _named("user_id", "@"),
    "channel": _named("channel_id", "#"),
    "image": lambda value, names: _any(value.get("title") or value.get("alt_text", ""), names),
    "button": _pressable,
    "workflow_button": _pressable,
    "icon_button": _pressable,
    "overflow": _pressable,
    "actions": _side_by_side,
    "context": _side_by_side,
    "rich_text_section": _inline,
    "rich_text_preformatted": _inline,
    "rich_text_quote": _inline,
    "table": _row,
    "data_table": _row,
}
