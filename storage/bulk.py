"""INSERT of many plain rows by the driver: COPY on PostgreSQL, a third of the time of a statement for each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table


def insert_all(db: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that are all new and name every column; texts and numbers only, COPY takes those as they are."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    values = [tuple(row[name] for name in names) for row in rows]
    if db.dialect.name == "postgresql":
        _copy(db, f"copy {table.name} ({', '.join(names)}) from stdin", values)
    else:
        places = ", ".join("?" for _ in names)
        db.exec_driver_sql(f"insert into {table.name} ({', '.join(names)}) values ({places})", values)  # noqa: S608 ours


def _copy(db: Connection, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = db.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)
