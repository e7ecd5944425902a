"""Two workspaces on the page: whom one can be, and that what a person sees and does stays in their own."""

import json
import re
import threading
from collections.abc import Iterator

import httpx2
import pytest

from bot.sandbox import Workspace
from bot.sandbox.cast import BOROUGH_PEOPLE, BOROUGH_ROOMS, PEOPLE
from bot.sandbox.state import Change, View
from bot.sandbox.tour import Step
from tests.bot.sandbox.test_page import OFFICER, PLAN, Browser

BOROUGH_OFFICER = BOROUGH_PEOPLE[0]
BOROUGH_PLAN = BOROUGH_ROOMS[1].id
TEAM = "T03BOROUGH0"


@pytest.fixture
def slack(both_teams: Workspace) -> Workspace:
    both_teams.reset()
    return both_teams


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False, timeout=5) as client:
        yield client


@pytest.fixture
def county(slack: Workspace, http: httpx2.Client) -> Browser:
    return Browser(slack, http)


@pytest.fixture
def borough(slack: Workspace, http: httpx2.Client) -> Browser:
    return Browser(slack, http, BOROUGH_OFFICER.id, BOROUGH_PLAN)


def test_people_are_grouped_by_their_workspace(county, borough):
    for browser, me in ((county, OFFICER), (borough, BOROUGH_OFFICER)):
        tools = browser.parts["tools"]
        groups = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', tools, re.DOTALL))
        offered = {team: re.findall(r"<option[^>]*>([^<]+)<", options) for team, options in groups.items()}
        assert offered == {
            "Convenor sandbox": [one.name for one in PEOPLE],
            "Borough council": [one.name for one in BOROUGH_PEOPLE],
        }
        assert re.findall(r'value="(\w+)" selected', tools)[0] == me.id


def test_a_borough_person_sees_their_own_workspace(county, borough):
    county.do("send", {"text": "said in the county"})
    borough.do("send", {"text": "said in the borough"})
    drawn = borough.get("/", params=borough.who).text
    assert "<title>#borough-plan – Borough council</title>" in drawn
    assert re.findall(r'class="place-name">([^<]+)<', drawn) == [
        "general",
        "borough-plan",
        "lednet",
        "Home",
        "Messages",
    ]
    assert "said in the borough" in drawn
    assert "said in the county" not in drawn
    assert "said in the borough" not in county.parts["main"]


def test_a_channel_of_the_other_workspace_leads_to_ones_own(borough):
    for at, ends_at in ((PLAN, BOROUGH_PLAN), ("messages", BOROUGH_OFFICER.dm_id), ("home", "home")):
        leads = borough.get("/", params={"as": BOROUGH_OFFICER.id, "at": at})
        shown = leads.headers.get("location", f"/?as={BOROUGH_OFFICER.id}&at={at}")
        assert shown == f"/?as={BOROUGH_OFFICER.id}&at={ends_at}"


def test_messages_are_of_the_borough_for_the_bot_too(slack, borough):
    before = slack.wire[-1].number if slack.wire else 0
    assert borough.do("send", {"text": "@Convenor hello"}).json()["ok"]
    channel = slack.as_(BOROUGH_OFFICER.name).channel("#borough-plan")
    channel.wait_for("You called?")
    assert "hello" in channel.messages[0].text
    assert slack.call(lambda: slack.state.messages.get(BOROUGH_PLAN)) is None
    told = [json.loads(one.request) for one in slack.wire if one.direction == "to bot" and one.number > before]
    assert {one["team_id"] for one in told} == {TEAM}


def test_a_read_mark_and_home_are_kept_where_the_person_is(slack, borough):
    before = slack.wire[-1].number if slack.wire else 0
    borough.who["at"] = "home"
    assert borough.do("look").json()["ok"]
    told = [one for one in slack.wire if one.name.startswith("app_home_opened") and one.number > before]
    opened = [json.loads(one.request) for one in told]
    assert [(one["team_id"], one["event"]["user"]) for one in opened] == [(TEAM, BOROUGH_OFFICER.id)]
    slack.as_("Borough coordinator").write("new", "#borough-plan")
    state = slack.team_of(BOROUGH_OFFICER.id).state
    assert slack.call(state.unread, BOROUGH_OFFICER.id, BOROUGH_PLAN) == 1
    borough.who["at"] = BOROUGH_PLAN
    assert borough.do("look").json()["ok"]
    assert slack.call(state.unread, BOROUGH_OFFICER.id, BOROUGH_PLAN) == 0


