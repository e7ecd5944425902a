"""Somebody is (workspace id, user id), made when they first do something that is kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.domain import people
from bot.domain.people import Caller, Person
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import LATER, LEAD, NOBODY, NOW, caller, everything, one, person_row, rows


def test_a_person_is_made_once(db: Connection) -> None:
    assert people.find(db, NOBODY) is None
    made = people.ensure(db, NOBODY, NOW)
    before = everything(db)
    assert people.ensure(db, NOBODY, LATER) == people.find(db, NOBODY) == made
    assert everything(db) == before
    assert made == Person(person_row(db, NOBODY).id, "UNOBODY", None, None, "T1")
    row = person_row(db, NOBODY)
    assert (row.workspace_id, row.team_id, row.created_at, row.email) == ("T1", "T1", NOW, None)


def test_looking_for_somebody_makes_nobody(db: Connection) -> None:
    before = everything(db)
    assert people.find(db, NOBODY) is None
    assert everything(db) == before


def test_the_same_user_id_elsewhere_is_somebody_else(db: Connection) -> None:
    other = caller("ULEAD", "T2")
    assert people.find(db, other) is None
    assert people.ensure(db, other, NOW).id != people.ensure(db, LEAD, NOW).id


def test_in_an_enterprise_one_person_is_in_all_its_workspaces(db: Connection) -> None:
    first = people.ensure(db, Caller("E1", "T1", "W1"), NOW)
    assert people.ensure(db, Caller("E1", "T2", "W1"), LATER) == first
    assert first.team_id == "T1"
    assert people.find(db, Caller("T1", "T1", "W1")) is None


def test_what_slack_told_is_known(db: Connection) -> None:
    values = {"name": "Transport lead", "zone": "Europe/Paris"}
    db.execute(tables.people.update().where(tables.people.c.user_id == "ULEAD").values(**values))
    found = people.find(db, LEAD)
    assert found is not None
    assert (found.name, found.zone) == ("Transport lead", "Europe/Paris")


def test_two_gestures_at_once_make_one_person(filled: Database) -> None:
    barrier = Barrier(4)

    def ensure(_: int) -> Person:
        barrier.wait()
        with filled.writing() as db:
            return people.ensure(db, NOBODY, NOW)

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ensure, range(4)))
    with filled.reading() as db:
        assert {person.id for person in found} == {one(db, tables.people, user_id="UNOBODY").id}


def test_nobody_is_kept_for_a_workspace_without_the_bot(db: Connection) -> None:
    with pytest.raises(IntegrityError):
        people.ensure(db, caller("U1", "T99"), NOW)


def test_the_cast_was_made_by_the_rules(db: Connection) -> None:
    assert [row.user_id for row in rows(db, tables.people)][:3] == ["UADMIN", "UADMIN2", "ULEAD"]
