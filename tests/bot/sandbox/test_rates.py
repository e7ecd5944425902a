"""Rate limits, as Slack has them."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.sandbox import Workspace
from bot.sandbox.clock import Clock
from bot.sandbox.rates import CHANNEL_POSTS, POSTS, TIER_1, TIER_2, Rates

LEDNET, NET_ZERO, OFFICER = "C02LEDNET00", "C02NETZERO0", "U02TRANSOFF"


def refused(call, **arguments) -> int:
    """Seconds that Slack tells to wait."""
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    response = raised.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


def test_one_message_a_second_in_a_channel(client, slack):
    for number in range(CHANNEL_POSTS.burst):
        client.chat_postMessage(channel=LEDNET, text=str(number))
    assert refused(client.chat_postMessage, channel=LEDNET, text="x") == 1
    assert refused(client.chat_postMessage, channel="#lednet", text="x") == 1
    client.chat_postMessage(channel=NET_ZERO, text="elsewhere")
    slack.let_machine_time_pass(1)
    client.chat_postMessage(channel=LEDNET, text="again")
    refused(client.chat_postMessage, channel=LEDNET, text="x")
    assert len(slack.as_("Participant").channel("#lednet").messages) == CHANNEL_POSTS.burst + 1
    assert slack.wire[-1].status == 429


def test_a_person_is_their_direct_messages(client):
    for _ in range(CHANNEL_POSTS.burst):
        client.chat_postMessage(channel=OFFICER, text="x")
    refused(client.chat_postMessage, channel="D02TRANSOFF", text="x")


def test_tiers_are_per_method(client, slack):
    for _ in range(TIER_2.burst):
        client.users_list()
    assert refused(client.users_list) == 3
    client.conversations_list()
    slack.let_machine_time_pass(3)
    client.users_list()
    slack.rates = False
    client.users_list()
    slack.rates = True
    slack.reset()
    client.users_list()


def test_opening_sockets_is_tier_1(slack):
    app = WebClient(token=slack.app_token, base_url=slack.api_url, retry_handlers=[])
    for _ in range(TIER_1.burst):
        app.apps_connections_open(app_token=slack.app_token)
    assert refused(app.apps_connections_open, app_token=slack.app_token) == 60


def test_what_fails_counts_too_but_not_without_a_token(client, slack):
    wrong = WebClient(token="xoxb-wrong", base_url=slack.api_url, retry_handlers=[])
    for _ in range(TIER_2.burst):
        with pytest.raises(SlackApiError, match="invalid_auth"):
            wrong.users_list()
        with pytest.raises(SlackApiError, match="invalid_limit"):
            client.users_list(limit=5_000)
    refused(client.users_list)


def test_a_patient_client_gets_through(slack):
    handlers = [RateLimitErrorRetryHandler(max_retry_count=2)]
    patient = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=handlers)
    for _ in range(CHANNEL_POSTS.burst + 1):
        patient.chat_postMessage(channel=LEDNET, text="x")


def test_buckets():
    clock = Clock()
    rates = Rates(clock)
    assert sum(rates.take({"posts": POSTS, f"c{n}": CHANNEL_POSTS}) == 0 for n in range(POSTS.burst + 3)) == POSTS.burst
    clock.age(0.11)
    assert [rates.take({"posts": POSTS}) for _ in range(2)] == [0, 1]
    clock.age(10_000)
    assert sum(rates.take({"posts": POSTS}) == 0 for _ in range(POSTS.burst + 3)) == POSTS.burst


def test_they_can_be_off_from_the_start():
    with Workspace(rates=False) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(TIER_2.burst + 1):
            client.users_list()
