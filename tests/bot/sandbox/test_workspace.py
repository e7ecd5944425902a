"""Starting, stopping, and what is kept on disk."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.sandbox import Workspace
from tests.bot.sandbox.bolt_app import CARD, FORM, section


def test_it_starts_and_stops_fast():
    Workspace().start().stop()  # imports are done
    began = time.perf_counter()
    slack = Workspace().start()
    started = time.perf_counter()
    slack.stop()
    assert started - began < 0.1 and time.perf_counter() - started < 1
    slack.stop()


def test_a_port_that_is_taken():
    with Workspace() as slack:
        port = int(slack.url.rpartition(":")[2])
        with pytest.raises(OSError):
            Workspace().start(port)
    with Workspace().start(port) as again:
        assert again.url == slack.url and again.api_url.endswith("/api/")


def test_it_is_kept_over_a_restart(tmp_path):
    path, start_at = tmp_path / "deeper" / "sandbox.json", datetime(2021, 5, 12, 9, tzinfo=UTC)
    with Workspace(path, start_at) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        client.chat_postMessage(channel="#lednet", text="kept", blocks=CARD)
        client.files_upload_v2(channel="C02LEDNET00", filename="a.ics", content=b"\x00\xff")
        client.views_publish(user_id="U02PARTICIP", view={"type": "home", "blocks": [section("kept")]})
        before = slack.as_("Participant").channel("#lednet").messages
        slack.move_clock(by=timedelta(days=2))
        time.sleep(0.4)
        assert path.exists()
        slack.call(slack.state.channels["C02GENERAL0"].members.add, slack.bot_user_id)
    assert [p.name for p in path.parent.iterdir()] == ["sandbox.json"]
    with Workspace(path, start_at) as slack:
        after = slack.as_("Participant").channel("#lednet").messages
        assert before[0].raw == after[0].raw
        assert after[1].files[0].read() == b"\x00\xff"
        assert slack.now().date() == datetime(2021, 5, 14, tzinfo=UTC).date()
        assert slack.as_("Participant").home(timeout=0.1).text == "kept"
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        assert client.conversations_info(channel="C02GENERAL0")["channel"]["is_member"]
        assert client.chat_postMessage(channel="#lednet", text="x")["ts"] > after[-1].ts
        slack.reset()
        assert slack.now().date() == start_at.date()
        assert slack.as_("Participant").channel("#lednet").messages == []


def test_secrets_are_kept_too(tmp_path):
    path = tmp_path / "sandbox.json"
    with Workspace(path) as slack:
        kept = (slack.teams, slack.signing_secret, slack.app_token)
        deadline = time.monotonic() + 5
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert path.stat().st_mode & 0o077 == 0
    with Workspace(path) as slack:
        assert (slack.teams, slack.signing_secret, slack.app_token) == kept
        assert WebClient(token=slack.bot_token, base_url=slack.api_url).auth_test()["ok"]
    with Workspace(path, bot_token="xoxb-given", signing_secret="given", app_token="xapp-given") as slack:
        assert (slack.bot_token, slack.signing_secret, slack.app_token) == ("xoxb-given", "given", "xapp-given")
        assert slack.teams[1] == kept[0][1]


def test_a_file_that_is_no_workspace(tmp_path):
    path = tmp_path / "sandbox.json"
    path.write_text("{}")
    with pytest.raises(ValueError, match="delete it"):
        Workspace(path).start()


def test_the_time_needs_a_zone():
    with Workspace() as slack, pytest.raises(ValueError, match="zone"):
        slack.move_clock(to=datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_app_has_the_name_it_is_given():
    with Workspace(app_name="Other", bot_token="xoxb-1", signing_secret="s", app_token="xapp-1") as slack:
        client = WebClient(token="xoxb-1", base_url=slack.api_url)
        assert client.auth_test()["team"] == "Other sandbox"
        assert (slack.signing_secret, slack.app_token, slack.app_id) == ("s", "xapp-1", "A02SANDBOX0")


def test_an_open_form_is_kept_too(tmp_path):
    path = tmp_path / "sandbox.json"
    with Workspace(path) as slack:
        key = slack.call(slack.state.tickets.trigger, "U02PARTICIP", 1)
        WebClient(token=slack.bot_token, base_url=slack.api_url).views_open(trigger_id=key, view=FORM)
    with Workspace(path) as slack:
        assert slack.as_("Participant").modal.values["Note"] == "old"
