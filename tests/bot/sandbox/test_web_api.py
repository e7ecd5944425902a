"""The Web API through the real slack_sdk client."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Failed
from bot.sandbox.state import Fault
from tests.bot.sandbox.bolt_app import CARD, FORM, button, field, section, text

OFFICER, LEDNET, GENERAL = "U02TRANSOFF", "C02LEDNET00", "C02GENERAL0"


def error_of(call, **arguments):
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return raised.value.response["error"]


def test_who_am_i(client, slack):
    answer = client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (slack.bot_user_id, slack.team_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert client.team_info()["team"]["name"] == "Convenor sandbox"


def test_tokens(slack):
    wrong = WebClient(token="xoxb-wrong", base_url=slack.api_url)
    assert error_of(wrong.auth_test) == "invalid_auth"
    assert error_of(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    assert error_of(wrong.api_call, api_method="chat.nothing") == "unknown_method"
    assert WebClient(base_url=slack.api_url).auth_test(token=slack.bot_token)["ok"]
    assert slack.bot_token not in str(slack.wire)


def test_scopes(client, slack):
    slack.scopes = frozenset({"chat:write"})
    assert client.auth_test().headers["x-oauth-scopes"] == "chat:write"
    with pytest.raises(SlackApiError) as raised:
        client.users_info(user=OFFICER)
    assert raised.value.response["error"] == "missing_scope"
    assert (raised.value.response["needed"], raised.value.response["provided"]) == ("users:read", "chat:write")
    slack.scopes = frozenset({"users:read", "users:read.email"})
    assert client.users_info(user=OFFICER)["user"]["profile"]["email"] == "transport.officer@example.org"


def test_people(client, slack):
    user = client.users_info(user="U02NEWCOMER", include_locale=True)["user"]
    assert (user["tz"], user["locale"], user["is_admin"]) == ("Europe/Paris", "en-GB", False)
    assert user["profile"]["email"] == "newcomer@example.org"
    slack.scopes = frozenset({"users:read"})
    assert "email" not in client.users_info(user="U02NEWCOMER")["user"]["profile"]
    slack.scopes = None
    assert client.users_info(user="U02ADMINIST")["user"]["is_admin"] is True
    assert error_of(client.users_info, user="U0NOBODY") == "user_not_found"
    listed = {u["real_name"] for u in client.users_list()["members"]}
    assert {p.name for p in slack.people} < listed


def test_channels(client):
    assert client.conversations_info(channel=LEDNET)["channel"]["is_member"] is True
    assert client.conversations_info(channel=GENERAL)["channel"]["is_member"] is False
    assert error_of(client.conversations_info, channel="C0NOWHERE") == "channel_not_found"
    opened = client.conversations_open(users=OFFICER)["channel"]["id"]
    assert client.conversations_info(channel=opened)["channel"]["user"] == OFFICER
    assert error_of(client.conversations_open, users="U0NOBODY") == "user_not_found"
    first = client.conversations_list(limit=3)
    rest = client.conversations_list(limit=3, cursor=first["response_metadata"]["next_cursor"])
    names = [c["name"] for page in (first, rest) for c in page["channels"]]
    assert names == ["general", "net-zero-plan", "lednet", "learning-sets"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert len(client.conversations_list(types="im")["channels"]) == 9


def test_posting(client, slack):
    posted = client.chat_postMessage(channel=OFFICER, text="hello", blocks=CARD)
    assert posted["channel"] == "D02TRANSOFF"
    assert all(block["block_id"] for block in posted["message"]["blocks"])
    assert slack.as_("Transport officer").dm.messages[0].fallback == "hello"
    assert error_of(client.chat_postMessage, channel=GENERAL, text="x") == "not_in_channel"
    assert error_of(client.chat_postMessage, channel="C0NOWHERE", text="x") == "channel_not_found"
    assert error_of(client.chat_postMessage, channel=LEDNET, text="") == "no_text"
    assert error_of(client.chat_postMessage, channel=LEDNET, text="x" * 40_001) == "msg_too_long"
    assert error_of(client.chat_postMessage, channel=LEDNET, blocks="[", text="x") == "invalid_blocks_format"
    assert [r.error for r in slack.rejected] == ["no_text", "msg_too_long"]


def test_long_texts_become_several_messages(client, slack):
    text = "".join(chr(97 + n % 26) for n in range(9_000))
    metadata = {"event_type": "m", "event_payload": {}}
    posted = client.chat_postMessage(channel=LEDNET, text=text, metadata=metadata)
    shown = slack.as_("Participant").channel("#lednet").messages
    assert [len(one.text) for one in shown] == [4_000, 4_000, 1_000] and posted["ts"] == shown[0].ts
    assert "".join(one.text for one in shown) == text
    assert ["metadata" in one.raw for one in shown] == [True, False, False]
    client.chat_postMessage(channel=LEDNET, text=text, blocks=CARD)
    assert len(slack.as_("Participant").channel("#lednet").messages) == 4
    ts = posted["ts"]
    client.chat_update(channel=LEDNET, ts=ts, text="ä" * 2_000)
    assert error_of(client.chat_update, channel=LEDNET, ts=ts, text="ä" * 2_001) == "msg_too_long"


def test_people_by_email(client, slack):
    assert client.users_lookupByEmail(email="Transport.Officer@example.org")["user"]["id"] == OFFICER
    assert error_of(client.users_lookupByEmail, email="nobody@example.org") == "users_not_found"
    slack.scopes = frozenset({"users:read"})
    assert error_of(client.users_lookupByEmail, email="transport.officer@example.org") == "missing_scope"


def test_members(client, slack):
    first = client.conversations_members(channel=LEDNET, limit=6)
    cursor = first["response_metadata"]["next_cursor"]
    rest = client.conversations_members(channel=LEDNET, limit=6, cursor=cursor)
    assert set(first["members"] + rest["members"]) == {p.id for p in slack.people} | {slack.bot_user_id}
    assert slack.bot_user_id not in client.conversations_members(channel=GENERAL)["members"]
    assert error_of(client.conversations_members, channel="C0NOWHERE") == "channel_not_found"
    listed = client.users_list(limit=4)
    assert len(listed["members"]) == 4 and listed["response_metadata"]["next_cursor"]


def test_reactions(client, slack):
    written = slack.as_("Participant").write("Look", "#lednet")
    client.reactions_add(channel=LEDNET, timestamp=written.ts, name="eyes")
    client.reactions_add(channel=LEDNET, timestamp=written.ts, name=":+1:")
    assert written.now().reactions == {"eyes": 1, "+1": 1}
    (message,) = client.conversations_history(channel=LEDNET)["messages"]
    assert message["reactions"][0] == {"name": "eyes", "users": [slack.bot_user_id], "count": 1}
    react = client.reactions_add
    assert error_of(react, channel=LEDNET, timestamp=written.ts, name="eyes") == "already_reacted"
    assert error_of(react, channel=LEDNET, timestamp=written.ts, name="No Name") == "invalid_name"
    assert error_of(react, channel=LEDNET, timestamp="1.0", name="eyes") == "message_not_found"
    assert error_of(react, channel=LEDNET, timestamp="", name="eyes") == "no_item_specified"
    assert error_of(react, channel=GENERAL, timestamp=written.ts, name="eyes") == "not_in_channel"
    for number in range(21):
        react(channel=LEDNET, timestamp=written.ts, name=f"e{number}")
    assert error_of(react, channel=LEDNET, timestamp=written.ts, name="last") == "too_many_emoji"


def test_a_persons_message_is_not_replaced(pair, slack):
    slack.patience = 0
    officer = slack.as_("Transport officer")
    written = officer.write("mine", "#lednet")
    officer.message_shortcut("use", written)
    hook = WebhookClient(pair.heard[-1]["response_url"])
    hook.send(text="not yours", replace_original=True)
    hook.send(delete_original=True)
    assert [one.text for one in officer.channel("#lednet").messages] == ["mine", "not yours"]


def test_changing_and_deleting(client, slack):
    ts = client.chat_postMessage(channel=LEDNET, text="one", metadata={"event_type": "m", "event_payload": {}})["ts"]
    client.chat_update(channel=LEDNET, ts=ts, text="two")
    (message,) = client.conversations_history(channel=LEDNET, include_all_metadata=True)["messages"]
    assert (message["text"], message["metadata"]["event_type"], "edited" in message) == ("two", "m", True)
    assert error_of(client.chat_update, channel=OFFICER, ts=ts, text="x") == "channel_not_found"
    assert "metadata" not in client.conversations_history(channel=LEDNET)["messages"][0]
    other = slack.as_("Participant").write("mine", "#lednet").ts
    assert error_of(client.chat_update, channel=LEDNET, ts=other, text="x") == "cant_update_message"
    assert error_of(client.chat_delete, channel=LEDNET, ts=other) == "cant_delete_message"
    client.chat_delete(channel=LEDNET, ts=ts)
    assert error_of(client.chat_delete, channel=LEDNET, ts=ts) == "message_not_found"


def test_metadata_has_its_form(client):
    metadata = {"event_type": 5, "event_payload": {}}
    with pytest.raises(SlackApiError, match="invalid_metadata_format"):
        client.chat_postMessage(channel=LEDNET, text="x", metadata=metadata)


def test_history_and_threads(client):
    sent = [client.chat_postMessage(channel=LEDNET, text=str(n))["ts"] for n in range(5)]
    reply = client.chat_postMessage(channel=LEDNET, text="reply", thread_ts=sent[0])["ts"]
    first = client.conversations_history(channel=LEDNET, limit=3)
    assert [m["text"] for m in first["messages"]] == ["4", "3", "2"] and first["has_more"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = client.conversations_history(channel=LEDNET, limit=3, cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["1", "0"]
    assert rest["messages"][1]["reply_count"] == 1
    assert [m["text"] for m in client.conversations_history(channel=LEDNET, oldest=sent[3])["messages"]] == ["4"]
    inclusive = client.conversations_history(channel=LEDNET, oldest=sent[3], inclusive=True, latest=sent[3])
    assert [m["text"] for m in inclusive["messages"]] == ["3"]
    replies = client.conversations_replies(channel=LEDNET, ts=sent[0])["messages"]
    assert [m["ts"] for m in replies] == [sent[0], reply]
    assert error_of(client.conversations_replies, channel=LEDNET, ts="1.000000") == "thread_not_found"
    assert error_of(client.conversations_history, channel=LEDNET, limit=0) == "invalid_limit"
    assert error_of(client.conversations_history, channel=LEDNET, cursor="x") == "invalid_cursor"


def test_ephemeral_messages(client, slack):
    ts = client.chat_postEphemeral(channel=LEDNET, user=OFFICER, text="only you")["message_ts"]
    assert slack.as_("Transport officer").channel("#lednet").messages[0].ephemeral
    assert slack.as_("Participant").channel("#lednet").messages == []
    assert client.conversations_history(channel=LEDNET)["messages"] == []
    assert error_of(client.chat_update, channel=LEDNET, ts=ts, text="x") == "message_not_found"
    assert error_of(client.chat_postEphemeral, channel=LEDNET, user="U0X", text="x") == "user_not_in_channel"


def test_permalinks(client, slack):
    ts = client.chat_postMessage(channel=LEDNET, text="x")["ts"]
    assert client.chat_getPermalink(channel=LEDNET, message_ts=ts)["permalink"].startswith(slack.url)
    assert error_of(client.chat_getPermalink, channel=LEDNET, message_ts="1.0") == "message_not_found"


@pytest.fixture
def trigger(pair):
    """A trigger id that nobody has used."""

    def made():
        pair.slack.patience = 0
        pair.slack.as_("Transport officer").slash("/say")
        return pair.heard[-1]["trigger_id"]

    return made


def test_trigger_ids(client, slack, trigger):
    used = trigger()
    view = client.views_open(trigger_id=used, view=FORM)["view"]
    assert (view["title"]["text"], view["state"]["values"], view["root_view_id"]) == ("Update T18", {}, view["id"])
    assert error_of(client.views_open, trigger_id=used, view=FORM) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"
    late = trigger()
    slack.let_machine_time_pass(3.1)
    assert error_of(client.views_open, trigger_id=late, view=FORM) == "expired_trigger_id"


def test_views(client, slack, trigger):
    view = client.views_open(trigger_id=trigger(), view=FORM | {"external_id": "mine"})["view"]
    again = {"trigger_id": trigger(), "view": FORM | {"external_id": "mine"}}
    assert error_of(client.views_open, **again) == "duplicate_external_id"
    changed = client.views_update(external_id="mine", view=FORM, hash=view["hash"])["view"]
    assert changed["id"] == view["id"] and changed["hash"] != view["hash"]
    assert error_of(client.views_update, view_id=view["id"], view=FORM, hash=view["hash"]) == "hash_conflict"
    assert error_of(client.views_update, view_id="V0NONE", view=FORM) == "not_found"
    illegal = FORM | {"title": text("T" * 25)}
    assert error_of(client.views_update, view_id=view["id"], view=illegal) == "invalid_arguments"
    assert error_of(client.views_open, trigger_id=trigger(), view=illegal) == "invalid_arguments"
    large = FORM | {"blocks": [section("x" * 2_999)] * 90}
    assert error_of(client.views_open, trigger_id=trigger(), view=large) == "view_too_large"
    assert slack.rejected[0].messages[0].endswith("[json-pointer:/view/title/text]")


def test_a_stack_of_three(client, trigger):
    client.views_open(trigger_id=trigger(), view=FORM)
    second = client.views_push(trigger_id=trigger(), view=FORM)["view"]
    third = client.views_push(trigger_id=trigger(), view=FORM)["view"]
    assert third["previous_view_id"] == second["id"]
    assert error_of(client.views_push, trigger_id=trigger(), view=FORM) == "push_limit_reached"


def test_pushing_needs_an_open_view(client, trigger):
    assert error_of(client.views_push, trigger_id=trigger(), view=FORM) == "not_found"


def test_publishing(client):
    home = {"type": "home", "blocks": [section("x")]}
    first = client.views_publish(user_id=OFFICER, view=home)["view"]
    second = client.views_publish(user_id=OFFICER, view=home, hash=first["hash"])["view"]
    assert second["id"] == first["id"]
    assert error_of(client.views_publish, user_id=OFFICER, view=home, hash=first["hash"]) == "hash_conflict"
    assert error_of(client.views_publish, user_id="U0NOBODY", view=home) == "user_not_found"
    assert error_of(client.views_publish, user_id=OFFICER, view=FORM) == "invalid_arguments"


def test_files(client, slack):
    answer = client.files_upload_v2(
        channel=LEDNET, filename="meeting.ics", title="Meeting", content=b"BEGIN:VCALENDAR", initial_comment="Here"
    )
    (shown,) = slack.as_("Participant").channel("#lednet").messages
    (file,) = shown.files
    assert (shown.text, file.name, file.title, file.read()) == ("Here", "meeting.ics", "Meeting", b"BEGIN:VCALENDAR")
    info = client.files_info(file=answer["files"][0]["id"])["file"]
    assert info["shares"]["public"][LEDNET][0]["ts"] == shown.ts and info["mimetype"] == "text/calendar"
    assert client.conversations_history(channel=LEDNET)["messages"][0]["files"][0]["id"] == info["id"]
    request = urllib.request.Request(info["url_private"], headers={"Authorization": f"Bearer {slack.bot_token}"})
    with urllib.request.urlopen(request) as response:
        assert response.read() == b"BEGIN:VCALENDAR"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(info["url_private"])


def test_files_that_are_not_there(client):
    assert error_of(client.files_info, file="F0NONE") == "file_not_found"
    wanted = client.files_getUploadURLExternal(filename="a.txt", length=3)
    files = [{"id": wanted["file_id"]}]
    assert error_of(client.files_completeUploadExternal, files=files) == "file_not_found"
    assert error_of(client.files_getUploadURLExternal, filename="a.txt", length=0) == "invalid_arguments"
    assert error_of(client.files_completeUploadExternal, files=[]) == "invalid_arguments"
    upload = urllib.request.Request(wanted["upload_url"], data=b"abc", method="POST")
    with urllib.request.urlopen(upload) as response:
        assert response.read() == b"OK - 3"
    general = {"files": files, "channel_id": GENERAL}
    assert error_of(client.files_completeUploadExternal, **general) == "not_in_channel"
    assert client.files_completeUploadExternal(files=files)["files"][0]["channels"] == []


def test_a_file_in_a_direct_message(client):
    sent = client.files_upload_v2(channel="D02TRANSOFF", filename="a.txt", content="x")
    assert client.files_info(file=sent["file"]["id"])["file"]["shares"]["private"]["D02TRANSOFF"]


def test_rate_limits_on_demand(client, slack):
    slack.fail_next("chat.postMessage", status=429, retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as raised:
            client.chat_postMessage(channel=LEDNET, text="x")
        assert raised.value.response.status_code == 429
        assert raised.value.response.headers["Retry-After"] == "7"
    assert client.chat_postMessage(channel=LEDNET, text="x")["ok"]
    slack.fail_next("chat.postMessage", status=429, retry_after=0)
    patient = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[RateLimitErrorRetryHandler()])
    assert patient.chat_postMessage(channel=LEDNET, text="x")["ok"]


def test_other_faults_on_demand(client, slack):
    slack.fail_next("chat.postMessage", status=500)
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel=LEDNET, text="x")
    assert raised.value.response.status_code == 500
    slack.fail_next("chat.postMessage", drop_reply=True)
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        client.chat_postMessage(channel=LEDNET, text="arrived")
    assert [m["text"] for m in client.conversations_history(channel=LEDNET)["messages"]] == ["arrived"]


def test_faults_by_chance(client, slack):
    faults = [Fault(200, 0, 1, drop_request=True), None]
    slack.chance = lambda method: faults.pop(0) if method == "chat.postMessage" else None
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        client.chat_postMessage(channel=LEDNET, text="never arrived")
    assert client.chat_postMessage(channel=LEDNET, text="arrived")["ok"]
    slack.chance = None
    assert [m["text"] for m in client.conversations_history(channel=LEDNET)["messages"]] == ["arrived"]


def test_another_rate_of_posts(client, slack):
    slack.posts_per_minute = 8
    for _ in range(2):
        assert client.chat_postMessage(channel=LEDNET, text="x")["ok"]
    assert error_of(client.chat_postMessage, channel=LEDNET, text="x") == "ratelimited"
    slack.posts_per_minute = None


def test_a_slow_answer_on_demand(client, slack):
    slack.fail_next("auth.test", status=200, delay=0.2)
    began = time.perf_counter()
    assert client.auth_test()["ok"] and time.perf_counter() - began >= 0.2
    assert slack.state.faults == {} and slack.wire[-1].milliseconds >= 200
    slack.fail_next("auth.test", status=500, delay=0.1)
    assert error_of(client.auth_test) == "internal_error"


def test_a_slow_answer_is_never_early_though_the_loop_is_busy(client, slack):
    slack.rates = False
    stopped = threading.Event()

    async def spin():
        while not stopped.is_set():
            await asyncio.sleep(0)

    spinning = slack.call(lambda: asyncio.create_task(spin()))
    for _ in range(20):
        slack.fail_next("auth.test", status=200, delay=0.02)
        client.auth_test()
    stopped.set()
    assert spinning and min(one.milliseconds for one in slack.wire) >= 20


def test_the_log_keeps_headers_without_the_token(client, slack):
    client.auth_test()
    last = slack.wire[-1]
    assert last.headers["authorization"] == "Bearer (token kept out)"
    assert last.answer_headers["content-type"] == "application/json" and slack.bot_token not in str(last)


@pytest.fixture
def reply_url(pair):
    pair.slack.patience = 0
    pair.slack.as_("Transport officer").slash("/say", channel="#lednet")
    return pair.heard[-1]["response_url"]


def test_response_urls_wear_out(reply_url, slack):
    hook = WebhookClient(reply_url)
    assert [hook.send(text=str(n)).body for n in range(5)] == ["ok"] * 5
    sixth = hook.send(text="x")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    assert len(slack.as_("Transport officer").channel("#lednet").messages) == 5


def test_response_urls_expire(reply_url, slack):
    slack.let_machine_time_pass(30 * 60 + 1)
    assert json.loads(WebhookClient(reply_url).send(text="x").body)["error"] == "expired_url"
    assert json.loads(WebhookClient(slack.url + "/hooks/T/none").send(text="x").body)["error"] == "invalid_url"


def test_response_urls_and_who_sees_it(reply_url, slack):
    hook = WebhookClient(reply_url)
    hook.send(text="for all", response_type="in_channel")
    hook.send(text="for one")
    assert [m.text for m in slack.as_("Participant").channel("#lednet").messages] == ["for all"]
    answer = hook.send(blocks=[section("")])
    assert (answer.status_code, json.loads(answer.body)["error"]) == (400, "invalid_blocks")
    assert slack.rejected[0].method == "response_url"
    slack.fail_next("response_url", status=500)
    assert hook.send(text="x").status_code == 500


def test_bodies_that_are_no_json(slack, reply_url):
    def status(url, body):
        headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
        request = urllib.request.Request(url, body, headers)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)["error"]
        except urllib.error.HTTPError as error:
            return error.code

    assert status(slack.api_url + "auth.test", b"{") == "invalid_json"
    assert status(slack.api_url + "auth.test", b"[]") == "json_not_object"
    assert status(reply_url, b"{") == 400
    assert status(slack.url + "/upload/v1/F0NONE", b"x") == 404


def test_a_channel_select_gives_a_response_url(client, trigger, pair):
    element = {"type": "conversations_select", "response_url_enabled": True}
    view = FORM | {"blocks": [*FORM["blocks"], field("Tell", element)]}
    client.views_open(trigger_id=trigger(), view=view)
    officer = pair.slack.as_("Transport officer")
    officer.modal.fill(RAG="Red", Tell="#lednet").submit()
    (given,) = pair.heard[-1]["response_urls"]
    assert (given["block_id"], given["channel_id"]) == ("tell", LEDNET)
    WebhookClient(given["response_url"]).send(text="told", response_type="in_channel")
    assert officer.channel("#lednet").messages[0].text == "told"


def test_a_button_in_a_thread(client, slack):
    parent = client.chat_postMessage(channel=LEDNET, text="parent")["ts"]
    client.chat_postMessage(channel=LEDNET, text="card", blocks=CARD, thread_ts=parent)
    officer = slack.as_("Transport officer")
    answer = officer.channel("#lednet").messages[1].press("Post")
    assert (answer.text, answer.thread_ts, answer.ephemeral) == ("one more", parent, True)


def test_a_button_that_nobody_answers(client, slack):
    blocks = [{"type": "actions", "elements": [button("Lost", "lost")]}]
    client.chat_postMessage(channel=OFFICER, text="x", blocks=blocks)
    with pytest.raises(Failed, match="http_service_error"):
        slack.as_("Transport officer").dm.messages[0].press("Lost")
