"""What is to be sent is a row, put in once."""

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.domain import deliveries, people
from bot.domain.deliveries import Place
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import LATER, LEAD, NOW, everything, one, person_row


def test_a_message_waits_from_now_on(db: Connection) -> None:
    person = person_row(db, LEAD)
    place = Place("T1", person_id=person.id, thread_ts="1.2")
    assert deliveries.enqueue(db, "digest:1", "digest", place, {"items": [1]}, NOW, "req-7") is True
    row = one(db, tables.deliveries, key="digest:1")
    assert (row.kind, row.team_id, row.person_id, row.channel_id) == ("digest", "T1", person.id, None)
    assert (row.thread_ts, row.payload, row.status) == ("1.2", {"items": [1]}, "pending")
    assert (row.due_at, row.created_at, row.request_id) == (NOW, NOW, "req-7")
    assert row.next_attempt_at == deliveries.AT_ONCE < NOW
    assert (row.attempts, row.lease_token, row.ts, row.sent_at, row.error) == (0, None, None, None, None)


def test_a_key_is_put_in_once(db: Connection) -> None:
    deliveries.enqueue(db, "digest:1", "digest", Place("T1", channel_id="C1"), {"items": [1]}, NOW)
    before = everything(db)
    again = deliveries.enqueue(db, "digest:1", "other", Place("T2", channel_id="C2"), {}, LATER, "req-8")
    assert again is False
    assert everything(db) == before


@pytest.mark.parametrize("place", [Place("T1"), Place("T1", person_id=1, channel_id="C1")])
def test_a_message_goes_to_one_place(db: Connection, place: Place) -> None:
    with pytest.raises(IntegrityError):
        deliveries.enqueue(db, "digest:1", "digest", place, {}, NOW)


def test_without_its_cause_there_is_no_message(filled: Database) -> None:
    with pytest.raises(ZeroDivisionError), filled.writing() as db:
        people.ensure(db, LEAD, NOW)
        deliveries.enqueue(db, "digest:1", "digest", Place("T1", channel_id="C1"), {}, NOW)
        raise ZeroDivisionError
    with filled.reading() as db:
        assert "digest:1" not in str(everything(db)["deliveries"])
