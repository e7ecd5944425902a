"""Brings a database to the shape that this version of the program needs.

Alembic is slow to import: it is imported only where something is to be changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine, event, inspect, text

from storage import search
from storage.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every revision in order; each is the number that its file in `storage/migrations/versions` begins with."""

HEAD = REVISIONS[-1]

WAIT_S = 120
"""How long a second starter on SQLite waits for the first one's migration."""

ADVISORY_LOCK = 0x636F6E76
"""Key of PostgreSQL's advisory lock, "conv" in ASCII: held by whoever migrates, for that transaction."""


class NewerSchema(Exception):
    """The database was changed by a version of the program that is newer than this one."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has schema {found}, but this version of Convenor knows only schemas up to {HEAD}: "
            "a newer version has used it. Install that version again, "
            "or restore a backup made before the newer version was first started."
        )


def revision(database: Database) -> str | None:
    """Return the database's revision, or None before the first migration."""
    with database.reading() as db:
        return _revision(db)


def is_current(database: Database) -> bool:
    """Say whether nothing is to be done. Raises NewerSchema. Imports no Alembic."""
    with database.reading() as db:
        return _known_revision(db) == HEAD


def upgrade(database: Database, to: str = HEAD) -> None:
    """Bring the database to a revision, in one transaction: all of it or nothing. Raises NewerSchema.

    Of several replicas that start at once the first migrates; the others wait and find nothing to do.
    """
    from alembic import command

    def bring(config: "Config") -> None:
        command.upgrade(config, to)
        if to == HEAD:
            search.fill(config.attributes["connection"])

    _run(database, bring)


def downgrade(database: Database, to: str) -> None:
    """Take the database back to a revision, or to nothing with "base"; what does not fit there is lost."""
    from alembic import command

    _run(database, lambda config: command.downgrade(config, to))


def draft(database: Database, words: str, folder: Path) -> Path:
    """Write the file of a next revision into `folder`: what a current database lacks of `storage/tables.py`.

    It is a draft to be read and mended; then its number is added to REVISIONS.
    """
    from alembic import command

    number = f"{len(REVISIONS) + 1:04}"

    def write(config: "Config") -> None:
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.set_main_option("version_locations", f"storage:migrations/versions\n{folder}")
        command.revision(config, words, autogenerate=True, rev_id=number, version_path=str(folder))

    _run(database, write)
    return next(folder.glob(f"{number}_*.py"))


def _run(database: Database, work: "Callable[[Config], None]") -> None:
    with _transaction(database) as db:
        _known_revision(db)
        work(_config(db))


def _config(db: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = db
    return config


def _revision(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(text("select version_num from alembic_version")).scalar()
    return found


def _known_revision(db: Connection) -> str | None:
    found = _revision(db)
    if found is not None and found not in REVISIONS:
        raise NewerSchema(found)
    return found


@contextmanager
def _transaction(database: Database) -> Iterator[Connection]:
    if database.is_sqlite:
        with _sqlite_transaction(database) as db:
            yield db
    else:
        with database.writing(wake=False) as db:
            db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield db


@contextmanager
def _sqlite_transaction(database: Database) -> Iterator[Connection]:
    """Yield a connection of its own, without foreign keys: batch mode drops tables, which would cascade."""
    revision(database)  # a connection of the database puts a new file into WAL mode
    engine = create_engine(database.url, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": WAIT_S})
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as db:
        yield db
        broken = db.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"migration undone: it left rows that refer to nothing, such as {broken[:5]}")
