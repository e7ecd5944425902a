"""Asking in a browser: a question with slips, one tap that corrects the reading, pages, a card; also on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, newest, picture, typed

pytestmark = pytest.mark.browser


def test_a_question_is_asked_corrected_and_turned(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    typed(page, "/action trasport actions in dicovery")
    answer = newest(page, "Looked for: section transport; stage Discovery")
    expect(answer).to_contain_text("I read “trasport” as “transport”")
    expect(answer).to_contain_text("10 actions")
    picture(page, "asked")

    answer.get_by_role("button", name=re.compile("^Change")).click()
    form = page.get_by_role("dialog", name="Find actions")
    expect(form.get_by_label("Words")).to_have_value("")
    form.get_by_label("Words").fill("rail")
    picture(page, "asked-form")
    form.get_by_role("button", name="Find").click()
    found = page.get_by_role("dialog", name="Answer")
    expect(found).to_contain_text("T17")
    picture(page, "asked-changed")
    found.get_by_role("button", name=re.compile("^Show: T17")).click()
    expect(page.get_by_role("dialog").last).to_contain_text("New rail services")
    page.keyboard.press("Escape")


def test_pages_turn_where_they_stand_on_a_phone(page: Page, sandbox: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(sandbox)
    typed(page, "/action actions in discovery")
    expect(newest(page, "Looked for: stage Discovery")).to_contain_text("56 actions, 1 to 10")
    picture(page, "asked-phone")
    newest(page, "Looked for: stage Discovery").get_by_role("button", name=re.compile("^Next")).click()
    expect(newest(page, "Looked for: stage Discovery")).to_contain_text("11 to 20")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "the page scrolls sideways"
