"""How fast what is due leaves, and what a tick costs when nothing is due, on both databases."""

import re
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, cast, func, insert, literal, select

from bench.table import OVER, WITHIN
from bot.sandbox import Workspace
from bot.sandbox.state import Channel, Fault
from jobs import deliveries, reminders
from storage import tables
from storage.engine import Database
from tests.databases import migrate, start_postgres
from tests.jobs.office import NOW, Office
from tests.stories.process import running, settings_for

POSTS_PER_MINUTE = 6000
OF_A_BURST = 10
"""A workspace's bucket holds the posts of a tenth of a minute: these are not counted."""

PLACES = 1000
ANSWER_S = 0.1
"""How long the workspace takes for a message; Slack takes as long, or longer."""

TICKS = 50
SHARE_AT_LEAST, TIMES_AT_MOST = 95.0, 2.0


@dataclass(frozen=True)
class Plan:
    """How many messages are sent, and how many wait while ticks are timed."""

    messages: int
    pending: tuple[int, int]


FULL, QUICK = Plan(10_000, (1_000, 1_000_000)), Plan(1_200, (1_000, 20_000))


@dataclass(frozen=True)
class Found:
    """Seconds for the messages, the share of the allowed rate in %, Slack's 429s, and ms of a tick by what waits."""

    messages: int
    seconds: float
    share: float
    limited: float
    tick_ms: dict[int, float]


def measure(kind: str, plan: Plan, say: Callable[[str], None]) -> Found:
    """Measure on a fresh database of a kind."""
    with databases(kind) as (database, folder), Workspace(start_at=NOW) as slack:
        office = Office(slack, database)
        say(f"sending {plan.messages:,} messages")
        seconds, limited = _sent(office, folder, plan.messages)
        share = (plan.messages - POSTS_PER_MINUTE / OF_A_BURST) / seconds / (POSTS_PER_MINUTE / 60) * 100
        say("ticks with nothing due")
        few, many = plan.pending
        ticks = {few: _tick(office, few), many: _tick(office, many - few)}
        return Found(plan.messages, seconds, share, limited, ticks)


def table(title: str, found: Found) -> str:
    """Return the table of one database."""
    head = f"Outbox, {title}"
    lines = [
        f"{f'{found.messages:,} messages':32}{found.seconds:>10.1f} s",
        f"{'share of the allowed rate':32}{found.share:>10.1f} %",
        f"{'refused by Slack (429)':32}{found.limited:>10.0f}",
        *(f"{f'tick, {number:,} not due':32}{ms:>10.2f} ms" for number, ms in found.tick_ms.items()),
    ]
    return "\n".join([head, "-" * 45, *lines])


def verdicts(title: str, found: Found) -> Iterator[tuple[bool, str]]:
    """Yield for each bound whether it is kept, and a line that says so."""
    few, many = found.tick_ms.values()
    bounds = (
        (found.share >= SHARE_AT_LEAST, "messages leave", f"{found.share:.1f} of at least {SHARE_AT_LEAST:g} %"),
        (found.limited == 0, "refused by Slack", f"{found.limited:.0f} of at most 0"),
        (many / few <= TIMES_AT_MOST, "tick with nothing due", f"{many / few:.2f} of at most {TIMES_AT_MOST:g} times"),
    )
    for kept, what, figure in bounds:
        yield kept, f"{WITHIN if kept else OVER:7} {f'{title}: {what}':45} {figure}"


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


def _sent(office: Office, folder: Path, number: int) -> tuple[float, float]:
    """Let a process send so many due messages; return the seconds from the first to the last, and Slack's 429s."""
    slack, database = office.slack, office.database
    slack.posts_per_minute = POSTS_PER_MINUTE
    slack.chance = _slow
    _fill(office, number)
    settings = settings_for(slack, database, folder)
    with running("run", settings=settings, log=folder / "log") as process:
        process.until(lambda: _unsent(database) == 0, every_s=0.5, within_s=10 * number / POSTS_PER_MINUTE * 60)
        limited = _limited(settings["PORT"])
    sent_at = tables.deliveries.c.sent_at
    with database.reading() as db:
        first, last = db.execute(select(func.min(sent_at), func.max(sent_at))).one()
    return (last - first).total_seconds(), limited


def _slow(method: str) -> Fault | None:
    return Fault(200, 0, 1, delay=ANSWER_S) if method == "chat.postMessage" else None


def _fill(office: Office, number: int) -> None:
    """So many messages, to a thousand channels in turn."""
    ids = [f"C0MANY{each:05}" for each in range(PLACES)]
    channels = {one: Channel(one, one.lower(), {office.slack.bot_user_id}) for one in ids}
    office.slack.call(office.slack.state.channels.update, channels)
    now = datetime.now(UTC)
    rows = [
        _row(office, now)
        | {"key": f"{each}", "channel_id": ids[each % PLACES], "payload": {"role": "reader", "about": f"{each}"}}
        for each in range(number)
    ]
    with office.database.writing() as db:
        db.execute(insert(tables.deliveries), rows)


def _row(office: Office, due_at: datetime) -> dict[str, Any]:
    return {
        "kind": "role_given",
        "team_id": office.slack.team_id,
        "status": "pending",
        "due_at": due_at,
        "next_attempt_at": NOW,
        "created_at": NOW,
    }


def _tick(office: Office, more: int) -> float:
    """Put so many more messages that are not due into the outbox; return the shortest of some ticks in ms."""
    for month in range(10):
        _add_later(office, f"{more} {month}", more // 10, NOW + timedelta(days=30 * (month + 1)))
    with office.database.writing() as db:
        db.exec_driver_sql("ANALYZE")
    taken = []
    for _ in range(TICKS):
        began = time.perf_counter()
        assert deliveries.send_due(office.desk) == reminders.send_due(office.desk) == 0
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken)


def _add_later(office: Office, key: str, number: int, due_at: datetime) -> None:
    """Insert in the database itself: a million rows from here would take minutes."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < number))
    fixed = _row(office, due_at) | {"channel_id": "C0LATER", "payload": {"role": "reader", "about": key}}
    values: dict[str, ColumnElement[Any]] = {
        name: literal(value, tables.deliveries.c[name].type) for name, value in fixed.items()
    }
    values["key"] = literal(f"{key} ") + cast(numbers.c.n, tables.deliveries.c.key.type)
    with office.database.writing() as db:
        db.execute(insert(tables.deliveries).from_select(list(values), select(*values.values())))


def _unsent(database: Database) -> int:
    with database.reading() as db:
        waiting = tables.deliveries.c.status.in_(("pending", "leased"))
        return db.scalar(select(func.count()).where(waiting)) or 0


def _limited(port: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        found = re.findall(r"^convenor_slack_limited_total\S* (\S+)$", answer.read().decode(), re.MULTILINE)
    return sum(float(one) for one in found)
