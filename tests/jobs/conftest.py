"""Jobs beside a real local workspace, which is started once for each module and reset for each test."""

from collections.abc import Iterator

import pytest

from bot.sandbox import Workspace
from storage.engine import Database
from tests.jobs.office import NOW, Office
from tests.jobs.relay import Relay, relayed


@pytest.fixture(scope="module")
def _started() -> Iterator[Workspace]:
    with Workspace(start_at=NOW) as slack:
        yield slack


@pytest.fixture
def slack(_started: Workspace) -> Workspace:
    _started.reset()
    _started.state.faults.clear()
    _started.scopes = None
    _started.call(_started.state.wire.clear)
    return _started


@pytest.fixture
def office(slack: Workspace, database: Database) -> Office:
    """A workspace and an outbox; the test runs once for each kind of database."""
    return Office(slack, database)


@pytest.fixture
def relay(slack: Workspace) -> Iterator[Relay]:
    with relayed(slack.api_url) as one:
        yield one
