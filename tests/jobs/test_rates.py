"""Token buckets that replicas share."""

import threading
from datetime import UTC, datetime, timedelta

from jobs import rates
from storage.engine import Database
from tests.jobs.office import Running

AT = datetime(2024, 12, 2, 9, tzinfo=UTC)


def _take(database: Database, channel_id: str = "C1", at: datetime = AT, per_minute: int = 600) -> float:
    with database.writing() as db:
        return rates.take(db, "T1", channel_id, per_minute, at)


def test_two_replicas_that_begin_together_share_the_new_buckets(database: Database) -> None:
    """The first post of all: neither finds a bucket, and both must count."""
    begun = threading.Event()
    waits: list[float] = []

    def second() -> None:
        begun.wait(10)
        waits.append(_take(database))

    other = Running(second)
    with database.writing() as db:
        assert rates.take(db, "T1", "C1", 600, AT) == 0
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
        assert rates.take(db, "T1", "C1", 600, AT) == 0
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
    """30 a minute: three at once; the channel's own limit refuses before the workspace's does."""
    for _ in range(3):
        assert _take(database, per_minute=40) == 0
    assert _take(database, per_minute=40) == 1
    assert _take(database, "C2", per_minute=40) == 0
    assert _take(database, "C2", per_minute=40) == 1.5


def test_retry_after_keeps_everybody_away_from_a_channel(database: Database) -> None:
    with database.writing() as db:
        rates.block(db, "T1", "C1", 7, AT)
    assert _take(database) == 7
    assert _take(database, at=AT + timedelta(seconds=4)) == 3
    assert _take(database, "C2") == 0
    assert _take(database, at=AT + timedelta(seconds=7)) == 0
    assert _take(database, at=AT + timedelta(seconds=7)) == 1, "no burst right after Slack complained"
