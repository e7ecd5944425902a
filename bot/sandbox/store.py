"""The workspaces on disk: one JSON file beside the bot's database, written whole and put in place at once."""

import asyncio
import base64
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.sandbox.state import App, Change, Channel, Message, State, StoredFile, View

DELAY: Final = 0.3  # seconds between a change and its writing
PASSING: Final = frozenset({"wire", "stop"})


@dataclass(slots=True)
class Kept:
    """What is kept of one workspace over a restart: not the wire log, trigger ids and response URLs."""

    channels: list[Channel]
    messages: dict[str, list[Message]]
    modals: dict[str, list[View]]
    homes: dict[str, View]
    files: list[StoredFile]
    contents: dict[str, str]  # file id -> base64
    read_marks: dict[str, dict[str, str]]


@dataclass(slots=True)
class Snapshot:
    """All that is kept: the clock, the app's secrets, and each workspace by its id."""

    offset_seconds: float
    signing_secret: str
    app_token: str
    bot_tokens: dict[str, str]
    teams: dict[str, Kept]


class Store:
    """Loads the states once, then writes them a moment after each change; all of them share app and clock."""

    def __init__(self, states: Sequence[State], path: Path) -> None:
        self.states = states
        self.path = path
        self._adapter = TypeAdapter(Snapshot)
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    @property
    def _app(self) -> App:
        return self.states[0].app

    def load(self) -> None:
        """Put what the file holds into the states; a missing file changes nothing; raises ValueError."""
        if not self.path.exists():
            return
        try:
            kept = self._adapter.validate_json(self.path.read_bytes())
        except ValueError as error:
            raise ValueError(f"{self.path} holds no sandbox of this version; delete it to begin anew") from error
        self.states[0].clock.shift(kept.offset_seconds)
        self._app.signing_secret, self._app.app_token = kept.signing_secret, kept.app_token
        self._app.bot_tokens |= kept.bot_tokens
        for state in self.states:
            if state.cast.team_id in kept.teams:
                _restore(state, kept.teams[state.cast.team_id])

    def changed(self, change: Change) -> None:
        """Note a change: the file is written a moment later (a listener of each state)."""
        if change.kind not in PASSING and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if self._writing is not None and not self._writing.done():
            self._timer = asyncio.get_running_loop().call_later(DELAY, self._begin)
            return
        self._writing = asyncio.create_task(asyncio.to_thread(self._write, self._encoded()))

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await self._writing
        await asyncio.to_thread(self._write, self._encoded())

    def _encoded(self) -> bytes:
        snapshot = Snapshot(
            offset_seconds=self.states[0].clock.offset.total_seconds(),
            signing_secret=self._app.signing_secret,
            app_token=self._app.app_token,
            bot_tokens=self._app.bot_tokens,
            teams={state.cast.team_id: _kept(state) for state in self.states},
        )
        return self._adapter.dump_json(snapshot)

    def _write(self, content: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(self.path.name + ".new")
        beside.touch(mode=0o600)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def _kept(state: State) -> Kept:
    return Kept(
        channels=list(state.channels.values()),
        messages=state.messages,
        modals=state.modals,
        homes=state.homes,
        files=[replace(one, content=None) for one in state.files.values()],
        contents={f.id: base64.b64encode(f.content).decode() for f in state.files.values() if f.content},
        read_marks=state.read_marks,
    )


def _restore(state: State, kept: Kept) -> None:
    state.channels |= {c.id: c for c in kept.channels if c.id in state.channels}
    state.messages, state.modals, state.homes = kept.messages, kept.modals, kept.homes
    state.read_marks = kept.read_marks
    for one in kept.files:
        content = kept.contents.get(one.id)
        state.files[one.id] = replace(one, content=base64.b64decode(content) if content else None)
    for message in (m for messages in kept.messages.values() for m in messages):
        state.clock.not_before(message.ts)
