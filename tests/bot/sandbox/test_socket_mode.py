"""The same Bolt app over Socket Mode, with the SDK's own client."""

import time

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.sandbox import Workspace
from bot.sandbox.harness import Failed
from tests.bot.sandbox import bolt_app


@pytest.fixture(scope="module")
def slack():
    with Workspace() as slack:
        app = bolt_app.build(slack.api_url, slack.bot_token, slack.signing_secret)
        handler = SocketModeHandler(app, slack.app_token)
        handler.client.ping_interval = 0.2
        handler.connect()
        deadline = time.monotonic() + 5
        while not slack.sockets.connected and time.monotonic() < deadline:
            time.sleep(0.01)
        slack.heard = app.heard
        yield slack
        handler.close()


def test_commands_buttons_and_forms(slack):
    officer = slack.as_("Transport officer")
    form = officer.slash("/card").press("Update")
    assert form.fill(RAG="Green", Note="bad").submit().errors == {"Note": "Say more."}
    assert form.fill(Note="good", Partner="Rutland").submit() is None
    assert officer.dm.wait_for("Saved: good")
    assert officer.home().buttons == ["Update"]
    officer.mention("#lednet", "hello")
    assert officer.channel("#lednet").wait_for("You called?")


def test_links_and_files(slack):
    slack.unfurl_domains = ("council.example",)
    officer = slack.as_("Transport officer")
    posted = officer.write("https://council.example/T18", "#lednet")
    assert officer.channel("#lednet").wait_for("Buses").ts == posted.ts
    officer.slash("/import").fill(Table=("plan.csv", b"a;b")).submit()
    assert officer.dm.wait_for("Read plan.csv")


def test_no_acknowledgement_in_time(slack):
    slack.answer_within = 0.2
    with pytest.raises(Failed, match="operation_timeout"):
        slack.as_("Participant").slash("/slow")
    slack.answer_within = 3.0


def test_the_workspace_asks_to_connect_anew(slack):
    slack.answer_within = 10  # the SDK lets go of its old connection in its own time
    slack.run(slack.sockets.disconnect())
    deadline = time.monotonic() + 5
    while not slack.sockets.connected and time.monotonic() < deadline:
        time.sleep(0.01)
    assert slack.as_("Participant").slash("/card").buttons


def test_addresses_are_good_once(slack):
    import websockets.exceptions
    from websockets.sync.client import connect

    url = slack.call(slack.sockets.new_url)
    with connect(url) as socket:
        assert '"hello"' in socket.recv()
    with pytest.raises(websockets.exceptions.InvalidStatus):
        connect(url)
