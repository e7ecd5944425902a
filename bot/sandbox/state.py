"""What the workspace knows: people, channels, messages, open views, files, clock, wire log, listeners.

Touched only on the workspace's event loop; other threads go through `Workspace.call`.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.sandbox.cast import Cast, Person
from bot.sandbox.clock import Clock
from bot.sandbox.rates import Rates
from bot.sandbox.tickets import Tickets

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]  # block_id -> action_id -> {"type": ..., "value" | "selected_option" | ...}

STACK_DEPTH: Final = 3
WIRE_LENGTH: Final = 200


@dataclass(slots=True)
class Channel:
    """A channel, or (with `person_id`) that person's direct messages with the app."""

    id: str
    name: str
    members: set[str]
    topic: str = ""
    person_id: str | None = None

    @property
    def is_im(self) -> bool:
        """Say whether this is a direct-message channel."""
        return self.person_id is not None


@dataclass(slots=True)
class Message:
    """A message; `shown_at` is programme time (aware UTC), `ts` machine time."""

    ts: str
    channel_id: str
    author_id: str
    text: str
    shown_at: datetime
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    file_ids: list[str] = field(default_factory=list)
    only_for: str | None = None  # the one person who sees an ephemeral message
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)  # emoji -> who, in their order
    unfurl_id: str | None = None
    is_failure: bool = False  # "/action failed with the error ..."


@dataclass(slots=True)
class View:
    """An open modal or a published App Home.

    `content` is the view as the bot sent it, with every block_id and action_id filled in; `values` is what
    its fields hold now; `errors` maps block_id to the sentence shown beside the field.
    """

    id: str
    person_id: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None  # "We had some trouble connecting. Try again?"
    waiting: bool = False  # a submission is under way
    reply_channel_id: str | None = None

    @property
    def is_home(self) -> bool:
        """Say whether this is an App Home."""
        return self.content.get("type") == "home"

    @property
    def blocks(self) -> list[Json]:
        """Give the blocks."""
        return list(self.content.get("blocks", []))


