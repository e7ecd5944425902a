"""One Chromium and one sandbox of each kind for the whole folder; each story begins in a workspace that was reset.

They end with the folder, not with the session: Playwright leaves an event loop running in this thread, and other tests
start their own.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.sandbox import Workspace
from tests.browsing import FLAGS, PATIENCE_MS, WIDE, chromium
from tests.office import beside

STOP_S = 10


@pytest.fixture(scope="package")
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
def page(browser: Browser) -> Iterator[Page]:
    """A window; a fault in the page's own code fails the test."""
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()
    assert faults == []


@pytest.fixture(scope="package")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`convenor sandbox` as a person starts it, eight days ahead of the meeting of 20 May 2021."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--at", "2021-05-12T10:00"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CONVENOR_"))}
    environment["CONVENOR_DATA_DIR"] = str(tmp_path_factory.mktemp("sandbox"))
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_S) == 0


@pytest.fixture
def sandbox(_started: str, page: Page) -> str:
    """The address of a sandbox in a process of its own, just reset."""
    answer = page.request.post(f"{_started}/page/reset", headers={"Origin": _started})
    assert answer.ok
    return _started


@pytest.fixture(scope="package")
def _workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    start_at = datetime(2021, 5, 12, 8, tzinfo=UTC)
    with Workspace(start_at=start_at) as slack, beside(slack, tmp_path_factory.mktemp("beside")):
        yield slack


@pytest.fixture
def workspace(_workspace: Workspace) -> Workspace:
    """A sandbox in this process with the bot beside it, just reset: for what a test does as the bot."""
    _workspace.reset()
    return _workspace
