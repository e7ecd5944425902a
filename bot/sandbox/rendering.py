"""Block Kit as safe HTML: blocks, forms and messages through the templates beside this file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from bot.sandbox import assets, charts, mrkdwn
from bot.sandbox.blocks import INITIAL_KEYS, VALUE_KEYS
from bot.sandbox.mrkdwn import Reader

Block = Mapping[str, Any]
KEPT_DRAWINGS: Final = 500
Values = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Surface:
    """Where blocks are drawn: kind is message, modal or home; key is unique on the page (it prefixes ids)."""

    kind: str
    key: str
    reader: Reader
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def blocks_html(blocks: Sequence[Block], surface: Surface) -> Markup:
    """Blocks as HTML. Unknown kinds are named, never dropped; every text is escaped.

    A card costs some milliseconds, so what has been drawn is kept (by content, reader and day)."""
    content = json.dumps([blocks, surface.values, surface.errors])
    reader = surface.reader
    to_the_minute = "{ago}" in content
    moment = reader.now.astimezone(reader.zone).strftime("%Y-%m-%d %H:%M" if to_the_minute else "%Y-%m-%d")
    names = (tuple(reader.people.items()), tuple(reader.channels.items()))
    return _drawn(content, surface.kind, surface.key, _Seen(reader.me, str(reader.zone), moment, names, reader))


@dataclass(frozen=True, slots=True)
class _Seen:
    """All of a reader that a drawing depends on, and the reader."""

    me: str
    zone: str
    moment: str
    names: tuple[Any, ...]
    reader: Reader = field(compare=False)


@lru_cache(maxsize=KEPT_DRAWINGS)
def _drawn(content: str, kind: str, key: str, seen: _Seen) -> Markup:
    blocks, values, errors = json.loads(content)
    module: Any = templates().get_template("blocks.html").module
    surface = Surface(kind, key, seen.reader, values, errors)
    return Markup(module.blocks(blocks, surface))  # noqa: S704 - made by an autoescaping template


def field_name(block_id: object, action_id: object) -> str:
    """The form field of an element; the ids are percent-encoded, so that any id is a legal name."""
    return f"{quote(str(block_id or ''), safe='')}/{quote(str(action_id or ''), safe='')}"


def held(element: Block, block_id: object, surface: Surface) -> Any:
    """What an element holds now: the person's value when there is one, else what the app filled in."""
    kind = str(element.get("type"))
    entry = surface.values.get(str(block_id), {}).get(str(element.get("action_id")))
    return element.get(INITIAL_KEYS.get(kind, "")) if entry is None else entry.get(VALUE_KEYS.get(kind, ""))


def option_key(option: Block | None) -> str:
    """An option's value, or nothing; what a form control carries."""
    return str(option.get("value", "")) if option else ""


def option_keys(options: Sequence[Block] | None) -> tuple[str, ...]:
    """The values of several options."""
    return tuple(option_key(option) for option in options or ())


def names_as_options(element: Block, reader: Reader) -> Block:
    """A menu of people, channels or both as a menu of plain options, filled from the reader's names."""
    kind = str(element.get("type"))
    people = {} if "channels" in kind else reader.people
    channels = {} if "users" in kind else {key: f"#{name}" for key, name in reader.channels.items()}
    options = [
        {"text": {"type": "plain_text", "text": name}, "value": key} for key, name in {**channels, **people}.items()
    ]
    return {**element, "options": options}


def local_moment(seconds: object, reader: Reader) -> str:
    """Unix seconds as a `datetime-local` value in the reader's zone; empty for None."""
    if not isinstance(seconds, int | str) or not str(seconds).isdigit():
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).astimezone(reader.zone).strftime("%Y-%m-%dT%H:%M")


def rich_words(value: Any) -> str:
    """The bare text of rich text (a block, a section or an element), for a text area or a label."""
    if isinstance(value, Mapping):
        own = str(value.get("text") or value.get("url") or "")
        children = value.get("elements") or ()
        joiner = "\n" if value.get("type") in {"rich_text", "rich_text_list"} else ""
        return own + joiner.join(rich_words(child) for child in children)
    return ""


def rich_date(element: Block, reader: Reader) -> str:
    """A date element of rich text in the reader's zone."""
    return mrkdwn.slack_date(int(element.get("timestamp", 0)), str(element.get("format", "")), reader)


def markdown(text: str, reader: Reader) -> Markup:
    """A markdown block's text as HTML: headings, emphasis, links, code and lists as typed."""
    for pattern, put in _MARKDOWN:
        text = re.sub(pattern, put, text, flags=re.MULTILINE)
    return mrkdwn.mrkdwn(text.replace("\x00", "*"), reader)


_MARKDOWN = (
    (r"&", "&amp;"),
    (r"<", "&lt;"),
    (r"^#{1,6} +(.+)$", "\x00\\1\x00"),
    (r"\*\*(?=\S)(.+?)\*\*", "\x00\\1\x00"),
    (r"(?<![\w*])\*(?=\S)([^*\n]+?)\*(?![\w*])", r"_\1_"),
    (r"~~(.+?)~~", r"~\1~"),
    (r"^( *)[-*+] +", r"\1• "),
    (r"!?\[([^\]\n]+)\]\((https?://[^)\s]+)\)", r"<\2|\1>"),
)


def initials(name: str) -> str:
    """Two letters for an avatar."""
    words = name.split()
    return ("".join(word[0] for word in words[:2]) if len(words) > 1 else name[:2]).upper()


def tint(name: str) -> int:
    """One of eight avatar colours, always the same for a name."""
    return int.from_bytes(name.encode()) % 79 % 8  # spreads the cast over all eight


def warm() -> None:
    """Compile every template ahead of the first visit: 0.3 s that nobody then waits for."""
    for name in templates().list_templates():
        templates().get_template(name)


@cache
def templates() -> Environment:
    """The page's templates, with the functions that draw Slack's texts."""
    made = Environment(
        loader=PackageLoader("bot.sandbox"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        shown=mrkdwn.text_object,
        words=mrkdwn.as_words,
        mrkdwn=mrkdwn.mrkdwn,
        plain=mrkdwn.plain,
        safe_url=mrkdwn.safe_url,
        initials=initials,
        tint=tint,
        compact=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        pretty=lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    )
    made.globals.update(
        field_name=field_name,
        held=held,
        option_key=option_key,
        option_keys=option_keys,
        names_as_options=names_as_options,
        local_moment=local_moment,
        rich_words=rich_words,
        rich_date=rich_date,
        markdown=markdown,
        chart=charts.chart,
        anchor=mrkdwn.anchor,
        person_mention=mrkdwn.person_mention,
        channel_mention=mrkdwn.channel_mention,
        emoji=mrkdwn.EMOJI,
        script=assets.script,
        sheet=assets.sheet,
    )
    return made
