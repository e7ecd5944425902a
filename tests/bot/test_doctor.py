"""`convenor doctor` beside a workspace: what is well, each thing that is not, and how to mend it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.slack.features import SCOPES
from tests.bot.commanding import call
from tests.office import Office
from tests.office import office as opened


@pytest.fixture
def still(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, ticking=False) as one:
        yield one


def settings(office: Office, **changed: str) -> dict[str, str]:
    well = {
        "CONVENOR_DATABASE_URL": office.convenor.database.url.render_as_string(hide_password=False),
        "CONVENOR_DATA_DIR": str(office.folder),
        "CONVENOR_PUBLIC_URL": office.url,
        "SLACK_BOT_TOKEN": office.slack.bot_token,
        "SLACK_SIGNING_SECRET": office.slack.signing_secret,
        "SLACK_API_URL": office.slack.api_url,
    }
    return {name: value for name, value in (well | changed).items() if value}


def wrong(office: Office, **changed: str) -> dict[str, dict[str, Any]]:
    """What doctor finds wrong: check -> finding; its exit code must say so."""
    ended = call("doctor", "--json", **settings(office, **changed))
    assert [list(row) for row in ended.rows] == [["check", "ok", "found", "mend"]] * len(ended.rows)
    found = {row["check"]: row for row in ended.rows if not row["ok"]}
    assert ended.code == (1 if found else 0)
    assert all(row["mend"] for row in found.values())
    assert office.slack.bot_token not in ended.out
    return found


def test_all_is_well(still: Office) -> None:
    ended = call("doctor", **settings(still))
    assert ended.code == 0
    for check in ("settings", "token", "scopes", "clock", "public address", "database", "channel"):
        assert f"ok   {check}: " in ended.out
    assert "FAIL" not in ended.out
    assert ended.out.count("channel: ") == 3
    assert still.slack.rejected == ()


def test_doctor_changes_nothing(still: Office) -> None:
    before, messages = still.counts(), [len(m) for m in still.slack.state.messages.values()]
    call("doctor", **settings(still))
    assert (still.counts(), [len(m) for m in still.slack.state.messages.values()]) == (before, messages)


def test_a_wrong_token(still: Office) -> None:
    found = wrong(still, SLACK_BOT_TOKEN="xoxb-wrong")
    assert list(found) == ["token"]
    assert "invalid_auth" in found["token"]["found"]
    assert "OAuth & Permissions" in found["token"]["mend"]


def test_nothing_is_set(still: Office) -> None:
    ended = call("doctor", "--json", **settings(still, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET=""))
    assert ended.code == 1
    missing = [row for row in ended.rows if row["check"] == "settings"]
    assert {row["found"].split()[0] for row in missing} == {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}
    assert any(row["check"] == "database" and row["ok"] for row in ended.rows)


def test_missing_scopes(still: Office) -> None:
    still.slack.scopes = frozenset(set(SCOPES) - {"files:write", "users:read"})
    found = wrong(still)
    assert found["scopes"]["found"] == "missing: files:write, users:read"
    assert "reinstall" in found["scopes"]["mend"]


def test_without_the_optional_scopes_channels_are_not_checked(still: Office) -> None:
    still.slack.scopes = frozenset(SCOPES)
    assert wrong(still) == {}
    assert "not checked without the optional scope" in call("doctor", **settings(still)).out


def test_not_in_a_channel(still: Office) -> None:
    still.slack.state.channels["C02LEDNET00"].members.discard(still.slack.bot_user_id)
    found = wrong(still)
    assert found["channel"]["found"] == "C02LEDNET00: not_in_channel"
    assert "/invite @Convenor" in found["channel"]["mend"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_an_unreachable_address(still: Office, address: str) -> None:
    found = wrong(still, CONVENOR_PUBLIC_URL=address)
    assert list(found) == ["public address"]
    assert address in found["public address"]["found"]


def test_something_else_under_the_address(still: Office) -> None:
    assert list(wrong(still, CONVENOR_PUBLIC_URL=still.slack.url)) == ["public address"]


def test_no_address(still: Office) -> None:
    assert "CONVENOR_PUBLIC_URL is not set" in wrong(still, CONVENOR_PUBLIC_URL="")["public address"]["found"]
    assert wrong(still, CONVENOR_PUBLIC_URL="", SLACK_APP_TOKEN=still.slack.app_token) == {}


def test_slack_cannot_be_reached(still: Office) -> None:
    found = wrong(still, SLACK_API_URL="http://127.0.0.1:1/api/")
    assert list(found) == ["token"]
    assert "no answer" in found["token"]["found"]


def test_a_database_that_is_not_migrated(still: Office, tmp_path: Path) -> None:
    found = wrong(still, CONVENOR_DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}")
    assert list(found) == ["database"]
    assert "convenor migrate" in found["database"]["mend"]


def test_a_database_that_is_away(still: Office) -> None:
    away = "postgresql+psycopg://me:secret-word@127.0.0.1:1/x"
    ended = call("doctor", "--json", **settings(still, CONVENOR_DATABASE_URL=away, CONVENOR_SECRET_KEY="k"))
    [database] = [row for row in ended.rows if row["check"] == "database"]
    assert not database["ok"]
    assert "CONVENOR_DATABASE_URL" in database["mend"]
    assert "secret-word" not in ended.out


@pytest.fixture
def slow_clock() -> Iterator[str]:
    """A Slack whose clock is an hour off."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = b'{"ok": true, "team": "Elsewhere", "team_id": "T1", "user_id": "U1"}'
            self.send_response_only(200)
            self.send_header("Date", "Fri, 01 Jan 2021 00:00:00 GMT")
            self.send_header("X-OAuth-Scopes", ",".join(SCOPES))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_clock_that_is_off(still: Office, slow_clock: str) -> None:
    found = wrong(still, SLACK_API_URL=slow_clock)
    assert list(found) == ["clock"]
    assert "NTP" in found["clock"]["mend"]
