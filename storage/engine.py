"""One database, SQLite or PostgreSQL, behind two doors: `reading` and `writing`."""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from storage.together import Together

BUSY_TIMEOUT_MS = 10_000
IDLE_S = 30
FROZEN_S = 30
"""PostgreSQL ends the session of a process that froze amid a transaction, or whose machine is gone."""
TO_SEND = "to send"
POOL_SIZE = 20
"""Handlers and jobs of one process at once; there is a pool for reading and one for writing."""


class Door:
    """The connections of one engine; those that nobody uses are kept at hand, the one used last first.

    To hand one back to the pool and take it again is a tenth of a card, and the pool asks the server whether it lives.
    """

    def __init__(self, engine: Engine, size: int, begin: str | None = None) -> None:
        self.engine = engine
        self._places = threading.Semaphore(size)  # who waits at the pool is given none that another one puts here
        self._begin = begin
        self._idle: deque[tuple[Connection, float]] = deque()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Yield a connection; what was not committed at the end is rolled back."""
        with self._places, self._begun() as db:
            yield db

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        idle, db = self._idle, self._taken()
        ended = False
        try:
            if self._begin:
                _begin_sqlite(db, self._begin)
            yield db
        finally:
            try:
                db.rollback()
                if self._begin:
                    _sqlite_connection(db).rollback()  # where no statement followed, SQLAlchemy knows of nothing
                ended = not db.invalidated
            finally:
                self._give_back(db, idle, ended)

    def close(self) -> None:
        """Close every connection; the next use opens new ones."""
        idle, self._idle = self._idle, deque()
        _close_all(idle)
        self.engine.dispose()

    def _taken(self) -> Connection:
        """Return the connection used last, or one from the pool, which asks whether it lives."""
        while True:
            try:
                db, used = self._idle.pop()
            except IndexError:
                return self.engine.connect()
            if time.monotonic() - used < IDLE_S:
                return db
            db.close()

    def _give_back(self, db: Connection, idle: deque[tuple[Connection, float]], is_whole: bool) -> None:
        """Keep a connection at hand; `idle` is where it was kept when it was taken: after `close` nobody looks there.

        Where one is lost, so are the others.
        """
        if is_whole:
            idle.append((db, time.monotonic()))
        else:
            db.close()
        if not is_whole or idle is not self._idle:
            _close_all(idle)


class Database:
    """The engines of one database; `after_commit` is called after each write transaction, but not after `together`'s.

    It is told whether there is something `to_send`.

    On SQLite a writer begins with BEGIN IMMEDIATE, so two writers queue instead of losing an update; those of this
    process queue for a lock of its own, since SQLite lets each look again and again, later and later.
    On PostgreSQL rules lock the rows they decide on with SELECT ... FOR UPDATE.
    """

    def __init__(self, url: str, pool_size: int = POOL_SIZE) -> None:
        self.url: URL = make_url(url)
        self.after_commit: Callable[[bool], None] = _nothing
        self.together = Together(lambda: self.writing(wake=False))
        self._turn: AbstractContextManager[object] = threading.RLock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            self._writer = Door(_sqlite(self.url, pool_size), pool_size, "BEGIN IMMEDIATE")
            self._reader = Door(_sqlite(self.url, pool_size, "query_only=ON"), pool_size, "BEGIN")
        else:
            self._writer = Door(_postgresql(self.url, pool_size), pool_size)
            self._reader = Door(_postgresql_reader(self.url, pool_size), pool_size)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def reading(self) -> AbstractContextManager[Connection]:
        """Yield a connection for reading only.

        A write is refused. On SQLite all its statements see one moment; on PostgreSQL each sees the latest commit.
        """
        return self._reader.connection()

    @contextmanager
    def writing(self, wake: bool = True) -> Iterator[Connection]:
        """Yield a connection inside one transaction: COMMIT at the end, ROLLBACK on any exception.

        `wake=False` leaves out `after_commit`: the outbox worker's own commits must not wake it.
        """
        with self.trying() as db:
            yield db
            db.commit()
            is_to_send = TO_SEND in db.info
        if wake:
            self.after_commit(is_to_send)

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """Yield a connection inside a write transaction that ends with ROLLBACK, unless it is committed before."""
        with self._turn, self._writer.connection() as db:
            db.info.pop(TO_SEND, None)
            db.begin()  # else what goes past SQLAlchemy, as COPY does, would not be committed
            yield db

    def close(self) -> None:
        """Close every pooled connection; the next use opens new ones."""
        self._writer.close()
        self._reader.close()


def is_connection_lost(fault: Exception) -> bool:
    """Say whether the server ended the connection: a restart, a fail-over, a process that was frozen for too long."""
    return isinstance(fault, DBAPIError) and fault.connection_invalidated


def _close_all(idle: deque[tuple[Connection, float]]) -> None:
    while idle:
        try:
            db, _ = idle.pop()
        except IndexError:  # another thread was faster
            return
        db.detach()  # past the pool, which may be gone
        db.close()


def to_send(db: Connection) -> None:
    """Say that a transaction gives the sender work: it is woken after the commit."""
    db.info[TO_SEND] = True


def _nothing(_is_to_send: bool) -> None:
    return None


def _sqlite(url: URL, pool_size: int, *pragmas: str) -> Engine:
    if url.database:
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # people's names and what they typed are in it
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_use_lifo=True,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection, pragmas))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, pragmas: Iterable[str]) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own, and too late
    _set_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", *pragmas):
        connection.execute(f"PRAGMA {pragma}")


def _set_wal(connection: sqlite3.Connection) -> None:
    """Setting WAL needs the file for itself for a moment, and SQLite does not wait for that by itself."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_sqlite(db: Connection, begin: str) -> None:
    _sqlite_connection(db).execute(begin)  # past SQLAlchemy's cursor: 35 us less on every transaction


def _sqlite_connection(db: Connection) -> sqlite3.Connection:
    driver = db.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _postgresql(url: URL, pool_size: int) -> Engine:
    return _pooled(url, pool_size, f"idle_in_transaction_session_timeout={FROZEN_S}s")


def _postgresql_reader(url: URL, pool_size: int) -> Engine:
    """Autocommit: psycopg forgets its prepared statements at each ROLLBACK, and a card is planned anew each time."""
    how = {"pool_reset_on_return": None, "isolation_level": "AUTOCOMMIT"}
    return _pooled(url, pool_size, "default_transaction_read_only=on", **how)


def _pooled(url: URL, pool_size: int, setting: str, **how: Any) -> Engine:
    """Return the engine of one of PostgreSQL's doors; `setting` is one of its sessions."""
    options = {"options": f"-c {setting}"}
    size = {"pool_size": pool_size, "max_overflow": 0}
    return create_engine(url, **size, pool_pre_ping=True, pool_use_lifo=True, connect_args=options, **how)
