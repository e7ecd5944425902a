"""The bot in this process beside a local Slack workspace, both real and joined by signed HTTP or by Socket Mode."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlalchemy import Table, func, select

from bot import serving
from bot.assembly import Convenor
from bot.config import read
from bot.sandbox import Workspace
from bot.slack.features import BOT_EVENTS, COMMANDS, SHORTCUTS
from seed.demo import load_demo
from seed.load import BUNDLED
from storage.tables import metadata
from tests.bot.sandbox.serving import served
from tests.filled import start_from

BEFORE_LEDNET = datetime(2021, 5, 12, 8, tzinfo=UTC)
"""Eight days ahead of the meeting of 20 May 2021: its reminders come the next morning."""

PATIENCE_S = 30.0
"""Slack waits 3 s for an answer; a machine that is busy with other tests is given more."""

APOLOGY = "Sorry, something went wrong on our side."


@dataclass
class Office:
    """A workspace with the bot; `url` is where the bot listens, `log` what it logged."""

    slack: Workspace
    convenor: Convenor
    url: str
    folder: Path
    log: list[dict[str, Any]] = field(default_factory=list)

    def rows(self, table: Table, **where: Any) -> list[Any]:
        """The rows of a table whose columns have these values, in the order of their keys."""
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        wanted = wanted.order_by(*table.primary_key)
        with self.convenor.database.reading() as db:
            return list(db.execute(wanted))

    def counts(self) -> dict[str, int]:
        """How many rows each table has; what the ticking jobs write by themselves is left out."""
        own = ("reminders", "reminder_rules", "planning_marks", "heartbeats", "rates", "seen")
        tables = [table for table in metadata.sorted_tables if table.name not in own]
        with self.convenor.database.reading() as db:
            return {one.name: db.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


@contextmanager
def office(
    folder: Path,
    database_url: str | None = None,
    start_at: datetime = BEFORE_LEDNET,
    data: str = "demo",
    ticking: bool = True,
    socket_mode: bool = False,
    **settings: Any,
) -> Iterator[Office]:
    """Open an office while the block runs; `data` is demo (as the sandbox has it), bundled or none.

    With `socket_mode` the bot connects itself to the workspace, and HTTP carries nothing to it.
    """
    log = _collected()
    with Workspace(start_at=start_at) as slack:
        environment: dict[str, Any] = {
            "CONVENOR_DATABASE_URL": database_url or f"sqlite:///{folder / 'office.db'}",
            "CONVENOR_DATA_DIR": folder,
            "CONVENOR_SECRET_KEY": "for tests only",
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
        }
        if socket_mode:
            environment |= {"SLACK_APP_TOKEN": slack.app_token, "SLACK_SIGNING_SECRET": None}
        convenor = Convenor(read(**environment | settings), slack.now)
        try:
            same = (data, start_at, *sorted(settings.items()))
            start_from(convenor.database, same, lambda: _fill(convenor, slack, data))
            slack.commands, slack.shortcuts = COMMANDS, SHORTCUTS
            slack.state.app.events = frozenset(BOT_EVENTS)
            slack.answer_within = PATIENCE_S
            slack.on_clock_moved = convenor.ticking.hurry if ticking else None
            if ticking:
                convenor.ticking.start()
            with served(convenor.web) as url, _joined(slack, convenor, None if socket_mode else url):
                yield Office(slack, convenor, url.removesuffix("/slack/events"), folder, log)
        finally:
            convenor.close()


@contextmanager
def beside(slack: Workspace, folder: Path, **settings: Any) -> Iterator[Convenor]:
    """Let the bot run beside a workspace as `convenor sandbox` assembles it, with its jobs, while the block runs."""
    settings = {"CONVENOR_DATABASE_URL": f"sqlite:///{folder / 'sandbox.db'}", **settings}
    settings |= {"CONVENOR_SECRET_KEY": "for tests"}
    _prepare(slack, folder, settings)
    convenor = serving.beside(slack, folder, **settings)
    try:
        with served(convenor.web) as url:
            slack.connect(url)
            yield convenor
    finally:
        convenor.close()


def _prepare(slack: Workspace, folder: Path, settings: dict[str, Any]) -> None:
    """Let the database be as a first start of the sandbox leaves it, so that the one in the test is a second start."""
    api = {"SLACK_API_URL": slack.api_url, "SLACK_SIGNING_SECRET": slack.signing_secret}
    convenor = Convenor(
        read(**{"CONVENOR_DATA_DIR": folder, "SLACK_BOT_TOKEN": slack.bot_token} | api | settings), slack.now
    )

    def fill() -> None:
        convenor.migrate()
        serving.fill(convenor, slack)

    try:
        start_from(convenor.database, ("sandbox", slack.state.clock.start_at), fill)
    finally:
        convenor.close()


@contextmanager
def _joined(slack: Workspace, convenor: Convenor, url: str | None) -> Iterator[None]:
    """Let payloads go to an address, or (None) over the connection that the bot opens as `convenor run` does."""
    slack.connect(url)
    if url is not None:
        yield
        return
    handler = SocketModeHandler(convenor.bolt, convenor.settings.app_token)
    handler.client.web_client.base_url = convenor.settings.api_url
    handler.connect()
    try:
        until = time.monotonic() + PATIENCE_S
        while not slack.sockets.connected:
            assert time.monotonic() < until, "the bot has not connected"
            time.sleep(0.01)
        yield
    finally:
        _wake(handler)
        handler.close()


def _wake(handler: SocketModeHandler) -> None:
    """Wake the client's threads, which else sleep on, one for up to 3 s, before `close` is through."""
    client = handler.client
    client.auto_reconnect_enabled = False
    client.current_session.sock.shutdown(socket.SHUT_RDWR)
    client.message_processor.event.set()
    client.enqueue_message("")


def _collected() -> list[dict[str, Any]]:
    """Let structlog's events go into a list: no bound stream that pytest closes, no traceback with locals."""
    lines: list[dict[str, Any]] = []

    def collect(_: Any, __: str, event: Any) -> Any:
        lines.append(dict(event))
        raise structlog.DropEvent

    contextvars = structlog.contextvars.merge_contextvars
    structlog.configure(
        processors=[contextvars, structlog.processors.add_log_level, structlog.processors.format_exc_info, collect],
        cache_logger_on_first_use=False,
    )
    return lines


def _fill(convenor: Convenor, slack: Workspace, data: str) -> None:
    convenor.migrate()
    convenor.install()
    convenor.load(() if data == "none" else BUNDLED)
    if data == "demo":
        people = [(person.id, person.name) for person in slack.people]
        rooms = {room.name: room.id for room in slack.state.cast.rooms}
        with convenor.database.writing() as db:
            load_demo(db, slack.team_id, people, rooms, convenor.clock())
