"""A headless Chromium, and what a visitor does on the sandbox's page."""

import os
import re
import shutil
from pathlib import Path

from playwright.sync_api import Locator, Page

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
