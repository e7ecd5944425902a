"""The engine: transactions that queue instead of losing updates, on both databases."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.engine import Database, to_send
from storage.tables import organisation_aliases, rates
from tests.storage.rows import NOW


def add_bucket(db: Connection, name: str = "T1") -> None:
    db.execute(insert(rates).values(bucket=name, allowance=0, refilled_at=NOW))


def buckets(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(rates.c.bucket)))


def add_one(database: Database) -> None:
    """Read, think, write: as a rule does. The row is locked where the database has row locks."""
    with database.writing() as db:
        found = db.execute(select(rates.c.allowance).with_for_update()).scalar_one()
        time.sleep(0.001)
        db.execute(update(rates).values(allowance=found + 1))


def at_once(work: Callable[[], None], times: int, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(times)]:
            done.result()


def test_what_was_written_is_read(database: Database) -> None:
    with database.writing() as db:
        add_bucket(db)
    assert buckets(database) == ["T1"]


def test_an_exception_undoes_everything(database: Database) -> None:
    with pytest.raises(LookupError), database.writing() as db:
        add_bucket(db)
        raise LookupError
    assert buckets(database) == []


def test_reading_refuses_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-only|readonly"), database.reading() as db:
        add_bucket(db)
    assert buckets(database) == []


def test_a_database_works_after_a_failure(database: Database) -> None:
    for _ in range(20):
        with pytest.raises(IntegrityError), database.writing() as db:
            add_bucket(db)
            add_bucket(db)
    with database.writing() as db:
        add_bucket(db)
    assert buckets(database) == ["T1"]


def test_after_commit_is_called_when_others_can_see_the_rows(database: Database) -> None:
    seen: list[list[str]] = []
    database.after_commit = lambda _: seen.append(buckets(database))
    with database.writing() as db:
        add_bucket(db)
        assert seen == []
    assert seen == [["T1"]]


def test_after_commit_is_not_called_without_a_commit(database: Database) -> None:
    calls: list[int] = []
    database.after_commit = lambda _: calls.append(1)
    with pytest.raises(LookupError), database.writing() as db:
        add_bucket(db)
        raise LookupError
    with database.reading() as db:
        db.execute(select(rates))
    assert calls == []


def test_after_commit_can_be_left_out(database: Database) -> None:
    calls: list[int] = []
    database.after_commit = lambda _: calls.append(1)
    with database.writing(wake=False) as db:
        add_bucket(db)
    assert buckets(database) == ["T1"]
    assert calls == []


def test_after_commit_is_told_whether_there_is_something_to_send(database: Database) -> None:
    told: list[bool] = []
    database.after_commit = told.append
    with pytest.raises(LookupError), database.writing() as db:
        to_send(db)
        raise LookupError
    with database.writing() as db:
        add_bucket(db)
    with database.writing() as db:
        to_send(db)
    assert told == [False, True]


def test_trying_sees_its_own_rows_and_keeps_none(database: Database) -> None:
    calls: list[int] = []
    database.after_commit = lambda _: calls.append(1)
    with database.trying() as db:
        add_bucket(db)
        assert db.scalars(select(rates.c.bucket)).all() == ["T1"]
    assert buckets(database) == []
    assert calls == []


def test_after_commit_is_not_called_when_the_commit_fails(sqlite_database: Database) -> None:
    calls: list[int] = []
    sqlite_database.after_commit = lambda _: calls.append(1)
    with pytest.raises(IntegrityError), sqlite_database.writing() as db:
        db.execute(text("pragma defer_foreign_keys = on"))
        db.execute(insert(organisation_aliases).values(organisation_id=99, folded="x", alias="X"))
    assert calls == []
    with sqlite_database.reading() as db:
        assert db.execute(select(organisation_aliases)).all() == []


def test_writers_lose_no_update(database: Database) -> None:
    with database.writing() as db:
        add_bucket(db)
    at_once(lambda: add_one(database), times=60, threads=6)
    with database.reading() as db:
        assert db.execute(select(rates.c.allowance)).scalar_one() == 60


def test_writers_of_two_processes_lose_no_update(database: Database, database_url: str) -> None:
    """Two engines on one database share nothing but the database, as two processes do."""
    other = Database(database_url)
    with database.writing() as db:
        add_bucket(db)
    threads = [threading.Thread(target=at_once, args=(lambda d=d: add_one(d), 30, 3)) for d in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    with database.reading() as db:
        assert db.execute(select(rates.c.allowance)).scalar_one() == 60


def test_readers_wait_for_no_writer_and_see_only_what_is_committed(database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.writing() as db:
        add_bucket(db)
        begun = time.monotonic()
        assert pool.submit(buckets, database).result(timeout=5) == []
        assert time.monotonic() - begun < 1


def test_a_writer_waits_for_no_reader(database: Database) -> None:
    with database.reading() as reading:
        reading.execute(select(rates)).all()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: write(database)).result(timeout=5)
    assert buckets(database) == ["T1"]


def write(database: Database) -> None:
    with database.writing() as db:
        add_bucket(db)


def test_a_reader_on_sqlite_sees_one_moment(sqlite_database: Database) -> None:
    with sqlite_database.reading() as db:
        assert db.execute(select(rates)).all() == []
        write(sqlite_database)
        assert db.execute(select(rates)).all() == []


def test_two_writers_on_sqlite_queue_from_the_beginning(sqlite_database: Database) -> None:
    """BEGIN IMMEDIATE: the second one waits before it has read anything."""
    order: list[str] = []

    def second() -> None:
        with sqlite_database.writing() as db:
            order.append(f"second sees {len(db.execute(select(rates)).all())}")

    with ThreadPoolExecutor(1) as pool:
        with sqlite_database.writing() as db:
            waiting = pool.submit(second)
            time.sleep(0.05)
            add_bucket(db)
            order.append("first is done")
        waiting.result(timeout=5)
    assert order == ["first is done", "second sees 1"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 10_000)],
)
def test_sqlite_is_set_up_on_both_doors(sqlite_database: Database, pragma: str, value: object) -> None:
    with sqlite_database.reading() as db:
        assert db.execute(text(f"pragma {pragma}")).scalar_one() == value
    with sqlite_database.writing() as db:
        assert db.execute(text(f"pragma {pragma}")).scalar_one() == value


def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/deep/convenor.db")
    with database.reading() as db:
        assert db.execute(text("select 1")).scalar_one() == 1
    database.close()


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Setting WAL needs the file for itself for a moment."""

    def open_it() -> None:
        database = Database(f"sqlite:///{tmp_path}/new.db")
        with database.writing() as db:
            db.execute(text("create table if not exists t (n integer)"))
        database.close()

    at_once(open_it, times=24, threads=8)


