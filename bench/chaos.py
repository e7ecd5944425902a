"""`make chaos`: messages are sent while processes are killed and a Slack fails; each must be there once in the end.

A fifth of all calls end in a 429, a 500, a connection that is cut before anything was done, or one that is cut after
all was done. A process that has begun to send is killed with `kill -9` within seconds and started anew.
"""

import argparse
import math
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from bot.sandbox import Workspace
from bot.sandbox.state import Fault
from jobs import messages
from storage import deliveries as stored
from storage import tables
from storage.engine import Database
from storage.types import Record
from tests.databases import migrate, start_postgres
from tests.jobs.office import GENERAL, LEARNING, LEDNET, NET_ZERO, NOW, Office
from tests.stories.process import Process, settings_for

PROCESSES = {"sqlite": 1, "postgresql": 3}
POSTS_PER_MINUTE = 6000
SHARE = 0.2
FAULTS = (
    Fault(429, 1, 1),
    Fault(500, 0, 1),
    Fault(200, 0, 1, drop_request=True),
    Fault(200, 0, 1, drop_reply=True),
)
LOOK_S = 0.02
GIVE_UP_S = 3600
"""A file that fails ten times waits for many minutes before it is tried again."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """How much is sent in a round, and when a process dies after it began to send.

    `most_kills` ends the killing; with `hasten` the leases of the dead end at once instead of after half a minute.
    """

    sends: int = 500
    dies_after_s: tuple[float, float] = (1.0, 5.0)
    most_kills: float = math.inf
    hasten: bool = False


@dataclass(frozen=True)
class Result:
    """What came of a round: `lost`, `doubled` and `waiting` are to be 0, `failed` have their reason."""

    seconds: float
    kills: int
    faults: int
    sent: int
    failed: Counter[str]
    lost: int
    doubled: int
    waiting: int

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.waiting)

    def __str__(self) -> str:
        reasons = ", ".join(f"{number} {reason}" for reason, number in self.failed.items()) or "none"
        done = f"{self.seconds:5.0f} s  {self.kills:3} kills  {self.faults:4} faults  {self.sent:4} sent"
        return f"{done}  {self.lost} lost  {self.doubled} doubled  {self.waiting} waiting  failed: {reasons}"


class Weather:
    """Decides what each call meets; `faults` counts."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.faults = 0

    def __call__(self, method: str) -> Fault | None:
        if self._dice.random() >= SHARE:
            return None
        self.faults += 1
        return self._dice.choice(FAULTS)


class Replicas:
    """`convenor run`, so many times on one database; `kills` counts."""

    def __init__(self, number: int, settings: Callable[[], dict[str, str]], folder: Path, database: Database) -> None:
        self._settings, self._folder, self._database = settings, folder, database
        self.kills = 0
        self.running = [self._start() for _ in range(number)]

    def have_work(self) -> bool:
        """Say whether a message is not settled."""
        with self._database.reading() as db:
            return stored.any_waiting(db)

    def has_begun(self, process: Process) -> bool:
        """Say whether a process holds messages."""
        with self._database.reading() as db:
            return db.execute(select(tables.deliveries.c.id).where(_held_by(process))).first() is not None

    def kill(self, process: Process, hasten: bool) -> None:
        """Kill a process, and start another in its place."""
        process.kill()
        self.kills += 1
        if hasten:
            with self._database.writing() as db:
                db.execute(update(tables.deliveries).where(_held_by(process)).values(lease_until=LONG_AGO))
        self.running[self.running.index(process)] = self._start()

    def end(self) -> None:
        """End what still runs."""
        for process in self.running:
            process.end()

    def _start(self) -> Process:
        return Process(("run",), self._settings(), self._folder / "log")


def _held_by(process: Process) -> ColumnElement[bool]:
    return tables.deliveries.c.lease_token.like(f"{process.pid}-%")


def play(kind: str, url: str, folder: Path, seed: int, plan: Plan) -> Result:
    """Play one round on a migrated, empty database."""
    dice, began = random.Random(seed), time.monotonic()
    with Workspace(start_at=NOW) as slack, closing(Database(url)) as database:
        office = Office(slack, database)
        _fill(office, plan.sends)
        slack.posts_per_minute = POSTS_PER_MINUTE
        slack.chance = weather = Weather(dice)
        replicas = Replicas(PROCESSES[kind], lambda: settings_for(slack, database, folder), folder, database)
        try:
            _kill_until_settled(replicas, dice, plan)
        finally:
            replicas.end()
        return _judged(office, time.monotonic() - began, replicas.kills, weather.faults)


