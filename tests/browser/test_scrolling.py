"""A long conversation: it opens at its end, stays where somebody reads, and opens its menus whole."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_sdk import WebClient

from bot.sandbox import Workspace
from tests.browsing import newest, typed

pytestmark = pytest.mark.browser

LINES = "\n".join(f"Line {number}" for number in range(8))
IN_VIEW = """one => {
  const [box, log] = [one.getBoundingClientRect(), document.getElementById("scroll").getBoundingClientRect()];
  return box.top >= log.top - 1 && box.bottom <= log.bottom + 1;
}"""


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    """The bot's client; the channel has forty long messages."""
    workspace.rates = False
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    for number in range(40):
        client.chat_postMessage(channel=_channel(workspace), text=f"Message {number:02}\n{LINES}")
    return client


def _channel(workspace: Workspace) -> str:
    return workspace.state.cast.rooms[1].id


def _top(message: Locator) -> float:
    return float(message.evaluate("one => one.getBoundingClientRect().top"))


def test_it_opens_at_its_end_and_stays_there(page: Page, workspace: Workspace, client: WebClient) -> None:
    page.goto(f"{workspace.url}/?as=U02TRANSOFF&at={_channel(workspace)}")
    assert newest(page, "Message 39").evaluate(IN_VIEW)
    client.chat_postMessage(channel=_channel(workspace), text=f"The newest\n{LINES}")
    assert newest(page, "The newest").evaluate(IN_VIEW)
    typed(page, "My own")
    assert newest(page, "My own").evaluate(IN_VIEW)


def test_an_answer_that_is_cut_off_does_not_end_what_arrives(
    page: Page, workspace: Workspace, client: WebClient
) -> None:
    page.goto(f"{workspace.url}/?as=U02TRANSOFF&at={_channel(workspace)}")
    newest(page, "Message 39")
    page.route("**/page/parts?*", lambda route: route.fulfill(body='{"main": "', content_type="application/json"))
    with page.expect_response("**/page/parts?*"):
        client.chat_postMessage(channel=_channel(workspace), text="Cut off")
    page.unroute("**/page/parts?*")
    client.chat_postMessage(channel=_channel(workspace), text="The next one")
    newest(page, "The next one")
    newest(page, "Cut off")


def test_what_somebody_reads_stays_where_it_is(page: Page, workspace: Workspace, client: WebClient) -> None:
    page.goto(f"{workspace.url}/?as=U02TRANSOFF&at={_channel(workspace)}")
    read = newest(page, "Message 12")
    read.scroll_into_view_if_needed()
    expect(read).to_be_in_viewport()
    page.wait_for_function("one => { const now = one.getBoundingClientRect().top, same = now === window.before; "
                           "window.before = now; return same; }", arg=read.element_handle())  # fmt: skip
    top = _top(read)
    client.chat_postMessage(channel=_channel(workspace), text=f"The newest\n{LINES}")
    newest(page, "The newest")
    assert _top(read) == pytest.approx(top, abs=2)
    typed(page, "My own")
    assert newest(page, "My own").evaluate(IN_VIEW), "who says something sees it"


def test_a_menu_is_shown_whole_though_its_message_is_short(page: Page, workspace: Workspace, client: WebClient) -> None:
    options = [{"text": {"type": "plain_text", "text": f"Option {one}"}, "value": str(one)} for one in range(5)]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    section = {"type": "section", "text": {"type": "plain_text", "text": "Short"}, "accessory": menu}
    first = client.chat_postMessage(channel=_channel(workspace), text="Short", blocks=[section])
    client.chat_postMessage(channel=_channel(workspace), text=LINES)
    page.goto(f"{workspace.url}/?as=U02TRANSOFF&at={_channel(workspace)}")
    message = page.locator(f"[data-ts='{first['ts']}']")
    message.locator("summary").first.click()
    page.mouse.move(5, 5)
    option = message.get_by_text("Option 4")
    assert option.evaluate("""one => {
      const box = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }""")


def test_who_says_something_sees_it_though_much_arrives(page: Page, workspace: Workspace, client: WebClient) -> None:
    page.goto(f"{workspace.url}/?as=U02TRANSOFF&at={_channel(workspace)}")
    newest(page, "Message 39")
    with _arriving(client, _channel(workspace)) as arrived:
        newest(page, "Arrived 20")
        page.locator("#log > .message").nth(5).scroll_into_view_if_needed()
        typed(page, "My own")
        newest(page, "My own")
        expect(page.locator("#log > .message").last).to_be_in_viewport()
    assert arrived() > 20


@contextmanager
def _arriving(client: WebClient, channel: str) -> Iterator[Callable[[], int]]:
    """Let a message arrive every 20 ms; yields what tells how many there were."""
    done, posted = threading.Event(), itertools.count()

    def post() -> None:
        while not done.wait(0.02):
            client.chat_postMessage(channel=channel, text=f"Arrived {next(posted)}")

    thread = threading.Thread(target=post)
    thread.start()
    try:
        yield lambda: next(posted)
    finally:
        done.set()
        thread.join()
