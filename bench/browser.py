"""What a person at the sandbox's page feels, in a headless Chromium: its loads, and its answers while much arrives."""

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench.apps import Failed
from bench.measures import Wanted
from tests.browsing import FLAGS, WIDE, chromium

CARDS, RATE = 60, 100
SETTLED_S = 1.0
NO_CHROMIUM = "The page's rows are left out: there is no Chromium (Debian's `chromium`, or CONVENOR_CHROMIUM)."

WATCH = """text => {
  const box = document.querySelector("#composer textarea");
  window.shown = new Promise((resolve) => {
    let began = 0;
    box.addEventListener("keydown", () => (began = performance.now()), { once: true, capture: true });
    const seen = () => [...document.querySelectorAll("#log > .message")].reverse()
      .find((one) => one.textContent.includes(text) && one.checkVisibility());
    const log = new MutationObserver(() => {
      if (!began || !seen()) return;
      log.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - began));
    });
    log.observe(document.getElementById("main"), { childList: true, subtree: true, characterData: true });
  });
}"""
"""Prepares `shown`: ms from pressing Enter to the frame in which the message stands in the conversation."""


@contextmanager
def room(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the addresses of a sandbox with cards in its channel, in a process of its own."""
    command = (sys.executable, "-m", "bench.room", str(folder), str(CARDS))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                raise Failed("the sandbox of the page's rows did not start")
            yield json.loads(line)
        finally:
            process.communicate()


@contextmanager
def window() -> Iterator[Browser]:
    """Start a Chromium; end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def load_ms(browser: Browser, url: str) -> float:
    """Return the ms from navigation to the load event, with nothing in the browser's cache."""
    context = browser.new_context(viewport=WIDE)
    try:
        page = context.new_page()
        page.goto(url, wait_until="load")
        return float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart"))
    finally:
        context.close()


def loads(browser: Browser, order: dict[str, str], number: int) -> tuple[list[float], list[float]]:
    """Load the page and the empty one by turns; return ms of each."""
    ours, bare = [], []
    for turn in range(number + 1):
        taken = load_ms(browser, order["page"]), load_ms(browser, order["empty"])
        if turn:  # the first one warms up
            ours.append(taken[0])
            bare.append(taken[1])
    return ours, bare


def answers(browser: Browser, order: dict[str, str], number: int) -> tuple[list[float], list[float], float]:
    """Say something so many times: while messages arrive, and in quiet; return ms of each, and messages a second."""
    context = browser.new_context(viewport=WIDE)
    try:
        page = context.new_page()
        page.goto(order["page"])
        if page.locator("#log > .message").count() < CARDS:
            raise Failed(f"the page shows fewer than {CARDS} messages")
        quiet = _said(page, "quiet", number)
        with arriving(order) as arrived:
            began, before = time.perf_counter(), arrived()
            time.sleep(SETTLED_S)
            busy = _said(page, "busy", number)
            rate = (arrived() - before) / (time.perf_counter() - began)
        return busy, quiet, rate
    finally:
        context.close()


def _said(page: Page, when: str, number: int) -> list[float]:
    box, taken = page.locator("#composer textarea"), []
    for turn in range(number):
        text = f"My own message, {when}, number {turn}."
        box.fill(text)
        page.evaluate(WATCH, text)
        box.press("Enter")
        try:
            taken.append(float(page.evaluate("window.shown")))
        except Error as failure:
            raise Failed(f"{text} is not shown: {failure}") from None
        page.wait_for_timeout(150 + 37 * turn % 200)  # else each would fall into the same moment of the updates
    return taken


@contextmanager
def arriving(order: dict[str, str]) -> Iterator[Any]:
    """Let the bot post RATE messages a second over the Web API; yields what tells how many it has posted."""
    done, posted, end = threading.Event(), [0], urlsplit(order["api"])
    headers = {"Authorization": f"Bearer {order['token']}", "Content-Type": "application/x-www-form-urlencoded"}

    def post() -> None:
        connection = http.client.HTTPConnection(end.netloc, timeout=30)
        began = time.perf_counter()
        while not done.is_set():
            body = urlencode({"channel": order["channel"], "text": f"Something is new: number {posted[0]}."})
            connection.request("POST", f"{end.path}chat.postMessage", body, headers)
            if not json.loads(connection.getresponse().read())["ok"]:
                return
            posted[0] += 1
            time.sleep(max(0.0, began + posted[0] / RATE - time.perf_counter()))
        connection.close()

    thread = threading.Thread(target=post, daemon=True)
    thread.start()
    try:
        yield lambda: posted[0]
    finally:
        done.set()
        thread.join()


def missing(measures: Sequence[Wanted]) -> bool:
    """Say whether the browser that measures need is not there."""
    return any(one.in_browser for one in measures) and chromium() is None
