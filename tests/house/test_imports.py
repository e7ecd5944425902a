"""Importing a module does nothing, and a command loads only what it needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import Database
from tests.house.source import ROOT, modules

HEAVY = ("alembic", "matplotlib", "docx", "openpyxl", "xlsxwriter", "holidays", "seed.facts")

WATCHED = """
import importlib, json, os, sys, threading

found, module, importing = [], "", True

def watch(event, arguments):
    if not importing:
        return
    if event == "open":
        path, _, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes and str(path) != os.devnull:
            found.append(f"{module} opens {path} for writing")
    elif event in BANNED:
        found.append(f"{module}: {event} {arguments[:1]}")

BANNED = {
    "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.fork", "os.posix_spawn",
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.putenv", "sqlite3.connect", "signal.signal",
}
start = threading.Thread.start

def note(thread):  # Python 3.11 has no audit event for it
    found.append(f"{module} starts the thread {thread.name}")
    start(thread)

threading.Thread.start = note
sys.addaudithook(watch)
for module in json.loads(sys.argv[1]):
    importlib.import_module(module)
importing = False
print(json.dumps(found))
"""


def run(code: str, *arguments: str, **environment: str) -> str:
    """Run Python of its own, in a bare environment, and return what it printed."""
    env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)} | environment
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(code: str, **environment: str) -> set[str]:
    """Run a piece of code and return the modules that it had loaded at its end."""
    printed = run(f"{code}\nimport sys\nprint('\\n' + '\\n'.join(sys.modules))", **environment)
    return set(printed.splitlines())


def heavy(names: set[str]) -> list[str]:
    """Name what is slow to load, or only a few commands need."""
    return sorted(name for name in HEAVY if name in names)


def test_importing_any_module_has_no_effect():
    names = [one.name for one in modules() if not one.name.endswith("__main__")]
    assert json.loads(run(WATCHED, json.dumps(names))) == []


@pytest.mark.parametrize(
    ("effect", "event"),
    [
        ("open('made', 'w')", "opens made"),
        ("import threading; threading.Thread(target=print).start()", "starts the thread"),
        ("import socket; socket.socket().bind(('127.0.0.1', 0))", "socket.bind"),
    ],
)
def test_an_effect_would_be_found(tmp_path: Path, effect: str, event: str):
    (tmp_path / "effective.py").write_text(effect)
    code = f"import os; os.chdir({str(tmp_path)!r})\n{WATCHED}"
    found = json.loads(run(code, '["effective"]', PYTHONPATH=str(tmp_path)))
    assert any(event in one for one in found)


def test_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['convenor', '--help']\nfrom bot.cli import main\ntry: main()\nexcept SystemExit: pass"
    )
    assert heavy(loaded(code)) == []


def test_a_start_on_a_current_database_loads_nothing_heavy(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'convenor.db'}")
    migrate.upgrade(database)
    database.close()
    code = (
        "from bot import config, serving\n"
        "convenor = serving.Convenor(config.read())\n"
        "convenor.migrate(); convenor.load(()); convenor.close()"
    )
    names = loaded(
        code, CONVENOR_DATA_DIR=str(tmp_path), SLACK_BOT_TOKEN="xoxb-of-a-test", SLACK_SIGNING_SECRET="of a test"
    )
    assert "storage.tables" in names
    assert heavy(names) == []
