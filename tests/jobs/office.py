"""A desk for jobs beside a local Slack workspace, and what one asks the outbox and the workspace."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import delivery
from bot.domain import deliveries, workspaces
from bot.domain.deliveries import Place
from bot.domain.workspaces import Vault
from bot.sandbox import Workspace
from jobs.deliveries import send_due
from jobs.desk import Desk
from storage import people, tables
from storage.engine import Database
from storage.types import Record

NOW = datetime(2021, 5, 12, 8, tzinfo=UTC)
LEDNET, NET_ZERO, LEARNING, GENERAL = "C02LEDNET00", "C02NETZERO0", "C02LEARNSET", "C02GENERAL0"
OFFICER = "U02TRANSOFF"


class Machine:
    """Machine time that a test can let pass; `asked` counts how often somebody looked."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self.asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        return datetime.now(UTC) + self._ahead

    def pass_(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


class Office:
    """A workspace, an outbox and the desk of one worker; `worker` gives the desks of others."""

    def __init__(self, slack: Workspace, database: Database) -> None:
        self.slack, self.database, self.machine = slack, database, Machine()
        self.now = NOW
        with database.writing() as db:
            who = {"team_id": slack.team_id, "team": "Sandbox", "user_id": slack.bot_user_id}
            workspaces.install(db, who, slack.bot_token, Vault("for tests"), NOW)
            for one in slack.people:
                row = {"workspace_id": slack.team_id, "team_id": slack.team_id, "user_id": one.id, "created_at": NOW}
                people.add(db, row)
        self.desk = self.worker()

    def worker(self, api_url: str | None = None, database: Database | None = None, **more: Any) -> Desk:
        """The desk of a worker; `api_url` leads its calls another way."""
        client = delivery.client(self.slack.bot_token, api_url or self.slack.api_url)
        desk = Desk(
            database=database or self.database,
            clock=lambda: self.now,
            machine_clock=self.machine,
            zone="Europe/London",
            client=lambda team_id: client if team_id == self.slack.team_id else None,
            posts_per_minute=6000,
        )
        return replace(desk, **more)

    def put(self, key: str, channel_id: str | None = LEDNET, kind: str = "role_given", **more: Any) -> int:
        """Put a message whose text names `key` into the outbox; return its id."""
        payload = more.pop("payload", {"role": "reader", "about": key})
        due_at = more.pop("due_at", NOW)
        team_id = more.pop("team_id", self.slack.team_id)
        channel_id = None if "person_id" in more else channel_id
        with self.database.writing() as db:
            assert deliveries.enqueue(db, key, kind, Place(team_id, channel_id=channel_id, **more), payload, due_at)
        return int(self.row(key).id)

    def row(self, key: str) -> Record:
        with self.database.reading() as db:
            return db.execute(select(tables.deliveries).where(tables.deliveries.c.key == key)).one()

    def statuses(self) -> list[str]:
        with self.database.reading() as db:
            return list(db.scalars(select(tables.deliveries.c.status).order_by(tables.deliveries.c.id)))

    def person(self, user_id: str = OFFICER) -> Record:
        with self.database.reading() as db:
            row = people.by_slack_id(db, self.slack.team_id, user_id)
        assert row is not None
        return row

    def texts(self, channel_id: str = LEDNET) -> list[str]:
        """What stands in a channel, oldest first."""
        return self.slack.call(lambda: [one.text for one in self.slack.state.messages.get(channel_id, [])])

    def everything(self) -> list[str]:
        """What stands in all channels and direct messages."""
        return [
            text for channel_id in self.slack.call(list, self.slack.state.messages) for text in self.texts(channel_id)
        ]

    def stamps(self, channel_id: str = LEDNET) -> list[str]:
        return self.slack.call(lambda: [one.ts for one in self.slack.state.messages.get(channel_id, [])])

    def calls(self, method: str) -> int:
        """How often the bot called a method."""
        return sum(one.name == method and one.direction == "from bot" for one in self.slack.wire)

    def send(self) -> int:
        """Send what is due, as one tick does."""
        return send_due(self.desk)


class Running:
    """Work in a thread of its own; `end` waits for it and raises what it raised."""

    def __init__(self, work: Callable[[], object]) -> None:
        pool = ThreadPoolExecutor(1)
        self._future = pool.submit(work)
        pool.shutdown(wait=False)

    def end(self) -> None:
        self._future.result(20)

    def ended_within(self, seconds: float) -> bool:
        return bool(wait([self._future], seconds).done)


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def said(key: str) -> str:
    """The text of a message that was put into the outbox."""
    return f"You are now reader of {key}."
