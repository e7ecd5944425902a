"""Slack's text objects as safe HTML: mrkdwn, plain text with emoji, mentions, links and dates."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

EMOJI: Mapping[str, str] = MappingProxyType(
    {
        "+1": "👍", "thumbsup": "👍", "-1": "👎", "wave": "👋", "tada": "🎉", "pray": "🙏",
        "eyes": "👀", "smile": "😄", "slightly_smiling_face": "🙂", "thinking_face": "🤔",
        "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️",
        "x": "❌", "warning": "⚠️", "no_entry": "⛔", "information_source": "ℹ️", "question": "❓",
        "exclamation": "❗", "bulb": "💡", "bell": "🔔", "no_bell": "🔕", "calendar": "📅",
        "date": "📅", "spiral_calendar_pad": "🗓️", "clock3": "🕒", "alarm_clock": "⏰",
        "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "round_pushpin": "📍", "pushpin": "📌",
        "paperclip": "📎", "link": "🔗", "mag": "🔍", "lock": "🔒", "key": "🔑", "gear": "⚙️",
        "pencil": "📝", "memo": "📝", "pencil2": "✏️", "clipboard": "📋", "page_facing_up": "📄",
        "bar_chart": "📊", "chart_with_upwards_trend": "📈", "speech_balloon": "💬", "email": "📧",
        "envelope": "✉️", "house": "🏠", "busts_in_silhouette": "👥", "bust_in_silhouette": "👤",
        "handshake": "🤝", "seedling": "🌱", "deciduous_tree": "🌳", "earth_africa": "🌍",
        "recycle": "♻️", "school": "🏫", "bike": "🚲", "bus": "🚌", "train": "🚋", "zap": "⚡",
        "sunny": "☀️", "fire": "🔥", "star": "⭐", "books": "📚", "red_circle": "🔴",
        "large_orange_circle": "🟠", "large_yellow_circle": "🟡", "large_green_circle": "🟢",
        "white_circle": "⚪", "black_circle": "⚫", "arrow_right": "➡️", "arrow_left": "⬅️",
        "point_right": "👉", "rocket": "🚀", "raising_hand": "🙋", "robot_face": "🤖",
    }
)  # fmt: skip

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"*_~])"
    r"|:(?P<emoji>[a-z0-9_+\-]+):"
    r"|(?<![\w*])\*(?P<bold>(?=\S)[^*\n]*?[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>(?=\S)(?:[^_\n]|(?<=\w)_(?=\w))*?[^_\s])_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>(?=\S)[^~\n]*?[^~\s])~(?![\w~])"
)
_EMOJI = re.compile(r":([a-z0-9_+\-]+):")
_MONTH_ORDER = "%-d %B %Y"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their id, zone, programme time, and names by id (people without @, channels without #)."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    me: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def mrkdwn(text: str, reader: Reader) -> Markup:
    """Mrkdwn as HTML; everything that is not Slack's own markup is escaped.

    Control sequences `&amp; &lt; &gt;` mean the characters; links are drawn for http and https only."""
    pieces: list[Markup] = []
    at = 0
    for fence in _FENCE.finditer(text):
        pieces.append(_lines(text[at : fence.start()].removesuffix("\n"), reader))
        pieces.append(Markup("<pre><code>{}</code></pre>").format(_inside_code(fence[1])))
        at = fence.end() + (1 if text[fence.end() : fence.end() + 1] == "\n" else 0)
    pieces.append(_lines(text[at:], reader))
    return Markup("").join(pieces)


def plain(text: str, emoji: bool = True) -> Markup:
    """Plain text as HTML: line breaks and, unless switched off, emoji names."""
    shown = _EMOJI.sub(lambda found: EMOJI.get(found[1], found[0]), text) if emoji else text
    return Markup("<br>").join(escape(line) for line in shown.split("\n"))


def text_object(text: Mapping[str, object] | None, reader: Reader) -> Markup:
    """A `plain_text` or `mrkdwn` object as HTML; nothing for None."""
    if not text:
        return Markup("")
    content = str(text.get("text", ""))
    if text.get("type") == "mrkdwn":
        return mrkdwn(content, reader)
    return plain(content, emoji=text.get("emoji") is not False)


def as_words(text: Mapping[str, object] | None, reader: Reader) -> str:
    """A text object as bare words, for labels and titles."""
    return " ".join(text_object(text, reader).replace("<br>", " ").striptags().split())


def safe_url(url: object) -> str | None:
    """The address when a browser may follow it (http or https with a host), else None."""
    text = str(url or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None


def anchor(url: object, label: Markup | str) -> Markup:
    """A link that opens beside the page; the label alone when the address is not http or https."""
    address = safe_url(url)
    if address is None:
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label)


def person_mention(user: str, reader: Reader) -> Markup:
    """`@name` of a person; marked when it is the reader."""
    mine = " mention-me" if user == reader.me else ""
    return Markup('<span class="mention{}">@{}</span>').format(mine, reader.people.get(user, user))


def channel_mention(channel: str, reader: Reader) -> Markup:
    """`#name` of a channel, leading there."""
    if channel not in reader.channels:
        return Markup('<span class="mention">#{}</span>').format(channel)
    return Markup('<a class="mention" href="/?as={}&amp;at={}">#{}</a>').format(
        reader.me, channel, reader.channels[channel]
    )


def slack_date(seconds: int, pattern: str, reader: Reader) -> str:
    """A moment written by Slack's date tokens, in the reader's zone, British order, 24 hours."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(reader.zone)
    return re.sub(r"\{(\w+)\}", lambda token: _date_token(token[1], moment, reader), pattern)


