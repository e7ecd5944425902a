"""In a browser, a reporting period: a lead officer answers the message of the day, the coordinator closes it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox import Workspace
from tests.browsing import become, go, newest, picture, typed
from tests.office import beside

pytestmark = pytest.mark.browser

NOTE = "Nine charge points are in use."


@pytest.fixture
def in_a_period(tmp_path: Path) -> Iterator[Workspace]:
    """The sandbox a week after updates were due, at half past eight in the morning."""
    with Workspace(start_at=datetime(2026, 11, 25, 8, 30, tzinfo=UTC)) as slack, beside(slack, tmp_path):
        yield slack


def test_from_the_reminder_to_the_report(page: Page, in_a_period: Workspace) -> None:
    page.goto(in_a_period.url)
    become(page, "Transport lead")
    in_a_period.move_clock(to=datetime(2026, 11, 25, 9, 16, tzinfo=UTC))
    go(page, "Messages")
    asked = newest(page, "updates wait for you")
    picture(page, "lead-day", for_readme=True)
    asked.get_by_role("button", name="Update").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Note", exact=True).fill(NOTE)
    form.get_by_role("button", name="Save").click()
    saved = page.get_by_role("dialog", name="is updated")
    ref = saved.get_by_role("heading").first.inner_text().split()[0]
    saved.get_by_role("button", name="Close").last.click()
    expect(asked).to_contain_text(f"Answered: {ref}.")

    become(page, "Plan coordinator")
    go(page, "Home")
    home = page.get_by_role("main")
    expect(home).to_contain_text("Answered: 5 of 167 actions")
    picture(page, "coordinator-home", for_readme=True)
    home.get_by_role("button", name="Reporting periods").first.click()
    calendar = page.get_by_role("dialog", name="Reporting periods")
    calendar.get_by_role("button", name="Close the period").first.click()
    page.get_by_role("dialog", name="Close").get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("dialog").last).to_contain_text("The period is closed")
    page.get_by_role("dialog").last.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    go(page, "Messages")
    typed(page, "/convenor report leicestershire-2024")
    newest(page, "is ready: it comes below")
    one_page = newest(page, ", One page.")
    expect(one_page.get_by_role("img").first).to_be_visible()
    picture(page, "coordinator-report", for_readme=True)
