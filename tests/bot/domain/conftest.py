"""Databases with the bundled examples and a cast, for the tests of the rules."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.engine import Database
from tests.bot.domain.cast import fill
from tests.databases import Postgres


@pytest.fixture
def filled(database: Database) -> Database:
    """A database of this test's own with the examples and the cast: for what must be committed."""
    fill(database)
    return database


@pytest.fixture(scope="session")
def _filled_sqlite(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copyfile(_sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    fill(database)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _filled_postgresql(postgres: Postgres) -> Iterator[Database]:
    with postgres.database() as address:
        database = Database(address)
        fill(database)
        yield database
        database.close()


@pytest.fixture
def db(request: pytest.FixtureRequest, database_kind: str) -> Iterator[Connection]:
    """A connection to the filled database, which is rolled back after the test; once for each kind."""
    database: Database = request.getfixturevalue(f"_filled_{database_kind}")
    with database.trying() as db:
        yield db
