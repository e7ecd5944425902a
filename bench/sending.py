"""How fast what is due leaves, and what a tick costs when nothing is due, on both databases."""

import re
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.apps import free_port
from bench.chaos import settings
from bot.sandbox import Workspace
from bot.sandbox.state import Channel
from storage import tables
from storage.engine import Database
from tests.databases import migrate, start_postgres
from tests.jobs.office import NOW, Office
from tests.stories.process import running

POSTS_PER_MINUTE = 6000
PLACES = 1000
MESSAGES, QUICK_MESSAGES = 10_000, 1_000
PENDING = (1_000, 1_000_000)
QUICK_PENDING = (1_000, 20_000)
TICKS = 50
SHARE_AT_LEAST, TIMES_AT_MOST = 95.0, 2.0
OF_A_BURST = 10
"""A workspace's bucket holds the posts of a tenth of a minute: they are not counted, nor is their time gained."""

Row = Mapping[str, float]


@contextmanager
def databases(kind: str) -> Iterator[tuple[Database, Path]]:
    """Yield a migrated, empty database of a kind, and a folder."""
    with tempfile.TemporaryDirectory(prefix="convenor-sending-") as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/sending.db"
            migrate(url)
            with closing(Database(url)) as database:
                yield database, Path(folder)
            return
        server = start_postgres()
        try:
            with server.database() as url, closing(Database(url)) as database:
                yield database, Path(folder)
        finally:
            server.stop()


def sent(kind: str, number: int) -> Row:
    """Let a process send so many due messages; return seconds, the share of the allowed rate in %, and Slack's 429s."""
    with databases(kind) as (database, folder), Workspace(start_at=NOW) as slack:
        slack.posts_per_minute = POSTS_PER_MINUTE
        office = Office(slack, database)
        _fill(office, number)
        port = free_port()
        url = database.url.render_as_string(hide_password=False)
        chosen = settings(slack, url, folder) | {"PORT": str(port)}
        with running("run", settings=chosen, log=folder / "log") as process:
            process.until(lambda: _unsent(database) == 0, every_s=0.5, within_s=10 * number / POSTS_PER_MINUTE * 60)
            limited = _limited(port)
        with database.reading() as db:
            first, last = db.execute(
                select(func.min(tables.deliveries.c.sent_at), func.max(tables.deliveries.c.sent_at))
            ).one()
        seconds = (last - first).total_seconds()
        counted = number - POSTS_PER_MINUTE / OF_A_BURST
        share = counted / seconds / (POSTS_PER_MINUTE / 60) * 100
        return {"s": seconds, "% of the allowed rate": share, "429s": limited}


def _fill(office: Office, number: int) -> None:
    """So many messages, to a thousand channels in turn, as many people have one with the bot."""
    ids = [f"C0MANY{each:05}" for each in range(PLACES)]
    members = {office.slack.bot_user_id}
    channels = {one: Channel(one, one.lower(), members) for one in ids}
    office.slack.call(office.slack.state.channels.update, channels)
    with office.database.writing() as db:
        rows = [_row(office, f"message {each}", ids[each % PLACES], datetime.now(UTC)) for each in range(number)]
        db.execute(insert(tables.deliveries), rows)


def _row(office: Office, key: str, channel_id: str, due_at: datetime) -> dict[str, object]:
    return {
        "key": key,
        "kind": "role_given",
        "team_id": office.slack.team_id,
        "channel_id": channel_id,
        "payload": {"role": "reader", "about": key},
        "status": "pending",
        "due_at": due_at,
        "next_attempt_at": NOW,
        "created_at": datetime.now(UTC),
    }


def _unsent(database: Database) -> int:
    with database.reading() as db:
        waiting = tables.deliveries.c.status.in_(("pending", "leased"))
        return db.scalar(select(func.count()).where(waiting)) or 0


def _limited(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.findall(r"^convenor_slack_limited_total\S* (\S+)$", answer.read().decode(), re.MULTILINE)
    return sum(float(one) for one in found)
