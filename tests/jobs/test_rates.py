"""Token buckets that replicas share."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from jobs import rates
from jobs.rates import Purse, Rate
from storage.engine import Database
from tests.jobs.office import Running

AT = datetime(2024, 12, 2, 9, tzinfo=UTC)
WORKSPACE = Rate(10, 60)


def _take_in(db: Connection, channel: str = "C1", at: datetime = AT, workspace: Rate = WORKSPACE) -> float:
    names = ("T1 post", f"T1 post {channel}")
    purse = Purse(db, dict(zip(names, (workspace, rates.IN_CHANNEL), strict=True)), at)
    wait = purse.take(names)
    purse.save()
    return wait


def _take(database: Database, channel: str = "C1", at: datetime = AT, workspace: Rate = WORKSPACE) -> float:
    with database.writing() as db:
        return _take_in(db, channel, at, workspace)


def test_two_replicas_that_begin_together_share_the_new_buckets(database: Database) -> None:
    """The first post of all: neither finds a bucket, and both must count."""
    begun = threading.Event()
    waits: list[float] = []

    def second() -> None:
        begun.wait(10)
        waits.append(_take(database))

    other = Running(second)
    with database.writing() as db:
        assert _take_in(db) == 0
        begun.set()
    other.end()
    assert waits == [0]
    assert _take(database) == 0
    assert _take(database) == 1, "three at once, and no more"


def test_a_replica_waits_for_the_bucket_that_another_one_holds(database: Database) -> None:
    """Otherwise both would count down from the same number."""
    _take(database)
    _take(database)
    waits: list[float] = []
    with database.writing() as db:
        assert _take_in(db) == 0
        other = Running(lambda: waits.append(_take(database)))
        assert not other.ended_within(0.2)
    other.end()
    assert waits == [1]


def test_tokens_come_back_one_a_second_up_to_the_burst(database: Database) -> None:
    for _ in range(3):
        assert _take(database) == 0
    assert _take(database, at=AT + timedelta(seconds=0.25)) == 0.75
    assert _take(database, at=AT + timedelta(seconds=1)) == 0
    later = AT + timedelta(hours=1)
    assert [_take(database, at=later) for _ in range(4)] == [0, 0, 0, 1]


def test_a_channel_does_not_use_up_another_ones_tokens(database: Database) -> None:
    for _ in range(3):
        _take(database)
    assert _take(database) == 1
    assert _take(database, "C2") == 0


def test_what_is_refused_costs_the_workspace_nothing(database: Database) -> None:
    """40 a minute, four at once; the channel's own limit refuses before the workspace's does."""
    few = Rate(40 / 60, 4)
    for _ in range(3):
        assert _take(database, workspace=few) == 0
    assert _take(database, workspace=few) == 1
    assert _take(database, "C2", workspace=few) == 0
    assert _take(database, "C2", workspace=few) == 1.5


def test_a_purse_knows_what_it_has_given(database: Database) -> None:
    """Several messages are claimed in one transaction."""
    names: Sequence[str] = ("T1 post C1",)
    with database.writing() as db:
        purse = Purse(db, {"T1 post C1": rates.IN_CHANNEL}, AT)
        assert [purse.take(names) for _ in range(4)] == [0, 0, 0, 1]
        purse.save()
        again = Purse(db, {"T1 post C1": rates.IN_CHANNEL}, AT)
        assert again.take(names) == 1


def test_a_method_has_its_tier(database: Database) -> None:
    with database.writing() as db:
        waits = [rates.take(db, "T1", "conversations.open", AT) for _ in range(11)]
        assert waits[:10] == [0] * 10 and round(waits[10], 6) == 1.2, "50 a minute"
        assert rates.take(db, "T1", "users.info", AT) == 0 == rates.take(db, "T2", "conversations.open", AT)


def test_retry_after_keeps_everybody_away_from_a_method(database: Database) -> None:
    with database.writing() as db:
        rates.block(db, "T1", "users.info", 7, AT)
        assert round(rates.take(db, "T1", "users.info", AT), 6) == 7
        assert round(rates.take(db, "T1", "users.info", AT + timedelta(seconds=4)), 6) == 3
        assert rates.take(db, "T1", "conversations.open", AT) == 0
        assert rates.take(db, "T1", "users.info", AT + timedelta(seconds=7)) == 0
        assert rates.take(db, "T1", "users.info", AT + timedelta(seconds=7)) > 0, (
            "no burst right after Slack complained"
        )
