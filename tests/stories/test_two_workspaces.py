"""Two councils with one bot: each sees its own plans and what they share, and neither acts for the other."""

import json
from datetime import UTC, datetime

import pytest

from bot.assembly import Convenor
from bot.sandbox import Workspace
from bot.sandbox.harness import Actor
from bot.sandbox.shown import Modal
from storage import tables
from tests.jobs.office import until

pytestmark = pytest.mark.usefixtures("convenor")

NINE = datetime(2021, 5, 13, 8, tzinfo=UTC)
SHARED = "People 1"


@pytest.fixture
def officer(workspace: Workspace) -> Actor:
    return workspace.as_("Borough officer")


def form_of(person: Actor) -> Modal:
    form = person.slash("/action", SHARED).press("Update")
    assert isinstance(form, Modal)
    return form


def test_each_workspace_has_its_own_token(workspace: Workspace, convenor: Convenor) -> None:
    for team in workspace.teams:
        found = convenor.installations.find(team.team_id)
        assert found is not None
        assert (found.name, found.token) == (team.name, team.bot_token)


def test_only_the_first_sees_the_plan_of_its_county(workspace: Workspace, officer: Actor) -> None:
    assert "T18: Electric vehicle" in workspace.as_("Transport officer").slash("/action", "T18").text
    refused = officer.slash("/action", "T18")
    assert "no action" in refused.text.lower()
    assert "Electric vehicle" not in refused.text
    assert refused.buttons == []
    assert f"{SHARED}: " in officer.slash("/action", SHARED).text


def test_both_see_the_meetings_and_learning_sets(workspace: Workspace, officer: Actor) -> None:
    for person in (workspace.as_("Participant"), officer):
        assert "20 May 2021" in person.slash("/meetings").text


def test_an_officer_updates_and_the_other_team_is_refused(workspace: Workspace, officer: Actor) -> None:
    stranger = workspace.as_("Buildings officer")
    form_of(officer).fill(Note="The borough has begun.").submit()
    assert "The borough has begun." in stranger.slash("/action", SHARED).text
    refused = stranger.slash("/action", SHARED).press("Update")
    assert f"You cannot update {SHARED}" in refused.text


def test_who_writes_later_is_told_that_the_other_team_was_first(workspace: Workspace, officer: Actor) -> None:
    mine, theirs = form_of(officer), form_of(workspace.as_("Transport officer"))
    theirs.fill(Note="The county was first.").submit()
    mine.fill(Note="The borough was second.").submit()
    assert "The county was first." in officer.modal.text
    assert "The borough was second." not in workspace.as_("Transport officer").slash("/action", SHARED).text


def test_the_borough_has_its_own_coordinator_and_administrator(workspace: Workspace, convenor: Convenor) -> None:
    with convenor.database.reading() as db:
        people = {row.id: row for row in db.execute(tables.people.select())}
        given = {
            (people[one.person_id].name, one.role, one.subject_id)
            for one in db.execute(tables.assignments.select())
            if people[one.person_id].team_id == workspace.teams[1].team_id
        }
    assert given == {
        ("Borough officer", "officer", f"local-london-2019:{SHARED}"),
        ("Borough coordinator", "coordinator", "local-london-2019"),
        ("Borough administrator", "admin", "*"),
    }


def test_a_reminder_reaches_both_workspaces_with_the_right_token(workspace: Workspace, officer: Actor) -> None:
    workspace.move_clock(to=NINE)
    for person in (workspace.as_("Participant"), officer):
        said = person.channel("#lednet").wait_for("Coming up")
        assert "20 May 2021" in said.text
        about = [one for one in person.channel("#lednet").messages if "Coming up" in one.fallback]
        assert len(about) == 1
    assert workspace.rejected == ()
    posted = [one for one in workspace.wire if one.name == "chat.postMessage"]
    assert {json.loads(one.request)["channel"] for one in posted} >= {"C02LEDNET00", "C03LEDNET00"}
    assert all(json.loads(one.answer)["ok"] for one in posted), "another team's token finds no such channel"


def test_a_reset_brings_both_back(workspace: Workspace, convenor: Convenor, officer: Actor) -> None:
    form_of(officer).fill(Note="Gone with the reset.").submit()
    workspace.reset()
    assert "Gone with the reset." not in officer.slash("/action", SHARED).text
    until(lambda: convenor.installations.client(workspace.teams[1].team_id) is not None)
    assert "no action" in officer.slash("/action", "T18").text.lower()
