"""Requests to the bot: signatures, raw deliveries, retries of events, the log."""

import json
import time

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox import Workspace
from bot.sandbox.harness import Failed
from tests.bot.sandbox.serving import served


class Recorder:
    """A bot that notes requests and answers with the statuses it is given."""

    def __init__(self):
        self.requests = []
        self.statuses = []
        self.headers = {}
        self.app = Starlette(routes=[Route("/slack/events", self.take, methods=["POST"])])

    async def take(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200, headers=self.headers)


@pytest.fixture(scope="module")
def both():
    recorder = Recorder()
    with Workspace() as slack, served(recorder.app) as url:
        slack.connect(url)
        slack.patience = 0
        yield slack, recorder


@pytest.fixture
def slack(both):
    return both[0]


@pytest.fixture
def recorder(both):
    both[1].requests.clear()
    both[1].statuses, both[1].headers = [], {}
    return both[1]


def test_signatures_hold_over_the_raw_body(slack, recorder):
    slack.as_("Participant").slash("/x", "ä & b")
    headers, body = recorder.requests[0]
    verifier = SignatureVerifier(slack.signing_secret)
    timestamp, signature = headers["x-slack-request-timestamp"], headers["x-slack-signature"]
    assert verifier.is_valid(body, timestamp, signature)
    assert not verifier.is_valid(body + b"x", timestamp, signature)
    assert headers["content-type"] == "application/x-www-form-urlencoded"


def test_the_same_request_again(slack, recorder):
    slack.as_("Participant").slash("/x")
    for _ in range(4):
        assert slack.post_signed() == (200, b"")
    assert len({body for _, body in recorder.requests}) == 1 and len(recorder.requests) == 5
    assert slack.last_request.body == recorder.requests[0][1]


def test_raw_deliveries(slack, recorder):
    recorder.statuses = [401]
    old = str(int(time.time()) - 360)
    assert slack.post_signed(b"{", "application/json", timestamp=old)[0] == 401
    headers, body = recorder.requests[0]
    assert body == b"{" and headers["x-slack-request-timestamp"] == old
    slack.post_signed(b"null", "application/json", signature="v0=wrong", retry_num=2)
    headers, _ = recorder.requests[1]
    assert headers["x-slack-signature"] == "v0=wrong" and headers["x-slack-retry-num"] == "2"


@pytest.mark.parametrize(("status", "no_retry", "times"), [(200, False, 1), (500, False, 2), (500, True, 1)])
def test_events_come_again(slack, recorder, status, no_retry, times):
    recorder.statuses = [status]
    recorder.headers = {"x-slack-no-retry": "1"} if no_retry else {}
    slack.as_("Participant").write("hello")
    envelopes = [json.loads(body) for _, body in recorder.requests]
    assert len(envelopes) == times and len({e["event_id"] for e in envelopes}) == 1
    if times == 2:
        headers = recorder.requests[1][0]
        assert (headers["x-slack-retry-num"], headers["x-slack-retry-reason"]) == ("1", "http_error")
    event = envelopes[0]["event"]
    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "hello")
    assert envelopes[0]["authorizations"][0]["user_id"] == slack.bot_user_id


def test_events_come_again_later(slack, recorder):
    recorder.statuses = [500] * 4
    slack.as_("Participant").write("hello")
    assert len(recorder.requests) == 2
    slack.let_machine_time_pass(59)
    assert len(recorder.requests) == 2
    slack.let_machine_time_pass(1)
    slack.let_machine_time_pass(299)
    assert len(recorder.requests) == 3
    slack.let_machine_time_pass(1)
    slack.let_machine_time_pass(10_000)
    headers = [one for one, _ in recorder.requests]
    assert [one.get("x-slack-retry-num") for one in headers] == [None, "1", "2", "3"]
    assert len({json.loads(body)["event_id"] for _, body in recorder.requests}) == 1


@pytest.mark.parametrize("is_reset", [False, True])
def test_an_event_that_was_taken_at_last_does_not_come_again(slack, recorder, is_reset):
    recorder.statuses = [500, 500] if is_reset else [500, 500, 200]
    slack.as_("Participant").write("hello")
    if is_reset:
        slack.reset()
    slack.let_machine_time_pass(60)
    slack.let_machine_time_pass(300)
    assert len(recorder.requests) == (2 if is_reset else 3)


def test_an_event_in_the_messages_tab(slack, recorder):
    slack.run(slack.gestures.open_messages("U02PARTICIP"))
    event = json.loads(recorder.requests[0][1])["event"]
    assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "messages", "D02PARTICIP")


def test_only_events_that_are_subscribed(slack, recorder):
    officer = slack.as_("Transport officer")
    officer.write("hello", "#lednet")
    assert recorder.requests == []
    slack.state.app.events |= {"message.channels"}
    officer.write("hello", "#lednet")
    slack.state.app.events -= {"message.channels"}
    assert json.loads(recorder.requests[0][1])["event"]["channel_type"] == "channel"


def test_the_log(slack, recorder):
    slack.as_("Participant").slash("/x", "y")
    last = slack.wire[-1]
    assert (last.direction, last.name, last.status) == ("to bot", "/x y", 200)
    assert last.headers["X-Slack-Signature"].startswith("v0=") and '"command": "/x"' in last.request
    recorder.statuses = [503]
    with pytest.raises(Failed, match="http_service_error"):
        slack.as_("Participant").slash("/x")
    assert (slack.wire[-1].status, slack.wire[-1].answer) == (503, "http_service_error")
    for _ in range(250):
        slack.call(slack.state.log, last)
    assert len(slack.wire) == 200


def test_unread_marks(slack):
    officer = slack.as_("Transport officer")
    officer.write("hello", "#lednet")
    unread = slack.state.unread
    assert unread("U02PARTICIP", "C02LEDNET00") > 0 and unread(officer.id, "C02LEDNET00") == 0
    slack.call(slack.gestures.mark_read, "U02PARTICIP", "C02LEDNET00")
    assert unread("U02PARTICIP", "C02LEDNET00") == 0