def _fill(office: Office, number: int) -> None:
    """Put messages into the outbox: to channels, threads and persons, one in ten a file, one in fifty in vain."""
    everybody = [office.person(one.id).id for one in office.slack.people]
    question = office.slack.as_("Transport officer").write("Where are we?", "#lednet")
    threaded = {"channel_id": LEDNET, "thread_ts": question.ts}
    rooms = [{"channel_id": NET_ZERO}, {"channel_id": LEARNING}, threaded]
    places: list[dict[str, Any]] = rooms + [{"person_id": one} for one in everybody]
    _programme(office, number // 10)
    now = datetime.now(UTC)  # what is older than a month would be emptied by a real process
    for each in range(number):
        where = {"channel_id": GENERAL} if each % 50 == 1 else places[each % len(places)]  # the bot is not in #general
        if each % 10 == 0:
            office.put(f"file {each}", kind="calendar_file", payload={"event": _event(each // 10)}, due_at=now, **where)
        else:
            office.put(f"message {each}", due_at=now, **where)


def _event(number: int) -> str:
    return f"chaos-{number}"


def _programme(office: Office, events: int) -> None:
    """A programme with so many meetings, each of another title: by that its file is known."""
    with office.database.writing() as db:
        organisation = db.execute(tables.organisations.insert().values(slug="o", name="O", kind="network"))
        programme = {"slug": "chaos", "title": "Chaos", "kind": "meetings", "themes": [], "rules": {}}
        owner = organisation.inserted_primary_key[0]
        db.execute(tables.programmes.insert().values(programme | {"organisation_id": owner}))
        shown = {"programme_slug": "chaos", "workspace_id": office.slack.team_id}
        db.execute(tables.programme_workspaces.insert().values(shown))
        times = {"date": NOW.date(), "zone": "Europe/London", "known_from": NOW, "updated_at": NOW}
        fixed = {"programme_slug": "chaos", "kind": "meeting", "status": "confirmed", "revision": 0} | times
        rows = [fixed | {"id": _event(each), "title": f"Meeting {each}"} for each in range(events + 1)]
        db.execute(tables.events.insert(), rows)


def _kill_until_settled(replicas: Replicas, dice: random.Random, plan: Plan) -> None:
    """Choose a process that has begun to send, let it live for a little, kill it, start another; again and again."""
    end = time.monotonic() + GIVE_UP_S

    def waiting() -> bool:
        time.sleep(LOOK_S)
        return replicas.have_work() and time.monotonic() < end

    while waiting():
        begun = [one for one in replicas.running if replicas.has_begun(one)]
        if not begun:
            continue
        victim = dice.choice(begun)
        dies_at = time.monotonic() + dice.uniform(*plan.dies_after_s)
        while waiting() and time.monotonic() < dies_at:
            pass
        if replicas.have_work() and replicas.kills < plan.most_kills:
            replicas.kill(victim, plan.hasten)


def _judged(office: Office, seconds: float, kills: int, faults: int) -> Result:
    """Compare the outbox with what the workspace holds, message by message."""
    there = Counter(office.everything())
    with office.database.reading() as db:
        rows = db.execute(select(tables.deliveries)).all()
        said = {row.id: _text(db, row) for row in rows}
    failed = Counter(row.error or "no reason" for row in rows if row.status == "dead")
    sent = [row for row in rows if row.status == "sent"]
    lost = sum(there[said[row.id]] == 0 for row in sent) + failed["no reason"]
    doubled = sum(there[said[row.id]] > 1 for row in rows)
    waiting = len(rows) - len(sent) - failed.total()
    return Result(seconds, kills, faults, len(sent), failed, lost, doubled, waiting)


def _text(db: Connection, row: Record) -> str:
    message = messages.draw(db, row, NOW, "Europe/London")
    assert message is not None
    return message.text


def rounds(kind: str, number: int, seed: int, plan: Plan) -> Iterator[Result]:
    """Play rounds, each on a fresh database of a kind."""
    with ExitStack() as closing_:
        server = None
        if kind == "postgresql":
            server = start_postgres()
            closing_.callback(server.stop)
        for each in range(number):
            with ExitStack() as of_round:
                folder = Path(of_round.enter_context(tempfile.TemporaryDirectory(prefix="convenor-chaos-")))
                url = of_round.enter_context(server.database()) if server else f"sqlite:///{folder / 'chaos.db'}"
                if server is None:
                    migrate(url)
                yield play(kind, url, folder, seed + each, plan)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, print each round, and return 1 where a message was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--database", choices=sorted(PROCESSES), action="append", help="only this one")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sends", type=int, default=Plan.sends)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    all_good = True
    for kind in chosen.database or PROCESSES:
        for number, result in enumerate(rounds(kind, chosen.rounds, chosen.seed, Plan(chosen.sends)), 1):
            print(f"{kind:10} round {number:2}: {result}", flush=True)
            all_good &= result.is_good
    return int(not all_good)


if __name__ == "__main__":
    sys.exit(main())
