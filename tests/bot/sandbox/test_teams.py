"""A second council's workspace: the same app and server, its own token, people and channels."""

import json
import time
import urllib.error
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Workspace
from tests.bot.sandbox import bolt_app

BOROUGH, PLAN = "T03BOROUGH0", "C03BOROPLAN"


@pytest.fixture(scope="module")
def slack(both_teams):
    return both_teams


@pytest.fixture
def officer(slack):
    slack.reset()
    slack.heard.clear()
    return slack.as_("Borough officer")


@pytest.fixture
def client(slack):
    return WebClient(token=slack.teams[1].bot_token, base_url=slack.api_url, retry_handlers=[])


def test_each_token_is_of_one_team(slack, client):
    assert [(t.team_id, t.name) for t in slack.teams] == [
        (slack.team_id, "Convenor sandbox"),
        (BOROUGH, "Borough council"),
    ]
    answer = client.auth_test()
    assert (answer["team_id"], answer["team"], answer["user_id"]) == (BOROUGH, "Borough council", "U03APPBOT00")
    assert client.team_info()["team"]["domain"] == "borough"
    names = {one["real_name"] for one in client.users_list()["members"] if not one["is_bot"]}
    assert names == {"Borough officer", "Borough coordinator", "Borough administrator"}
    assert [one["name"] for one in client.conversations_list()["channels"]] == ["general", "borough-plan", "lednet"]
    first = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    assert first.auth_test()["team_id"] == slack.team_id
    for call in (client, first):
        other = "C02LEDNET00" if call is client else PLAN
        with pytest.raises(SlackApiError, match="channel_not_found"):
            call.chat_postMessage(channel=other, text="x")


def test_people_act_in_their_own(slack, officer):
    form = officer.slash("/card", channel="#borough-plan").press("Update")
    form.fill(RAG="Green", Note="saved", Officer="Borough coordinator").submit()
    officer.dm.wait_for("Saved: saved")
    command, press, submission = slack.heard
    assert (command["team_id"], command["team_domain"], command["channel_id"]) == (BOROUGH, "borough", PLAN)
    assert press["team"]["id"] == press["user"]["team_id"] == BOROUGH
    assert (submission["team"]["id"], submission["view"]["team_id"]) == (BOROUGH, BOROUGH)
    assert command["api_app_id"] == slack.app_id
    assert officer.home().buttons == ["Update"]
    officer.mention("#borough-plan", "hello")
    officer.channel("#borough-plan").wait_for("You called?")
    with pytest.raises(LookupError, match="#borough-plan"):
        officer.channel("#net-zero-plan")
    assert [p.name for p in slack.people] == [p.name for p in slack.state.cast.people]


def test_events_carry_their_team(slack, officer):
    officer.write("https://council.example/B1", "#borough-plan")
    officer.channel("#borough-plan").wait_for("Buses")
    sent = [json.loads(one.request) for one in slack.wire if one.name == "link_shared"]
    assert (sent[-1]["team_id"], sent[-1]["authorizations"][0]["user_id"]) == (BOROUGH, "U03APPBOT00")


def test_files_and_response_urls_belong_to_a_team(slack, officer, client):
    officer.slash("/import").fill(Table=("b.csv", b"borough")).submit()
    officer.dm.wait_for("Read b.csv")
    url = slack.heard[-1]["view"]["state"]["values"]["table"]["given"]["files"][0]["url_private"]

    def read(token):
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as response:
            return response.read()

    assert read(client.token) == b"borough"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        read(slack.bot_token)
    client.files_upload_v2(channel=PLAN, filename="c.txt", content="council")
    assert officer.channel("#borough-plan").messages[-1].files[0].read() == b"council"
    officer.slash("/later", channel="#borough-plan")
    assert officer.channel("#borough-plan").wait_for("by response_url").ephemeral
    officer.slash("/say", "x")
    hook = WebhookClient(slack.heard[-1]["response_url"])
    assert f"/hooks/{BOROUGH}/" in hook.url and hook.send(text="more").body == "ok"


def test_rates_and_triggers_are_apart(slack, officer, client):
    first = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    for _ in range(20):
        client.users_list()
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.users_list()
    assert first.users_list()["ok"]
    key = slack.call(slack.team_of(officer.id).state.tickets.trigger, officer.id, 1)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        first.views_open(trigger_id=key, view=bolt_app.FORM)
    assert client.views_open(trigger_id=key, view=bolt_app.FORM)["view"]["team_id"] == BOROUGH


def test_one_clock_and_one_reset(slack, officer):
    assert officer.write("hello").now() is not None
    assert slack.team_of("Borough officer").state.clock is slack.state.clock
    assert slack.team_of("U03BOROUOFF").id == BOROUGH and slack.team_of("Participant").id == slack.team_id
    assert [(name, len(people)) for name, people in slack.every_person()] == [
        ("Convenor sandbox", 9),
        ("Borough council", 3),
    ]
    with pytest.raises(LookupError, match="Borough administrator"):
        slack.team_of("Nobody")
    slack.reset()
    assert officer.dm.messages == []


def test_both_are_kept_over_a_restart(tmp_path):
    path = tmp_path / "sandbox.json"
    with Workspace(path) as slack:
        slack.as_("Borough officer").write("kept", "#borough-plan")
        time.sleep(0.4)
    with Workspace(path) as slack:
        assert slack.as_("Borough officer").channel("#borough-plan").messages[0].text == "kept"
        assert slack.as_("Participant").channel("#lednet").messages == []
