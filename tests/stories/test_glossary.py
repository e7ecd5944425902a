"""A coordinator teaches words in Slack, and everybody's next question knows them; forged payloads change nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.views import glossary as views
from storage import tables
from tests.bot.web.payloads import button, encoded, submission
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

COORDINATOR, OFFICER = "Plan coordinator", "Transport officer"


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with opened(tmp_path, database_url, ticking=False) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def test_words_are_taught_changed_and_taken_away(office: Office) -> None:
    coordinator, officer = office.slack.as_(COORDINATOR), office.slack.as_(OFFICER)
    form = coordinator.slash("/convenor", "glossary").press("Add words")
    wrong = form.fill(**{"Words that mean the same": "heat"}).submit()
    assert "at least two" in str(wrong.errors)
    listed = wrong.fill(**{"Words that mean the same": "warm pipes, district heating"}).submit()
    assert "Added: warm pipes, district heating" in listed.text
    assert "B25" in officer.slash("/action", "anything on warm pipes").text
    form = coordinator.home().press("Words and abbreviations").press("Change")
    assert form.values["Words that mean the same"] == "warm pipes, district heating"
    changed = form.fill(**{"Words that mean the same": "hot pipes, district heating"}).submit()
    assert "Changed: hot pipes" in changed.text
    assert "B25" in officer.slash("/action", "anything on hot pipes").text
    assert "B25" not in officer.slash("/action", "anything on warm pipes").text
    assert "warm pipes" in changed.press("Undo").text
    gone = coordinator.slash("/convenor", "glossary").press("Change").press("Take away")
    assert "Taken away: warm pipes" in gone.text
    assert "Nobody has added any yet" in gone.text
    assert "warm pipes" in gone.press("Undo").text


def test_who_runs_no_plan_reads_only(office: Office) -> None:
    shown = office.slack.as_(OFFICER).slash("/convenor", "glossary")
    assert "Add words" not in shown.buttons
    assert "Coordinators of plans can add" in shown.text


def answered(office: Office, payload: Any, kind: str) -> Any:
    status, body = office.slack.post_signed(*encoded(payload, kind))
    assert status == 200
    return json.loads(body) if body else None


def test_forged_payloads_change_nothing(office: Office) -> None:
    listed = office.slack.as_(COORDINATOR).slash("/convenor", "glossary").press("Add words")
    listed.fill(**{"Words that mean the same": "warm pipes, district heating"}).submit()
    (row,) = office.rows(tables.glossary)
    written = (tables.glossary, tables.audit)
    before = [office.rows(table) for table in written]
    for action_id in (views.ADD, views.CHANGE, views.REMOVE, views.UNDO):  # copied by somebody without the right
        for value in (str(row.id), f"{row.id} 0", f"0 {row.id}", "0", "-1", "9" * 12, "'; drop table glossary"):
            answered(office, button(office.slack, action_id, value), "block_actions")
    for metadata in (str(row.id), "0", "", "999", "{}"):
        form = submission(office.slack, views.SAVE)
        form["view"] |= {"private_metadata": metadata, "state": {"values": {"words": {"text": {"value": "abc, def"}}}}}
        answer = answered(office, form, "view_submission")
        assert "Only a coordinator" in json.dumps(answer)
    assert [office.rows(table) for table in written] == before
    assert [line for line in office.log if line["event"] == "fault"] == []
