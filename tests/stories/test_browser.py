"""The main job in a browser, as a visitor does it after `make run`: from /action T18 to the file and the reminder."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect, sync_playwright

OUT = Path(__file__).parents[1] / "out"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")

pytestmark = pytest.mark.browser


def chromium() -> str | None:
    """Return the browser's path, or None."""
    return os.environ.get("CONVENOR_CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        reason = "no Chromium: install Debian's `chromium`, or set CONVENOR_CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    """The page's address; `convenor sandbox` runs as a person starts it."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--at", "2021-05-12T10:00"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CONVENOR_"))}
    process = subprocess.Popen(
        command, env=environment | {"CONVENOR_DATA_DIR": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        yield process.stdout.readline().split()[-1]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def typed(page: Page, text: str) -> None:
    """Type into the message box and send."""
    box = page.get_by_role("textbox", name=re.compile("^Message "))
    box.fill(text)
    box.press("Enter")


def picture(page: Page, name: str) -> None:
    """Keep what is shown, for people to look at."""
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / f"{name}.png")


def test_from_an_action_to_the_file_and_the_reminder(page: Page, sandbox: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(sandbox)

    typed(page, "/action T18")
    card = page.get_by_role("log")
    expect(card).to_contain_text("Latest update: published, December 2024")
    picture(page, "card")

    page.get_by_role("button", name="Update: T18").click()
    form = page.get_by_role("dialog", name="Update T18")
    form.get_by_label("Stage", exact=True).select_option("Complete")
    form.get_by_label("RAG").select_option("Green")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Note")).to_be_focused()  # it is required: the browser says so, as Slack does
    form.get_by_label("Note").fill("The strategy is adopted.")
    picture(page, "form")
    form.get_by_role("button", name="Save").click()
    saved = page.get_by_role("dialog", name="T18 is updated")
    expect(saved).to_contain_text("Stage: Complete")
    picture(page, "saved")
    saved.get_by_role("button", name="Close").last.click()
    expect(saved).to_be_hidden()

    typed(page, "/action T18")
    expect(card).to_contain_text("The strategy is adopted.")

    typed(page, "/meetings")
    name = re.compile(r"Add to calendar: LEDNet meeting: air quality and transport, 20 May 2021")
    page.get_by_role("button", name=name).click()
    page.get_by_role("link", name=re.compile("^Messages")).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download lednet-2021-05-20.ics").click()
    event = next(iter(Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")))
    assert event["DTSTART"].to_ical() == b"20210520"
    picture(page, "file")

    page.get_by_role("link", name=re.compile("lednet")).first.click()
    page.get_by_role("button", name="Next morning").click()
    expect(page.get_by_role("log")).to_contain_text("Coming up")
    picture(page, "reminder")
    page.get_by_role("link", name=re.compile("^Messages")).first.click()
    page.get_by_role("button", name="+1 hour").click()
    expect(page.get_by_role("log")).to_contain_text("Good morning")
    picture(page, "digest")
    assert faults == []


def test_the_home_tab_on_a_phone(page: Page, sandbox: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(sandbox)
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Next dates")).to_be_visible()
    picture(page, "home-phone")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "the page scrolls sideways"
