"""Fixtures of all tests: databases of both kinds, migrated and empty, and the source documents."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import make_url

from storage.engine import Database
from tests.databases import GIVEN, NoPostgres, Postgres, empty, migrate, start_postgres

SEEDS = Path(__file__).resolve().parents[2] / "shared/seeds"

SERVER = pytest.StashKey[Postgres | NoPostgres]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the server is: all share the one of the controller."""
    server = _server(node.config)
    if isinstance(server, NoPostgres):
        node.workerinput["no_postgres"] = str(server)
    else:
        node.workerinput["postgres"] = server.address("postgres")
        node.workerinput["postgres_template"] = server.template


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if isinstance(server, Postgres):
        server.stop()


def _server(config: pytest.Config) -> Postgres | NoPostgres:
    if SERVER not in config.stash:
        config.stash[SERVER] = _told(config.workerinput) if hasattr(config, "workerinput") else _started()
    return config.stash[SERVER]


def _told(workerinput: dict[str, str]) -> Postgres | NoPostgres:
    if "no_postgres" in workerinput:
        return NoPostgres(workerinput["no_postgres"])
    return Postgres(make_url(workerinput["postgres"]), workerinput["postgres_template"], lambda: None)


def _started() -> Postgres | NoPostgres:
    try:
        return start_postgres(vacuums=False)
    except NoPostgres as failure:
        return failure


def _missing(reason: str) -> NoReturn:
    """Skip, but never in CI, nor where a server was named."""
    if os.environ.get("CI") or os.environ.get(GIVEN):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Postgres:
    """The PostgreSQL server of this run, started when the first test needs it."""
    server = _server(request.config)
    if isinstance(server, NoPostgres):
        _missing(str(server))
    return server


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgresql_of_worker(postgres: Postgres) -> Iterator[Database]:
    with postgres.database() as address:
        database = Database(address)
        yield database
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Makes a test run once for each kind of database."""
    kind: str = request.param
    return kind


@pytest.fixture
def database(request: pytest.FixtureRequest, database_kind: str) -> Database:
    """A migrated, empty database; the test runs once for each kind."""
    found: Database = request.getfixturevalue(f"{database_kind}_database")
    return found


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of this test's `database`, for processes that the test starts."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_database(_sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty SQLite database, for tests of what does not depend on the kind."""
    shutil.copyfile(_sqlite_template, tmp_path / "convenor.db")
    database = Database(f"sqlite:///{tmp_path / 'convenor.db'}")
    yield database
    database.close()


@pytest.fixture
def postgresql_database(_postgresql_of_worker: Database) -> Iterator[Database]:
    """A migrated, empty PostgreSQL database, for tests of what only PostgreSQL does."""
    database = _postgresql_of_worker
    after_commit = database.after_commit
    empty(database)
    yield database
    database.after_commit = after_commit


@pytest.fixture
def blank_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; the test runs once for each kind."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database(migrated=False) as address:
            yield address


@pytest.fixture(scope="session")
def shared_seeds() -> Path:
    """The folder of the source documents, beside the repository."""
    if not SEEDS.is_dir():
        _missing(f"the source documents are not there: {SEEDS}")
    return SEEDS