def test_closing_leaves_one_file(sqlite_database: Database, tmp_path: Path) -> None:
    write(sqlite_database)
    sqlite_database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["convenor.db"]


def test_a_closed_database_opens_again(database: Database) -> None:
    write(database)
    database.close()
    assert buckets(database) == ["T1"]


def test_more_threads_than_connections_take_turns(database_url: str) -> None:
    database = Database(database_url, pool_size=2)
    at_once(lambda: buckets(database), times=12, threads=6)
    with database.writing() as db:
        add_bucket(db)
    at_once(lambda: add_one(database), times=12, threads=6)
    with database.reading() as db:
        assert db.execute(select(rates.c.allowance)).scalar_one() == 12
    database.close()


def test_where_one_connection_is_lost_so_are_the_others(postgresql_database: Database) -> None:
    meet = threading.Barrier(2)

    def write() -> None:
        with postgresql_database.writing() as db:
            db.execute(text("select 1"))
            meet.wait(10)

    at_once(write, times=2, threads=2)
    with postgresql_database.reading() as db:
        db.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where pid != pg_backend_pid() and datname = current_database()"
            )
        )
    with pytest.raises(DBAPIError), postgresql_database.writing() as db:
        add_bucket(db)
    with postgresql_database.writing() as db:
        add_bucket(db)
    assert buckets(postgresql_database) == ["T1"]


def test_a_connection_given_back_after_the_end_is_closed(database: Database) -> None:
    """A job that still reads while everything stops: nobody else would close its connection."""
    with database.reading() as db:
        driver = db.connection.dbapi_connection
        database.close()
    assert driver is not None
    with pytest.raises(Exception, match="closed"):
        driver.cursor().execute("select 1")
    assert buckets(database) == [], "the next use opens a new one"


def test_a_process_that_is_frozen_amid_a_transaction_holds_nobody_up(postgresql_database: Database) -> None:
    with postgresql_database.writing() as db:
        assert db.execute(text("show idle_in_transaction_session_timeout")).scalar_one() == "30s"
    with pytest.raises(DBAPIError, match="idle-in-transaction timeout"), postgresql_database.writing() as db:
        db.execute(text("set local idle_in_transaction_session_timeout = '50ms'"))
        add_bucket(db)
        time.sleep(0.2)
        db.execute(text("select 1"))
    with postgresql_database.writing() as db:
        add_bucket(db)
