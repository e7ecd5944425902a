"""A channel as one person sees it: days, authors, threads, files, and what Slack would refuse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from bot.sandbox import mrkdwn
from bot.sandbox.cast import Person
from bot.sandbox.mrkdwn import Reader
from bot.sandbox.rendering import Surface, blocks_html, templates
from bot.sandbox.state import Message, Refused, State, StoredFile

SHOWN_MESSAGES = 100
SHOWN_REPLIERS = 4
_FOLLOWS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file under a message; `size` in words."""

    id: str
    name: str
    title: str
    kind: str
    size: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the conversation: kind is day, message or refused; reactions are (emoji, who, how many)."""

    kind: str
    key: str
    text: str = ""
    refused: Refused | None = None
    ts: str = ""
    thread_ts: str = ""
    channel_id: str = ""
    author: Person | None = None
    time: str = ""
    iso: str = ""
    html: Markup = field(default_factory=Markup)
    files: tuple[FileCard, ...] = ()
    replies: int = 0
    last_reply: str = ""
    repliers: tuple[Person, ...] = ()
    follows: bool = False
    private: bool = False
    failed: bool = False
    edited: bool = False
    reactions: tuple[tuple[str, str, int], ...] = ()


def timeline(state: State, reader: Reader, seen: list[Message], channel_id: str) -> tuple[tuple[Item, ...], int]:
    """The last 100 entries of a channel, oldest first, and how many earlier ones are left out."""
    parents = [message for message in seen if message.thread_ts in (None, message.ts)]
    shown = parents[-SHOWN_MESSAGES:]
    return tuple(_items(state, reader, seen, shown, channel_id)), len(parents) - len(shown)


def _items(state: State, reader: Reader, seen: list[Message], parents: list[Message], at: str) -> Iterator[Item]:
    entries: list[tuple[datetime, Message | Refused]] = [(one.shown_at, one) for one in parents]
    first = entries[0][0] if len(parents) == SHOWN_MESSAGES else None
    entries += [
        (one.at, one) for one in state.refused if concerns(one, reader.me, at) and (first is None or one.at >= first)
    ]
    entries.sort(key=lambda entry: entry[0])
    answers = _replies(seen)
    previous: tuple[datetime, Message | Refused] | None = None
    for moment, entry in entries:
        day = moment.astimezone(reader.zone).date()
        if previous is None or previous[0].astimezone(reader.zone).date() != day:
            yield Item("day", str(day), f"{day:%A %-d %B %Y}")
            previous = None
        if isinstance(entry, Refused):
            yield Item("refused", str(entry.number), refused=entry)
        else:
            yield _item(state, reader, entry, _follows(previous, entry), answers.get(entry.ts, ()))
        previous = (moment, entry)


def thread(state: State, reader: Reader, seen: list[Message], thread_ts: str) -> tuple[Item, ...]:
    """A thread: the message it began with and the replies, oldest first; empty when there is no such message."""
    parent = next((one for one in seen if one.ts == thread_ts), None)
    if parent is None or parent.thread_ts not in (None, parent.ts):
        return ()
    messages = [parent, *_replies(seen).get(thread_ts, ())]
    return tuple(
        _item(state, reader, one, _follows((previous.shown_at, previous) if previous else None, one), prefix="t")
        for previous, one in zip([None, None, *messages[1:]], messages, strict=False)
    )


def _replies(seen: Iterable[Message]) -> dict[str, list[Message]]:
    answers: dict[str, list[Message]] = {}
    for one in seen:
        if one.thread_ts and one.thread_ts != one.ts:
            answers.setdefault(one.thread_ts, []).append(one)
    return answers


def concerns(refused: Refused, person_id: str, channel_id: str | None) -> bool:
    """Say whether a refused payload belongs here: in its channel, and a view wherever its person looks."""
    if refused.channel_id is not None:
        return refused.channel_id == channel_id
    return refused.person_id in (None, person_id)


def _follows(previous: tuple[datetime, Message | Refused] | None, message: Message) -> bool:
    if previous is None or not isinstance(previous[1], Message):
        return False
    before = previous[1]
    same = before.author_id == message.author_id and before.only_for == message.only_for
    return same and message.only_for is None and message.shown_at - before.shown_at < _FOLLOWS


def _item(
    state: State,
    reader: Reader,
    message: Message,
    follows: bool = False,
    replies: Sequence[Message] = (),
    prefix: str = "m",
) -> Item:
    local = message.shown_at.astimezone(reader.zone)
    authors = dict.fromkeys(reply.author_id for reply in replies)
    return Item(
        kind="message",
        key=f"{prefix}-{message.ts}",
        ts=message.ts,
        thread_ts=message.thread_ts or message.ts,
        channel_id=message.channel_id,
        author=_author(state, message.author_id),
        time=f"{local:%H:%M}",
        iso=local.isoformat(timespec="seconds"),
        html=_message_html(state, message, reader, prefix),
        files=tuple(_file_card(state.files[key]) for key in message.file_ids if key in state.files),
        replies=len(replies),
        last_reply=f"{replies[-1].shown_at.astimezone(reader.zone):%-d %b, %H:%M}" if replies else "",
        repliers=tuple(_author(state, one) for one in authors)[:SHOWN_REPLIERS],
        follows=follows,
        private=message.only_for is not None,
        failed=message.is_failure,
        edited=message.edited_ts is not None,
        reactions=tuple(
            (mrkdwn.EMOJI.get(name, f":{name}:"), ", ".join(_author(state, one).name for one in who), len(who))
            for name, who in message.reactions.items()
        ),
    )


def _author(state: State, user_id: str) -> Person:
    return state.people.get(user_id, state.cast.bot)


def _message_html(state: State, message: Message, reader: Reader, prefix: str) -> Markup:
    picked = state.picked.get((reader.me, message.channel_id, message.ts), {})
    surface = Surface("message", f"{prefix}{message.ts}", reader, picked)
    drawn = blocks_html(message.blocks, surface) if message.blocks else mrkdwn.mrkdwn(message.text, reader)
    if not message.blocks:
        drawn = Markup('<div class="text">{}</div>').format(drawn) if message.text else Markup("")
    return drawn + Markup("").join(_attachment_html(one, surface) for one in message.attachments)


def _attachment_html(attachment: Mapping[str, Any], surface: Surface) -> Markup:
    blocks, words = attachment.get("blocks"), str(attachment.get("text") or "")
    if not (blocks or words or attachment.get("title")):
        words = str(attachment.get("fallback") or "")
    drawn = blocks_html(blocks, surface) if blocks else mrkdwn.mrkdwn(words, surface.reader)
    module: Any = templates().get_template("attachment.html").module
    return Markup(module.attachment(attachment, drawn, surface.reader))  # noqa: S704 - made by an autoescaping template


def _file_card(file: StoredFile) -> FileCard:
    ending = file.name.rpartition(".")[2].upper() if "." in file.name else "File"
    kind = {"ICS": "Calendar file", "XLSX": "Spreadsheet", "DOCX": "Document"}.get(ending, ending)
    is_image = file.mimetype in {"image/png", "image/jpeg", "image/gif", "image/webp"}
    return FileCard(file.id, file.name, file.title or file.name, kind, _size(file.length), is_image)


def _size(length: int) -> str:
    if length < 1024:
        return f"{length} byte" if length == 1 else f"{length} bytes"
    kilobytes = length / 1024
    return f"{kilobytes:.0f} kB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"
