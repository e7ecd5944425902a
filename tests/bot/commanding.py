"""The command line, called in this process, and `convenor` as a process of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.cli import main

PATIENCE_S = 60


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        return json.loads(self.out)


def call(*arguments: str, **variables: str) -> Ended:
    """Call `convenor` with these arguments and nothing in the environment but these settings."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        patch.dict(os.environ, _environment(variables), clear=True),
        patch.object(sys, "argv", ["convenor", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Ended(code, out.getvalue(), err.getvalue())


@contextmanager
def running(*arguments: str, log: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """Run `convenor` in a process of its own while the block runs; its log lines go into a file."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, env=_environment(variables), stdout=subprocess.PIPE, stderr=errors, text=True, cwd=log.parent
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        assert process.stdout
        process.stdout.close()


def line_of(process: subprocess.Popen[str]) -> str:
    """Wait for the next line of standard output; a process that says nothing for too long is ended."""
    assert process.stdout
    limit = threading.Timer(PATIENCE_S, process.kill)
    limit.start()
    try:
        return process.stdout.readline()
    finally:
        limit.cancel()


def wait_for(log: Path, words: str, process: subprocess.Popen[str]) -> None:
    """Wait until a log has these words."""
    until = time.monotonic() + PATIENCE_S
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.02)


def _environment(variables: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONVENOR_", "SLACK_", "PORT"))}
    return kept | variables
