"""What Slack refuses, a case for each rule; and what it takes."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.legality import is_too_large, message_complaints, options_complaints, view_complaints
from bot.sandbox.limits_blocks import SHAPES
from tests.bot.sandbox.bolt_app import CARD, FORM, button, field, option, section, text


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def select(**more):
    return {"type": "static_select", "action_id": "s", "options": [option("A"), option("B")], **more}


def mrkdwn(words):
    return {"type": "mrkdwn", "text": words}


def inp(**element):
    return field("Field", element)


def table(rows=1, cells=1):
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def rich_list(**more):
    inner = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    return rich({"type": "rich_text_list", "style": "bullet", "elements": [inner], **more})


CONFIRM = {"title": text("Sure?"), "text": mrkdwn("Really"), "confirm": text("Yes"), "deny": text("No")}
IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a map"}
LONG = "x" * 3001
SECTION = "rich_text_section"

REFUSED = [
    # (blocks of a message, pointer, part of the sentence)
    ([section("x")] * 51, "", "no more than 50"),
    ([section(LONG)], "/0/text/text", "less than 3001"),
    ([section("")], "/0/text/text", "more than 0"),
    ([{"type": "section"}], "/0", "must define `text` or `fields`"),
    ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "/0/fields", "no more than 10"),
    ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "/0/fields/0/text", "less than 2001"),
    ([{"type": "section", "fields": []}], "/0/fields", "no fewer than 1"),
    ([section("x", text="x")], "/0/text", "text object"),
    ([section("x", colour="red")], "/0", "additional property colour"),
    ([section("x", accessory={"type": "plain_text_input", "action_id": "a"})], "/0/accessory/type", "unsupported"),
    ([{"type": "header", "text": text("x" * 151)}], "/0/text/text", "less than 151"),
    ([{"type": "header", "text": mrkdwn("x")}], "/0/text", "plain_text"),
    ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "/0/elements", "no more than 10"),
    ([{"type": "context", "elements": [button("A", "a")]}], "/0/elements/0/type", "unsupported"),
    ([{"type": "context", "elements": []}], "/0/elements", "no fewer than 1"),
    ([actions(*[button("A", f"a{n}") for n in range(26)])], "/0/elements", "no more than 25"),
    ([actions({"type": "plain_text_input", "action_id": "a"})], "/0/elements/0/type", "unsupported"),
    ([{"type": "image", "image_url": "https://example.org/a.png"}], "/0", "missing required field: alt_text"),
    ([{"type": "image", "alt_text": "x"}], "/0", "`image_url` or `slack_file`"),
    ([IMAGE | {"alt_text": "x" * 2001}], "/0/alt_text", "less than 2001"),
    ([IMAGE | {"image_url": LONG}], "/0/image_url", "less than 3001"),
    ([IMAGE | {"title": text("x" * 2001)}], "/0/title/text", "less than 2001"),
    ([section("x", accessory=IMAGE | {"title": text("x")})], "/0/accessory", "additional property title"),
    ([{"type": "markdown", "text": "x" * 12_001}], "/blocks", "less than 12001"),
    ([{"type": "markdown", "text": "x" * 6_001}] * 2, "", "together"),
    ([table(rows=101)], "/0/rows", "no more than 100"),
    ([table(cells=21)], "/0/rows/0", "no more than 20"),
    ([table(), table()], "", "no more than 1 table"),
    ([{"type": "divider", "text": "x"}], "/0", "additional property text"),
    ([{"type": "alert", "text": mrkdwn("x")}], "/0/type", "unsupported type: alert"),
    ([{"type": "banner"}], "/0/type", "unsupported type: banner"),
    (["x"], "/0", "must be an object"),
    ([section("x", block_id="b" * 256)], "/0/block_id", "less than 256"),
    ([section("x", block_id="b"), section("y", block_id="b")], "/1/block_id", "already exists"),
    ([actions(button("A", "a"), button("B", "a"))], "/0", "action_id `a` already exists"),
    ([actions(button("A", "a" * 256))], "/0/elements/0/action_id", "less than 256"),
    ([actions(button("A" * 76, "a"))], "/0/elements/0/text/text", "less than 76"),
    ([actions(button("A", "a", value="v" * 2001))], "/0/elements/0/value", "less than 2001"),
    ([actions(button("A", "a", url="u" * 3001))], "/0/elements/0/url", "less than 3001"),
    ([actions(button("A", "a", accessibility_label="u" * 76))], "/0/elements/0/accessibility_label", "less than 76"),
    ([actions(button("A", "a", style="green"))], "/0/elements/0/style", "one of: primary, danger"),
    ([actions(button("A", "a", disabled=True))], "/0/elements/0", "additional property disabled"),
    ([actions({"type": "button", "action_id": "a"})], "/0/elements/0", "missing required field: text"),
    ([actions(button("A", "a", confirm={k: CONFIRM[k] for k in ("title", "text", "deny")}))], "/confirm", "missing"),
    ([actions(button("A", "a", confirm=CONFIRM | {"title": text("x" * 101)}))], "/title/text", "less than 101"),
    ([actions(button("A", "a", confirm=CONFIRM | {"text": text("x" * 301)}))], "/text/text", "less than 301"),
    ([actions(button("A", "a", confirm=CONFIRM | {"deny": text("x" * 31)}))], "/deny/text", "less than 31"),
    ([actions(select(options=[]))], "/0/elements/0/options", "no fewer than 1"),
    ([actions(select(options=[option(str(n)) for n in range(101)]))], "/0/elements/0/options", "no more than 100"),
    ([actions(select(option_groups=[]))], "/0/elements/0", "only one"),
    ([actions({"type": "static_select", "action_id": "s"})], "/0/elements/0", "only one"),
    ([actions(select(options=[option("x" * 76)]))], "/options/0/text/text", "less than 76"),
    ([actions(select(options=[option("x") | {"value": "v" * 151}]))], "/options/0/value", "less than 151"),
    ([actions(select(options=[option("x") | {"description": text("v" * 76)}]))], "/description/text", "less than 76"),
    ([actions(select(options=[option("x") | {"text": mrkdwn("x")}]))], "/options/0/text", "plain_text"),
    ([actions(select(options=[option("x") | {"url": "https://x"}]))], "/options/0", "additional property url"),
    ([actions(select(initial_option=option("C")))], "/0", "initial option"),
    ([actions(select(placeholder=text("x" * 151)))], "/placeholder/text", "less than 151"),
    (
        [actions({"type": "static_select", "option_groups": [{"label": text("x" * 76), "options": [option("A")]}]})],
        "/option_groups/0/label/text",
        "less than 76",
    ),
    ([actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]})], "/options", "no more than 5"),
    ([actions({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]})], "/options", "more than 10"),
    ([actions({"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]})], "/options", "than 10"),
    ([actions({"type": "datepicker", "initial_date": "21/11/2026"})], "/initial_date", "less than 11|format"),
    ([actions({"type": "timepicker", "initial_time": "25:00"})], "/initial_time", "format"),
    ([actions({"type": "datetimepicker", "initial_date_time": 5})], "/initial_date_time", "between"),
    ([actions(select(type="multi_static_select", max_selected_items=0))], "/max_selected_items", "between 1"),
    ([rich_list(indent=9)], "/indent", "between 0 and 8"),
    ([rich_list(border=2)], "/border", "between 0 and 1"),
    ([rich({"type": SECTION, "elements": [{"type": "text", "text": ""}]})], "/text", "more than 0"),
    ([rich({"type": SECTION, "elements": [{"type": "bold", "text": "x"}]})], "/type", "unsupported"),
    ([actions(select(focus_on_load=True), select(action_id="t", focus_on_load=True))], "", "focused on load"),
    ([{"type": "card", "title": text("x" * 151)}], "/0/title/text", "less than 151"),
    ([{"type": "card", "body": text("x"), "actions": [button("A", str(n)) for n in range(4)]}], "/actions", "than 3"),
    ([{"type": "plan", "title": "x", "tasks": [{"type": "task_card", "title": "x"}]}], "/tasks/0", "task_id"),
    ([{"type": "context_actions", "elements": [button("A", "a")]}], "/elements/0/type", "unsupported"),
]


def modal(*blocks, **more):
    return {"type": "modal", "title": text("Title"), "submit": text("Save"), "blocks": list(blocks), **more}


WITHOUT_SUBMIT = {k: v for k, v in modal(inp(type="plain_text_input")).items() if k != "submit"}

REFUSED_VIEWS = [
    (modal(section("x"), title=text("x" * 25)), "/view/title/text", "less than 25"),
    (modal(section("x"), submit=text("x" * 25)), "/view/submit/text", "less than 25"),
    (modal(section("x"), close=text("x" * 25)), "/view/close/text", "less than 25"),
    (modal(section("x"), private_metadata=LONG), "/view/private_metadata", "less than 3001"),
    (modal(section("x"), callback_id="x" * 256), "/view/callback_id", "less than 256"),
    (modal(section("x"), external_id="x" * 256), "/view/external_id", "less than 256"),
    (modal(), "/view/blocks", "no fewer than 1"),
    (modal(*[section("x")] * 101), "/view/blocks", "no more than 100"),
    (modal(section("x"), colour="red"), "/view", "additional property colour"),
    ({"type": "modal", "blocks": [section("x")]}, "/view", "missing required field: title"),
    (WITHOUT_SUBMIT, "/view/submit", "must define `submit`"),
    (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type", "unsupported type: markdown"),
    (modal(table()), "/view/blocks/0/type", "unsupported type: table"),
    ({"type": "home", "blocks": [section("x")], "title": text("x")}, "/view", "additional property title"),
    ({"type": "sheet"}, "/view/type", "unsupported type: sheet"),
    ("x", "/view", "must be an object"),
    (modal(field("x" * 2001, {"type": "plain_text_input"}) | {"block_id": "b"}), "/label/text", "less than 2001"),
    (modal(inp(type="plain_text_input") | {"hint": text("x" * 2001)}), "/hint/text", "less than 2001"),
    (modal(inp(type="plain_text_input") | {"label": mrkdwn("x")}), "/label", "plain_text"),
    (modal(inp(type="button", text=text("x"))), "/element/type", "unsupported type: button"),
    (modal(inp(type="plain_text_input", max_length=3001)), "/max_length", "between 1 and 3000"),
    (modal(inp(type="plain_text_input", min_length=-1)), "/min_length", "between 0 and 3000"),
    (modal(inp(type="plain_text_input", multiline="yes")), "/multiline", "boolean"),
    (modal(inp(type="plain_text_input", initial_value=5)), "/initial_value", "must provide a string"),
    (modal(inp(type="number_input")), "/element", "missing required field: is_decimal_allowed"),
    (modal(inp(type="number_input", is_decimal_allowed=False, min_value=1)), "/min_value", "string"),
    (modal(inp(type="file_input", max_files=11)), "/max_files", "between 1 and 10"),
    (modal(inp(type="external_select", min_query_length="1")), "/min_query_length", "number"),
]


@pytest.mark.parametrize(("blocks", "pointer", "words"), REFUSED, ids=lambda x: x if isinstance(x, str) else "")
def test_refused_in_a_message(blocks, pointer, words):
    found = message_complaints(blocks)
    assert any(c.endswith(f"{pointer}]") and any(w in c for w in words.split("|")) for c in found), found
    assert len(found) == 1 or words == "only one", found


@pytest.mark.parametrize(("view", "pointer", "words"), REFUSED_VIEWS, ids=lambda x: x if isinstance(x, str) else "")
def test_refused_as_a_view(view, pointer, words):
    found = view_complaints(view)
    assert len(found) == 1 and words in found[0] and f"{pointer}]" in found[0], found


LEGAL = [
    CARD,
    [section("x" * 3000), {"type": "divider"}, {"type": "header", "text": text("x" * 150)}],
    [section("x", accessory=IMAGE), IMAGE | {"title": text("x"), "block_id": "i"}],
    [actions(button("A", "a", style="danger", confirm=CONFIRM, url="https://example.org", value=""))],
    [{"type": "context", "elements": [mrkdwn("x"), text("y"), IMAGE]}],
    [actions(select(initial_option=option("B")), {"type": "users_select", "initial_user": "U1"})],
    [actions({"type": "checkboxes", "options": [option("A") | {"text": mrkdwn("*A*")}]})],
    [actions({"type": "overflow", "options": [option("A") | {"url": "https://example.org"}]})],
    [table(2, 2), rich_list(indent=1)],
    [rich({"type": SECTION, "elements": [{"type": "link", "url": "https://example.org"}]})],
    [{"type": "markdown", "text": "# x"}, inp(type="plain_text_input")],
    [actions(button("A", "a")), actions(button("A", "a"))],
]


@pytest.mark.parametrize("blocks", LEGAL)
def test_taken_in_a_message(blocks):
    assert message_complaints(blocks) == []


@pytest.mark.parametrize(
    "view", [FORM, modal(section("x")), {"type": "home", "blocks": [section("x"), table()], "private_metadata": ""}]
)
def test_taken_as_a_view(view):
    assert view_complaints(view) == []


def test_an_initial_option_may_say_what_is_the_default():
    spelled = {"text": text("A") | {"emoji": True}, "value": "a"}
    assert message_complaints([actions(select(initial_option=spelled))]) == []


def test_a_view_has_its_place():
    assert view_complaints(FORM, kind="home") == ["unsupported type: modal [json-pointer:/view/type]"]


def test_answers_to_an_external_select():
    assert options_complaints({"options": [option("A")]}) == [] == options_complaints({"options": []})
    assert options_complaints({"options": [option("x" * 76)]})
    assert options_complaints({"options": [option("A")] * 101})
    assert options_complaints({}) and options_complaints([])


def test_a_view_may_be_too_large():
    assert not is_too_large(modal(section("x")))
    assert is_too_large(modal(*[section("x" * 2999)] * 90))


def test_the_answer_points_at_the_fault_and_keeps_it(client, slack):
    with pytest.raises(SlackApiError) as raised:
        client.chat_postMessage(channel="#lednet", text="x", blocks=[section(LONG)])
    assert raised.value.response["error"] == "invalid_blocks"
    message = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert raised.value.response["errors"] == [message]
    assert raised.value.response["response_metadata"]["messages"] == ["[ERROR] " + message]
    (refused,) = slack.rejected
    assert (refused.method, refused.channel_id, refused.messages) == ("chat.postMessage", "C02LEDNET00", (message,))


def test_blocks_of_attachments_are_looked_at(client):
    attachments = [{"color": "#333333", "blocks": [section(LONG)]}]
    with pytest.raises(SlackApiError, match="/attachments/0/blocks/0/text/text"):
        client.chat_postMessage(channel="#lednet", text="x", attachments=attachments)


# Slack's documented numbers, once more and apart from the tables: (objects, field, least or None, most).
DOCUMENTED = [
    ("*", "action_id", 1, 255),
    ("*", "placeholder", None, 150),
    ("button workflow_button icon_button", "text", None, 75),
    ("button workflow_button icon_button", "accessibility_label", 1, 75),
    ("button icon_button", "value", 0, 2000),
    ("button overflow_option link", "url", 1, 3000),
    ("button", "agent_prompt", 1, 4000),
    ("confirm", "title", None, 100),
    ("confirm", "text", None, 300),
    ("confirm", "confirm", None, 30),
    ("confirm", "deny", None, 30),
    ("option overflow_option choice", "text", None, 75),
    ("option overflow_option choice", "value", 1, 150),
    ("option overflow_option choice", "description", None, 75),
    ("option_group", "label", None, 75),
    ("option_group static_select multi_static_select", "options", 1, 100),
    ("static_select multi_static_select", "option_groups", 1, 100),
    ("overflow", "options", 1, 5),
    ("checkboxes radio_buttons", "options", 1, 10),
    ("plain_text_input", "min_length", 0, 3000),
    ("plain_text_input", "max_length", 1, 3000),
    ("datetimepicker", "initial_date_time", 1_000_000_000, 9_999_999_999),
    ("file_input", "max_files", 1, 10),
    ("rich_text_list", "indent", 0, 8),
    ("rich_text_list rich_text_quote rich_text_preformatted", "border", 0, 1),
    ("actions", "elements", 1, 25),
    ("context", "elements", 1, 10),
    ("context_actions", "elements", 1, 5),
    ("section", "text", None, 3000),
    ("section", "fields", 1, 10),
    ("header", "text", None, 150),
    ("input", "label", None, 2000),
    ("input", "hint", None, 2000),
    ("image", "alt_text", 1, 2000),
    ("image", "image_url", 1, 3000),
    ("image", "title", None, 2000),
    ("table", "rows", 1, 100),
    ("data_table", "rows", 2, 201),
    ("data_table", "page_size", 1, 100),
    ("card", "title", None, 150),
    ("card", "subtitle", None, 150),
    ("card", "body", None, 200),
    ("card", "subtext", None, 200),
    ("card", "actions", 1, 3),
    ("carousel", "elements", 1, 10),
    ("alert", "text", None, 200),
    ("container", "title", None, 150),
    ("container", "subtitle", None, 150),
    ("container", "child_blocks", 1, 10),
    ("plan", "tasks", 1, 50),
    ("data_visualization", "title", 1, 50),
    ("video", "alt_text", 1, 200),
    ("video", "title", None, 200),
    ("video", "description", None, 200),
    ("video", "author_name", 1, 50),
    ("video", "provider_name", 1, 50),
    ("plain_text mrkdwn", "text", 1, 3000),
]


@pytest.mark.parametrize(("names", "field_name", "least", "most"), DOCUMENTED)
def test_the_tables_hold_the_documented_numbers(names, field_name, least, most):
    wanted = SHAPES if names == "*" else names.split()
    rules = [SHAPES[name].fields[field_name] for name in wanted if field_name in SHAPES[name].fields]
    assert rules and (names == "*" or len(rules) == len(names.split()))
    assert {(getattr(rule, "least", None), rule.most) for rule in rules} == {(least, most)}
