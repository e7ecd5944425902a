"""The bot beside a local workspace, joined by signed HTTP; `start_at` may be parametrised (indirect)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assembly import Convenor
from bot.sandbox import Workspace
from tests.office import beside


@pytest.fixture
def start_at(request: pytest.FixtureRequest) -> datetime:
    """When programme time begins: eight days ahead of the meeting of 20 May 2021."""
    return getattr(request, "param", datetime(2021, 5, 12, 8, tzinfo=UTC))


@pytest.fixture
def workspace(start_at: datetime) -> Iterator[Workspace]:
    """A local Slack; the bot is not there yet."""
    with Workspace(start_at=start_at) as slack:
        yield slack


@pytest.fixture
def convenor(workspace: Workspace, tmp_path: Path) -> Iterator[Convenor]:
    """The bot as `convenor sandbox` assembles it, on SQLite, with its jobs ticking."""
    with beside(workspace, tmp_path) as one:
        yield one


@pytest.fixture
def any_convenor(workspace: Workspace, database_url: str, tmp_path: Path) -> Iterator[Convenor]:
    """The same on each kind of database."""
    with beside(workspace, tmp_path, CONVENOR_DATABASE_URL=database_url) as one:
        yield one
