"""What a person may change about the messages to them: kinds, time, days, leave; and admins' and coordinators' part."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import tables
from tests.jobs.office import until
from tests.office import Office
from tests.office import office as opened

OFFICER, LEAD, COORDINATOR, ADMIN = "Transport officer", "Transport lead", "Plan coordinator", "Administrator"
NEWCOMER = "Newcomer"
BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all that does not get in each other's way."""
    with _opened(tmp_path_factory.mktemp("office"), None) as one:
        yield one


@pytest.fixture
def any_office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with _opened(tmp_path, database_url) as one:
        yield one


@contextmanager
def _opened(folder: Path, database_url: str | None) -> Iterator[Office]:
    with opened(folder, database_url, start_at=BEGAN) as one:
        yield one
        assert one.slack.rejected == ()
        assert [line for line in one.log if line["event"] == "fault"] == []


def said(office: Office, did: str) -> int:
    return len(office.rows(tables.audit, did=did))


def test_somebody_chooses_what_comes_and_when(office: Office) -> None:
    officer = office.slack.as_(OFFICER)
    form = officer.slash("/convenor", "settings")
    assert form.values["At what time"] == "09:15"
    assert form.values["On which days"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    form.fill({"On which days": ["Monday", "Wednesday"], "At what time": "08:00", "Nothing until": "2026-11-25"})
    form.fill({"What I want to hear of": ["Updates that I am asked for"]})
    assert "lies ahead" in str(form.submit().errors)
    saved = form.fill({"Nothing until": "2026-12-01"}).submit()
    assert "at 08:00, Monday, Wednesday" in saved.text and "Tuesday 1 December 2026" in saved.text
    again = officer.home().press("Your settings")
    assert again.values["What I want to hear of"] == ["Updates that I am asked for"]
    assert (again.values["At what time"], again.values["Nothing until"]) == ("08:00", "2026-12-01")
    assert officer.slash("/convenor", "settings me", channel="#lednet").title == "Your settings"
    assert said(office, "settings.changed") == 1


def test_who_is_away_is_covered_and_is_back(any_office: Office) -> None:
    office = any_office
    lead, officer, newcomer = (office.slack.as_(one) for one in (LEAD, OFFICER, NEWCOMER))
    office.slack.as_(ADMIN).slash("/convenor", f"admin role <@{officer.id}> deputy leicestershire-2024/transport")
    form = lead.home().press("On leave until…")
    assert form.values["Who covers"] == OFFICER, "the deputy comes first"
    assert "a day that lies ahead" in str(form.fill({"My last day away": "2026-11-24"}).submit().errors)
    form.fill({"My last day away": "2027-01-06", "Who covers": LEAD})
    assert "cover for yourself" in str(form.submit().errors)
    saved = form.fill({"Who covers": NEWCOMER}).submit()
    assert "away until 6 January" in saved.text
    assert "asked you to cover" in newcomer.dm.wait_for("away until").text
    assert newcomer.slash("/action", "T18").press("Update").title == "Update T18"
    assert "6 January" in lead.home().text
    lead.home().press("I am back")
    assert "6 January" not in lead.home().text
    refused = newcomer.slash("/action", "T18").press("Update")
    assert "cannot update" in refused.text, "what a leave gave ends with it"


def test_an_admin_pauses_everything_and_lets_it_go_on(office: Office) -> None:
    assert "Pause all messages" not in office.slack.as_(OFFICER).home().buttons
    home = office.slack.as_(ADMIN).home().press("Pause all messages")
    assert "All messages are paused" in home.text
    assert "go out as planned" in home.press("Let them go on").text
    assert (said(office, "messages.paused"), said(office, "messages.went_on")) == (1, 1)


def test_a_coordinator_enters_closure_days(office: Office) -> None:
    coordinator = office.slack.as_(COORDINATOR)
    assert "Closure days and elections" not in office.slack.as_(OFFICER).home().buttons
    form = coordinator.home().press("Closure days and elections")
    form.fill({"First day": "2026-12-28", "Last day": "2026-12-24"})
    assert "before the first" in str(form.submit().errors)
    form.fill({"First day": "2026-12-24", "Last day": "2027-01-01", "What for": "Christmas"})
    form = form.submit()
    assert "Thursday 24 December 2026 to Friday 1 January 2027" in form.text and "(Christmas)" in form.text
    form.fill(
        {"First day": "2027-03-22", "Last day": "2027-05-06", "What": "Before an election: only channels are quiet"}
    )
    form = form.submit()
    assert form.buttons.count("Remove") == 2
    assert form.press("Remove", nth=0).buttons.count("Remove") == 1
    [left] = office.rows(tables.quiet_days)
    assert left.kind == "pre_election"


def test_without_cover_the_coordinator_is_told_and_it_is_forgotten(office: Office) -> None:
    form = office.slack.as_(LEAD).home().press("On leave until…")
    assert "Nobody covers" in form.fill({"My last day away": "2026-12-02", "Who covers": None}).submit().text
    assert "nobody covers" in office.slack.as_(COORDINATOR).dm.wait_for("away until").text
    office.slack.move_clock(by=timedelta(days=30))
    until(lambda: office.rows(tables.leaves)[0].ended_at is not None)
    office.slack.move_clock(by=timedelta(days=9))
    until(lambda: office.rows(tables.leaves) == [])
