"""Block Kit in few words; limits are those of Slack's block reference."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Block = dict[str, Any]
SECTION_TEXT = 3000
OPTION_TEXT, OPTION_VALUE, OPTIONS = 75, 150, 100
BUTTON_VALUE, BLOCK_ID = 2000, 255
TITLE = 24
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 3900
"""Slack splits a message whose text is longer than about 4,000 characters."""

HALF = re.compile(r"(&[a-z]{0,3}|<[^<>]*)…$")
MENTION = re.compile(r"&lt;([@#][UWCGD][A-Z0-9]+)&gt;")


@dataclass(frozen=True)
class Message:
    """A message: `text` is its notification and what screen readers read; `blocks` is what is shown.

    With `unfurls` (link -> blocks) it is no message of its own: they stand below the links of somebody else's.
    With `instead_of` it takes the place of an earlier one: the ts of that.
    """

    text: str
    blocks: tuple[Block, ...]
    files: tuple["File", ...] = field(default=())
    unfurls: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    instead_of: str | None = None

    def with_below(self, more: Sequence[Block]) -> "Message":
        """Return the message with more blocks below, as far as Slack's 50 let them in."""
        return replace(self, blocks=(*self.blocks[: MESSAGE_BLOCKS - len(more)], *more))


@dataclass(frozen=True)
class File:
    """A file that goes with a message; `alt` says what a picture shows."""

    name: str
    title: str
    content: bytes
    alt: str = ""


View = dict[str, Any]


def escape(text: str) -> str:
    """Return text with Slack's three control characters written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, most: int) -> str:
    """Return text of at most `most` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def shorten_markup(text: str, most: int) -> str:
    """Shorten mrkdwn, never leaving half an entity or half a mention at the end."""
    return HALF.sub("…", shorten(text, most))


def escape_but_mentions(sentence: str) -> str:
    """Escape a sentence in which a rule names people as `<@U...>`: these stay mentions."""
    return MENTION.sub(r"<\1>", escape(sentence))


def plain(text: str, most: int = SECTION_TEXT) -> Block:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": shorten(text, most), "emoji": True}


def section(text: str, accessory: Block | None = None) -> Block:
    """Return a section of mrkdwn: what people typed in it must be escaped already."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": shorten_markup(text, SECTION_TEXT)}}
    return block | {"accessory": accessory} if accessory else block


def paragraphs(text: str) -> list[Block]:
    """Return mrkdwn of any length as sections, none of which ends within an entity or a mention."""
    blocks = []
    while len(text) > SECTION_TEXT:
        cut = SECTION_TEXT
        for opening, closing in (("&", ";"), ("<", ">")):
            start = text.rfind(opening, 0, cut)
            if start > cut - 100 and closing not in text[start:cut]:
                cut = start
        blocks.append(section(text[:cut]))
        text = text[cut:]
    return [*blocks, section(text)]


def header(text: str) -> Block:
    """Return a heading, at most 150 characters."""
    return {"type": "header", "text": plain(text, 150)}


def context(text: str) -> Block:
    """Return a line of small print in mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shorten_markup(text, SECTION_TEXT)}]}


def quoted(text: str) -> Block:
    """Return what somebody wrote, as a quotation: it needs no escaping."""
    return _rich("rich_text_quote", text)


def verbatim(text: str) -> Block:
    """Return a piece of a document as it stands there, blanks and all: it needs no escaping."""
    return _rich("rich_text_preformatted", text)


def _rich(kind: str, text: str) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": [{"type": "text", "text": text}]}]}


def divider() -> Block:
    """Return a line across."""
    return {"type": "divider"}


def button(label: str, action_id: str, value: str, style: str | None = None, about: str | None = None) -> Block:
    """Return a button; `about` is what a screen reader says when several have the same label."""
    block: Block = {
        "type": "button",
        "text": plain(label, OPTION_TEXT),
        "action_id": action_id,
        "value": value,
    }
    if style:
        block["style"] = style
    if about:
        block["accessibility_label"] = shorten(f"{label}: {about}", OPTION_TEXT)
    return block


def buttons(*elements: Block) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def option(label: str, value: str) -> Block:
    """Return an option of a menu."""
    return {"text": plain(label, OPTION_TEXT), "value": value}


def menu(action_id: str, options: Sequence[Block], chosen: str | None, placeholder: str) -> Block:
    """Return a static_select; `chosen` is the value that it opens with."""
    block: Block = {
        "type": "static_select",
        "action_id": action_id,
        "options": list(options),
        "placeholder": plain(placeholder, 150),
    }
    initial = next((one for one in options if one["value"] == chosen), None)
    return block | {"initial_option": initial} if initial else block


def field_of(name: str, label: str, element: Block, hint: str | None = None, optional: bool = False) -> Block:
    """Return an input block; `name` is its block_id, beside which errors appear."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint, 2000)} if hint else block


def modal(callback_id: str, title: str, blocks: Sequence[Block], submit: str | None = None, metadata: str = "") -> View:
    """Return a modal view; `metadata` comes back with it (at most 3,000 characters)."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain("Cancel" if submit else "Close", TITLE),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    return view | {"submit": plain(submit, TITLE)} if submit else view


def home(blocks: Sequence[Block]) -> View:
    """Return an App Home view."""
    return {"type": "home", "blocks": list(blocks)[:100]}


def said(text: str, *more: Block) -> Message:
    """Return a message that is one sentence, and what comes below it."""
    return Message(shorten_markup(text, MESSAGE_TEXT), (section(text), *more))
