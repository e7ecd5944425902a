"""Reminders as people get them, and what the command line says would go."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.assembly import Convenor
from bot.cli import convenor as command_line
from bot.sandbox import Workspace
from bot.sandbox.cast import BOROUGH_PEOPLE
from bot.sandbox.shown import Channel
from storage.tables import metadata, people, reminders
from tests.jobs.office import until
from tests.stories.process import CONVENOR

LONDON_SUMMER = timedelta(hours=1)
NINE = datetime(2021, 5, 13, 9, tzinfo=UTC) - LONDON_SUMMER
QUARTER_PAST = NINE + timedelta(minutes=15)
MEETING = "lednet-2021-05-20"
PASSED_ON = "leicestershire-2024:T25"
"""An overdue update that the sandbox's lead officer has passed to the Transport officer."""


def _about(channel: Channel) -> list[str]:
    return [one.fallback for one in channel.messages if "Coming up" in one.fallback]


def _zone(convenor: Convenor, user_id: str) -> str | None:
    with convenor.database.reading() as db:
        return db.scalars(select(people.c.zone).where(people.c.user_id == user_id)).one()


def _planned(convenor: Convenor) -> int:
    with convenor.database.reading() as db:
        return len(db.execute(select(reminders)).all())


def _environment(convenor: Convenor) -> dict[str, str]:
    return {
        "CONVENOR_DATABASE_URL": convenor.settings.database,
        "CONVENOR_DATA_DIR": str(convenor.settings.data_dir),
        "CONVENOR_SECRET_KEY": "for tests",
    }


