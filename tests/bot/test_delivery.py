"""One call to Slack each, and what came of it as a type."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot import delivery
from bot.delivery import Hidden, Limited, Refused, Sent, Unsure
from bot.sandbox import Workspace, posting
from tests.jobs.relay import Relay, relayed

LEDNET, GENERAL, OFFICER = "C02LEDNET00", "C02GENERAL0", "U02TRANSOFF"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*T18*"}}]


@pytest.fixture(scope="module")
def started() -> Iterator[Workspace]:
    with Workspace() as slack:
        yield slack


@pytest.fixture
def slack(started: Workspace) -> Workspace:
    started.reset()
    started.state.faults.clear()
    started.scopes = None
    started.call(started.state.wire.clear)
    return started


@pytest.fixture
def relay(slack: Workspace) -> Iterator[Relay]:
    with relayed(slack.api_url) as one:
        yield one


@pytest.fixture
def client(slack: Workspace) -> WebClient:
    return delivery.client(slack.bot_token, slack.api_url)


def _post(client: WebClient, channel_id: str = LEDNET, number: int = 7, thread_ts: str | None = None) -> object:
    return delivery.post(client, channel_id, thread_ts, "T18", BLOCKS, number)


def _now() -> datetime:
    return datetime.now(UTC)


def _messages(slack: Workspace, channel_id: str = LEDNET) -> list[posting.Message]:
    return slack.call(lambda: list(slack.state.messages.get(channel_id, [])))


def test_a_post_says_where_it_is_and_carries_its_delivery(slack: Workspace, client: WebClient) -> None:
    sent = _post(client)
    (message,) = _messages(slack)
    assert sent == Sent(LEDNET, message.ts)
    assert (message.text, message.metadata) == (
        "T18",
        {"event_type": "convenor_delivery", "event_payload": {"delivery": 7}},
    )


def test_the_client_repeats_nothing_by_itself(slack: Workspace, client: WebClient) -> None:
    slack.fail_next("chat.postMessage", drop_reply=True)
    assert isinstance(_post(client), Unsure)
    assert len(_messages(slack)) == 1 and client.timeout == delivery.TIMEOUT_S


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"status": 429, "retry_after": 30}, Limited(30, "chat.postMessage")),
        ({"status": 500}, Unsure("internal_error")),
    ],
)
def test_faults_of_slack(slack: Workspace, client: WebClient, fault: dict[str, int], outcome: object) -> None:
    slack.fail_next("chat.postMessage", **fault)
    assert _post(client) == outcome
    assert _messages(slack) == []


def test_refusals_of_slack(slack: Workspace, client: WebClient) -> None:
    assert _post(client, GENERAL) == Refused("not_in_channel")
    assert _post(client, "C0NOWHERE") == Refused("channel_not_found")
    assert _post(delivery.client("xoxb-other", slack.api_url)) == Refused("invalid_auth")
    slack.scopes = frozenset({"im:write"})
    assert _post(client) == Refused("missing_scope")


@pytest.mark.parametrize(
    ("status", "kind", "body", "outcome"),
    [
        (200, "text/html", b"<html>Please sign in</html>", Unsure("HTTP 200")),
        (403, "text/html", b"<html>Blocked by policy</html>", Unsure("HTTP 403")),
        (502, "text/html", b"<html>Bad gateway</html>", Unsure("HTTP 502")),
        (200, "application/json", b'{"ok": false, "error": "fatal_error"}', Unsure("fatal_error")),
        (200, "application/json", b'{"ok": false, "error": "service_unavailable"}', Unsure("service_unavailable")),
        (503, "application/json", b'{"ok": false, "error": "whatever"}', Unsure("whatever")),
        (200, "application/json", b'{"ok": false, "error": "ratelimited"}', Limited(1, "chat.postMessage")),
        (200, "application/json", b'{"ok": false, "error": "is_archived"}', Refused("is_archived")),
        (200, "application/json", b'{"ok": false}', Unsure("HTTP 200")),
    ],
)
def test_what_else_may_stand_in_an_answer(
    slack: Workspace, relay: Relay, status: int, kind: str, body: bytes, outcome: object
) -> None:
    relay.answer_next("chat.postMessage", status, kind, body)
    assert _post(delivery.client(slack.bot_token, relay.url)) == outcome


def test_nobody_there() -> None:
    assert isinstance(_post(delivery.client("xoxb-1", "http://127.0.0.1:9/api/")), Unsure)


# --- looking for what was posted -------------------------------------------------------------------------


def test_a_message_is_found_by_its_delivery_and_nothing_else(slack: Workspace, client: WebClient) -> None:
    began = _now()
    _post(client, number=6)
    seven = _post(client, number=7)
    _post(client, number=8)
    assert delivery.find(client, LEDNET, None, 7, began) == seven
    assert delivery.find(client, LEDNET, None, 9, began) is None
    slack.call(
        lambda: posting.post(
            slack.state,
            LEDNET,
            posting.Draft("x", metadata={"event_type": "other", "event_payload": {"delivery": 9}}),
        )
    )
    assert delivery.find(client, LEDNET, None, 9, began) is None


def test_a_reply_is_found_in_its_thread_only(slack: Workspace, client: WebClient) -> None:
    question = slack.as_("Transport officer").write("what is T18?", "#lednet")
    began = _now()
    reply = _post(client, thread_ts=question.ts)
    assert delivery.find(client, LEDNET, question.ts, 7, began) == reply
    assert delivery.find(client, LEDNET, None, 7, began) is None
    assert delivery.find(client, LEDNET, "1.000001", 7, began) is None


def test_it_looks_back_a_little_for_clocks_that_differ(client: WebClient) -> None:
    sent = _post(client)
    assert delivery.find(client, LEDNET, None, 7, _now() + timedelta(seconds=30)) == sent
    assert delivery.find(client, LEDNET, None, 7, _now() + timedelta(seconds=90)) is None


@pytest.mark.parametrize("in_thread", [False, True])
def test_it_looks_through_all_pages(slack: Workspace, client: WebClient, in_thread: bool) -> None:
    question = slack.as_("Transport officer").write("what is T18?", "#lednet")
    thread_ts = question.ts if in_thread else None
    began = _now()

    def chatter() -> None:
        for _ in range(250):
            posting.post(slack.state, LEDNET, posting.Draft("chatter"), thread_ts=thread_ts)

    slack.call(chatter)
    sent = _post(client, thread_ts=thread_ts)
    slack.call(chatter)
    assert delivery.find(client, LEDNET, thread_ts, 7, began) == sent
    assert delivery.find(client, LEDNET, thread_ts, 8, began) is None


def test_not_being_able_to_look_is_not_the_same_as_finding_nothing(slack: Workspace, client: WebClient) -> None:
    began = _now()
    _post(client)
    slack.fail_next("conversations.history", 429, retry_after=9)
    assert delivery.find(client, LEDNET, None, 7, began) == Limited(9, "conversations.history")
    slack.fail_next("conversations.history", 500)
    assert delivery.find(client, LEDNET, None, 7, began) == Unsure("internal_error")
    slack.fail_next("conversations.history", drop_reply=True)
    assert isinstance(delivery.find(client, LEDNET, None, 7, began), Unsure)
    slack.scopes = frozenset({"chat:write"})
    assert delivery.find(client, LEDNET, None, 7, began) == Hidden("missing_scope")
    assert delivery.is_shared(client, "F0", LEDNET) == Hidden("missing_scope")


# --- files, direct messages, profiles --------------------------------------------------------------------


def test_a_file_is_uploaded_unseen_then_shared(slack: Workspace, client: WebClient) -> None:
    dm = slack.as_("Transport officer").dm
    file_id = delivery.upload(client, "meeting.ics", b"BEGIN:VCALENDAR")
    assert isinstance(file_id, str) and dm.messages == []
    assert delivery.is_shared(client, file_id, dm.id) is False
    assert delivery.share(client, file_id, "LEDNet meeting", dm.id, "Open this file.") == Sent(dm.id, "")
    assert delivery.is_shared(client, file_id, dm.id) is True
    assert delivery.is_shared(client, file_id, LEDNET) is False
    (message,) = dm.messages
    (file,) = message.files
    assert (message.text, file.name, file.title, file.read()) == (
        "Open this file.",
        "meeting.ics",
        "LEDNet meeting",
        b"BEGIN:VCALENDAR",
    )


def test_what_may_go_wrong_with_a_file(slack: Workspace, relay: Relay, client: WebClient) -> None:
    slack.fail_next("files.getUploadURLExternal", 429, retry_after=3)
    assert delivery.upload(client, "a.ics", b"x") == Limited(3, "files.getUploadURLExternal")
    assert delivery.upload(client, "a.ics", b"") == Refused("invalid_arguments")
    for address in ("http://127.0.0.1:9/upload", f"{slack.url}/upload/v1/F0"):
        answer = json.dumps({"ok": True, "file_id": "F1", "upload_url": address}).encode()
        relay.answer_next("files.getUploadURLExternal", 200, "application/json", answer)
        assert isinstance(delivery.upload(delivery.client(slack.bot_token, relay.url), "a.ics", b"x"), Unsure)
    file_id = delivery.upload(client, "a.ics", b"x")
    assert isinstance(file_id, str)
    assert delivery.share(client, file_id, "A", GENERAL, "x") == Refused("not_in_channel")
    assert delivery.share(client, "F0", "A", LEDNET, "x") == Refused("file_not_found")
    slack.fail_next("files.info", 500)
    assert delivery.is_shared(client, file_id, LEDNET) == Unsure("internal_error")
    slack.fail_next("files.info", 429, retry_after=4)
    assert delivery.is_shared(client, file_id, LEDNET) == Limited(4, "files.info")
    assert delivery.is_shared(client, "F0", LEDNET) is False


def test_direct_messages_are_opened(slack: Workspace, client: WebClient) -> None:
    assert delivery.open_direct_message(client, OFFICER) == slack.as_("Transport officer").dm.id
    assert delivery.open_direct_message(client, "U0NOBODY") == Refused("user_not_found")


def test_profiles(slack: Workspace, client: WebClient) -> None:
    assert delivery.profile(client, "U02NEWCOMER") == {
        "name": "Newcomer",
        "zone": "Europe/Paris",
        "deleted": False,
        "email": "newcomer@example.org",
        "is_external": False,
    }
    assert delivery.profile(client, "U0NOBODY") == Refused("user_not_found")
    slack.fail_next("users.info", 429, retry_after=5)
    assert delivery.profile(client, OFFICER) == Limited(5, "users.info")


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "Ann", "real_name": "Ann Other"}, "name": "ann"}, "Ann"),
        ({"profile": {"display_name": "", "real_name": "Ann Other"}, "name": "ann"}, "Ann Other"),
        ({"real_name": "Ann Other", "name": "ann"}, "Ann Other"),
        ({"name": "ann"}, "ann"),
    ],
)
def test_the_name_that_people_see(slack: Workspace, relay: Relay, user: dict[str, object], name: str) -> None:
    relay.answer_next("users.info", 200, "application/json", json.dumps({"ok": True, "user": user}).encode())
    found = delivery.profile(delivery.client(slack.bot_token, relay.url), OFFICER)
    assert isinstance(found, dict) and (found["name"], found["zone"]) == (name, None)
