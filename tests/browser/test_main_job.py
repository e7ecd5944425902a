"""The main job in a browser, as a visitor does it after `make run`: from /action T18 to the file and the reminder."""

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, picture, typed

pytestmark = pytest.mark.browser


def test_from_an_action_to_the_file_and_the_reminder(page: Page, sandbox: str) -> None:
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
    expect(form.get_by_label("Note", exact=True)).to_be_focused()  # it is required: the browser says so, as Slack does
    form.get_by_label("Note", exact=True).fill("The strategy is adopted.")
    picture(page, "form")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("One more thing before it is saved")
    picture(page, "form_asked")
    form.get_by_label("Completed on").fill("2021-05-01")
    form.get_by_label("Evidence (a link)").fill("https://example.gov.uk/strategy")
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


def test_the_home_tab_on_a_phone(page: Page, sandbox: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(sandbox)
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="Next dates")).to_be_visible()
    picture(page, "home-phone")
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], "the page scrolls sideways"
