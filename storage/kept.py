"""What was read stays at hand as long as nobody has written to the database: no version to raise, none to forget."""

import sqlite3
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy import Connection, text

T = TypeVar("T")
MOST = 20
"""So many things are kept by each connection, which has a memory of its own."""

_SNAPSHOT = text(
    "select case when pg_current_xact_id_if_assigned() is null then cast(pg_current_snapshot() as text) end"
)


def kept(db: Connection, key: Hashable, read: Callable[[], T]) -> T:
    """Return what `read` returns, or has returned on this connection since anything was last written."""
    version = _version(db)
    if version is None:
        return read()
    if db.info.get("version") != version:
        db.info.update(version=version, kept={})
    found: dict[Hashable, object] = db.info["kept"]
    if key not in found:
        if len(found) >= MOST:
            found.clear()
        found[key] = read()
    return cast(T, found[key])


def _version(db: Connection) -> Hashable | None:
    """Return what changes with every commit of anybody; None for who writes: what they see may be rolled back."""
    if db.dialect.name != "sqlite":
        return cast(str | None, db.scalar(_SNAPSHOT))
    driver = db.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    reads_only = driver.execute("pragma query_only").fetchone()[0]
    return cast(int, driver.execute("pragma data_version").fetchone()[0]) if reads_only else None
