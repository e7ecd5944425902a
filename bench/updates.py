"""Updates of very many actions: `python -m bench.updates`, with --quick in a minute.

*Update* (the form opens), *Save* and *No change*, as signed payloads to our bot and to a bare Bolt app that executes
the same SQL by hand; each is of another action every time, and both have to write as many rows.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from bench import many_actions, officers, recording, rounds
from bench.apps import Failed, Starter, start_all
from bench.databases import KINDS, Stage, captured, prepared
from bench.gestures import Gesture
from bench.measures import BY_HAND, OURS, Load, Measure
from bench.officers import Held, Updating
from bench.rounds import Figures, Samples
from bench.slack import ANSWER, slack
from bench.table import table, verdicts
from bot.assembly import THREADS
from storage import migrate
from storage.engine import Database
from storage.tables import audit, seen, status_entries

MANY, QUICK_MANY = 100_000, 10_000
FIRST = Gesture("card", "/action", "A18")
"""By its answer both apps are known to be up."""

OPEN, SAVE, NO_CHANGE = "open form", "save", "no change"
POSTS = {OPEN: "views.open", NO_CHANGE: ANSWER}
"""What each gesture posts to Slack; a form that is saved is answered at once."""

WRITTEN = (status_entries, audit, seen)
"""Tables to which each answer adds a row."""

MEASURES = tuple(
    Measure(f"{name}, {clients}", figure, "ms", {BY_HAND: 2.0})
    for name in (OPEN, SAVE, NO_CHANGE)
    for clients in ("1 client", "10 clients")
    for figure in ("median", "p99")
)
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Say = Callable[[str], None]


class Watched:
    """A driver that believes no answer: it counts what was written and posted."""

    def __init__(self, drives: rounds.Driver, database: Database, posts: Counter[str]) -> None:
        self._drives = drives
        self._database = database
        self._posts = posts

    def drive(self, port: int, load: Load, seconds: float) -> Figures:
        """Return the figures of an app. Raises Failed when answers were wrong, or no rows and posts followed them."""
        name = load.gesture.name
        rows, posts = self._rows(), self._posts[POSTS.get(name, "")]
        taken = self._drives.drive(port, load, seconds)
        answers = int(taken["answers"])
        assert isinstance(load.gesture, Updating)
        load.gesture.posted += answers if name != OPEN else 0
        written = {table: after - rows[table] for table, after in self._rows().items()}
        if set(written.values()) != {answers if name != OPEN else 0}:
            raise Failed(f"{load.name}: {answers} answers, but {written} rows")
        if name in POSTS and self._posts[POSTS[name]] - posts != answers:
            raise Failed(f"{load.name}: {answers} answers, but {self._posts[POSTS[name]] - posts} posts to Slack")
        return taken

    def _rows(self) -> dict[str, int]:
        with self._database.reading() as db:
            return {one.name: db.execute(_counted(one)).scalar_one() for one in WRITTEN}


def measure(kind: str, many: int, plan: rounds.Plan, say: Say) -> Samples:
    """Return what the gestures take among so many actions, with ten updates each."""
    posts: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder,
        slack(posts) as api_url,
        prepared(kind, Path(folder), partial(filled, many, say)) as stage,
        closing(_database(stage.url)) as database,
        rounds.driver() as drives,
    ):
        held = officers.all_held(database)
        starter = Starter(stage, Path(folder), api_url, THREADS[kind], gestures=(FIRST,))
        starter.updates = recording.recorded(database, *samples_of(held))
        apps = start_all(starter, (OURS, BY_HAND), say)
        try:
            return rounds.drive(apps, Watched(drives, database, posts), plan, say, loads(held, api_url))
        finally:
            for app in apps.values():
                app.stop()


def loads(held: Sequence[Held], api_url: str) -> Sequence[Load]:
    """Return what is driven: no action is answered twice."""
    gestures = (
        Updating(OPEN, held, officers.opened, api_url),
        Updating(SAVE, list(filter(officers.is_saved_at_once, held)), officers.saved, api_url, holds="is updated"),
        Updating(NO_CHANGE, list(filter(officers.may_stand, held)), officers.unchanged, api_url),
    )
    return [Load(one, clients) for one in gestures for clients in (1, 10)]


def samples_of(held: Sequence[Held]) -> tuple[Held, Held]:
    """Return the last action whose form can be saved and the last that can stand, of those with a RAG."""
    saved = [one for one in held if officers.is_saved_at_once(one)]
    return saved[-1], [one for one in held if one.rag == "Green"][-1]


def filled(many: int, say: Say, kind: str, url: str) -> Stage:
    """Migrate an empty database, write the actions with their officers, and record the card's statements."""
    with closing(_database(url)) as database:
        migrate.upgrade(database)
        many_actions.fill(database, many, say=say)
        officers.give_out(database)
        many_actions.settle(database)
        return Stage(kind, url, {FIRST.name: captured(database, FIRST)})


def report(kinds: Sequence[str], many: int, plan: rounds.Plan, say: Say) -> Iterator[tuple[bool, str]]:
    """Measure and print the tables, and yield the verdicts."""
    for kind in kinds:
        title, samples = f"{TITLES[kind]}, {many:,}", measure(kind, many, plan, say)
        print(table(f"{title} actions", samples, MEASURES), end="\n\n", flush=True)
        yield from verdicts(title, samples, MEASURES)


def _counted(one: Table) -> Any:
    return select(func.count()).select_from(one)


def _database(url: str) -> Database:
    return Database(url.replace("postgresql://", "postgresql+psycopg://"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code: 1 where a bound is not kept and --strict is given."""
    parser = argparse.ArgumentParser(prog="python -m bench.updates", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_MANY:,} actions, fewer and shorter rounds")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a bound is not kept")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this one; may be repeated")
    chosen = parser.parse_args(arguments)
    many, plan = (QUICK_MANY, rounds.QUICK) if chosen.quick else (MANY, rounds.FULL)
    lines = list(report(chosen.database or KINDS, many, plan, lambda what: print(what, file=sys.stderr)))
    print("\n".join(line for _, line in lines))
    return 1 if chosen.strict and not all(kept for kept, _ in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
