"""The apps as processes: ours as `convenor run` serves it, and the bare ones."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench import driver
from bench.databases import Stage
from bench.gestures import BOT_TOKEN, GESTURES, SIGNING_SECRET, Gesture
from bench.measures import BY_HAND, FIXED, OURS

START_S = 60
ASK_AGAIN_S = 0.004
TEMPORARY = ("CONVENOR_", "SLACK_", "PORT")


class Failed(Exception):
    """An app that does not start, or answers what it should not."""


@dataclass
class App:
    """A running app; `started_s` is the time from the start of the process to its first answer."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    started_s: float

    @property
    def megabytes(self) -> float:
        """Resident memory now."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time spent so far."""
        spent = psutil.Process(self.process.pid).cpu_times()
        return spent.user + spent.system

    def stop(self) -> None:
        """End the process and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Starter:
    """Starts any app, any number of times; `answers` (by gesture) are ours, once we know them.

    `updates` is what `bench/recording.py` recorded, where updates are measured.
    """

    stage: Stage
    folder: Path
    api_url: str
    threads: int
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    gestures: Sequence[Gesture] = GESTURES
    updates: dict[str, Any] = field(default_factory=dict)

    def start(self, name: str) -> App:
        """Start an app and wait for its first answer. Raises Failed."""
        port = free_port()
        command, environment = self._ours(port) if name == OURS else self._bare(name, port)
        with (self.folder / f"{name}.log").open("ab") as log:
            began = time.perf_counter()
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            app = App(name, port, process, 0)
            try:
                app.started_s = _first_answer(app, self.gestures[0]) - began
            except Failed as failure:
                app.stop()
                raise Failed(f"{failure}\n{Path(log.name).read_text()[-2000:]}") from None
        return app

    def _ours(self, port: int) -> tuple[Sequence[str], dict[str, str]]:
        settings = {
            "CONVENOR_DATABASE_URL": self.stage.url,
            "CONVENOR_DATA_DIR": str(self.folder),
            "CONVENOR_SECRET_KEY": "bench",
            "PORT": str(port),
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        }
        return (sys.executable, "-c", "from bot.start import main; main()", "run"), _environment() | settings

    def _bare(self, name: str, port: int) -> tuple[Sequence[str], dict[str, str]]:
        order = {
            "app": name,
            "port": port,
            "threads": self.threads,
            "url": self.stage.url,
            "token": BOT_TOKEN,
            "secret": SIGNING_SECRET,
            "api_url": self.api_url,
            "gestures": [self._for_bare(one) for one in self.gestures],
            "updates": self.updates,
        }
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(order))
        return (sys.executable, "-m", "bench.bare", str(path)), _environment()

    def _for_bare(self, gesture: Gesture) -> dict[str, Any]:
        return {
            "name": gesture.name,
            "command": gesture.command,
            "text": gesture.text,
            "answer": self.answers[gesture.name],
            "statements": self.stage.statements[gesture.name],
        }


def ask(port: int, gesture: Gesture) -> dict[str, Any]:
    """Return an app's answer to one gesture. Raises Failed, or OSError while nothing listens."""
    with socket.create_connection(("127.0.0.1", port), timeout=START_S) as connection:
        connection.sendall(
            driver.signed(gesture.form, SIGNING_SECRET, port).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
        )
        data = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = data.partition(b"\r\n\r\n")
    if head[9:12] != b"200":
        raise Failed(f"{gesture.command} {gesture.text}: {head[:60]!r} {body[:200]!r}")
    answer: dict[str, Any] = json.loads(body)
    return answer


def start_all(starter: Starter, names: Sequence[str], say: Callable[[str], None]) -> dict[str, App]:
    """Start ours first (the bare ones are given its answers), then the others; none is left when one fails."""
    apps: dict[str, App] = {}
    try:
        apps[OURS] = starter.start(OURS)
        starter.answers = {one.name: ask(apps[OURS].port, one) for one in starter.gestures}
        for name in names:
            if name != OURS:
                apps[name] = starter.start(name)
        for gesture in starter.gestures:
            _compare(starter.answers[gesture.name], apps, gesture, say)
    except BaseException:
        for app in apps.values():
            app.stop()
        raise
    return apps


def _compare(ours: dict[str, Any], apps: dict[str, App], gesture: Gesture, say: Callable[[str], None]) -> None:
    """Raise Failed where the work is plainly not the same; say so where the words differ."""
    for name in sorted({BY_HAND, FIXED} & set(apps)):
        theirs = ask(apps[name].port, gesture)
        sizes = len(json.dumps(ours)), len(json.dumps(theirs))
        if max(sizes) > 1.2 * min(sizes):
            raise Failed(f"{gesture.name}: {name} answers {sizes[1]} bytes, ours {sizes[0]}: mend bench/by_hand.py")
        if theirs != ours:
            say(f"note: {name} answers {gesture.name} in other words than ours; bench/by_hand.py may be out of date")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _first_answer(app: App, gesture: Gesture) -> float:
    """Return when the app answered its first request."""
    until = time.perf_counter() + START_S
    while time.perf_counter() < until:
        if app.process.poll() is not None:
            raise Failed(f"{app.name} ended with {app.process.returncode}")
        with suppress(OSError):
            ask(app.port, gesture)
            return time.perf_counter()
        time.sleep(ASK_AGAIN_S)
    raise Failed(f"{app.name} did not answer within {START_S} s")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(TEMPORARY)}
