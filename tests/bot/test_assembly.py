"""What the assembly joins: workspaces and tokens, loading, admins; and that importing has no effect."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.assembly import Convenor
from bot.config import read
from storage import tables
from tests.office import Office
from tests.office import office as opened


@pytest.fixture
def still(tmp_path: Path) -> Office:
    with opened(
        tmp_path, data="none", ticking=False, CONVENOR_ADMINS="U02ADMINIST,T9:U1,T02SANDBOX0:U02LEDNETTM"
    ) as one:
        yield one


def test_the_first_workspace_is_that_of_the_token(still: Office) -> None:
    [row] = still.rows(tables.workspaces)
    assert (row.team_id, row.bot_user_id) == (still.slack.team_id, still.slack.bot_user_id)
    assert still.slack.bot_token.encode() not in row.bot_token
    found = still.convenor.installations.find(still.slack.team_id)
    assert found is not None
    assert found.token == still.slack.bot_token
    assert found.identity == still.slack.team_id


def test_another_secret_key_cannot_read_the_token(still: Office) -> None:
    other = Convenor(
        read(
            CONVENOR_DATABASE_URL=str(still.convenor.database.url),
            CONVENOR_DATA_DIR=still.folder,
            CONVENOR_SECRET_KEY="another",
        )
    )
    found = other.installations.find(still.slack.team_id)
    assert found is not None
    assert found.token is None
    assert other.installations.client(still.slack.team_id) is None
    other.close()


def test_nobody_is_found_under_another_id(still: Office) -> None:
    assert still.convenor.installations.find("T9") is None
    assert still.convenor.installations.find(None) is None
    assert still.convenor.installations.find(None, "E9") is None
    assert still.convenor.installations.client("T9") is None


def test_a_workspace_is_found_by_its_enterprise(still: Office) -> None:
    with still.convenor.database.writing() as db:
        db.execute(tables.workspaces.update().values(enterprise_id="E9"))
    still.convenor.installations.forget()
    found = still.convenor.installations.find("T_OTHER", "E9")
    assert found is not None
    assert found.identity == "E9"


def test_admins_of_the_setting(still: Office) -> None:
    people = {row.id: row.user_id for row in still.rows(tables.people)}
    admins = still.rows(tables.assignments, role="admin")
    assert sorted(people[row.person_id] for row in admins) == ["U02ADMINIST", "U02LEDNETTM"]
    still.convenor.load(())
    assert len(still.rows(tables.assignments, role="admin")) == 2
    assert len(still.rows(tables.audit, did="role.given")) == 2


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, data="bundled", ticking=False) as one:
        before = one.counts()
        one.convenor.load(("leicestershire-2024", "lednet-2021"))
        one.convenor.install()
        one.convenor.migrate()
        assert one.counts() == before


def test_nothing_is_loaded_and_nothing_is_sent_unasked(still: Office) -> None:
    """Quiet until asked: a fresh database has the workspace and its admins, nothing else."""
    filled = {name for name, number in still.counts().items() if number}
    assert filled == {"workspaces", "people", "assignments", "audit"}


def test_importing_has_no_effect(tmp_path: Path) -> None:
    """Every module can be imported without settings, and makes no file, thread or connection."""
    script = """
import pkgutil, threading, importlib, os, sys
sys.path.insert(0, sys.argv[1])
for package in ("bot", "jobs", "storage", "seed"):
    for found in pkgutil.walk_packages([f"{sys.argv[1]}/{package}"], f"{package}."):
        if "migrations" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
assert threading.active_count() == 1, threading.enumerate()
assert os.listdir() == [], os.listdir()
"""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", script, root]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env={}, check=False)
    assert (done.returncode, done.stderr) == (0, "")
