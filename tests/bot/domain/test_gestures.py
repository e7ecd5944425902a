"""What Slack delivers more than once is done once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Connection

from bot.domain import gestures
from storage import tables
from storage.engine import Database
from tests.bot.domain.cast import LATER, NOW, one


def test_a_gesture_is_new_once(db: Connection) -> None:
    assert gestures.is_known(db, "G1") is False
    assert gestures.first_time(db, "G1", NOW) is True
    assert gestures.is_known(db, "G1") is True
    assert gestures.first_time(db, "G1", LATER) is False
    assert gestures.is_known(db, "G2") is False
    assert one(db, tables.seen).created_at == NOW


def test_of_the_same_gesture_at_once_one_is_the_first(database: Database) -> None:
    barrier = Barrier(5)

    def deliver(_: int) -> bool:
        barrier.wait()
        with database.writing() as db:
            return gestures.first_time(db, "G1", NOW)

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(deliver, range(5))) == [False] * 4 + [True]


def test_what_failed_can_come_again(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as db:
        gestures.first_time(db, "G1", NOW)
        raise ZeroDivisionError
    with database.writing() as db:
        assert gestures.first_time(db, "G1", NOW) is True
