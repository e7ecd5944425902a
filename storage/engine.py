"""One database, SQLite or PostgreSQL, behind two doors: `reading` and `writing`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 10_000


class Database:
    """The engines of one database; `after_commit` is called after each write transaction.

    On SQLite a writer begins with BEGIN IMMEDIATE, so two writers queue instead of losing an update;
    on PostgreSQL rules lock the rows they decide on with SELECT ... FOR UPDATE.
    """

    def __init__(self, url: str, pool_size: int = 24) -> None:
        self.url: URL = make_url(url)
        self.after_commit: Callable[[], None] = _nothing
        self._writer = _engine(self.url, pool_size, "BEGIN IMMEDIATE")
        self._reader = self._writer if not self.is_sqlite else _engine(self.url, pool_size, "BEGIN")

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection inside one transaction that ends with ROLLBACK."""
        with self._reader.connect() as db:
            yield db

    @contextmanager
    def writing(self, wake: bool = True) -> Iterator[Connection]:
        """Yield a connection inside one transaction: COMMIT at the end, ROLLBACK on any exception.

        `wake=False` leaves out `after_commit`: the outbox worker's own commits must not wake it.
        """
        with self._writer.begin() as db:
            yield db
        if wake:
            self.after_commit()

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """Yield a connection inside a write transaction that always ends with ROLLBACK."""
        with self._writer.connect() as db:
            yield db

    def close(self) -> None:
        """Close every pooled connection; the next use opens new ones."""
        self._writer.dispose()
        self._reader.dispose()


def _nothing() -> None:
    return None


def _engine(url: URL, pool_size: int, begin: str) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
    if url.database:
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # people's names and what they typed are in it
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda db: _begin_sqlite(db, begin))
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions of its own, and too late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection, begin: str) -> None:
    db.exec_driver_sql(begin)