def _date_token(name: str, moment: datetime, reader: Reader) -> str:
    base = name.removesuffix("_pretty")
    formats = {
        "date_num": "%Y-%m-%d",
        "date": _MONTH_ORDER,
        "date_short": "%-d %b %Y",
        "date_long": f"%A {_MONTH_ORDER}",
        "date_slash": "%d/%m/%Y",
        "time": "%H:%M",
        "time_secs": "%H:%M:%S",
        "day_divider": f"%A {_MONTH_ORDER}",
    }
    if base == "ago":
        return ago(moment, reader.now)
    if base != name:
        today = reader.now.astimezone(reader.zone).date()
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((moment.date() - today).days)
        if near:
            return near
    return moment.strftime(formats[base]) if base in formats else "{" + name + "}"


def ago(moment: datetime, now: datetime) -> str:
    """How long before (or after) now, in one unit: "3 hours ago", "in 2 days"."""
    distance = now - moment
    size = abs(distance)
    for unit in ("day", "hour", "minute"):
        count = size // timedelta(**{unit + "s": 1})
        if count:
            words = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{words} ago" if distance > timedelta(0) else f"in {words}"
    return "just now"


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _inside_code(text: str) -> str:
    """Links inside code are shown by their label or address, as bare text."""
    return _unescape(re.sub(r"<(?=https?:|mailto:|[@#!])(?:[^<>|\n]+\|)?([^<>|\n]+)>", r"\1", text))


def _lines(text: str, reader: Reader) -> Markup:
    if not text:
        return Markup("")
    pieces: list[Markup] = []
    run: list[Markup] = []
    quoted = False

    def close() -> None:
        if run:
            joined = Markup("<br>").join(run)
            pieces.append(Markup("<blockquote>{}</blockquote>").format(joined) if quoted else joined)
        run.clear()

    for line in text.split("\n"):
        mark = re.match(r"(?:&gt;|>) ?", line)
        if bool(mark) != quoted:
            close()
            quoted = bool(mark)
        run.append(_inline(line[mark.end() :] if mark else line, reader))
    close()
    return Markup("").join(pieces)


def _inline(text: str, reader: Reader) -> Markup:
    pieces: list[Markup] = []
    at = 0
    for found in _INLINE.finditer(text):
        pieces.append(escape(_unescape(text[at : found.start()])))
        pieces.append(_token(found, reader))
        at = found.end()
    pieces.append(escape(_unescape(text[at:])))
    return Markup("").join(pieces)


def _token(found: re.Match[str], reader: Reader) -> Markup:
    kind = found.lastgroup or ""
    inner = found[kind]
    if kind == "code":
        return Markup("<code>{}</code>").format(_inside_code(inner))
    if kind == "url":
        return anchor(_unescape(inner), _unescape(inner))
    if kind == "emoji":
        return escape(EMOJI.get(inner, found[0]))
    if kind == "angle":
        return _angle(inner, reader)
    tag = {"bold": "strong", "italic": "em", "strike": "s"}[kind]
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), _inline(inner, reader))  # noqa: S704 - a fixed tag


def _angle(inner: str, reader: Reader) -> Markup:
    target, _, label = inner.partition("|")
    drawn: dict[str, Callable[[], Markup]] = {
        "@": lambda: person_mention(target[1:], reader),
        "#": lambda: channel_mention(target[1:], reader),
        "!": lambda: _special(target[1:], label, reader),
    }
    if target[:1] in drawn:
        return drawn[target[0]]()
    if safe_url(target) is None:
        address = target.removeprefix("mailto:")
        return escape(_unescape(label or (f"<{inner}>" if address == target else address)))
    return anchor(_unescape(target), _inline(label, reader) if label else _unescape(target))


def _special(target: str, label: str, reader: Reader) -> Markup:
    if target.startswith("date^"):
        parts = target.split("^")
        if len(parts) < 3 or not parts[1].isdigit() or len(parts[1]) > 11:
            return escape(_unescape(label))
        shown = slack_date(int(parts[1]), _unescape(parts[2]), reader)
        moment = datetime.fromtimestamp(int(parts[1]), UTC).isoformat()
        drawn = Markup('<time datetime="{}">{}</time>').format(moment, shown)
        return anchor(parts[3], drawn) if len(parts) > 3 else drawn
    name = _unescape(label) or target.split("^")[0]
    return Markup('<span class="mention mention-me">@{}</span>').format(name.removeprefix("@"))
