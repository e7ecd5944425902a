"""The two databases: migrated, with the bundled data, and the statements that our bot issues on them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from bench.gestures import GESTURES, TEAM, USER, Gesture
from bot.domain import asking
from bot.domain.people import Caller
from seed.load import BUNDLED, load
from storage import migrate
from storage.engine import Database
from tests.databases import start_postgres

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Stage:
    """A database that is ready; `statements` by gesture: SQL, parameters and names of the columns."""

    kind: str
    url: str
    statements: dict[str, list[dict[str, Any]]]


@contextmanager
def prepared(kind: str, folder: Path, fill: Callable[[str, str], Stage] | None = None) -> Iterator[Stage]:
    """Yield a database of a kind, filled as `fill` does, and remove it afterwards."""
    fill = fill or with_examples
    if kind == "sqlite":
        yield fill(kind, f"sqlite:///{folder / 'bench.db'}")
        return
    server = start_postgres()
    try:
        with server.database(migrated=False) as url:
            yield fill(kind, url.replace("postgresql+psycopg", "postgresql"))
    finally:
        server.stop()


def with_examples(kind: str, url: str) -> Stage:
    """Migrate an empty database, load the bundled data, and record our statements."""
    database = Database(url)
    try:
        migrate.upgrade(database)
        with database.writing() as db:
            load(db, BUNDLED, [TEAM], datetime.now(UTC))
            if kind == "postgresql":  # else the server does it in the middle of a round
                db.exec_driver_sql("ANALYZE")
        return Stage(kind, url, {one.name: captured(database, one) for one in GESTURES})
    finally:
        database.close()


def captured(database: Database, gesture: Gesture) -> list[dict[str, Any]]:
    """Return the statements that a gesture's rule issues; BEGIN and ROLLBACK are not among them."""
    statements: list[dict[str, Any]] = []

    def note(_db: Any, cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        if cursor.description:
            columns = [column[0] for column in cursor.description]
            statements.append({"sql": sql, "parameters": parameters, "columns": columns})

    with database.reading() as db:
        event.listen(db, "after_cursor_execute", note)
        asked(db, gesture)
    plain: list[dict[str, Any]] = json.loads(json.dumps(statements, default=_plain))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot be handed to a process: {value!r}")


def asked(db: Connection, gesture: Gesture) -> asking.Reply:
    """Answer what follows `/action`."""
    return asking.about_actions(db, Caller(TEAM, TEAM, USER), gesture.text, datetime.now(UTC), "Europe/London")
