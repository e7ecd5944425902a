"""Every change has its line: who, when, what and from where, and never what somebody wrote."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.domain import assignments, audit, calendars, channels, meetings, people, updates, workspaces
from bot.domain.audit import Origin
from bot.domain.update_fields import Draft
from bot.domain.updates import Submission
from storage import audit as stored
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEDNET,
    LONDON,
    NOBODY,
    NOW,
    OFFICER,
    PLAN,
    SLACK,
    T18,
    counts,
    person_row,
)

PRIVATE = "A private remark"
MEETING = "lednet-2021-05-20"


def test_a_line_holds_who_when_what_and_from_where(db: Connection) -> None:
    person = person_row(db, ADMIN)
    audit.record(db, "thing.done", ("plan", "p"), person.id, Origin("cli", "req-2"), LATER, {"id": 1})
    audit.record(db, "thing.done", ("plan", "p"), None, Origin("job"), NOW)
    audit.record(db, "thing.done", ("plan", "q"), None, Origin("job"), NOW)
    audit.record(db, "thing.done", ("section", "p"), None, Origin("job"), NOW)
    first, second = stored.about(db, "plan", "p")
    assert (first.did, first.person_id, first.at, first.details) == ("thing.done", person.id, LATER, {"id": 1})
    assert (first.origin, first.request_id) == ("cli", "req-2")
    assert (second.person_id, second.at, second.details) == (None, NOW, {})
    assert (second.origin, second.request_id) == ("job", None)


def save(db: Connection) -> None:
    base = updates.form(db, OFFICER, T18).base
    updates.save(db, OFFICER, Submission(T18, base, "V1", Draft("Design", None, None, PRIVATE)), SLACK, LATER, LONDON)


def unfollow(db: Connection) -> None:
    row = {"person_id": person_row(db, OFFICER).id, "subject_kind": "event", "subject_id": MEETING}
    db.execute(tables.follows.insert().values(**row, created_at=NOW))
    meetings.unfollow(db, OFFICER, MEETING, SLACK, LATER)


def untie(db: Connection) -> None:
    row = {"team_id": "T1", "channel_id": "C1", "subject_kind": "plan", "subject_id": PLAN, "created_at": NOW}
    db.execute(tables.channels.insert().values(**row))
    channels.tie(db, COORDINATOR, "C1", [], "V1", SLACK, LATER)


def add_officer(db: Connection) -> None:
    person = people.ensure(db, NOBODY, NOW)
    assignments.add_officer(db, COORDINATOR, person.id, T18, "G1", SLACK, LATER)


def switch_off(db: Connection) -> None:
    db.execute(tables.programmes.update().values(reminders_from=NOW))
    meetings.switch_reminders(db, LEDNET, "lednet-2021", False, SLACK, LATER)


WRITES: tuple[tuple[str, Any, Callable[[Connection], Any]], ...] = (
    ("update.saved", OFFICER, save),
    ("follow.begun", OFFICER, lambda db: meetings.follow(db, OFFICER, MEETING, SLACK, LATER)),
    ("follow.ended", OFFICER, unfollow),
    ("reminders.on", LEDNET, lambda db: meetings.switch_reminders(db, LEDNET, "lednet-2021", True, SLACK, LATER)),
    ("reminders.off", LEDNET, switch_off),
    (
        "channel.tied",
        LEDNET,
        lambda db: channels.tie(db, LEDNET, "C1", [("programme", "lednet-2021")], "V1", SLACK, LATER),
    ),
    ("channel.untied", COORDINATOR, untie),
    ("role.given", ADMIN, lambda db: assignments.give_role(db, ADMIN, NOBODY, "lead", "T18", "G1", SLACK, LATER)),
    ("role.given", COORDINATOR, add_officer),
    ("role.asked", NOBODY, lambda db: assignments.ask_to_be_added(db, NOBODY, T18, "G1", SLACK, LATER)),
    ("calendar.sent", NOBODY, lambda db: calendars.send_file(db, NOBODY, MEETING, "G1", SLACK, LATER)),
    ("workspace.revoked", None, lambda db: workspaces.revoke(db, "T1", SLACK, LATER)),
)


@pytest.mark.parametrize(("did", "who", "write"), WRITES, ids=[f"{did}-{at}" for at, (did, *_) in enumerate(WRITES)])
def test_every_change_writes_one_line(db: Connection, did: str, who: Any, write: Callable[[Connection], Any]) -> None:
    before = counts(db)
    write(db)
    table = tables.audit
    (row,) = db.execute(select(table).order_by(table.c.id).offset(before["audit"])).all()
    assert (row.did, row.at, row.origin, row.request_id) == (did, LATER, "slack", "req-1")
    assert row.person_id == (person_row(db, who).id if who else None)
    assert all(isinstance(value, int | str) for value in row.details.values())
    assert PRIVATE not in str(tuple(row))


def test_an_installation_writes_its_line_too(db: Connection) -> None:
    vault = workspaces.Vault("secret")
    workspaces.install(db, {"team_id": "T9", "team": "Ninth"}, "xoxb-9", vault, NOW)
    (row,) = stored.about(db, "workspace", "T9")
    assert (row.did, row.at) == ("workspace.installed", NOW)
    assert "xoxb" not in str(tuple(row))
