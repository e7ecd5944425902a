"""`convenor person export|erase` and `convenor workspace add`, on both databases."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.sandbox import Workspace
from storage import people, tables
from storage.engine import Database
from storage.people import assign
from storage.types import Record
from tests.bot.commanding import Ended, call
from tests.jobs.office import NOW, OFFICER, Office

SOON = datetime.now(UTC) + timedelta(days=300)


@pytest.fixture
def office(database: Database) -> Office:
    with Workspace(start_at=NOW) as slack:
        yield Office(slack, database)


def on(office: Office, *arguments: str, **more: str) -> Ended:
    address = office.database.url.render_as_string(hide_password=False)
    settings = {"CONVENOR_DATABASE_URL": address, "CONVENOR_SECRET_KEY": "for tests"}
    return call(*arguments, **settings | {"SLACK_API_URL": office.slack.api_url} | more)


def _fill(office: Office) -> int:
    """A person with a name, a role, a message to them, and one that they caused; return their number."""
    person_id = int(office.person().id)
    with office.database.writing() as db:
        people.change(db, person_id, {"name": "Ada Field", "email": "ada@example.org", "dm_channel": "D1"})
        role = {"person_id": person_id, "role": "admin", "subject_kind": "all", "subject_id": "*", "from_at": NOW}
        assign(db, role)
        follow = {"person_id": person_id, "subject_kind": "programme", "subject_id": "lednet-2021", "created_at": NOW}
        db.execute(tables.follows.insert().values(follow))
    office.put("to them", person_id=person_id, due_at=SOON)
    office.put("by them", kind="answer", payload={"person": person_id, "words": "private words"})
    office.put("by another", kind="answer", payload={"person": person_id + 1, "words": "other words"})
    return person_id


def _person(office: Office, person_id: int) -> Record:
    with office.database.reading() as db:
        return db.execute(select(tables.people).where(tables.people.c.id == person_id)).one()


def test_what_is_kept_about_a_person_is_handed_out(office: Office) -> None:
    person_id = _fill(office)
    exported = on(office, "person", "export", "ada field").rows
    assert {row["id"] for row in exported["people"]} == {person_id}
    assert exported["assignments"][0]["role"] == "admin" and exported["follows"]
    assert {row["key"] for row in exported["deliveries"]} == {"to them", "by them"}
    assert on(office, "person", "export", f"{office.slack.team_id}:{OFFICER}").rows["people"] == exported["people"]


def test_who_is_erased_leaves_a_number(office: Office) -> None:
    person_id = _fill(office)
    done = on(office, "person", "erase", "ada@example.org", "--yes")
    assert done.code == 0 and "Ada Field is erased" in done.out
    row = _person(office, person_id)
    assert (row.name, row.email, row.user_id, row.dm_channel) == (None,) * 4 and row.erased_at
    for key in ("to them", "by them"):
        assert (office.row(key).status, office.row(key).payload) == ("dropped", {})
    assert office.row("by another").payload["words"] == "other words"
    again = on(office, "person", "export", "Ada Field")
    assert again.code == 1 and "Nobody is known as" in again.err
    with office.database.reading() as db:
        assert db.execute(select(tables.follows)).all() == []
        assert db.scalars(select(tables.assignments.c.until_at)).one() is not None
        assert list(db.scalars(select(tables.audit.c.did)))[-1] == "person.erased"
    assert office.send() >= 0, "the outbox goes on without them"


def test_nobody_is_erased_by_mistake(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = _fill(office)
    with office.database.writing() as db:
        people.change(db, int(office.person(office.slack.people[1].id).id), {"name": "ADA FIELD"})
    several = on(office, "person", "erase", "Ada Field", "--yes")
    assert several.code == 1 and f"{office.slack.team_id}:{OFFICER}" in several.err
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert on(office, "person", "erase", OFFICER).code == 130
    assert _person(office, person_id).name == "Ada Field"


def test_a_workspace_is_added(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    second = office.slack.teams[1]
    monkeypatch.setattr("sys.stdin", io.StringIO(second.bot_token + "\n"))
    assert f"({second.team_id}) is added" in on(office, "workspace", "add").out
    with office.database.reading() as db:
        assert second.team_id in list(db.scalars(select(tables.workspaces.c.team_id)))


@pytest.mark.parametrize(("token", "reason"), [("xoxp-1", "begins with xoxb-"), ("xoxb-1", "invalid_auth")])
def test_a_wrong_token_is_refused_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch, token: str, reason: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(token + "\n"))
    refused = on(office, "workspace", "add")
    assert refused.code == 1 and reason in refused.err and token not in refused.err
