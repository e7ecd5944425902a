"""What people see of answers, over signed HTTP: lists, cards, shared answers, files, pages and news."""

import io
import json
import struct
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import tables
from tests.office import PATIENCE_S, Office
from tests.office import office as opened
from tests.pressing import Watch

OFFICER, LEAD, COORDINATOR, ADMIN = "Transport officer", "Transport lead", "Plan coordinator", "Administrator"
T18 = "leicestershire-2024:T18"
WEB = "https://convenor.example.gov.uk"


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The bot beside a workspace, on each kind of database; at the end all that was shown is pressed."""
    with opened(tmp_path, database_url, CONVENOR_PUBLIC_URL=WEB, CONVENOR_ADMINS="U02ADMINIST") as one:
        one.slack.unfurl_domains = ("convenor.example.gov.uk",)
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def eventually(look: Callable[[], Any]) -> Any:
    """What the outbox has brought, as soon as it is there."""
    until = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def page(office: Office, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"{office.url}{path}") as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode(), dict(refusal.headers)


# --- lists --------------------------------------------------------------------------------------------------


def test_a_question_is_read_changed_turned_and_shown(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    listed = officer.slash("/convenor", "electric vehicles")
    assert listed.text.startswith("Looked for: ")
    assert "T18" in listed.text
    form = listed.press("Change")
    assert form.values["Words"] == "electric vehicles"
    answer = form.fill(
        Words="", Stage=["Discovery"], Section=["Transport (Leicestershire net zero action plan)"]
    ).submit()
    assert "Looked for: " in answer.text
    assert "Discovery" in answer.text
    assert "T13" in answer.text
    assert "T18" not in answer.text
    wide = answer.press("Change").fill(Stage=[]).submit()
    assert "1 to 10" in wide.text
    later = wide.press("Next")
    assert "11 to 20" in later.text
    assert "1 to 10" in later.press("Previous").text
    card = wide.press("Show", nth=0)
    assert "Lead officer" in card.text


def test_pages_turn_in_place_and_menus_narrow(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    first = officer.slash("/partner", "District Councils").press("Show as list")
    number = len(officer.dm.messages)
    turned = first.press("Next")
    assert len(officer.dm.messages) == number
    assert "Previous" in turned.buttons
    narrowed = turned.choose("Show", "Stage: Discovery")
    assert "Stage: Discovery" in narrowed.text
    assert "Stage: Design" not in narrowed.text
    ordered = narrowed.choose("Order", "By RAG")
    assert "Looked for" in ordered.text


def test_nothing_found_says_what_would_find_more(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.home().press("Find actions")
    nothing = form.fill(Words="zeppelin", Stage=["Complete"]).submit()
    assert "Nothing found" in nothing.text
    assert "Without the words" in nothing.text
    assert "T6" in nothing.press("Show").text


def test_partners_come_as_one_types(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.home().press("Find actions")
    offered = form.options("Who may be involved", "wpd")
    assert offered == ["National Grid Electricity Distribution"]
    answer = form.fill(**{"Who may be involved": offered}).submit()
    assert "T22" in answer.text
    assert "T18" not in answer.text


# --- out of the direct message ------------------------------------------------------------------------------


def test_an_answer_is_shared_without_pinging_anybody(office: Office) -> None:
    officer, lead = office.slack.as_(OFFICER), office.slack.as_(LEAD)
    form = officer.slash("/action", "T18").press("Share")
    sent = form.fill(Channel="lednet", **{"A word from you": "For <!channel> & <@U02LEADTRANS>"}).submit()
    assert "on its way to #lednet" in sent.text
    there = officer.channel("#lednet").wait_for("Shared by")
    assert "T18" in there.text
    assert "Transport lead" in there.text
    assert "<@" not in json.dumps(there.raw["blocks"]) + there.raw["text"]
    assert "<!" not in json.dumps(there.raw["blocks"])
    assert "T18" in there.press("Show" if "Show" in there.buttons else "History").text
    assert [row.did for row in office.rows(tables.audit, subject_kind="channel")] == ["answer.shared"]
    form = officer.slash("/action", "T18").press("Share")
    form.fill(Channel="general").submit()
    assert "/invite @Convenor" in officer.dm.wait_for("I could not post").text
    assert lead is not None


def test_a_mention_in_a_channel_names_people_without_pinging_them(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    asked = officer.mention("#lednet", "T18")
    answer = eventually(lambda: asked.replies)[0]
    assert "Transport lead" in answer.text
    assert "<@" not in json.dumps(answer.raw["blocks"]) + answer.raw["text"]


def test_a_list_is_exported_and_no_cell_is_a_formula(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.slash("/action", "update T18")
    form.fill(Note='=HYPERLINK("http://evil.example")').submit()
    listed = officer.slash("/partner", "Business").press("Show as list")
    assert "on its way" in listed.press("Export").text
    officer.slash("/action", "overview transport").press("Show as list").press("Export")
    sheet = eventually(lambda: officer.dm.wait_for("34 actions as a spreadsheet").files)[0]
    book = zipfile.ZipFile(io.BytesIO(sheet.read()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count("<row ") == 35
    assert "=HYPERLINK" in book.read("xl/sharedStrings.xml").decode()
    [app_id] = {one.payload["app"] for one in office.rows(tables.deliveries, kind="export")}
    link = f"https://slack.com/app_redirect?app={app_id}&amp;team={office.slack.state.cast.team_id}"
    assert app_id and link in book.read("xl/worksheets/_rels/sheet2.xml.rels").decode()


def test_an_overview_is_sent_as_a_picture(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    overview = officer.slash("/action", "overview transport")
    assert "Discovery 10" in overview.text
    assert "on its way" in overview.press("Send as picture").text
    picture = eventually(lambda: officer.dm.messages[-1].files)[0]
    assert picture.name.endswith(".png")
    width, height = struct.unpack(">II", picture.read()[16:24])
    assert width > height > 300


def test_what_was_read_otherwise_than_typed_is_said(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    assert "I read “biodivrsity” as “biodiversity”." in officer.slash("/action", "biodivrsity on council land").text
    assert "Left out: “trams”." in officer.slash("/action", "anything about trams and composting").text
    nothing = officer.slash("/action", "electric bin lorries")
    assert "Only the word “lorries”" in nothing.text
    assert "T33" in nothing.press("Show", nth=1).text


# --- news ---------------------------------------------------------------------------------------------------


def test_news_becomes_an_update_of_the_chosen_action(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    officer.write("done, 12 charge points installed at County Hall")
    offer = officer.dm.wait_for("reads like an update")
    assert offer.buttons[0] == "Use as update"
    assert offer.text.index("charge") > 0
    form = offer.press("Use as update")
    assert form.values["Note"] == "done, 12 charge points installed at County Hall"
    assert "is updated" in form.submit().title
    stranger = office.slack.as_("Newcomer")
    stranger.write("the moon is made of cheese")
    assert "Nothing found" in stranger.dm.wait_for("Looked for").text


def test_what_is_no_question_and_no_news_gets_its_button_not_actions_by_chance(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    officer.write("I'm on leave next week")
    leave = officer.dm.wait_for("who covers")
    assert leave.buttons == ["On leave until…"]
    assert "Who covers" in leave.press("On leave until…").values
    officer.write("please stop messaging me")
    assert "Your settings" in officer.dm.wait_for("You decide what I send you").buttons
    officer.write("👍")
    assert officer.dm.wait_for("Nothing was saved").buttons == []


# --- pages --------------------------------------------------------------------------------------------------


def test_a_public_plan_has_pages_that_unfold_in_slack(office: Office) -> None:
    officer, admin = office.slack.as_(OFFICER), office.slack.as_(ADMIN)
    officer.slash("/action", "update T18").fill(Stage="Design", Note="Not published yet.").submit()
    assert page(office, "/a/leicestershire-2024/T18")[0] == 404
    assert "Only an admin" in officer.slash("/convenor", "admin public leicestershire-2024 on").text
    assert "Everybody on the web" in admin.slash("/convenor", "admin public leicestershire-2024 on").text
    status, html, headers = page(office, "/a/leicestershire-2024/t18")
    assert status == 200
    assert "Electric vehicle infrastructure strategy" in html
    assert "Not published yet" not in html
    assert "Transport lead" not in html
    assert "<script" not in html
    assert headers["cache-control"] == "public, max-age=300"
    card = officer.slash("/action", "T18")
    assert f"{WEB}/a/leicestershire-2024/T18" in json.dumps(card.raw["blocks"])
    posted = officer.write(f"Look: {WEB}/a/leicestershire-2024/T18", "#lednet")
    [unfurl] = eventually(lambda: posted.now().unfurls)
    assert "T18: Electric vehicle" in unfurl.text
    assert "Not published yet" not in unfurl.text
    admin.slash("/convenor", "admin public leicestershire-2024 off")
    assert page(office, "/a/leicestershire-2024/T18")[0] == 404
    assert page(office, "/a/no-plan/T18")[0] == 404
    done = [row.did for row in office.rows(tables.audit, subject_id="leicestershire-2024")]
    assert done[-2:] == ["plan.made_public", "plan.made_private"]


# --- people from outside ------------------------------------------------------------------------------------


def test_people_from_outside_see_published_facts_only(office: Office) -> None:
    officer, guest = office.slack.as_(OFFICER), office.slack.as_("Newcomer")
    officer.slash("/action", "update T18").fill(Stage="Design", Note="Not published yet.").submit()
    assert "Not published yet" in guest.slash("/action", "T18").text
    person = office.slack.state.people[guest.id]
    office.slack.state.people[guest.id] = replace(person, is_restricted=True)
    guest.slash("/meetings").press("Follow")  # from here on they are known, and the job reads their profile
    with office.convenor.database.writing() as db:
        told = {"is_external": True, "profile_at": datetime.now(UTC)}  # what the job says, too, whoever is first
        db.execute(tables.people.update().where(tables.people.c.user_id == guest.id).values(told))
    card = guest.slash("/action", "T18")
    for text in (card.text, card.press("History").text, guest.slash("/action", "overview transport").text):
        assert "Not published yet" not in text
        assert "Transport lead" not in text
    assert "Stage: Delivery" in card.text
    assert "Stage: Design" not in card.text
