"""In a browser, a coordinator settles a reading and corrects a title."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, become, go, newest, picture, typed

pytestmark = pytest.mark.browser


def test_a_coordinator_settles_a_reading_and_corrects_a_title(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    become(page, "Plan coordinator")
    go(page, "Home")
    page.get_by_role("button", name=re.compile(r"\d+ to check: Leicestershire")).click()
    page.get_by_role("button", name="Check: T1, Sub-section").click()
    form = page.get_by_role("dialog", name="Check a reading")
    expect(form).to_contain_text("line 24")
    form.get_by_label("It cannot be known").check()
    page.set_viewport_size(PHONE)
    picture(page, "review-phone")
    page.set_viewport_size({"width": 1280, "height": 800})
    picture(page, "review")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("Saved for T1")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_be_hidden()

    go(page, "net-zero-plan")
    typed(page, "/action T1")
    card = newest(page, "T1: Vision and strategy")
    expect(card).not_to_contain_text("not given in the text")
    picture(page, "steward-card")
    card.get_by_role("button", name="Correct: T1").click()
    form = page.get_by_role("dialog", name="Correct T1")
    form.get_by_label("Title").fill("A plan for low-carbon transport")
    form.get_by_label("Reason").fill("Shorter, and nearer to what the plan says")
    picture(page, "correction")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog", name="T1 is corrected")).to_contain_text("A plan for low-carbon transport")
    picture(page, "corrected")
