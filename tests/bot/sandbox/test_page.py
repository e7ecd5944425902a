"""The page over HTTP: what it shows to whom, what it does for a person, and whom it refuses."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from bot.sandbox import Workspace, page_fields
from bot.sandbox.blocks import Control
from bot.sandbox.cast import PEOPLE, ROOMS
from bot.sandbox.state import Refused
from tests.bot.sandbox.bolt_app import FORM

OFFICER, LEAD = PEOPLE[0], PEOPLE[1]
GENERAL, PLAN, LEDNET = ROOMS[0].id, ROOMS[1].id, ROOMS[2].id
STYLED = {"type": "static_select", "action_id": "given", "options": FORM["blocks"][0]["element"]["options"]}

RUTLAND = {"text": {"type": "plain_text", "text": "Rutland"}, "value": "rutland"}


class Browser:
    """One window: a person at a place."""

    def __init__(self, slack: Workspace, http: httpx2.Client, person: str = OFFICER.id, at: str = PLAN) -> None:
        self.slack, self.http, self.who = slack, http, {"as": person, "at": at}

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.http.get(self.slack.url + path, **more)

    def do(self, name: str, fields: dict[str, Any] | None = None, **more: Any) -> httpx2.Response:
        headers = {"Origin": self.slack.url}
        return self.http.post(f"{self.slack.url}/page/{name}", data=self.who | (fields or {}), headers=headers, **more)

    @property
    def parts(self) -> dict[str, str]:
        answer = self.get("/page/parts", params=self.who)
        assert answer.status_code == 200
        return answer.json()

    @property
    def view_id(self) -> str:
        return self.slack.call(lambda: self.slack.state.top_view(self.who["as"]).id)

    @property
    def last(self) -> dict[str, str]:
        """Where the controls of the newest message stand."""
        message = self.slack.call(lambda: self.slack.state.seen_by(self.who["as"], self.who["at"])[-1])
        return {"channel": message.channel_id, "ts": message.ts}

    def field(self, label: str) -> str:
        view = self.slack.call(lambda: self.slack.state.top_view(self.who["as"]))
        block = next(block for block in view.blocks if block.get("label", {}).get("text") == label)
        return f"{quote(block['block_id'])}/{quote(block['element']['action_id'])}"


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False, timeout=5) as client:
        yield client


@pytest.fixture
def browser(slack: Workspace, http: httpx2.Client) -> Browser:
    return Browser(slack, http)


@pytest.fixture
def other(slack: Workspace, http: httpx2.Client) -> Browser:
    return Browser(slack, http, LEAD.id)


# --- what it shows ------------------------------------------------------------------------------------------


def test_the_address_leads_to_a_person_and_a_channel(browser):
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?as={OFFICER.id}&at={PLAN}")
    shown = browser.get(answer.headers["location"])
    assert shown.status_code == 200
    assert "<title>#net-zero-plan – Convenor sandbox</title>" in shown.text
    for landmark in ("<nav ", "<main ", "<aside ", 'role="log"', 'aria-label="Message #net-zero-plan"'):
        assert landmark in shown.text


@pytest.mark.parametrize(("at", "ends_at"), [("nowhere", PLAN), (LEAD.dm_id, PLAN), ("messages", OFFICER.dm_id)])
def test_a_place_that_is_not_theirs_leads_elsewhere(browser, at, ends_at):
    answer = browser.get("/", params={"as": OFFICER.id, "at": at})
    assert answer.headers["location"] == f"/?as={OFFICER.id}&at={ends_at}"


def test_nothing_in_the_page_runs_or_loads_from_elsewhere(browser):
    answer = browser.get("/", params=browser.who)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    loaded = re.findall(r'(?:href|src)="(/[^"?]+)"', answer.text.partition("</head>")[0])
    assert len(loaded) == 3 and all(browser.get(path).status_code == 200 for path in loaded)


def test_script_and_sheet_are_one_file_each_and_kept(browser):
    head = browser.get("/", params=browser.who).text.partition("</head>")[0]
    for path in re.findall(r'"(/static/page-[^"]+)"', head):
        answer = browser.get(path)
        assert "immutable" in answer.headers["cache-control"]
        assert not re.search(r"^(import|export) ", answer.text, re.MULTILINE)
    tops = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", answer.text, re.MULTILINE)
    assert len(tops) == len(set(tops)) > 50
    assert browser.get("/static/page-0123456789abcdef.js").status_code == 404


def test_messages_that_a_window_has_are_only_named(browser):
    def main(*have: str, **more: str) -> dict[str, str]:
        return browser.get("/page/parts", params=browser.who | {"have": ".".join(have)} | more).json()

    browser.do("send", {"text": "the first"})
    browser.do("send", {"text": "the second"})
    first, second = re.findall(r'data-version="(\w+)"', main()["main"])
    both = main(first, second)["main"]
    assert both.count("data-same") == 2 and "the first" not in both
    drawn = main(first)["main"]
    assert "the first" not in drawn and "the second" in drawn
    ts = re.findall(r'data-ts="([\d.]+)"', drawn)[-1]
    browser.do("send", {"text": "a reply", "thread": ts})
    after = main(first, second, thread=ts)
    assert "1 reply" in after["main"] and after["main"].count("data-same") == 1
    assert "the second" in after["thread"] and "a reply" in after["thread"]


def test_messages_are_escaped_and_seen_by_all_in_the_channel(browser, other):
    assert browser.do("send", {"text": "*Good* <script>morning</script>"}).json()["ok"]
    for window in (browser, other):
        main = window.parts["main"]
        assert "<strong>Good</strong> &lt;script&gt;morning&lt;/script&gt;" in main
        assert 'aria-label="Transport officer, ' in main


def test_unread_marks_go_when_the_person_looks(browser, other):
    browser.do("send", {"text": "news"})
    other.who["at"] = LEDNET
    assert ", 1 new" in other.parts["sidebar"]
    other.do("look", {"at": PLAN})
    assert " new<" not in other.parts["sidebar"]
    assert " new<" not in browser.parts["sidebar"]


def test_an_empty_channel_offers_the_commands(browser, slack):
    slack.commands = (("/card", "[ref]", "Look up <an action>"),)
    main = browser.parts["main"]
    assert "This is #net-zero-plan" in main
    assert 'data-try="/card "' in main
    start = main.index('id="completion-data">') + len('id="completion-data">')
    offered = json.loads(main[start : main.index("</script>", start)])
    assert offered["/"] == [{"text": "/card", "hint": "[ref]", "about": "Look up <an action>"}]
    assert {"text": "@Convenor", "hint": "", "about": ""} in offered["@"]
    assert {"text": "#lednet", "hint": "", "about": ""} in offered["#"]


def test_only_the_last_hundred_messages_are_shown(browser, slack):
    for number in range(103):
        browser.do("send", {"text": f"number {number} said"})
    main = browser.parts["main"]
    assert "3 earlier messages" in main
    assert "number 2 said" not in main
    assert "number 3 said" in main


def test_days_are_divided_in_the_persons_zone(browser, slack, http):
    slack.move_clock(to=datetime(2021, 5, 12, 22, 30, tzinfo=UTC))
    browser.do("send", {"text": "late"})
    newcomer = Browser(slack, http, PEOPLE[-1].id)
    assert "Wednesday 12 May 2021" in browser.parts["main"]
    assert "23:30" in browser.parts["main"]
    assert "Thursday 13 May 2021" in newcomer.parts["main"]
    assert "00:30" in newcomer.parts["main"]


# --- commands, buttons and menus ----------------------------------------------------------------------------


def test_a_command_is_answered_for_one_person_only(browser, other):
    assert browser.do("send", {"text": "/card T18"}).json() == {"ok": True, "error": None, "errors": {}}
    assert "Only visible to you" in browser.parts["main"]
    assert "T18" in browser.parts["main"]
    assert "T18" not in other.parts["main"]


def test_a_failed_command_leaves_a_line(browser, slack):
    slack.answer_within = 0.1
    answer = browser.do("send", {"text": "/slow"}).json()
    assert not answer["ok"]
    assert "message-failed" in browser.parts["main"]
    assert "operation_timeout" in browser.parts["main"]


def test_an_empty_message_is_not_sent(browser):
    assert browser.do("send", {"text": "  \n"}).json()["ok"]
    assert "This is #net-zero-plan" in browser.parts["main"]


def test_a_button_is_pressed_where_it_stands(browser, pair):
    browser.do("send", {"text": "/card"})
    answer = browser.do("press", browser.last | {"block": "card", "action": "again", "field": "card/again"})
    assert answer.json()["ok"]
    assert "replaced" in browser.parts["main"]


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "more", "pick": "follow"},
        {"action": "period", "field": "card/period", "card/period": "autumn"},
    ],
)
def test_menus_send_the_whole_option(browser, pair, fields):
    browser.do("send", {"text": "/card"})
    browser.do("press", browser.last | {"block": "card"} | fields)
    chosen = pair.heard[-1]["selected_option"]
    assert chosen["text"]["text"] in {"Follow", "Autumn"}
    assert f"You chose {chosen['text']['text']}" in browser.parts["main"]


def test_what_was_chosen_in_a_message_stays_chosen(browser):
    browser.do("send", {"text": "/card"})
    browser.do(
        "press", browser.last | {"block": "card", "action": "period", "field": "card/period", "card/period": "autumn"}
    )
    assert '<option value="autumn" selected>' in browser.parts["main"]


def test_a_control_that_is_gone_is_said_to_be_gone(browser):
    browser.do("send", {"text": "/card"})
    answer = browser.do("press", browser.last | {"block": "card", "action": "nonsense"})
    assert answer.status_code == 404
    assert browser.do("submit", {"view": "V0"}).status_code == 404
    assert browser.do("close", {"view": "V0"}).json()["ok"]
    assert browser.do("shortcut", {"callback": "use", "ts": "1.2"}).status_code == 404


def test_nobody_presses_buttons_in_somebody_elses_answer(browser, other, pair):
    browser.do("send", {"text": "/card"})
    heard = len(pair.heard)
    answer = other.do("press", browser.last | {"block": "card", "action": "update"})
    assert answer.status_code == 404
    assert len(pair.heard) == heard


# --- modals -------------------------------------------------------------------------------------------------


def test_a_form_opens_fails_beside_its_field_and_is_saved(browser, pair):
    browser.do("send", {"text": "/form"})
    modal = browser.parts["modals"]
    assert "Update T18" in modal
    assert "\nold</textarea>" in modal
    answer = browser.do(
        "submit", {"view": browser.view_id, browser.field("RAG"): "green", browser.field("Note"): "bad"}
    )
    assert answer.json()["errors"] == {"note": "Say more."}
    modal = browser.parts["modals"]
    assert 'role="alert">Say more.</p>' in modal
    assert "\nbad</textarea>" in modal
    given = {browser.field("RAG"): "green", browser.field("Note"): "good\r\nnews", browser.field("Due"): "2021-05-20",
             browser.field("Officer"): LEAD.id, browser.field("Tags"): ["road", "rail"],
             browser.field("Partner"): json.dumps(RUTLAND)}  # fmt: skip
    assert browser.do("submit", {"view": browser.view_id} | given).json()["ok"]
    assert browser.parts["modals"].strip() == ""
    values = {block: next(iter(held.values())) for block, held in pair.heard[-1]["view"]["state"]["values"].items()}
    assert values["rag"]["selected_option"]["value"] == "green"
    assert values["note"]["value"] == "good\nnews"
    assert values["due"]["selected_date"] == "2021-05-20"
    assert values["officer"]["selected_user"] == LEAD.id
    assert [one["value"] for one in values["tags"]["selected_options"]] == ["road", "rail"]
    assert values["partner"]["selected_option"]["value"] == "rutland"


def test_a_missing_field_is_asked_for_without_the_bot(browser, pair):
    browser.do("send", {"text": "/form"})
    heard = len(pair.heard)
    answer = browser.do("submit", {"view": browser.view_id, browser.field("Note"): "x"}).json()
    assert list(answer["errors"]) == ["rag"]
    assert "required" in browser.parts["modals"]
    assert len(pair.heard) == heard


def test_a_button_in_a_form_keeps_what_was_typed_and_opens_the_next(browser):
    browser.do("send", {"text": "/form"})
    below = browser.view_id
    browser.do("press", {"view": below, "block": "inside", "action": "deeper", browser.field("Note"): "half a"})
    assert "Deeper" in browser.parts["modals"]
    assert browser.view_id != below
    browser.do("close", {"view": browser.view_id})
    assert "Update T18" in browser.parts["modals"]
    assert "\nhalf a</textarea>" in browser.parts["modals"]
    browser.do("press", {"view": below, "block": "inside", "action": "deeper"})
    browser.do("close", {"view": browser.view_id, "all": "yes"})
    assert browser.parts["modals"].strip() == ""


def test_a_field_that_dispatches_changes_the_form(browser):
    browser.do("send", {"text": "/form"})
    name = browser.field("Stage")
    block, action = name.split("/")
    browser.do("press", {"view": browser.view_id, "block": block, "action": action, "field": name, name: "delivery"})
    assert "Stage is Delivery" in browser.parts["modals"]


def test_external_menus_get_suggestions(browser):
    browser.do("send", {"text": "/form"})
    block, action = browser.field("Partner").split("/")
    found = browser.do("suggest", {"view": browser.view_id, "block": block, "action": action, "typed": "rut"}).json()
    assert [(one["text"], one["group"], one["option"]["value"]) for one in found] == [("Rutland", "", "rutland")]


def test_a_form_that_slack_would_refuse_is_shown_in_red(browser):
    browser.do("send", {"text": "/form"})
    browser.do("submit", {"view": browser.view_id, browser.field("RAG"): "red", browser.field("Note"): "illegal"})
    parts = browser.parts
    assert "We had some trouble connecting" in parts["modals"]
    assert "json-pointer:/view/title" in parts["modals"]
    assert "Slack would refuse" in parts["tools"]


def test_shortcuts_open_forms(browser, slack, pair):
    slack.shortcuts = (("global", "Update an action", "pick"), ("message", "Use as an update", "use"))
    browser.do("send", {"text": "this is done"})
    main = browser.parts["main"]
    assert "Update an action" in main
    assert "Use as an update" in main
    browser.do("shortcut", {"callback": "use", "ts": browser.last["ts"]})
    assert pair.heard[-1]["message"]["text"] == "this is done"
    assert "Update T18" in browser.parts["modals"]
    browser.do("close", {"view": browser.view_id, "all": "yes"})
    browser.do("shortcut", {"callback": "pick"})
    assert "Update T18" in browser.parts["modals"]


# --- the app's tabs, threads, files, refusals ---------------------------------------------------------------


def test_home_is_published_when_somebody_looks(browser, pair):
    browser.who["at"] = "home"
    assert "Nothing here yet" in browser.parts["main"]
    browser.do("look", {"opened": "yes"})
    main = browser.parts["main"]
    assert "<strong>My actions</strong>" in main
    home = browser.slack.state.homes[OFFICER.id]
    block = home.blocks[1]
    browser.do("press", {"view": home.id, "block": block["block_id"], "action": "update"})
    assert "Update T18" in browser.parts["modals"]


def test_the_messages_tab_is_a_conversation_with_the_app(browser, pair):
    browser.who["at"] = OFFICER.dm_id
    browser.do("look", {"opened": "yes"})
    assert pair.heard[-1]["tab"] == "messages"
    browser.do("send", {"text": "T18"})
    assert "You wrote: T18" in browser.parts["main"]


def test_replies_stand_in_their_thread(browser):
    browser.who["at"] = OFFICER.dm_id
    browser.do("send", {"text": "first"})
    parent = browser.slack.state.seen_by(OFFICER.id, OFFICER.dm_id)[0].ts
    assert 'id="thread-log"' not in browser.parts["thread"]
    browser.who["thread"] = parent
    assert "No replies yet" in browser.parts["thread"]
    browser.do("send", {"text": "second"})
    parts = browser.parts
    assert "<strong>2 replies</strong>" in parts["main"]  # the app answers in the thread, too
    assert "You wrote: second" not in parts["main"]
    pane = parts["thread"]
    assert pane.index("first") < pane.index("2 replies") < pane.index("second") < pane.index("You wrote: second")
    assert f'data-thread="{parent}"' in browser.get("/", params=browser.who).text
    assert browser.do("send", {"text": "/card"}).json()["error"].startswith("Slack takes no commands in a thread")
    browser.who["thread"] = "1.1"
    assert browser.parts["thread_ts"] == ""


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("meeting.ics", "text/calendar", "attachment"),
        ("picture.png", "image/png", "inline"),
        ("page.html", "application/octet-stream", "attachment"),
    ],
)
def test_files_can_be_downloaded(browser, client, name, kind, disposition):
    client.files_upload_v2(channel=PLAN, content=b"bytes <b>", filename=name, title=name)
    main = browser.parts["main"]
    assert f'aria-label="Download {name}"' in main
    assert "9 bytes" in main
    start = main.index("/page/file/")
    answer = browser.get(main[start : main.index('"', start)])
    assert answer.content == b"bytes <b>"
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["content-disposition"] == f"{disposition}; filename*=UTF-8''{name}"
    assert browser.get("/page/file/F0").status_code == 404


def test_refused_messages_stand_in_red_with_their_pointer(browser):
    browser.do("send", {"text": "/illegal"})
    parts = browser.parts
    assert "Slack would refuse this" in parts["main"]
    assert "json-pointer:/blocks/0/text" in parts["main"]
    assert "invalid_blocks" in parts["tools"]


def test_refused_forms_stand_where_their_person_looks(browser, other, slack):
    refused = Refused(1, slack.now(), "views.open", "invalid_arguments", ("too long [json-pointer:/view/title]",), {},
                      person_id=OFFICER.id)  # fmt: skip
    slack.call(slack.state.refuse, refused)
    assert "json-pointer:/view/title" in browser.parts["main"]
    assert "json-pointer:/view/title" not in other.parts["main"]
    browser.who["at"] = "home"
    assert "json-pointer:/view/title" in browser.parts["main"]
    slack.move_clock(by=timedelta(minutes=11))
    assert "json-pointer:/view/title" not in browser.parts["main"]


def test_attachments_and_pictures_are_drawn(browser, client):
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*inside*"}}
    client.chat_postMessage(
        channel=PLAN, text="x", attachments=[{"blocks": [section]}, {"text": "_below_", "fallback": "f"}]
    )
    main = browser.parts["main"]
    assert '<div class="attachment"><div class="block' in main
    assert "<strong>inside</strong>" in main
    assert '<div class="attachment"><em>below</em></div>' in main


def test_unfurled_links_stand_below_their_message(browser, slack, client):
    slack.state.app.unfurl_domains = ("example.org",)
    browser.do("send", {"text": "See https://plans.example.org/T18"})
    unfurl = {
        "title": "T18 <b>",
        "text": "*Delivery*",
        "footer": "Plan",
        "fields": [{"title": "RAG", "value": "Green"}],
    }
    url = "https://plans.example.org/T18"
    client.chat_unfurl(channel=PLAN, ts=browser.last["ts"], unfurls={url: unfurl | {"image_url": "javascript:x"}})
    slack.state.app.unfurl_domains = ()
    main = browser.parts["main"]
    assert 'class="attachment attachment-link"' in main
    assert f'<a href="{url}" target="_blank" rel="noopener noreferrer">T18 &lt;b&gt;</a>' in main
    for part in ("<strong>Delivery</strong>", "<strong>RAG</strong><br>Green", ">Plan</p>"):
        assert part in main
    assert "javascript:" not in main


@pytest.mark.parametrize(("length", "size"), [(1, "1 byte"), (2048, "2 kB"), (3 * 1024 * 1024, "3.0 MB")])
def test_sizes_are_said_in_words(browser, client, length, size):
    client.files_upload_v2(channel=PLAN, content=b"x" * length, filename="report.xlsx")
    assert f"<small>Spreadsheet, {size}</small>" in browser.parts["main"]


# --- the clock ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "now"),
    [
        ("hour", datetime(2021, 5, 12, 9, tzinfo=UTC)),
        ("morning", datetime(2021, 5, 13, 8, tzinfo=UTC)),
        ("2021-06-01T10:30", datetime(2021, 6, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_clock_moves_on(browser, slack, to, now):
    slack.move_clock(to=datetime(2021, 5, 12, 8, tzinfo=UTC))
    told = []
    slack.on_clock_moved = lambda: told.append(threading.current_thread().name)
    assert browser.do("clock", {"to": to}).json()["ok"]
    assert 0 <= (slack.now() - now).total_seconds() < 5
    assert told
    assert told != ["sandbox"]


def test_going_back_asks_first_and_then_resets(browser, slack):
    slack.move_clock(to=datetime(2025, 1, 1, tzinfo=UTC))
    browser.do("send", {"text": "hello"})
    told = []
    slack.on_reset = lambda: told.append(1)
    answer = browser.do("clock", {"to": "2021-05-12T09:00"}).json()
    assert answer == {"ok": False, "ask": "This resets the workspace and the database."}
    assert "hello" in browser.parts["main"]
    assert browser.do("clock", {"to": "2021-05-12T09:00", "sure": "yes"}).json()["ok"]
    assert "hello" not in browser.parts["main"]
    assert "Wednesday 12 May 2021" in browser.parts["tools"]
    assert told == [1]


def test_the_clock_wants_a_time(browser):
    assert browser.do("clock", {"to": "soon"}).status_code == 400


def test_reset_empties_the_workspace(browser):
    browser.do("send", {"text": "hello"})
    assert browser.do("reset").json()["ok"]
    assert "hello" not in browser.parts["main"]


# --- live updates -------------------------------------------------------------------------------------------


def test_changes_are_told_to_open_windows(browser, other):
    with browser.http.stream("GET", f"{browser.slack.url}/page/stream", params=other.who) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        browser.do("send", {"text": "news"})
        data = next(json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))
    assert "message" in data


def test_a_stream_ends_with_the_workspace(http):
    with Workspace() as slack, http.stream("GET", f"{slack.url}/page/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        slack.stop()
        assert 'data: ["stop"]' in list(lines)


# --- guards -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/page/parts", "/page/stream", "/page/file/F0"])
def test_other_hosts_are_refused(browser, path):
    assert browser.get(path, headers={"Host": "evil.example"}).status_code == 403
    assert browser.get(path, headers={"Host": "127.0.0.1:1"}).status_code == 403


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "https://127.0.0.1"])
def test_gestures_come_from_the_page_only(browser, origin):
    headers = {"Origin": origin} if origin else {}
    answer = browser.http.post(f"{browser.slack.url}/page/send", data=browser.who | {"text": "hi"}, headers=headers)
    assert answer.status_code == 403
    assert "This is #net-zero-plan" in browser.parts["main"]


def test_localhost_is_this_machine_too(browser):
    port = browser.slack.url.rpartition(":")[2]
    names = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    assert browser.http.post(f"{browser.slack.url}/page/look", data=browser.who, headers=names).status_code == 200


# --- form fields --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "given", "held"),
    [
        ({"type": "button"}, ["x"], {}),
        ({"type": "plain_text_input"}, [], {"value": None}),
        ({"type": "number_input"}, ["4"], {"value": "4"}),
        (STYLED, ["purple"], {"selected_option": None}),
        (STYLED, ["red"], {"selected_option": STYLED["options"][0]}),
        (STYLED | {"type": "checkboxes"}, ["red", "x"], {"selected_options": [STYLED["options"][0]]}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        ({"type": "multi_external_select"}, ["[]", "{", '{"value": 1}'], {"selected_options": []}),
        ({"type": "datetimepicker"}, ["2021-05-20T10:30"], {"selected_date_time": 1621503000}),
        ({"type": "datetimepicker"}, ["x"], {"selected_date_time": None}),
        ({"type": "feedback_buttons"}, ["yes"], {"value": "yes"}),
        ({"type": "rich_text_input"}, ["hi"], {"rich_text_value": {"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}]}}),
    ],
)  # fmt: skip
def test_fields_are_read_as_slack_writes_them(element, given, held):
    zone = page_fields.ZoneInfo("Europe/London")
    control = Control({"type": "actions", "block_id": "b"}, {"action_id": "a", **element})
    assert page_fields.chosen(control, given, zone) == held
