"""The page for everybody: axe finds nothing serious, and the keyboard reaches and leaves everything."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox import Workspace
from tests.browsing import PHONE, WIDE, become, go, newest, typed

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
TEXT = {"type": "plain_text", "text": "Words"}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
CARDS = [
    {"type": "card", "title": TEXT, "subtitle": TEXT, "body": TEXT, "actions": [BUTTON | {"action_id": f"go{number}"}]}
    for number in range(3)
]
POINTS = [{"label": str(year), "value": year % 7} for year in range(2018, 2026)]
CHART = {"type": "bar", "series": [{"name": "Buses", "data": POINTS}], "axis_config": {"x_label": "Year"}}
RARE = [
    {"type": "card", "title": TEXT, "body": TEXT},
    {"type": "carousel", "elements": CARDS},
    {"type": "container", "title": TEXT, "is_collapsible": True, "child_blocks": [{"type": "section", "text": TEXT}]},
    {
        "type": "plan",
        "title": "Plan",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "A", "status": "error"}],
    },
    {"type": "data_visualization", "title": "Riders", "chart": CHART},
    {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": POINTS}},
]
FIELDS = {"datepicker": {}, "timepicker": {}, "users_select": {}, "multi_users_select": {}, "rich_text_input": {},
          "external_select": {}, "multi_external_select": {}, "number_input": {"is_decimal_allowed": True},
          "checkboxes": {"options": [{"text": TEXT, "value": "1"}]},
          "file_input": {"max_files": 2},
          "radio_buttons": {"options": [{"text": TEXT, "value": "1"}]}}  # fmt: skip


def grave(page: Page, where: str) -> list[str]:
    """What axe finds serious or critical: where, which rule, which elements.

    Dark is the same page in other colours, so only the rule about colours is tried again in it.
    """
    found = [(where, one) for one in Axe().run(page).response["violations"]]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # else colours are caught half-way
    dark = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="light")
    found += [(f"{where}, dark", one) for one in dark]
    return [
        f"{place}: {one['id']}: {[node['html'][:160] for node in one['nodes']]}"
        for place, one in found
        if one["impact"] in GRAVE
    ]


@pytest.fixture
def address(workspace: Workspace) -> str:
    return workspace.url


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(page: Page, workspace: Workspace, address: str, size: dict) -> None:
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    found: list[str] = []
    page.set_viewport_size(size)
    page.goto(address)
    found += grave(page, "empty channel")
    typed(page, "/action T18")
    newest(page, "Latest update")
    typed(page, "/action t")
    typed(page, "Good morning")
    client.chat_postMessage(channel=workspace.state.cast.rooms[1].id, text="x", blocks=RARE)
    newest(page, "Riders")
    found += grave(page, "channel")
    page.get_by_role("button", name="Update: T18").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    found += grave(page, "modal")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    message = newest(page, "Good morning")
    message.hover()
    message.get_by_role("button", name="Reply in thread").click()
    typed(page, "A reply", "Reply in")
    found += grave(page, "thread")
    page.get_by_role("button", name="Close the thread").click()
    if size == PHONE:
        page.get_by_role("button", name=re.compile("^Sandbox tools")).click()
    for name in ("Faults", "Tour", "Wire", "You"):
        page.get_by_role("tab", name=name).click()
        expect(page.locator(f"#panel-{name.lower()}")).to_be_visible()
        if name == "Wire":
            page.locator("details[data-wire] summary").first.click()
            expect(page.locator(".exchange-body pre").first).to_be_visible()
        if name == "Faults":
            page.get_by_role("button", name="Arm").click()
            page.get_by_role("button", name="Take back").wait_for()
        found += grave(page, f"panel {name}")
    for place in ("home", "messages"):
        page.goto(f"{address}/?as=U02TRANSOFF&at={place}")
        page.get_by_role("heading", name="Your actions").or_(page.locator("#composer")).first.wait_for()
        found += grave(page, place)
    assert found == []


def test_axe_finds_nothing_serious_in_a_form_with_every_field(page: Page, workspace: Workspace, address: str) -> None:
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    blocks = [
        {
            "type": "input",
            "block_id": kind,
            "label": TEXT,
            "hint": TEXT,
            "element": {"type": kind, "action_id": "a"} | more,
        }
        for kind, more in FIELDS.items()
    ]
    page.goto(address)
    person = workspace.people[0].id
    trigger = workspace.call(workspace.state.tickets.trigger, person, 1)
    view = {"type": "modal", "title": TEXT, "submit": {"type": "plain_text", "text": "Send it"}, "blocks": blocks}
    client.views_open(trigger_id=trigger, view=view)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog.locator("[aria-invalid]").first).to_be_visible()
    assert grave(page, "form") == []
    plan = {"name": "plan.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    dialog.locator("input[type=file]").set_input_files(plan)
    expect(dialog.get_by_role("button", name="Remove plan.csv")).to_be_visible()


def test_escape_closes_what_is_on_top_and_the_focus_goes_back(page: Page, address: str) -> None:
    page.goto(address)
    typed(page, "/action T18")
    update = page.get_by_role("button", name="Update: T18")
    update.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Update T18")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(update).to_be_focused()
    page.keyboard.press("Enter")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(update).to_be_focused()

    typed(page, "All is well")
    reply = newest(page, "All is well").get_by_role("button", name="Reply in thread")
    reply.focus()
    page.keyboard.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()
    expect(reply).to_be_focused()

    page.get_by_role("button", name="Reset the workspace…").press("Enter")
    ask = page.get_by_role("dialog", name="Reset the workspace?")
    expect(ask).to_be_visible()
    page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    expect(page.get_by_role("button", name="Reset the workspace…")).to_be_focused()
    newest(page, "All is well")


def test_a_stack_of_modals_closes_one_by_one(page: Page, workspace: Workspace, address: str) -> None:
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    page.goto(address)
    person = workspace.people[0].id

    def view(title: str) -> dict:
        section = {"type": "section", "text": TEXT, "accessory": BUTTON}
        return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [section]}

    def trigger() -> str:
        top = workspace.call(workspace.state.top_view, person)
        return workspace.call(workspace.state.tickets.trigger, person, 1, top.id if top else None)

    client.views_open(trigger_id=trigger(), view=view("First"))
    client.views_push(trigger_id=trigger(), view=view("Second"))
    client.views_push(trigger_id=trigger(), view=view("Third"))
    for title in ("Third", "Second", "First"):
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Go")).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    expect(page.get_by_role("textbox", name=re.compile("^Message "))).to_be_focused()


def test_the_keyboard_reaches_everything(page: Page, address: str) -> None:
    page.goto(address)
    become(page, "Transport lead")
    go(page, "net-zero-plan")
    typed(page, "/action T18")
    newest(page, "Latest update")
    page.locator("body").press("Control+Home")
    page.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()"))
    joined = " | ".join(reached)
    for name in ("Skip to the conversation", "general", "Messages", "Update: T18", "Send", "You", "+1 hour", "Set",
                 "Reset the workspace…"):  # fmt: skip
        assert name in joined, (name, joined)
    page.get_by_role("tab", name="You").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Wire")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()
