"""Offices for tests of the bot's doors and of its roof."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office import Office
from tests.office import office as opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace on SQLite, with the demo data; it ends with nothing that Slack would refuse."""
    with opened(tmp_path) as one:
        yield one
        assert one.slack.rejected == ()


@pytest.fixture
def any_office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The same on each kind of database."""
    with opened(tmp_path, database_url) as one:
        yield one
        assert one.slack.rejected == ()


@pytest.fixture
def bare_office(tmp_path: Path) -> Iterator[Office]:
    """The same with CONVENOR_LOAD none: no plan, no programme, nobody with a role."""
    with opened(tmp_path, data="none", CONVENOR_ADMINS="U02ADMINIST") as one:
        yield one
        assert one.slack.rejected == ()


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for a whole module of tests that change nothing; no jobs run in it."""
    with opened(tmp_path_factory.mktemp("office"), ticking=False) as one:
        yield one
