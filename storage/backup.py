"""A copy of the whole database, while others work with it."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from storage.engine import Database

PAGES_AT_ONCE = 1000
"""Between two portions of so many pages writers have their turn."""


class CannotBackUp(Exception):
    """Why no copy was made, with what to do."""


def back_up(database: Database, to: Path) -> None:
    """Write a copy to a file that is not there yet; a copy that fails leaves none. Raises CannotBackUp.

    SQLite: a database file, by its online backup. PostgreSQL: an archive of `pg_dump` in its custom format.
    """
    if to.exists():
        raise CannotBackUp(f"{to} is there already: name another file, or remove it.")
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f"{to.name}.part")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)  # people's names and what they typed are in it
    try:
        _sqlite(database, draft) if database.is_sqlite else _postgresql(database, draft)
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)


def _sqlite(database: Database, to: Path) -> None:
    with closing(sqlite3.connect(str(database.url.database))) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy, pages=PAGES_AT_ONCE)
        (found,) = copy.execute("pragma integrity_check").fetchone()
    if found != "ok":
        raise CannotBackUp(f"The copy is damaged ({found}). Check the disk of the database.")


def _postgresql(database: Database, to: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotBackUp(
            "pg_dump is not installed here. Install PostgreSQL's client programs, or back up at the server."
        )
    url = database.url
    environment = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,  # arguments are seen by everybody on the machine
        "PGDATABASE": url.database,
    }
    given = os.environ | {name: value for name, value in environment.items() if value}
    command = (program, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)  # noqa: S603 a fixed program
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CannotBackUp(f"pg_dump could not do it: {reason}")
