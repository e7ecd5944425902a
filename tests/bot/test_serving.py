"""`convenor run` and `convenor sandbox` as processes, beside a real workspace: how they start, serve and end."""

import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Workspace
from bot.slack.features import COMMANDS
from storage import tables
from storage.engine import Database
from tests.bot.commanding import PATIENCE_S, call, line_of, running, wait_for


@pytest.fixture
def slack() -> Iterator[Workspace]:
    with Workspace() as one:
        one.commands = COMMANDS
        one.answer_within = PATIENCE_S
        yield one
        assert one.rejected == ()


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        found: int = listener.getsockname()[1]
        return found


def settings(slack: Workspace, folder: Path, port: int, **changed: str) -> dict[str, str]:
    well = {
        "CONVENOR_DATA_DIR": str(folder / "data"),
        "CONVENOR_LOAD": "examples",
        "CONVENOR_LOG": "json",
        "PORT": str(port),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    return {name: value for name, value in (well | changed).items() if value}


def test_run_over_http(slack: Workspace, tmp_path: Path, port: int) -> None:
    log = tmp_path / "log"
    with running("run", log=log, **settings(slack, tmp_path, port)) as process:
        wait_for(log, "listening", process)
        slack.connect(f"http://127.0.0.1:{port}/slack/events")
        newcomer = slack.as_("Newcomer")
        assert "T18: Electric vehicle" in newcomer.slash("/action", "T18").text
        newcomer.slash("/meetings")
        newcomer.write("T17")
        newcomer.dm.wait_for("T17:", timeout=20)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    written = log.read_text()
    assert "Traceback" not in written
    assert slack.bot_token not in written
    assert slack.signing_secret not in written
    database = Database(f"sqlite:///{tmp_path / 'data' / 'convenor.db'}")
    with database.reading() as db:
        assert [row.status for row in db.execute(tables.deliveries.select())] == ["sent"]
        assert slack.bot_token.encode() not in db.execute(tables.workspaces.select()).one().bot_token
    database.close()


def test_run_over_socket_mode(slack: Workspace, tmp_path: Path, port: int) -> None:
    log = tmp_path / "log"
    given = settings(slack, tmp_path, port, SLACK_APP_TOKEN=slack.app_token, SLACK_SIGNING_SECRET="")
    with running("run", log=log, **given) as process:
        wait_for(log, "connected by Socket Mode", process)
        newcomer = slack.as_("Newcomer")
        card = newcomer.slash("/action", "T18")
        assert "T18: Electric vehicle" in card.text
        assert "You cannot update T18" in card.press("Update").text
        newcomer.write("T17")
        newcomer.dm.wait_for("T17:", timeout=20)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert "Traceback" not in log.read_text()


def test_run_beside_slack_that_is_away(slack: Workspace, tmp_path: Path, port: int) -> None:
    """Never seen before: a reason and an end. Known from before: it serves."""
    away = settings(slack, tmp_path, port, SLACK_API_URL="http://127.0.0.1:1/api/")
    log = tmp_path / "log"
    with running("run", log=log, **away) as process:
        assert process.wait(PATIENCE_S) == 1
    assert "Slack cannot be reached at http://127.0.0.1:1/api/" in log.read_text()
    assert "Traceback" not in log.read_text()
    with running("run", log=log, **settings(slack, tmp_path, port)) as process:
        wait_for(log, "listening", process)
    with running("run", log=log, **away) as process:
        wait_for(log, "listening", process)
        slack.connect(f"http://127.0.0.1:{port}/slack/events")
        assert "T18: Electric vehicle" in slack.as_("Newcomer").slash("/action", "T18").text
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    assert "slack cannot be reached" in log.read_text()


def test_run_with_a_token_that_slack_refuses(slack: Workspace, tmp_path: Path, port: int) -> None:
    log = tmp_path / "log"
    with running("run", log=log, **settings(slack, tmp_path, port, SLACK_BOT_TOKEN="xoxb-wrong")) as process:
        assert process.wait(PATIENCE_S) == 1
    assert "SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)" in log.read_text()
    assert "Traceback" not in log.read_text()
    assert "xoxb-wrong" not in log.read_text()


def test_a_port_that_is_taken(slack: Workspace, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        log = tmp_path / "log"
        with running("run", log=log, **settings(slack, tmp_path, taken, CONVENOR_LOAD="")) as process:
            assert process.wait(PATIENCE_S) == 1
        assert f"PORT: cannot listen on 127.0.0.1:{taken}" in log.read_text()
        ended = call("sandbox", "--alone", "--port", str(taken), CONVENOR_DATA_DIR=str(tmp_path))
    assert (ended.code, ended.err) == (1, f"Port {taken} is taken. Choose another one with --port.\n")


def test_the_sandbox(tmp_path: Path) -> None:
    """It opens, keeps what was done, and opens again; it never touches the operator's database."""
    mine = tmp_path / "mine.db"
    given: dict[str, Any] = {
        "CONVENOR_DATA_DIR": str(tmp_path / "data"),
        "CONVENOR_DATABASE_URL": f"sqlite:///{mine}",
        "CONVENOR_LOG": "json",
    }
    for number in range(2):
        log = tmp_path / f"log{number}"
        with running("sandbox", "--port", "0", "--at", "2021-05-12T10:00", log=log, **given) as process:
            address = line_of(process).split(": ", 1)[1].strip()
            assert address.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(address) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) == 0
        assert "Traceback" not in log.read_text()
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"sandbox.db", "sandbox.json"}
    assert not mine.exists()
    kept = call("outbox", "--json", CONVENOR_DATABASE_URL=f"sqlite:///{tmp_path / 'data' / 'sandbox.db'}")
    assert not [row for row in kept.rows if row["kind"] == "digest"], "nobody is asked late for what the demo says"


def test_the_sandbox_alone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running("sandbox", "--alone", "--port", "0", log=log, CONVENOR_DATA_DIR=str(tmp_path)) as process:
        assert line_of(process).startswith("The sandbox is open: http://127.0.0.1:")
        said = dict(line_of(process).strip().split("=", 1) for _ in range(4))
        assert set(said) == {"SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}
        doctor = call("doctor", "--json", CONVENOR_DATA_DIR=str(tmp_path), **said)
        assert {row["check"] for row in doctor.rows if row["ok"]} >= {"settings", "token", "scopes", "clock"}
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0


def test_the_sandbox_does_not_start_beside_a_real_slack(tmp_path: Path) -> None:
    ended = call("sandbox", SLACK_BOT_TOKEN="xoxb-real", CONVENOR_DATA_DIR=str(tmp_path))
    assert ended.code == 2
    assert "Unset it" in ended.err
    assert list(tmp_path.iterdir()) == []
