"""Databases as a first start leaves them, kept in this process: what fills the next one the same way finds it done.

Loading and the demo leave alone what is there, so whoever starts on a copy goes through the same code.
"""

import sqlite3
from collections.abc import Callable, Hashable
from pathlib import Path

from psycopg import Connection as Driver
from psycopg import sql
from sqlalchemy import Connection

from storage.engine import Database
from storage.tables import metadata
from tests.databases import COUNTED

_kept: dict[tuple[str, Hashable], bytes | dict[str, bytes]] = {}

TABLES = (*(table.name for table in metadata.sorted_tables), "search_index")
"""Of PostgreSQL, in an order in which they can be filled."""


def start_from(database: Database, key: Hashable, fill: Callable[[], None]) -> None:
    """Fill an empty database: with a copy of what `fill` made for this key before, if it did, and then by `fill`.

    One of PostgreSQL is migrated already.
    """
    kind = database.url.get_backend_name()
    found = _kept.get((kind, key))
    if isinstance(found, bytes):
        _path(database).write_bytes(found)  # nobody has it open yet
    elif found is not None:
        _write_postgresql(database, found)
    fill()
    if found is None:
        _kept[kind, key] = _read_sqlite(database) if database.is_sqlite else _read_postgresql(database)


def _read_sqlite(database: Database) -> bytes:
    connection = sqlite3.connect(_path(database))
    try:
        return connection.serialize()
    finally:
        connection.close()


def _path(database: Database) -> Path:
    assert database.url.database
    return Path(database.url.database)


def _read_postgresql(database: Database) -> dict[str, bytes]:
    found = {}
    with database.writing(wake=False) as db, _driver(db).cursor() as cursor:
        for name in TABLES:
            with cursor.copy(sql.SQL("copy {} to stdout").format(sql.Identifier(name))) as copy:
                found[name] = b"".join(bytes(part) for part in copy)
    return {name: rows for name, rows in found.items() if rows}


def _write_postgresql(database: Database, found: dict[str, bytes]) -> None:
    with database.writing(wake=False) as db:
        with _driver(db).cursor() as cursor:
            for name, rows in found.items():
                with cursor.copy(sql.SQL("copy {} from stdin").format(sql.Identifier(name))) as copy:
                    copy.write(rows)
        for table, column in COUNTED:
            last = f"coalesce(max({column}), 1), max({column}) is not null"
            db.exec_driver_sql(f"select setval('{table}_{column}_seq', {last}) from {table}")


def _driver(db: Connection) -> Driver:
    driver = db.connection.dbapi_connection
    assert isinstance(driver, Driver)
    return driver