def _dry_run(convenor: Convenor, at: str, *more: str) -> list[dict[str, Any]]:
    arguments = ["remind", "--dry-run", "--at", at, "--json", *more]
    result = CliRunner().invoke(command_line, arguments, env=_environment(convenor), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def _of_lednet(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is said of LEDNet's meeting; coordinators of a plan read of it in a message of their own."""
    return [row for row in rows if MEETING in row["items"]]


def _everything(convenor: Convenor) -> dict[str, list[Any]]:
    with convenor.database.reading() as db:
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in metadata.sorted_tables}


def test_the_channel_at_nine_and_followers_at_a_quarter_past(workspace: Workspace, any_convenor: Convenor) -> None:
    officer, newcomer = workspace.as_("Transport officer"), workspace.as_("Newcomer")
    until(lambda: _zone(any_convenor, newcomer.id) == "Europe/Paris")
    newcomer.slash("/meetings").press("Follow")
    workspace.move_clock(to=NINE)
    officer.channel("#lednet").wait_for("Coming up")
    newcomer.dm.wait_for("Good morning")  # a quarter past nine in Paris was an hour ago
    assert _about(officer.dm) == []
    workspace.move_clock(to=QUARTER_PAST)
    reminder = officer.dm.wait_for("Good morning")
    assert "Thursday 20 May 2021" in reminder.text
    workspace.move_clock(by=timedelta(hours=6))
    workspace.move_clock(by=timedelta(days=3))
    newcomer.write("what is T18?")
    newcomer.dm.wait_for("T18:")
    for channel in (officer.channel("#lednet"), officer.dm, newcomer.dm):
        assert len(_about(channel)) == 1
    assert _about(workspace.as_("Buildings officer").dm) == []


def _follow_page(workspace: Workspace, button: str) -> None:
    page = workspace.as_("Newcomer").slash("/meetings")
    assert button in page.buttons
    page.press(button, nth=0)


def test_who_stops_and_follows_again_gets_it_once(workspace: Workspace, convenor: Convenor) -> None:
    for button in ("Follow", "Stop following", "Follow"):
        _follow_page(workspace, button)
    workspace.move_clock(to=QUARTER_PAST)
    dm = workspace.as_("Newcomer").dm
    dm.wait_for("Good morning")
    for button in ("Stop following", "Follow"):
        _follow_page(workspace, button)
    workspace.move_clock(by=timedelta(hours=1))
    workspace.as_("Newcomer").write("what is T18?")
    dm.wait_for("T18:")
    assert len(_about(dm)) == 1


def test_the_dry_run_lists_what_then_goes_and_writes_nothing(workspace: Workspace, any_convenor: Convenor) -> None:
    officer = workspace.as_("Transport officer")
    until(lambda: _zone(any_convenor, "U02NEWCOMER") == "Europe/Paris" and _planned(any_convenor) > 0)
    until(lambda: all(_zone(any_convenor, one.id) for one in BOROUGH_PEOPLE))
    until(lambda: not _everything(any_convenor)["planning_marks"])
    before = _everything(any_convenor)
    listed = _of_lednet(_dry_run(any_convenor, "2021-05-13T09:20"))
    assert _of_lednet(_dry_run(any_convenor, "2021-05-13T08:59")) == []
    at_nine = _of_lednet(_dry_run(any_convenor, "2021-05-13T09:00"))
    assert [one["to"] for one in at_nine] == ["C02LEDNET00", "C03LEDNET00"]
    assert _everything(any_convenor) == before
    first_morning = (QUARTER_PAST - timedelta(days=1)).isoformat()
    assert [(one["at"], one["rule"], one["to"], one["items"]) for one in listed] == [
        (first_morning, "update_overdue, meeting_for_followers", "U02TRANSOFF", [MEETING, PASSED_ON]),
        (NINE.isoformat(), "meeting_in_channel", "C02LEDNET00", [MEETING]),
        (NINE.isoformat(), "meeting_in_channel", "C03LEDNET00", [MEETING]),
        (QUARTER_PAST.isoformat(), "meeting_for_followers", "U02LEDNETTM", [MEETING]),
    ]
    assert {(one["workspace"], one["subject"]) for one in listed} == {(one.team_id, MEETING) for one in workspace.teams}
    workspace.move_clock(to=QUARTER_PAST + timedelta(minutes=5))
    officer.dm.wait_for("Good morning")
    workspace.as_("LEDNet team").dm.wait_for("Good morning")
    borough = workspace.as_("Borough officer").channel("#lednet")
    for channel in (officer.channel("#lednet"), borough):
        channel.wait_for("Coming up")
    sent = {
        "C02LEDNET00": _about(officer.channel("#lednet")),
        "C03LEDNET00": _about(borough),
        "U02TRANSOFF": _about(officer.dm),
        "U02LEDNETTM": _about(workspace.as_("LEDNet team").dm),
    }
    assert {one["to"]: [one["text"]] for one in listed} == sent
    assert _dry_run(any_convenor, "2021-05-13T09:30") == [], "what has gone does not go again"


@pytest.mark.parametrize("who", ["Transport officer", "transport OFFICER", "U02TRANSOFF"])
def test_the_dry_run_for_one_person(workspace: Workspace, convenor: Convenor, who: str) -> None:
    assert [one["to"] for one in _dry_run(convenor, "2021-05-13T09:20", "--only", who)] == ["U02TRANSOFF"]
    assert _dry_run(convenor, "2021-05-13T09:20", "--only", "Nobody") == []


@pytest.mark.parametrize("start_at", [datetime(2026, 11, 21, 9, tzinfo=UTC)], indirect=True)
def test_the_dry_run_of_years_ago_as_a_process_of_its_own(workspace: Workspace, convenor: Convenor) -> None:
    arguments = [CONVENOR, "remind", "--dry-run", "--at", "2021-05-13T09:20", "--json"]
    done = subprocess.run(arguments, env=_environment(convenor), capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
    assert {one["to"] for one in json.loads(done.stdout)} >= {"C02LEDNET00", "U02TRANSOFF"}


def test_without_dry_run_it_lists_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(command_line, ["remind"], env={"CONVENOR_DATA_DIR": str(tmp_path)})
    assert result.exit_code == 2 and "--dry-run" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_dry_run_needs_a_database_of_this_version(tmp_path: Path) -> None:
    environment = {"CONVENOR_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    arguments = [CONVENOR, "remind", "--dry-run"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "convenor migrate" in done.stderr
