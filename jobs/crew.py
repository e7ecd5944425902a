"""Threads that send several messages at once, and those of one place one after the other."""

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from jobs.running import guarded

T = TypeVar("T")


class Crew(Generic[T]):
    """Up to `size` threads, each with what goes to one place; `settled` counts for how many `send` said True.

    They are daemons and begun when they are needed: a call to Slack that hangs does not keep the process from ending,
    and an idle outbox has no threads.
    """

    def __init__(self, size: int, send: Callable[[T], bool]) -> None:
        self._size, self._send = size, send
        self._busy: set[str] = set()
        self._changed = threading.Condition()
        self.settled = 0

    @property
    def busy(self) -> frozenset[str]:
        """Where something is on its way to."""
        with self._changed:
            return frozenset(self._busy)

    def hand(self, place: str, things: Iterable[T]) -> None:
        """Begin to send things to a place that is not busy, in their order."""
        with self._changed:
            self._busy.add(place)
        work = guarded("delivery", lambda: self._each(things))
        threading.Thread(target=self._work, args=(place, work), name="delivery", daemon=True).start()

    def wait(self, free: int, seconds: float | None = None) -> None:
        """Wait until so many threads are free, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._size - len(self._busy) >= free, seconds)

    def _each(self, things: Iterable[T]) -> None:
        for thing in things:
            done = self._send(thing)
            with self._changed:
                self.settled += done

    def _work(self, place: str, work: Callable[[], bool]) -> None:
        work()
        with self._changed:
            self._busy.discard(place)
            self._changed.notify()
