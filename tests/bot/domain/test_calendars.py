"""Calendar files are sent once for each gesture."""

import pytest
from sqlalchemy import Connection

from bot.domain import calendars, meetings
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from storage import tables
from tests.bot.domain.cast import LEAD, NOBODY, NOW, SLACK, STRANGER, everything, one, person_row, rows, said

SESSION = "lga-sets-2024:sp-tue-1"


def send(db: Connection, who: Caller = NOBODY, event_id: str = SESSION, key: str = "G1") -> meetings.Event:
    return calendars.send_file(db, who, event_id, key, SLACK, NOW)


def test_the_file_goes_to_who_asked(db: Connection) -> None:
    assert send(db) == meetings.one(db, NOBODY, SESSION)
    row = one(db, tables.deliveries, kind="calendar_file")
    assert (row.key, row.team_id, row.person_id) == ("gesture:G1:1", "T1", person_row(db, NOBODY).id)
    assert (row.channel_id, row.payload, row.due_at, row.request_id) == (None, {"event": SESSION}, NOW, "req-1")
    assert said(db, "calendar.sent") == [("UNOBODY", "event", SESSION, "slack", "req-1", {}, NOW)]


def test_one_gesture_sends_one_file(db: Connection) -> None:
    first = send(db)
    before = everything(db)
    assert send(db) == first
    assert everything(db) == before
    send(db, key="G2")
    assert len(rows(db, tables.deliveries, kind="calendar_file")) == 2
    assert len(said(db, "calendar.sent")) == 2


def test_in_an_enterprise_it_goes_to_the_workspace_where_one_asked(db: Connection) -> None:
    db.execute(tables.programme_workspaces.insert().values(programme_slug="lga-sets-2024", workspace_id="E1"))
    send(db, Caller("E1", "T1", "W1"))
    send(db, Caller("E1", "T2", "W1"), key="G2")
    assert [row.team_id for row in rows(db, tables.deliveries, kind="calendar_file")] == ["T1", "T2"]


@pytest.mark.parametrize("who", [STRANGER, LEAD], ids=lambda who: who.user_id)
def test_what_one_does_not_see_is_not_sent(db: Connection, who: Caller) -> None:
    before = everything(db)
    with pytest.raises(Refusal):
        send(db, who, SESSION if who == STRANGER else "lga-sets-2024:sp-tue-9")
    assert everything(db) == before


def test_a_date_that_is_only_proposed_has_no_file(db: Connection) -> None:
    db.execute(tables.events.update().where(tables.events.c.id == SESSION).values(status="proposed"))
    with pytest.raises(Refusal, match="proposed, not confirmed"):
        send(db)
    assert rows(db, tables.deliveries, kind="calendar_file") == []
