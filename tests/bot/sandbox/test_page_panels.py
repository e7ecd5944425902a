"""The side panel: the wire without tokens, faults armed and taken back, the next reminder, the guided tour."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import Workspace, panels
from bot.sandbox.tour import Step
from tests.bot.sandbox.test_page import GENERAL, LEAD, LEDNET, OFFICER, PLAN, Browser

STEPS = (
    Step("Look up", "Type it.", OFFICER.name, "#net-zero-plan", "/card T18"),
    Step("Press", "Press Update.", LEAD.name, "Messages", seen="block_actions"),
    Step("Look at Home", "It is yours.", LEAD.name, "Home"),
    Step("Wait", "Move the clock.", LEAD.name, "#lednet", seen="clock"),
)


@pytest.fixture
def browser(slack: Workspace) -> Iterator[Browser]:
    slack.tour, slack.next_due = (), None
    with httpx2.Client(trust_env=False, timeout=5) as client:
        yield Browser(slack, client)
    slack.tour, slack.next_due = (), None


def panel(browser: Browser, name: str, find: str = "") -> str:
    browser.who |= {"panel": name, "find": find}
    return browser.parts["tools"]


def test_the_first_panel_is_who_and_when(browser):
    assert 'id="panel-you"' in panel(browser, "")
    assert 'id="panel-you"' in panel(browser, "nonsense")
    assert 'id="panel-you"' in panel(browser, "tour")  # there is none
    tools = panel(browser, "you")
    assert [f'id="tab-{name}"' in tools for name in ("you", "wire", "faults", "tour")] == [True, True, True, False]


# --- the wire -----------------------------------------------------------------------------------------------


def test_the_wire_shows_both_directions_newest_first(browser, client):
    browser.do("send", {"text": "/card T18"})
    client.chat_postMessage(channel=PLAN, text="hello")
    tools = panel(browser, "wire")
    assert tools.index("chat.postMessage") < tools.index("/card T18")
    assert "To the bot: " in tools
    assert "From the bot: " in tools
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0", text="hello")
    tools = panel(browser, "wire")
    assert '<span class="wire-status">channel_not_found</span>' in tools
    assert "exchange-bad" in tools


def test_the_wire_is_filtered_by_any_word(browser, client):
    client.chat_postMessage(channel=PLAN, text="an unusual word")
    client.chat_postMessage(channel=PLAN, text="another")
    assert panel(browser, "wire").count("<details") > panel(browser, "wire", "UNUSUAL").count("<details") == 1
    assert "0 of " in panel(browser, "wire", "no such thing")


def test_an_exchange_in_full_has_the_signature_and_no_token(browser, slack, client):
    browser.do("send", {"text": "/card T18"})
    number = next(one.number for one in reversed(slack.wire) if one.name == "/card T18")
    opened = browser.get(f"/page/wire/{number}").text
    assert "X-Slack-Signature" in opened
    assert "v0=" in opened
    assert "&#34;command&#34;: &#34;/card&#34;" in opened
    client.chat_postMessage(channel=PLAN, text=f"{slack.bot_token} xoxp-1-2 {slack.signing_secret} <b>")
    opened = browser.get(f"/page/wire/{slack.wire[-1].number}").text
    for secret in (slack.bot_token, "xoxp-1-2", slack.signing_secret, "<b>"):
        assert secret not in opened
    assert opened.count("(kept out)") >= 3
    assert browser.get("/page/wire/999999").status_code == 404


# --- faults -------------------------------------------------------------------------------------------------


def arm(browser: Browser, kind: str, more: dict[str, str] | None = None) -> httpx2.Response:
    fields = {"method": "chat.postMessage", "kind": kind, "times": "2", "seconds": "7"}
    return browser.do("fault", fields | (more or {}))


def test_an_armed_fault_is_shown_fails_the_next_calls_and_is_gone(browser, client):
    assert arm(browser, "429").json()["ok"]
    assert "429, Retry-After 7 s, for the next 2 calls" in panel(browser, "faults")
    with pytest.raises(SlackApiError) as failure:
        client.chat_postMessage(channel=PLAN, text="x")
    assert failure.value.response.headers["Retry-After"] == "7"
    assert "for the next call<" in panel(browser, "faults")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=PLAN, text="x")
    assert "Nothing. All calls go through." in panel(browser, "faults")
    assert client.chat_postMessage(channel=PLAN, text="x")["ok"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("500", "500, for the next 2 calls"),
        pytest.param(
            "slow",
            "answers after 7 s, for the next 2 calls",
            marks=pytest.mark.skipif("slow" not in panels.FAULTS, reason="faults cannot be slow yet"),
        ),
        ("dropped", "the reply is dropped, for the next 2 calls"),
    ],
)
def test_every_fault_can_be_taken_back(browser, client, kind, words):
    arm(browser, kind)
    assert words in panel(browser, "faults")
    browser.do("fault", {"method": "chat.postMessage", "off": "yes"})
    assert "Nothing. All calls go through." in panel(browser, "faults")
    assert client.chat_postMessage(channel=PLAN, text="x")["ok"]


@pytest.mark.parametrize(
    "wrong", [{"method": "no.such"}, {"kind": "quick"}, {"times": "0"}, {"times": "x"}, {"seconds": "-1"}]
)
def test_a_fault_that_makes_no_sense_is_not_armed(browser, slack, wrong):
    assert arm(browser, "429", wrong).status_code == 400
    assert slack.state.faults == {}


# --- the next reminder --------------------------------------------------------------------------------------


def test_the_clock_jumps_to_the_next_reminder(browser, slack):
    slack.move_clock(to=datetime(2021, 5, 12, 8, tzinfo=UTC))
    assert "Next reminder" not in panel(browser, "you")
    slack.next_due = lambda: datetime(2021, 5, 13, 8, tzinfo=UTC)
    assert "Next reminder" in panel(browser, "you")
    assert browser.do("clock", {"to": "due"}).json()["ok"]
    assert 0 <= (slack.now() - datetime(2021, 5, 13, 8, tzinfo=UTC)).total_seconds() < 5
    slack.next_due = lambda: None
    assert browser.do("clock", {"to": "due"}).json()["error"] == "No reminder lies ahead."


# --- the tour -----------------------------------------------------------------------------------------------


def ticked(browser: Browser) -> int:
    return panel(browser, "tour").count("step-done")


def test_the_tour_ticks_itself_off(browser, slack):
    slack.tour = STEPS
    browser.do("tour", {"do": "again"})
    assert "0 of 4 steps done." in panel(browser, "tour")
    browser.do("send", {"text": "/card T17"})
    assert ticked(browser) == 0
    browser.do("send", {"text": "/card T18"})
    assert ticked(browser) == 1
    other = Browser(slack, browser.http, LEAD.id, LEAD.dm_id)
    other.do("send", {"text": "T18"})
    assert ticked(browser) == 1
    browser.do("tour", {"do": "done", "step": "1"})
    browser.do("tour", {"do": "done", "step": "2"})
    assert ticked(browser) == 3
    browser.do("clock", {"to": "hour"})
    assert "4 of 4 steps done. That was all" in panel(browser, "tour")
    browser.do("tour", {"do": "again"})
    assert ticked(browser) == 0


def test_a_step_in_the_other_workspace_ticks_itself_off(browser, slack):
    slack.tour = (Step("Look up", "Type it.", "Borough officer", "#borough-plan", "/card"), STEPS[3], STEPS[3])
    shown = browser.do("tour", {"do": "show", "step": "0"}).json()
    Browser(slack, browser.http, shown["as"], shown["at"]).do("send", {"text": "/card T18"})
    assert ticked(browser) == 1
    browser.do("clock", {"to": "hour"})
    assert ticked(browser) == 2, "one jump of the clock is one step, though both workspaces are told"


def test_a_reset_begins_the_tour_anew_and_clears_the_wire_and_the_faults(browser, slack):
    slack.tour = STEPS
    browser.do("tour", {"do": "done", "step": "0"})
    browser.do("send", {"text": "/card T18"})
    slack.fail_next("chat.postMessage", times=5)
    assert slack.wire and ticked(browser) == 1
    browser.do("reset", {})
    assert (slack.wire, slack.state.faults, ticked(browser)) == ((), {}, 0)


def test_a_step_is_shown_who_where_and_what_to_type(browser, slack):
    slack.tour = STEPS
    shown = browser.do("tour", {"do": "show", "step": "0"}).json()
    assert (shown["as"], shown["at"], shown["text"]) == (OFFICER.id, PLAN, "/card T18")
    assert browser.do("tour", {"do": "show", "step": "1"}).json()["at"] == LEAD.dm_id
    shown = browser.do("tour", {"do": "show", "step": "2"}).json()
    assert (shown["as"], shown["at"], shown["text"]) == (LEAD.id, "home", "")
    assert browser.do("tour", {"do": "show", "step": "3"}).json()["at"] == LEDNET
    assert '<li id="step-3-now"' in panel(browser, "tour")
    assert browser.do("tour", {"do": "show", "step": "4"}).status_code == 404


def test_places_of_a_tour_must_be_there(browser, slack):
    slack.tour = (Step("x", "x", "Nobody", "Home"), Step("x", "x", OFFICER.name, "#nowhere"))
    for step in "01":
        assert browser.do("tour", {"do": "show", "step": step}).status_code == 404
    assert GENERAL in browser.parts["sidebar"]


# --- files and reactions ------------------------------------------------------------------------------------


def test_a_file_is_uploaded_for_its_field(browser, slack):
    headers = {"Origin": slack.url}

    def upload(content: bytes) -> httpx2.Response:
        files = {"file": ("plan.csv", content, "text/csv")}
        return browser.http.post(f"{slack.url}/page/upload", data=browser.who, files=files, headers=headers)

    answer = upload(b"a,b").json()
    assert answer["name"] == "plan.csv"
    assert slack.call(slack.state.files.get, answer["id"]).content == b"a,b"
    assert "is empty" in upload(b"").json()["error"]
    assert browser.do("upload").json()["error"] == "Choose a file."


def test_reactions_say_who(browser, client):
    browser.do("send", {"text": "Done at last"})
    client.reactions_add(channel=PLAN, timestamp=browser.last["ts"], name="tada")
    main = browser.parts["main"]
    assert '<li title="Convenor"><span aria-hidden="true">🎉 1</span>' in main
