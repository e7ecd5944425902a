"""Profiles are read from Slack: names, zones, and who is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import delivery
from bot.sandbox import Workspace
from jobs.people import REFRESH, read_guests, read_profiles
from storage import people, tables
from tests.jobs.office import NOW, OFFICER, Office

NEWCOMER = "U02NEWCOMER"


@pytest.fixture
def slack(slack: Workspace):
    """The workspace; who is changed in it is as before afterwards."""
    before = dict(slack.state.people)
    yield slack
    slack.state.people.clear()
    slack.state.people.update(before)


def test_name_and_zone_are_read(office: Office) -> None:
    assert read_profiles(office.desk) == len(office.slack.people)
    assert (office.person().name, office.person().zone) == ("Transport officer", "Europe/London")
    assert office.person(NEWCOMER).zone == "Europe/Paris"
    assert not office.person().is_external and office.person().deactivated_at is None


def test_they_are_read_once_a_day(office: Office) -> None:
    read_profiles(office.desk)
    office.slack.state.people[OFFICER] = replace(office.slack.state.people[OFFICER], zone="America/New_York")
    assert read_profiles(office.desk) == 0 and office.person().zone == "Europe/London"
    office.machine.pass_(REFRESH.total_seconds() + 1)
    assert read_profiles(office.desk) == len(office.slack.people)
    assert office.person().zone == "America/New_York"


def test_an_account_that_is_gone_is_noted_with_the_day_it_was_seen(office: Office) -> None:
    before = office.slack.state.people[OFFICER]
    office.slack.state.people[OFFICER] = replace(before, deleted=True, is_restricted=True)
    read_profiles(office.desk)
    assert office.person().deactivated_at == NOW and office.person().is_external
    assert office.person(NEWCOMER).deactivated_at is None
    office.now = NOW + timedelta(days=2)
    office.machine.pass_(REFRESH.total_seconds() + 1)
    read_profiles(office.desk)
    assert office.person().deactivated_at == NOW
    office.slack.state.people[OFFICER] = before
    office.machine.pass_(REFRESH.total_seconds() + 1)
    read_profiles(office.desk)
    assert office.person().deactivated_at is None


@pytest.mark.parametrize("status", [500, 429])
def test_when_slack_has_no_answer_the_next_tick_asks_again(office: Office, status: int) -> None:
    office.slack.fail_next("users.info", status)
    assert read_profiles(office.desk) == 0 and office.calls("users.info") == 1
    assert read_profiles(office.desk) == len(office.slack.people)
    assert office.person().zone == "Europe/London"


def test_whom_slack_does_not_know_is_asked_about_tomorrow(office: Office) -> None:
    with office.database.writing() as db:
        row = {"workspace_id": office.slack.team_id, "team_id": office.slack.team_id, "user_id": "U0NOBODY"}
        people.add(db, row | {"created_at": NOW})
        people.add(db, {"name": "Somebody without Slack", "created_at": NOW})
    read_profiles(office.desk)
    calls = office.calls("users.info")
    assert read_profiles(office.desk) == 0 and office.calls("users.info") == calls
    assert office.person("U0NOBODY").zone is None


def test_who_was_erased_is_not_read_again(office: Office) -> None:
    with office.database.writing() as db:
        people.change(db, office.person().id, {"erased_at": NOW, "name": None})
    read_profiles(office.desk)
    assert office.person().name is None


def test_asked_to_stop_it_stops_between_two_people(office: Office) -> None:
    assert read_profiles(office.desk, lambda: office.calls("users.info") == 3) == 2


# --- guests -------------------------------------------------------------------------------------------------


def test_a_guest_is_known_before_they_ever_ask(office: Office) -> None:
    everybody = office.slack.state.people
    with office.database.writing() as db:
        db.execute(tables.people.delete().where(tables.people.c.user_id == NEWCOMER))
    everybody[NEWCOMER] = replace(everybody[NEWCOMER], is_restricted=True)
    everybody[OFFICER] = replace(everybody[OFFICER], is_restricted=True)
    assert read_guests(office.desk) == 2
    assert office.person(NEWCOMER).is_external and office.person(OFFICER).is_external
    assert office.person(NEWCOMER).name is None
    assert read_guests(office.desk) == 0
    everybody[NEWCOMER] = replace(everybody[NEWCOMER], is_restricted=False)
    read_profiles(office.desk)
    assert not office.person(NEWCOMER).is_external


def test_all_pages_are_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MEMBERS_AT_ONCE", 3)
    everybody = office.slack.state.people
    everybody.update({one.id: replace(one, is_restricted=True) for one in office.slack.people})
    assert read_guests(office.desk) == len(office.slack.people)
    assert office.calls("users.list") == -(-len(everybody) // 3)


def test_without_an_answer_nothing_is_noted(office: Office) -> None:
    office.slack.fail_next("users.list", 500)
    assert read_guests(office.desk) == 0
    assert read_guests(replace(office.desk, client=lambda _: None)) == 0
    assert read_guests(office.desk, lambda: True) == 0