def test_files_are_found_in_either_workspace(slack, county, borough):
    for browser in (county, borough):
        answer = browser.do("upload", files={"file": ("plan.txt", b"a plan", "text/plain")}).json()
        assert answer["ok"]
        state = slack.team_of(browser.who["as"]).state
        assert slack.call(lambda: answer["id"] in state.files)  # noqa: B023 - called at once
        assert browser.get(f"/page/file/{answer['id']}").content == b"a plan"
    assert borough.get("/page/file/F000").status_code == 404


def test_the_wire_is_one(slack, county, borough):
    borough.do("send", {"text": "@Convenor hello"})
    number = slack.wire[-1].number
    for browser in (county, borough):
        browser.who["panel"] = "wire"
        assert f'data-wire="{number}"' in browser.parts["tools"]
        assert browser.get(f"/page/wire/{number}").status_code == 200


def test_the_clock_and_the_faults_are_one(slack, county, borough):
    before = slack.now()
    assert borough.do("clock", {"to": "hour"}).json()["ok"]
    assert (slack.now() - before).total_seconds() >= 3_600
    armed = {"method": "chat.postMessage", "kind": "500", "times": "2", "seconds": "1"}
    assert borough.do("fault", armed).json()["ok"]
    for browser in (county, borough):
        browser.who["panel"] = "faults"
        assert "500, for the next 2 calls" in browser.parts["tools"]
    assert county.do("fault", {"method": "chat.postMessage", "off": "yes"}).json()["ok"]
    assert slack.state.faults == {}


def test_a_window_hears_its_own_workspace_and_the_tools_of_all(slack):
    county, borough = (slack.team_of(one.id) for one in (OFFICER, BOROUGH_OFFICER))

    async def heard() -> list[str]:
        before = len(county.state.listeners)
        with slack.all_teams.listening(borough) as queue:
            for kind in ("message", "wire", "tour"):
                county.state.changed(Change(kind, item="1"))
            borough.state.changed(Change("home"))
        assert len(county.state.listeners) == before
        return [queue.get_nowait().kind for _ in range(queue.qsize())]

    assert slack.run(heard()) == ["wire", "tour", "home"]


def test_the_stream_tells_of_ones_own_workspace(slack, county, borough):
    with borough.http.stream("GET", f"{slack.url}/page/stream", params=borough.who) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        threading.Thread(target=slack.as_(BOROUGH_OFFICER.name).write, args=("news", "#borough-plan")).start()
        data = next(line for line in lines if line.startswith("data: "))
    assert "message" in json.loads(data.removeprefix("data: "))


def test_a_form_is_of_the_borough(slack, borough):
    assert borough.do("send", {"text": "/card B1"}).json()["ok"]
    state = slack.team_of(BOROUGH_OFFICER.id).state

    def top() -> View | None:
        return slack.call(state.top_view, BOROUGH_OFFICER.id)

    def update() -> dict[str, str]:
        message = state.seen_by(BOROUGH_OFFICER.id, BOROUGH_PLAN)[-1]
        return {"block": "card", "action": "update", "channel": message.channel_id, "ts": message.ts}

    assert borough.do("press", slack.call(update)).json()["ok"]
    opened = top()
    assert 'role="dialog"' in borough.parts["modals"] or "<dialog" in borough.parts["modals"]
    partners = borough.do("suggest", {"view": opened.id, "block": "partner", "action": "given", "typed": ""})
    assert partners.status_code == 200
    assert borough.do("submit", {"view": opened.id}).json()["errors"]  # required fields are empty
    assert borough.do("close", {"view": opened.id}).json()["ok"]
    assert top() is None


def test_a_step_of_the_tour_may_be_the_boroughs(slack, county):
    slack.tour = (Step("Look up", "Type it.", BOROUGH_OFFICER.name, "#borough-plan", "/card B1"),)
    answer = county.do("tour", {"do": "show", "step": "0"}).json()
    assert (answer["as"], answer["at"]) == (BOROUGH_OFFICER.id, BOROUGH_PLAN)
    slack.tour = ()
