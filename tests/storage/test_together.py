"""Writes of several threads in one transaction."""

import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event, insert, select

from storage.engine import Database
from storage.tables import rates
from storage.together import Together

AT = datetime(2024, 12, 2, 9, tzinfo=UTC)


def _add(name: str):
    def work(db: Connection) -> str:
        db.execute(insert(rates).values(bucket=name, allowance=1.0, refilled_at=AT))
        return name

    return work


def _write_while_one_is_under_way(together: Together, names: list[str], broken: str) -> list[object]:
    """Write one thing, and everything else in what follows it; return what each thread got."""
    begun, go = threading.Event(), threading.Event()

    def first(_: Connection) -> None:
        begun.set()
        go.wait(10)

    def fails(_: Connection) -> None:
        raise LookupError(broken)

    with ThreadPoolExecutor(len(names) + 2) as pool:
        futures = [pool.submit(together.write, first)]
        assert begun.wait(10)
        futures += [pool.submit(together.write, fails if name == broken else _add(name)) for name in names]
        while len(together._waiting) < len(names):
            pass
        go.set()
    return [future.exception() or future.result() for future in futures]


@pytest.fixture
def commits(database: Database):
    counted: list[int] = []

    def count(_: object) -> None:
        counted.append(1)

    event.listen(database._writer.engine, "commit", count)
    yield counted
    event.remove(database._writer.engine, "commit", count)


def _names(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(rates.c.bucket).order_by(rates.c.bucket)))


def test_what_comes_during_a_commit_goes_into_the_next(database: Database, commits: list[int]) -> None:
    names = [f"T{number}" for number in range(8)]
    assert _write_while_one_is_under_way(database.together, names, "") == [None, *names]
    assert _names(database) == names and len(commits) == 2


def test_all_of_a_transaction_hear_that_it_failed(database: Database) -> None:
    results = _write_while_one_is_under_way(database.together, ["T1", "T2", "broken"], "broken")
    assert _names(database) == [] and results[0] is None
    assert {type(one) for one in results[1:]} <= {LookupError, CancelledError} and len(results) == 4
    assert database.together.write(_add("T3")) == "T3", "the next one is done"
