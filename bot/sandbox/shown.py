"""What a person has before their eyes: messages, modals, the App Home, channels, files (for the harness)."""

import asyncio
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.sandbox import payloads
from bot.sandbox.blocks import VALUE_KEYS, Control, controls
from bot.sandbox.filling import by_label, labels_of, shown_value, value_for
from bot.sandbox.forms import held
from bot.sandbox.gestures import Place
from bot.sandbox.reading import attachment_text, label_of, plain, read
from bot.sandbox.state import Json, Message, Values, View

if TYPE_CHECKING:
    from bot.sandbox.harness import Actor

Names = Mapping[str, str]
EXTERNAL = ("external_select", "multi_external_select")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file under a message."""

    name: str
    title: str
    mimetype: str
    content: bytes

    def read(self) -> bytes:
        """Give its bytes."""
        return self.content


@dataclass(frozen=True, slots=True)
class Unfurl:
    """What stands below a message for one of its links; `raw` is the attachment."""

    url: str
    text: str
    raw: Json


class Surface:
    """Blocks with controls, found by label."""

    place: Place
    blocks: list[Json]

    def __init__(self, actor: "Actor") -> None:
        self.actor = actor
        self.names = actor.names

    @property
    def controls(self) -> list[Control]:
        """List what can be operated, in reading order."""
        return controls(self.blocks)

    @property
    def buttons(self) -> list[str]:
        """List the labels of the buttons."""
        return [label_of(c.element, self.names) for c in self.controls if c.type == "button"]

    @property
    def links(self) -> dict[str, str]:
        """Map the labels of link buttons to their addresses."""
        linked = (c.element for c in self.controls if c.element.get("url"))
        return {label_of(element, self.names): element["url"] for element in linked}

    def options(self, label: str, typed: str = "", nth: int = 0) -> list[str]:
        """List what a menu offers; for an external select, what the bot suggests for what is typed."""
        control = by_label(self.controls, label, self.names, nth)
        return [plain(option["text"]["text"], self.names) for option in self._offered(control, typed)]

    def press(self, label: str, nth: int = 0) -> Any:
        """Press a button (a confirm dialog is agreed to); returns what appeared: Modal, Shown, Home or None."""
        control = by_label([c for c in self.controls if c.type == "button"], label, self.names, nth)
        return self._use(control, None)

    def choose(self, label: str, value: Any, nth: int = 0) -> Any:
        """Choose in a menu, by its placeholder ("⋯" for an overflow menu) and the words to choose."""
        control = by_label([c for c in self.controls if c.type != "button"], label, self.names, nth)
        if control.type == "overflow":
            found = {plain(o["text"]["text"], self.names): o for o in control.options}
            if value not in found:
                raise ValueError(f"{value!r} is not in the menu; there is {', '.join(map(repr, found))}")
            return self._use(control, {"selected_option": found[value]})
        return self._use(control, {VALUE_KEYS[control.type]: self._value(control, value)})

    def _use(self, control: Control, chosen: Json | None) -> Any:
        return self.actor.use(self.place, control.block_id, control.action_id, chosen)

    def _value(self, control: Control, given: Any) -> Any:
        if control.type == "file_input":
            given = self.actor.upload(given) if given else None
        typed = given[0] if isinstance(given, list) and given else given
        offered = self._offered(control, str(typed or ""))
        return value_for(control, given, offered, self.names)

    def _offered(self, control: Control, typed: str) -> list[Json]:
        if control.type not in EXTERNAL:
            return control.options
        return self.actor.suggestions(self.place, control.block_id, control.action_id, typed)


class Shown(Surface):
    """A message as a person saw it at one moment."""

    def __init__(self, actor: "Actor", message: Message) -> None:
        super().__init__(actor)
        state = actor.state
        self.raw: Json = copy.deepcopy(payloads.message(state, message, True))
        inner = [block for a in message.attachments for block in a.get("blocks", [])]
        self.blocks = copy.deepcopy(message.blocks + inner)
        self.fallback = plain(message.text, self.names)  # the top-level text: notifications, screen readers
        own = read(message.blocks, self.names) if message.blocks else self.fallback
        below = [attachment_text(a, self.names) for a in message.attachments]
        self.text = "\n".join(line for line in (own, *below) if line)
        self.unfurls = [Unfurl(a["from_url"], attachment_text(a, self.names), a) for a in self.raw_unfurls]
        self.reactions = {name: len(who) for name, who in message.reactions.items()}
        self.author = self.names.get(message.author_id, message.author_id)
        self.ephemeral = message.only_for is not None
        self.ts, self.channel_id, self.thread_ts = message.ts, message.channel_id, message.thread_ts
        self.shown_at = message.shown_at
        self.place = Place(channel_id=message.channel_id, ts=message.ts)
        files = [state.files[i] for i in message.file_ids if i in state.files]
        self.files = [SentFile(f.name, f.title, f.mimetype, f.content or b"") for f in files]

    @property
    def raw_unfurls(self) -> list[Json]:
        """List what `chat.unfurl` put below the message, as attachments."""
        return [a for a in self.raw.get("attachments", []) if a.get("is_app_unfurl")]

    def now(self) -> "Shown | None":
        """Take the message as it is now; None when it is gone."""
        workspace = self.actor.workspace

        def again() -> Shown | None:
            message = self.actor.state.message(self.channel_id, self.ts)
            return Shown(self.actor, message) if message else None

        return workspace.call(again)

    @property
    def replies(self) -> "list[Shown]":
        """List the replies in its thread."""
        everything = Channel(self.actor, self.channel_id).messages
        return [one for one in everything if one.thread_ts == self.ts]

    def __repr__(self) -> str:
        return f"<Shown {self.text!r}>"


class Home(Surface):
    """An App Home as it was when it was opened or published."""

    def __init__(self, actor: "Actor", view: View) -> None:
        super().__init__(actor)
        self.place = Place(view_id=view.id)
        self.blocks = copy.deepcopy(view.blocks)
        self.text = read(self.blocks, self.names)

    def __repr__(self) -> str:
        return f"<Home {self.text!r}>"


class Modal(Surface):
    """An open modal: what is filled in stays here until it is submitted, or a menu reports it at once."""

    def __init__(self, actor: "Actor", view: View) -> None:
        super().__init__(actor)
        self._load(view)

    def _load(self, view: View) -> None:
        self.view_id = view.id
        self.place = Place(view_id=view.id)
        self.raw: Json = copy.deepcopy(view.content)
        self.blocks = copy.deepcopy(view.blocks)
        self.title = str(view.content["title"]["text"])
        self._values: Values = copy.deepcopy(view.values)
        self._errors = dict(view.errors)

    @property
    def text(self) -> str:
        """Read title, blocks with what the fields hold, errors, and the buttons at the foot."""
        foot = [view_text["text"] for key in ("close", "submit") if (view_text := self.raw.get(key))]
        values = [f"{label}: {value}" for label, value in self.values.items() if value not in (None, "", [])]
        parts = [self.title, read(self.blocks, self.names), *values, *self.errors.values()]
        return "\n".join([*parts, " ".join(f"[{word}]" for word in foot)]).strip()

    @property
    def fields(self) -> list[Control]:
        """List the controls that hold a value."""
        return [c for c in self.controls if c.type in VALUE_KEYS]

    @property
    def labels(self) -> list[str]:
        """List the labels of the fields."""
        return [found[0] for c in self.fields if (found := labels_of(c, self.names))]

    @property
    def values(self) -> dict[str, Any]:
        """Map labels to what the fields hold, as a person reads it."""
        result: dict[str, Any] = {}
        for control in self.fields:
            for label in labels_of(control, self.names)[:1]:
                held_now = self._values[control.block_id][control.action_id]
                result[label] = shown_value(control, held_now, self.names)
        return result

    @property
    def errors(self) -> dict[str, str]:
        """Map labels to the sentences beside them."""
        named = {c.block_id: labels_of(c, self.names)[0] for c in self.controls if c.is_input}
        return {named.get(block_id, block_id): sentence for block_id, sentence in self._errors.items()}

    def fill(self, values: Mapping[str, Any] | None = None, /, **labelled: Any) -> Self:
        """Fill fields by label (exactly, else by a beginning that only one has); None empties a field.

        A field that reports at once makes the bot answer, and this modal shows the result. Raises LookupError,
        ValueError for what one could not enter.
        """
        for label, given in {**(values or {}), **labelled}.items():
            control = by_label(self.fields, label, self.names)
            value = self._value(control, given)
            if control.dispatches:
                self._use(control, {VALUE_KEYS[control.type]: value})
            else:
                self._values[control.block_id][control.action_id] = held(control, value)
        return self

    def submit(self) -> "Modal | None":
        """Submit; None when no modal is open any more, else the modal that is: errors, update, push, or below."""
        return self._after(self.actor.submit(self.view_id, self._values))

    def close(self, everything: bool = False) -> "Modal | None":
        """Close this modal, or (with `everything`) the whole stack; gives the one below."""
        return self._after(self.actor.close(self.view_id, everything))

    def _after(self, top: View | None) -> "Modal | None":
        if top is None:
            return None
        if top.id != self.view_id:
            return self.actor.workspace.call(lambda: Modal(self.actor, top))
        self.actor.workspace.call(self._load, top)
        return self

    def _use(self, control: Control, chosen: Json | None) -> Any:
        seen = self.actor.use(self.place, control.block_id, control.action_id, chosen, self._values)
        view = self.actor.workspace.call(self.actor.state.view, self.view_id)
        if view is not None:
            self.actor.workspace.call(self._load, view)
        return self if isinstance(seen, Modal) and seen.view_id == self.view_id else seen

    def __repr__(self) -> str:
        return f"<Modal {self.title!r} {self.values!r}>"


class Channel:
    """A channel as one person sees it."""

    def __init__(self, actor: "Actor", channel_id: str) -> None:
        self.actor = actor
        self.id = channel_id

    @property
    def messages(self) -> list[Shown]:
        """List its messages, oldest first, thread replies and the person's own ephemeral ones included."""
        return self.actor.workspace.call(self._messages)

    def _messages(self) -> list[Shown]:
        seen = self.actor.state.seen_by(self.actor.id, self.id)
        return [Shown(self.actor, message) for message in seen]

    def _found(self, text: str, after: Shown | None) -> Shown | None:
        since = after.ts if after else ""
        fitting = (m for m in self._messages() if m.ts > since)
        return next((m for m in fitting if text in m.text or text in m.fallback), None)

    def wait_for(self, text: str, timeout: float = 5.0, after: Shown | None = None) -> Shown:
        """Wait for a message that contains a text, later than `after`; raises AssertionError with what is there."""
        state = self.actor.state

        async def waited() -> Shown | None:
            with state.listening() as queue:
                found = self._found(text, after)
                try:
                    async with asyncio.timeout(timeout):
                        while found is None:
                            if (await queue.get()).channel_id == self.id:
                                found = self._found(text, after)
                except TimeoutError:
                    return None
                return found

        found = self.actor.workspace.run(waited())
        if found is None:
            there = "\n".join(f"- {m.author}: {m.text}" for m in self.messages) or "- nothing"
            raise AssertionError(f"no message with {text!r} after {timeout} s; there is\n{there}")
        return found

    def __repr__(self) -> str:
        return f"<Channel {self.id}>"
