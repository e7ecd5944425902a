"""A headless Chromium, a sandbox as a process, and what a visitor does with both; fixtures for browser stories."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.png import in_256_colours

ROOT = Path(__file__).parents[1]
OUT = ROOT / "tests/out"
IMAGES = ROOT / "docs/images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE_MS = 10_000


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
def sandbox_at() -> str:
    """When the sandbox begins: eight days ahead of the meeting of 20 May 2021."""
    return "2021-05-12T10:00"


@pytest.fixture
def sandbox(tmp_path: Path, sandbox_at: str) -> Iterator[str]:
    """The page's address; `convenor sandbox` runs as a person starts it."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--at", sandbox_at]
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
    """A window; a fault in the page's own code fails the test."""
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()
    assert faults == []


def typed(page: Page, text: str, box: str = "^Message ") -> None:
    """Type into the message box and send."""
    found = page.get_by_role("textbox", name=re.compile(box))
    found.fill(text)
    found.press("Enter")


def become(page: Page, name: str) -> None:
    """Choose in the side panel who one is."""
    page.get_by_label("You are").select_option(name)
    page.locator(".whoami", has_text=name).wait_for()


def go(page: Page, place: str) -> None:
    """Choose a channel, Home or Messages in the side bar."""
    page.get_by_role("navigation", name="Channels and app").get_by_role("link", name=re.compile(f"^{place}")).click()
    page.locator(".place[aria-current]", has_text=place).wait_for()


def newest(page: Page, text: str) -> Locator:
    """The newest message that has a text."""
    found = page.locator("#log > .message", has_text=text).last
    found.wait_for()
    return found


def picture(page: Page, name: str, for_readme: bool = False) -> None:
    """Keep what is shown for people to look at; with CONVENOR_PICTURES=1 some become the README's pictures."""
    wanted = for_readme and os.environ.get("CONVENOR_PICTURES") == "1"
    path = (IMAGES if wanted else OUT) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled", caret="hide")
    if wanted:
        path.write_bytes(in_256_colours(path.read_bytes()))