@dataclass(slots=True)
class StoredFile:
    """An uploaded file; `content` is None until the bytes came, `shares` maps channel to message stamps."""

    id: str
    name: str
    title: str
    mimetype: str
    author_id: str
    length: int
    created: int
    content: bytes | None = None
    is_complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer on the wire; `direction` is "to bot" or "from bot"; tokens are left out."""

    number: int
    at: datetime
    direction: str
    name: str
    request: str
    headers: dict[str, str]
    status: int  # 0 when no answer came
    answer: str
    milliseconds: float
    answer_headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A payload that Slack would refuse, kept so that it can be shown; `messages` carry the json-pointers."""

    number: int
    at: datetime
    method: str
    error: str
    messages: tuple[str, ...]
    payload: Json
    channel_id: str | None = None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something changed.

    kind: message, message_changed, message_deleted (`item` = ts), view (a modal opened, changed or closed;
    `item` = view id), home, read, channel, clock, reset, refused (`item` = number), faults, wire, begin, stop.
    `only_for` names the one person concerned, when it is one. `gesture` is the number of the gesture whose
    trigger id, response URL or submission caused it.
    """

    kind: str
    channel_id: str | None = None
    only_for: str | None = None
    item: str | None = None
    gesture: int | None = None


@dataclass(slots=True)
class Fault:
    """A fault on demand for one Web API method; `drop_reply` does the work and then cuts the connection.

    `drop_request` cuts it at once, and nothing is done. `delay` seconds pass before anything; with status 200 the
    work is done then.
    """

    status: int
    retry_after: int
    times: int
    drop_reply: bool = False
    delay: float = 0.0
    drop_request: bool = False


@dataclass(slots=True)
class App:
    """The app beside the workspaces: its secrets, where it listens, and what its manifest says.

    `commands` are (command, usage hint, description); none means that every command is passed on.
    `unfurl_domains` are those whose links it is told of. `scopes` None means all. `answer_within` is Slack's
    patience in seconds. `base_url` is the workspace's own.
    """

    signing_secret: str
    app_token: str
    bot_tokens: dict[str, str] = field(default_factory=dict)  # team id -> token; the first team's comes first
    verification_token: str = "sandbox-verification"  # noqa: S105 - Slack's legacy field, secures nothing
    events_url: str | None = None
    base_url: str = ""
    commands: tuple[tuple[str, str, str], ...] = ()
    shortcuts: tuple[tuple[str, str, str], ...] = ()  # (type, name, callback_id)
    events: frozenset[str] = frozenset(
        {"app_mention", "message.im", "app_home_opened", "member_joined_channel", "link_shared"}
    )
    unfurl_domains: tuple[str, ...] = ()
    rates: bool = True  # whether calls over the rate limits are refused
    posts_per_minute: int | None = None  # another rate of chat.postMessage than Slack's
    scopes: frozenset[str] | None = None
    answer_within: float = 3.0
    faults: dict[str, Fault] = field(default_factory=dict)  # by Web API method
    chance: Callable[[str], Fault | None] | None = None  # asked about each call of a method for which none is armed
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))  # of gestures, exchanges, refusals

    @property
    def bot_token(self) -> str:
        """Give the bot token of the first workspace."""
        return next(iter(self.bot_tokens.values()), "")


class State:
    """One workspace's memory; app and clock are shared by all. Each change is told to the listeners at once."""

    def __init__(self, cast: Cast, clock: Clock, app: App) -> None:
        self.cast = cast
        self.app = app
        self.clock = clock
        self.people: dict[str, Person] = {p.id: p for p in (*cast.people, cast.bot, cast.slackbot)}
        self.listeners: list[Callable[[Change], None]] = []
        self.wire: deque[Exchange] = deque(maxlen=WIRE_LENGTH)
        self.faults, self.numbers = app.faults, app.numbers
        self.tickets = Tickets(clock)
        self.rates = Rates(clock)
        self.clear()

    @property
    def bot_token(self) -> str:
        """Give the token that the bot has in this workspace."""
        return self.app.bot_tokens[self.cast.team_id]

    def clear(self) -> None:
        """Forget messages, views, files, refusals and the wire log; the cast and the clock stay."""
        self.wire.clear()
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.modals: dict[str, list[View]] = {}  # person id -> stack, the last one is on top
        self.homes: dict[str, View] = {}
        self.files: dict[str, StoredFile] = {}
        self.refused: list[Refused] = []
        self.picked: dict[tuple[str, str, str], Values] = {}  # (person, channel, ts): menus set in a message
        self.read_marks: dict[str, dict[str, str]] = {}  # person id -> channel id -> ts
        self.tickets.clear()
        self.rates.clear()
        everybody = {p.id for p in self.cast.people}
        for room in self.cast.rooms:
            members = everybody | ({self.cast.bot.id} if room.has_bot else set())
            self.channels[room.id] = Channel(room.id, room.name, members, room.topic)
        for person in self.cast.people:
            members = {person.id, self.cast.bot.id}
            self.channels[person.dm_id] = Channel(person.dm_id, self.cast.bot.name, members, person_id=person.id)

    def changed(self, change: Change) -> None:
        """Tell every listener."""
        for listener in tuple(self.listeners):
            listener(change)

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Change]]:
        """Give a queue that receives each change while the block runs (for server-sent events, waiting)."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self.listeners.append(queue.put_nowait)
        try:
            yield queue
        finally:
            self.listeners.remove(queue.put_nowait)

    # --- reading -----------------------------------------------------------------------------------------

    def channels_of(self, person_id: str) -> list[Channel]:
        """List the channels that a person is in, without direct messages."""
        return [c for c in self.channels.values() if not c.is_im and person_id in c.members]

    def seen_by(self, person_id: str, channel_id: str) -> list[Message]:
        """List a channel's messages as one person sees them, oldest first, thread replies included."""
        messages = self.messages.get(channel_id, [])
        return [m for m in messages if m.only_for in (None, person_id)]

    def message(self, channel_id: str, ts: str) -> Message | None:
        """Find a message."""
        return next((m for m in reversed(self.messages.get(channel_id, [])) if m.ts == ts), None)

    def top_view(self, person_id: str) -> View | None:
        """Give the modal that a person sees now."""
        stack = self.modals.get(person_id)
        return stack[-1] if stack else None

    def view(self, view_id: str) -> View | None:
        """Find an open modal or a published App Home."""
        everything = itertools.chain(self.homes.values(), *self.modals.values())
        return next((v for v in everything if v.id == view_id), None)

    def unread(self, person_id: str, channel_id: str) -> int:
        """Count the messages of others that came since the person last looked."""
        mark = self.read_marks.get(person_id, {}).get(channel_id, "")
        seen = self.seen_by(person_id, channel_id)
        return sum(1 for m in seen if m.ts > mark and m.author_id != person_id)

    # --- writing -----------------------------------------------------------------------------------------

    def add_message(self, message: Message, gesture: int | None = None) -> Message:
        """Put a message into its channel."""
        self.messages.setdefault(message.channel_id, []).append(message)
        self.changed(Change("message", message.channel_id, message.only_for, message.ts, gesture))
        return message

    def message_changed(self, message: Message, gesture: int | None = None) -> None:
        """Tell that a message has new content."""
        self.changed(Change("message_changed", message.channel_id, message.only_for, message.ts, gesture))

    def remove_message(self, message: Message, gesture: int | None = None) -> None:
        """Take a message out of its channel."""
        self.messages[message.channel_id].remove(message)
        self.changed(Change("message_deleted", message.channel_id, message.only_for, message.ts, gesture))

    def push_view(self, view: View, gesture: int | None = None) -> None:
        """Show a modal on top of a person's stack."""
        self.modals.setdefault(view.person_id, []).append(view)
        self.view_changed(view, gesture)

    def drop_view(self, view: View, gesture: int | None = None) -> None:
        """Close one modal."""
        stack = self.modals.get(view.person_id, [])
        if view in stack:
            stack.remove(view)
        self.view_changed(view, gesture)

    def view_changed(self, view: View, gesture: int | None = None) -> None:
        """Tell that a modal or an App Home opened, changed or closed."""
        kind = "home" if view.is_home else "view"
        self.changed(Change(kind, only_for=view.person_id, item=view.id, gesture=gesture))

    def refuse(self, refused: Refused) -> None:
        """Keep a payload that Slack would refuse."""
        self.refused.append(refused)
        self.changed(Change("refused", refused.channel_id, refused.person_id, str(refused.number)))

    def log(self, exchange: Exchange) -> None:
        """Add to the wire log; the last 200 stay."""
        self.wire.append(exchange)
        self.changed(Change("wire", item=str(exchange.number)))
