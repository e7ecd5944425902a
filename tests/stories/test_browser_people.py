"""In a browser, each kind of person does what they come for; CONVENOR_PICTURES=1 takes the README's pictures."""

import inspect
import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from bot import serving
from tests.browsing import become, go, newest, picture, typed

pytestmark = pytest.mark.browser
guided = pytest.mark.skipif(
    "next_due" not in inspect.getsource(serving), reason="bot/serving.py sets no tour and no next_due yet"
)


def test_an_officer_updates_an_action(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    typed(page, "/action T18")
    picture_of = newest(page, "T18: Electric vehicle infrastructure strategy")
    picture(page, "officer-card", for_readme=True)
    picture_of.get_by_role("button", name="Update: T18").click()
    form = page.get_by_role("dialog", name="Update T18")
    form.get_by_label("Stage", exact=True).select_option("Complete")
    form.get_by_label("RAG").select_option("Green")
    form.get_by_label("Note").fill("The strategy is adopted, and 212 charge points are in use.")
    picture(page, "officer-form", for_readme=True)
    form.get_by_role("button", name="Save").click()
    saved = page.get_by_role("dialog", name="T18 is updated")
    saved.get_by_role("button", name="Close").last.click()
    expect(saved).to_be_hidden()
    page.get_by_role("button", name="History").last.click()
    history = page.get_by_role("dialog")
    expect(history).to_contain_text("212 charge points")
    expect(history).to_contain_text("published, December 2024")
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()
    page.get_by_role("tab", name="Wire").click()
    page.get_by_label("Filter the wire").fill("view_submission")
    row = page.locator("details[data-wire]", has_text="view_submission")
    expect(row).to_have_count(1)
    row.locator("summary").click()
    expect(row).to_contain_text("X-Slack-Signature")
    expect(row).to_contain_text("212 charge points")
    picture(page, "wire", for_readme=True)


def test_a_lead_sees_their_actions_and_answers_in_a_thread(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    typed(page, "T18 is nearly there: who can confirm the number of charge points?")
    newest(page, "nearly there")
    become(page, "Transport lead")
    message = newest(page, "nearly there")
    message.hover()
    message.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    typed(page, "I can: 212.", "Reply in the thread")
    expect(thread.get_by_role("log")).to_contain_text("I can: 212.")
    expect(message).to_contain_text("1 reply")
    picture(page, "lead-thread", for_readme=True)
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()
    go(page, "Home")
    home = page.get_by_role("main")
    expect(home.get_by_role("heading", name="Your actions")).to_be_visible()
    expect(home).to_contain_text("T18")
    picture(page, "lead-home", for_readme=True)
    become(page, "Transport officer")
    go(page, "net-zero-plan")
    newest(page, "nearly there").get_by_role("button", name=re.compile("1 reply")).click()
    expect(thread).to_contain_text("I can: 212.")


def test_a_coordinator_adds_somebody_and_sees_who_gets_what(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    become(page, "Newcomer")
    typed(page, "/action T18")
    page.get_by_role("button", name="Update: T18").click()
    refused = newest(page, "You cannot update T18")
    refused.get_by_role("button", name="Ask to be added").click()
    newest(page, "I have asked")
    become(page, "Plan coordinator")
    expect(page.locator(".place", has_text="Messages").locator(".unread")).to_contain_text("1 new")
    go(page, "Messages")
    request = newest(page, "asks to be added")
    picture(page, "coordinator-request", for_readme=True)
    request.get_by_role("button", name="Add as officer").click()
    newest(page, "is now officer")
    become(page, "LEDNet team")
    go(page, "Home")
    page.get_by_role("button", name="Switch off").first.click()
    page.get_by_role("button", name="See who gets what").first.click()
    preview = page.get_by_role("dialog")
    expect(preview).to_contain_text("13 May 2021, 09:00")
    picture(page, "coordinator-reminders", for_readme=True)
    preview.get_by_role("button", name=re.compile("Switch on")).click()
    expect(page.get_by_role("dialog")).to_contain_text("are on")


def test_an_admin_gives_a_role_though_slack_has_its_faults(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    become(page, "Administrator")
    page.get_by_role("tab", name="Faults").click()
    page.get_by_label("What fails").select_option("chat.postMessage")
    page.get_by_label("Seconds", exact=True).fill("1")
    page.get_by_role("button", name="Arm").click()
    armed = page.get_by_role("region", name="Armed")
    expect(armed).to_contain_text("429, Retry-After 1 s, for the next call")
    picture(page, "admin-faults", for_readme=True)
    typed(page, "/convenor admin role @Newcomer coordinator leicestershire-2024")
    newest(page, "is now coordinator of Leicestershire net zero action plan")
    expect(armed).to_contain_text("Nothing. All calls go through.")
    page.get_by_role("tab", name="Wire").click()
    expect(page.locator(".exchange-bad", has_text="chat.postMessage")).to_have_count(1)
    page.get_by_role("tab", name="You").click()
    become(page, "Newcomer")
    go(page, "Messages")
    newest(page, "You are now coordinator")


@guided
def test_a_participant_keeps_a_date_and_is_reminded(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    become(page, "Participant")
    go(page, "learning-sets")
    typed(page, "/learning-sets")
    newest(page, "Sustainable procurement learning set")
    picture(page, "participant-learning-sets", for_readme=True)
    go(page, "lednet")
    typed(page, "/meetings")
    listed = newest(page, "The next")
    listed.get_by_role("button", name=re.compile("^Follow")).first.click()
    expect(listed.get_by_role("button", name=re.compile("^Stop following")).first).to_be_visible()
    listed.get_by_role("button", name=re.compile("^Add to calendar")).first.click()
    go(page, "Messages")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download lednet-2021-05-20.ics").click()
    assert list(Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT"))
    page.get_by_role("button", name="Next reminder").click()
    expect(page.locator(".clock-date")).to_have_text("Thursday 13 May 2021")
    page.get_by_role("button", name="Next reminder").click()
    newest(page, "Good morning")
    picture(page, "participant-reminder", for_readme=True)


@guided
def test_a_newcomer_takes_the_tour(page: Page, sandbox: str) -> None:
    page.goto(sandbox)
    page.get_by_role("button", name="Take the tour").click()
    steps = page.locator(".tour > li")
    expect(steps).to_have_count(10)
    page.get_by_role("button", name="Show me: Look up an action").click()
    expect(page.get_by_role("textbox", name=re.compile("^Message "))).to_have_value("/action T18")
    page.keyboard.press("Enter")
    expect(steps.first).to_have_class(re.compile("step-done"))
    picture(page, "tour", for_readme=True)
    page.get_by_role("button", name="Done: Write an update").click()
    page.locator("summary", has_text="Ask in plain words").click()
    page.get_by_role("button", name="Show me: Ask in plain words").click()
    expect(page.locator(".whoami")).to_contain_text("Buildings officer")
    box = page.get_by_role("textbox", name=re.compile("^Message "))
    expect(box).to_have_value("When is the next LEDNet meeting?")
    box.press("Enter")
    expect(steps.nth(3)).to_have_class(re.compile("step-done"))
    expect(page.locator("#panel-tour [role=status]")).to_contain_text("3 of 10")
