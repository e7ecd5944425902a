"""Questions about very many actions: `python -m bench.answers`, with --quick in a minute.

A card, a filter question (first page) and a full-text question, as signed slash commands to our bot and to a bare Bolt
app that runs the same SQL by hand; and what ours cost beside those of 1,000 actions.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench import many_actions, rounds
from bench.apps import Starter, start_all
from bench.databases import KINDS, Stage, captured, prepared
from bench.gestures import Gesture
from bench.measures import BY_HAND, OURS, Load, Measure
from bench.rounds import Samples
from bench.slack import slack
from bench.table import OVER, WITHIN, table, value, verdicts
from bot.assembly import THREADS
from storage import migrate
from storage.engine import Database

MANY, QUICK_MANY, FEW = 100_000, 10_000, 1_000

CARD = Gesture("card", "/action", "A18")
FILTER = Gesture("filter", "/action", "transport actions in discovery")
TEXT = Gesture("full text", "/action", "heat pumps for schools")
GESTURES = (CARD, FILTER, TEXT)
LOADS = tuple(Load(gesture, clients) for gesture in GESTURES for clients in (1, 10))
MEASURES = tuple(Measure(load.name, figure, "ms", {BY_HAND: 2.0}) for load in LOADS for figure in ("median", "p99"))
GROWTH = 1.5
"""A card and a filter question cost at most so many times what they cost among FEW actions."""

GROWING = tuple(load for load in LOADS if load.gesture is not TEXT)
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Say = Callable[[str], None]


def measure(kind: str, many: int, plan: rounds.Plan, say: Say) -> Samples:
    """Return what the gestures take among so many actions, with ten updates each."""
    with (
        tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder,
        slack() as api_url,
        prepared(kind, Path(folder), partial(filled, many, say)) as stage,
        rounds.driver() as drives,
    ):
        starter = Starter(stage, Path(folder), api_url, THREADS[kind], gestures=GESTURES)
        apps = start_all(starter, (OURS, BY_HAND), say)
        try:
            return rounds.drive(apps, drives, plan, say, LOADS)
        finally:
            for app in apps.values():
                app.stop()


def filled(many: int, say: Say, kind: str, url: str) -> Stage:
    """Migrate an empty database, write the actions, and record our statements."""
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        migrate.upgrade(database)
        many_actions.fill(database, many, say=say)
        return Stage(kind, url, {one.name: captured(database, one) for one in GESTURES})
    finally:
        database.close()


def growth(title: str, few: Samples, many: Samples) -> Iterator[tuple[bool, str]]:
    """Yield for each load that may not grow whether it keeps the bound, and a line that says so."""
    for load in GROWING:
        one = Measure(load.name, "median", "ms")
        before, after = value(few, one, OURS), value(many, one, OURS)
        assert before
        assert after
        kept = after <= GROWTH * before
        what = f"{title}: {load.name}: beside {FEW:,} actions"
        yield kept, f"{WITHIN if kept else OVER:7} {what:45} {after / before:5.2f} of at most {GROWTH:g} times"


def report(kinds: Sequence[str], many: int, plan: rounds.Plan, say: Say) -> Iterator[tuple[bool, str]]:
    """Measure and print the tables, and yield the verdicts."""
    for kind in kinds:
        samples: Mapping[int, Samples] = {size: measure(kind, size, plan, say) for size in (FEW, many)}
        for size, taken in samples.items():
            print(table(f"{TITLES[kind]}, {size:,} actions", taken, MEASURES), end="\n\n", flush=True)
        title = f"{TITLES[kind]}, {many:,}"
        yield from verdicts(title, samples[many], MEASURES)
        yield from growth(title, samples[FEW], samples[many])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code: 1 where a bound is not kept and --strict is given."""
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
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
