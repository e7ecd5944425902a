"""Writes of several threads in one transaction: each commit waits for the disk, and a disk may be slow."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Together:
    """Does what several threads want to write: whatever has come while one transaction ran is done in the next one.

    `writing` begins a transaction. A write that raises undoes those that were done with it; all of them raise then.
    """

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._turn = threading.Lock()
        self._waiting: list[tuple[Callable[[Connection], Any], Future[Any]]] = []
        self._guard = threading.Lock()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Do some work in a transaction, and return what it returned once that is committed."""
        future: Future[T] = Future()
        with self._guard:
            self._waiting.append((work, future))
        with self._turn:
            if not future.done():
                self._write_all()
        return future.result()

    def _write_all(self) -> None:
        with self._guard:
            taken, self._waiting = self._waiting, []
        try:
            with self._writing() as db:
                results = [work(db) for work, _ in taken]
            for (_, future), result in zip(taken, results, strict=True):
                future.set_result(result)
        finally:
            for _, future in taken:
                future.cancel()  # does nothing to those that are done
