"""INSERT of many rows by the driver: COPY on PostgreSQL, a third of the time of a statement for each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.exc import DBAPIError


def insert_all(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are all new and name the same columns; the others get what the database gives them.

    Raises DBAPIError where the database refuses any of them.
    """
    if not rows:
        return
    columns = [table.c[name] for name in rows[0]]
    bound = [(column.name, _binder(db, column)) for column in columns]
    values = [tuple(bind(row[name]) for name, bind in bound) for row in rows]
    names = ", ".join(column.name for column in columns)
    if db.dialect.name == "postgresql":
        _copy(db, f"copy {table.name} ({names}) from stdin", values)
    else:
        places = ", ".join("?" for _ in columns)
        db.exec_driver_sql(f"insert into {table.name} ({names}) values ({places})", values)  # noqa: S608 ours


def _binder(db: Connection, column: Column[Any]) -> Callable[[Any], Any]:
    """Return what makes of a value what the driver takes for it."""
    return column.type.dialect_impl(db.dialect).bind_processor(db.dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _copy(db: Connection, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = db.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
    except db.dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(into, None, fault, db.dialect.loaded_dbapi.Error, dialect=db.dialect) from fault
