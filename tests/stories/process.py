"""`convenor` as a process of its own, as people start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.sandbox import Workspace
from storage.engine import Database

CONVENOR = str(Path(sys.executable).with_name("convenor"))
START_S = 60


class Process:
    """A running command; its output stands in `said`."""

    def __init__(self, arguments: tuple[str, ...], settings: Mapping[str, str], log: Path) -> None:
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self._log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [CONVENOR, *arguments], env=environment | settings, stdout=out, stderr=out, start_new_session=True
            )

    @property
    def said(self) -> str:
        return self._log.read_text()

    @property
    def pid(self) -> int:
        return self._process.pid

    def until(self, condition: Callable[[], bool], every_s: float = 0.01, within_s: float = START_S) -> None:
        """Wait for a condition while the process runs."""
        end = time.monotonic() + within_s
        while not condition():
            assert self._process.poll() is None and time.monotonic() < end, self.said
            time.sleep(every_s)

    def kill(self) -> None:
        """`kill -9`"""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(START_S)

    def freeze(self) -> None:
        """`kill -STOP`"""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """`kill -CONT`"""
        self._process.send_signal(signal.SIGCONT)

    def ctrl_c(self, within_s: float) -> int:
        """Press Ctrl-C; return the exit code. Raises TimeoutExpired: seconds of a machine with nothing else to do."""
        waiting_for_each_core = os.getloadavg()[0] / (os.cpu_count() or 1)
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(within_s * max(1.0, waiting_for_each_core))

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(START_S)


@contextmanager
def running(*arguments: str, settings: Mapping[str, str], log: Path) -> Iterator[Process]:
    """Run a command of `convenor` while the block runs."""
    process = Process(arguments, settings, log)
    try:
        yield process
    finally:
        process.end()


def settings_for(slack: Workspace, database: Database, folder: Path, api_url: str | None = None) -> dict[str, str]:
    """Return the settings of `convenor run` in a workspace; `api_url` leads its calls another way."""
    return {
        "CONVENOR_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "CONVENOR_DATA_DIR": str(folder),
        "CONVENOR_SECRET_KEY": "for tests",
        "CONVENOR_POSTS_PER_MINUTE": "6000",
        "PORT": free_port(),
        "SLACK_API_URL": api_url or slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
    }


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])
