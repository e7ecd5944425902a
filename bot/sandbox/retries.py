"""Events that nobody took come again: at once, after one minute, after five more (machine time)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.clock import Clock
from bot.sandbox.state import Json

LATER: Final = (60.0, 300.0)
"""Seconds before the second and the third retry; the first one is made at once, by the wire."""
FIRST: Final = 2  # X-Slack-Retry-Num of the first one here
MARGIN: Final = 0.01  # a timer may be a little early

Again = Callable[[Json, int, str], Awaitable[str | None]]


@dataclass(slots=True)
class Waiting:
    """An event to be sent again; `due` is machine time in ticks, `reason` why the last attempt failed."""

    envelope: Json
    number: int
    reason: str
    due: float
    timer: asyncio.TimerHandle


class Retries:
    """The events that wait; `again` sends one and gives the reason when it failed once more."""

    def __init__(self, clock: Clock, again: Again) -> None:
        self._clock = clock
        self._again = again
        self._waiting: list[Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def plan(self, envelope: Json, reason: str, number: int = FIRST) -> None:
        """Send an event again when its time has come; after the third retry it is given up."""
        if number - FIRST >= len(LATER):
            return
        pause = LATER[number - FIRST]
        due = self._clock.ticks() + pause
        timer = asyncio.get_running_loop().call_later(pause + MARGIN, self._wake)
        self._waiting.append(Waiting(envelope, number, reason, due, timer))

    async def run_due(self) -> None:
        """Send what is due, one after the other."""
        due = [one for one in self._waiting if one.due <= self._clock.ticks()]
        for one in due:
            if one in self._waiting:
                self._waiting.remove(one)
                one.timer.cancel()
                reason = await self._again(one.envelope, one.number, one.reason)
                if reason is not None:
                    self.plan(one.envelope, reason, one.number + 1)

    def clear(self) -> None:
        """Forget all that waits."""
        for one in self._waiting:
            one.timer.cancel()
        self._waiting.clear()

    def _wake(self) -> None:
        task = asyncio.get_running_loop().create_task(self.run_due())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
