"""An admin changes when people are reminded; nobody else can, and what is planned follows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage import tables
from tests.jobs.office import until
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)
MEETING = "lednet-2027-02-26"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, start_at=BEGAN) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def planned(office: Office, rule: str) -> set[str]:
    rows = office.rows(tables.reminders, rule=rule, subject_id=MEETING, status="planned")
    return {f"{row.due_at:%d %b %H:%M}" for row in rows}


def rules_in(shown: Any) -> list[str]:
    """What stands beside each *Change*."""
    return [one["text"]["text"] for one in shown.raw["blocks"] if "accessory" in one]


def test_a_rule_is_changed_switched_off_and_added(office: Office) -> None:
    admin = office.slack.as_("Administrator")
    assert "Reminder rules" not in office.slack.as_("LEDNet team").home().buttons
    until(lambda: planned(office, "meeting_in_channel_early") == {"12 Feb 09:00"})

    rules = admin.home().press("Reminder rules")
    assert "14 days before the date, at 09:00" in rules.text
    assert "1 working day before the date, with the message of the day" in rules.text
    form = rules.press("Change")
    assert "up to 60" in str(form.fill(**{"How many": "99"}).submit().errors)
    rules = form.fill(**{"How many": "21", "At": "10:30"}).submit()
    assert "Saved: Meetings, in the channels that announce them: 21 days before the date, at 10:30." in rules.text
    until(lambda: planned(office, "meeting_in_channel_early") == {"05 Feb 10:30"})

    rules = rules.press("Change").fill(**{"In force": "Off: nobody is sent this"}).submit()
    assert "Off: 21 days before the date, at 10:30" in rules.text
    until(lambda: planned(office, "meeting_in_channel_early") == set())

    form = rules.press("Add a rule").fill(**{"About what, to whom": "Meetings, to those who follow them"})
    rules = form.fill(**{"How many": "30"}).submit()
    assert "30 days before the date, with the message of the day" in rules.text
    (added,) = [row for row in office.rows(tables.reminder_rules) if row.name.startswith("added_")]
    until(lambda: "27 Jan 09:15" in planned(office, added.name))
    assert {row.did for row in office.rows(tables.audit)} >= {"rule.changed", "rule.added"}


def test_how_often_a_missing_update_is_asked_for_again(office: Office) -> None:
    rules = office.slack.as_("Administrator").home().press("Reminder rules")
    named = "7 days after the due day, with the message of the day; then every 14 days, at most 4 times"
    assert named in rules.text
    form = rules.press("Change", nth=rules_in(rules).index(named))
    again, times = "Again every so many days", "So many times in all"
    assert (form.values[again], form.values[times]) == ("14", "4")
    form = form.fill({again: "1"}).submit()
    assert "Choose 7 to 60 days" in str(form.errors)
    form = form.fill({again: "21", times: "9"}).submit()
    assert "Choose 2 to 6 times" in str(form.errors)
    rules = form.fill({times: "2"}).submit()
    assert "7 days after the due day, with the message of the day; then every 21 days, at most 2 times" in rules.text
    assert again not in rules.press("Change", nth=0).values, "meetings are not announced again and again"
    rules = office.slack.as_("Administrator").home().press("Reminder rules")
    form = rules.press("Add a rule").fill(**{"About what, to whom": "Meetings, to those who follow them"})
    form = form.fill({"How many": "30", again: "14", times: "2"}).submit()
    assert "Only updates are asked for again" in str(form.errors)
