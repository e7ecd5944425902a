"""People as plain synchronous Python: they give commands, press, choose, fill in and read, by what they see."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.sandbox import payloads
from bot.sandbox.cast import Person
from bot.sandbox.gestures import Gestures, Outcome, Place
from bot.sandbox.shown import Channel, Home, Modal, Names, Shown
from bot.sandbox.state import Change, Json, Message, State, Values, View
from bot.sandbox.teams import Team

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

T = TypeVar("T")
Seen = Shown | Modal | Home | None
SHOWING: Final = frozenset({"message", "message_changed", "message_deleted", "view", "home"})


class Failed(AssertionError):
    """Slack would show the person a failure; the text is what it says."""


class Actor:
    """One person at work in the workspace; different persons may act in different threads."""

    def __init__(self, workspace: "Workspace", team: Team, person: Person) -> None:
        self.workspace = workspace
        self.team = team
        self.person = person

    @property
    def id(self) -> str:
        """Give the person's user id."""
        return self.person.id

    @property
    def name(self) -> str:
        """Give the person's name."""
        return self.person.name

    # --- gestures ----------------------------------------------------------------------------------------

    def slash(self, command: str, text: str = "", channel: str | None = None) -> Seen:
        """Give a slash command, in the app's DM unless a channel ("#lednet") is named.

        Returns the answer, or the modal that opened, or None; raises Failed when Slack would show a failure.
        """
        where = self._channel_id(channel)
        typed = f"{command} {text}".strip()
        return self._do(lambda: self._gestures.command(self.id, where, typed))

    def write(self, text: str, channel: str | None = None, thread: Shown | None = None) -> Shown:
        """Write a message, to the app's DM unless a channel is named; returns it once the bot has heard."""
        where = thread.channel_id if thread else self._channel_id(channel)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        outcome = self.workspace.run(self._gestures.write(self.id, where, text, thread_ts))
        assert outcome.message is not None
        return self.shown(outcome.message)

    def mention(self, channel: str, text: str) -> Shown:
        """Write in a channel, mentioning the bot."""
        return self.write(f"@{self.state.cast.bot.name} {text}", channel)

    def home(self, timeout: float = 5.0) -> Home:
        """Open the App Home and wait until it is published; raises AssertionError when it never is."""

        async def opened() -> None:
            with self.state.listening() as queue:
                await self._gestures.open_home(self.id)
                waited = asyncio.timeout(self.workspace.patience if self.id in self.state.homes else timeout)
                async with waited:
                    while not self._is_home(await queue.get()):
                        pass

        try:
            self.workspace.run(opened())
        except TimeoutError:
            if self.id not in self.state.homes:
                raise AssertionError(f"no App Home was published for {self.name}") from None
        return self.workspace.call(lambda: Home(self, self.state.homes[self.id]))

    def shortcut(self, name: str) -> Seen:
        """Use a global shortcut, by its name in the menu (or its callback_id)."""
        callback_id = self._shortcut("global", name)
        return self._do(lambda: self._gestures.shortcut(self.id, callback_id))

    def message_shortcut(self, name: str, message: Shown) -> Seen:
        """Use a shortcut on a message."""
        callback_id = self._shortcut("message", name)
        return self._do(lambda: self._gestures.message_shortcut(self.id, message.channel_id, message.ts, callback_id))

    def join(self, channel: str) -> None:
        """Let the bot into a channel, by `/invite`."""
        self.slash("/invite", f"@{self.state.cast.bot.name}", channel)

    # --- looking -----------------------------------------------------------------------------------------

    @property
    def dm(self) -> Channel:
        """Give the direct messages with the app."""
        return Channel(self, self.person.dm_id)

    def channel(self, name: str) -> Channel:
        """Give a channel by its name, with or without #."""
        return Channel(self, self._channel_id(name))

    @property
    def modal(self) -> Modal | None:
        """Give the modal that is open now, if there is one."""
        return self.workspace.call(self._top_modal)

    @property
    def names(self) -> Names:
        """Map the ids of people and channels to their names."""
        names = {p.id: p.name for p in self.state.people.values()}
        return names | {c.id: c.name for c in self.state.channels.values() if not c.is_im}

    def shown(self, message: Message) -> Shown:
        """Take a message as this person sees it now."""
        return self.workspace.call(lambda: Shown(self, message))

    # --- for what is shown -------------------------------------------------------------------------------

    def use(
        self, place: Place, block_id: str, action_id: str, chosen: Json | None, values: Values | None = None
    ) -> Seen:
        """Press or choose something; returns what appeared, or None."""
        return self._do(
            lambda: self._gestures.press(self.id, place, block_id, action_id, chosen, values), place.view_id
        )

    def suggestions(self, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
        """Ask the bot for options; those in groups come in one list."""
        found = self.workspace.run(self._gestures.suggest(self.id, place, block_id, action_id, typed))
        return [option for entry in found for option in entry.get("options", [entry])]

    def upload(self, given: Any) -> list[Json]:
        """Choose files: (name, bytes) or a list of them; raises ValueError for what Slack would not take."""
        chosen = given if isinstance(given, list) else [given]

        async def uploaded() -> list[Json]:
            files = [await self._gestures.upload(self.id, name, content) for name, content in chosen]
            return [payloads.file(self.state, one) for one in files]

        return self.workspace.run(uploaded())

    def submit(self, view_id: str, values: Values) -> View | None:
        """Submit a modal; gives the one that is on top afterwards; raises Failed."""

        async def submitted() -> tuple[Outcome, View | None]:
            outcome = await self._gestures.submit(self.id, view_id, values)
            return outcome, self.state.top_view(self.id)

        outcome, top = self.workspace.run(submitted())
        if outcome.failed:
            raise Failed(f"{outcome.failed} {self._refusals()}".strip())
        return top

    def close(self, view_id: str, everything: bool) -> View | None:
        """Close a modal; gives the one that is on top afterwards."""

        async def closed() -> View | None:
            await self._gestures.close(self.id, view_id, everything)
            return self.state.top_view(self.id)

        return self.workspace.run(closed())

    # --- within ------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Give the memory of the person's workspace."""
        return self.team.state

    @property
    def _gestures(self) -> Gestures:
        return self.team.gestures

    def _channel_id(self, name: str | None) -> str:
        if name is None:
            return self.person.dm_id
        bare = name.removeprefix("#")
        found = next((c.id for c in self.state.channels.values() if bare in (c.id, c.name) and not c.is_im), None)
        if found is None:
            there = ", ".join(f"#{c.name}" for c in self.state.channels_of(self.id))
            raise LookupError(f"no channel {name!r}; there are {there}")
        return found

    def _shortcut(self, kind: str, name: str) -> str:
        known = [(n, key) for k, n, key in self.workspace.shortcuts if k == kind]
        return next((key for n, key in known if name == n), name)

    def _is_home(self, change: Change) -> bool:
        return change.kind == "home" and change.only_for == self.id

    def _top_modal(self) -> Modal | None:
        top = self.state.top_view(self.id)
        return Modal(self, top) if top else None

    def _do(self, gesture: Callable[[], Coroutine[Any, Any, Outcome]], view_id: str | None = None) -> Seen:
        """Make a gesture and give what it brought before the person's eyes."""
        outcome, seen = self.workspace.run(self._watched(gesture, view_id))
        if outcome.failed:
            raise Failed(f"{outcome.failed} {self._refusals()}".strip())
        return seen

    async def _watched(
        self, gesture: Callable[[], Coroutine[Any, Any, Outcome]], view_id: str | None
    ) -> tuple[Outcome, Seen]:
        with self.state.listening() as queue:
            outcome = await gesture()
            found = self._drained(queue, outcome.number)
            if not found and not outcome.failed:
                found = await self._patient(queue, outcome.number)
        return outcome, self._seen(outcome, found, view_id)

    def _drained(self, queue: asyncio.Queue[Change], number: int) -> list[Change]:
        changes = [queue.get_nowait() for _ in range(queue.qsize())]
        return [change for change in changes if self._concerns(change, number)]

    async def _patient(self, queue: asyncio.Queue[Change], number: int) -> list[Change]:
        try:
            async with asyncio.timeout(self.workspace.patience):
                while True:
                    change = await queue.get()
                    if self._concerns(change, number):
                        return [change]
        except TimeoutError:
            return []

    def _concerns(self, change: Change, number: int) -> bool:
        if change.kind not in SHOWING:
            return False
        return change.gesture == number or (change.gesture is None and change.only_for == self.id)

    def _seen(self, outcome: Outcome, changes: list[Change], view_id: str | None) -> Seen:
        kinds = {change.kind for change in changes}
        top = self.state.top_view(self.id)
        if top is not None and "view" in kinds:
            return Modal(self, top)
        said = [c for c in changes if c.kind in ("message", "message_changed")]
        for change in reversed(said):
            message = self.state.message(change.channel_id or "", change.item or "")
            if message is not None and message.author_id != self.id:
                return Shown(self, message)
        if "home" in kinds:
            return Home(self, self.state.homes[self.id])
        still = top if top is not None and top.id == view_id else None
        return Modal(self, still) if still else None

    def _refusals(self) -> str:
        last = self.state.refused[-1:]
        return f"({last[0].method}: {', '.join(last[0].messages)})" if last else ""
