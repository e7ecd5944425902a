"""The workspace on disk: one JSON file beside the bot's database, written whole and put in place at once."""

import asyncio
import base64
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from bot.sandbox.state import Change, Channel, Message, State, StoredFile, View

DELAY: Final = 0.3  # seconds between a change and its writing
PASSING: Final = frozenset({"wire", "stop"})


@dataclass(slots=True)
class Snapshot:
    """What is kept over a restart: not the wire log, trigger ids and response URLs."""

    offset_seconds: float
    channels: list[Channel]
    messages: dict[str, list[Message]]
    modals: dict[str, list[View]]
    homes: dict[str, View]
    files: list[StoredFile]
    contents: dict[str, str]  # file id -> base64
    read_marks: dict[str, dict[str, str]]


class Store:
    """Loads the state once, then writes it a moment after each change."""

    def __init__(self, state: State, path: Path) -> None:
        self.state = state
        self.path = path
        self._adapter = TypeAdapter(Snapshot)
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Put what the file holds into the state; a missing file changes nothing; raises ValueError."""
        if not self.path.exists():
            return
        kept = self._adapter.validate_json(self.path.read_bytes())
        state = self.state
        state.clock.shift(kept.offset_seconds)
        state.channels |= {c.id: c for c in kept.channels if c.id in state.channels}
        state.messages, state.modals, state.homes = kept.messages, kept.modals, kept.homes
        state.read_marks = kept.read_marks
        for one in kept.files:
            content = kept.contents.get(one.id)
            state.files[one.id] = replace(one, content=base64.b64decode(content) if content else None)
        for message in (m for messages in kept.messages.values() for m in messages):
            state.clock.not_before(message.ts)

    def changed(self, change: Change) -> None:
        """Note a change: the file is written a moment later (a listener of the state)."""
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
        state = self.state
        contents = {f.id: base64.b64encode(f.content).decode() for f in state.files.values() if f.content}
        snapshot = Snapshot(
            offset_seconds=state.clock.offset.total_seconds(),
            channels=list(state.channels.values()),
            messages=state.messages,
            modals=state.modals,
            homes=state.homes,
            files=[replace(one, content=None) for one in state.files.values()],
            contents=contents,
            read_marks=state.read_marks,
        )
        return self._adapter.dump_json(snapshot)

    def _write(self, content: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
