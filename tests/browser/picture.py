"""Takes the README's picture: `python -m tests.browser.picture`, by hand, after the page has changed."""

import subprocess
import sys
import tempfile

from playwright.sync_api import Page, expect, sync_playwright

from tests.browsing import FLAGS, chromium, typed
from tests.house.source import ROOT

PICTURE = ROOT / "docs/images/sandbox.png"
AT = "2025-01-13T10:00"


def main() -> None:
    """Start a sandbox of its own, ask for an action, and keep what is seen."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--at", AT]
        sandbox = subprocess.Popen(command, env={"CONVENOR_DATA_DIR": folder}, stdout=subprocess.PIPE, text=True)
        assert sandbox.stdout is not None
        try:
            address = sandbox.stdout.readline().split()[-1]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
                _take(browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB"), address)
                browser.close()
        finally:
            sandbox.terminate()
            sandbox.wait()


def _take(page: Page, address: str) -> None:
    page.goto(address)
    typed(page, "/action T18")
    expect(page.get_by_role("log")).to_contain_text("Latest update")
    PICTURE.parent.mkdir(exist_ok=True)
    page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
