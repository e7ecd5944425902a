"""`python -m bench`: our bot against bare Bolt apps, on both databases; then the sandbox and all that takes long.

Bounds are printed as "within" or "OVER"; the exit code is 0 all the same unless --strict.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import answers, imports, reports, rounds, sandbox, sending, updates
from bench.apps import Failed, Starter, start_all
from bench.databases import KINDS, prepared
from bench.measures import APPS
from bench.slack import slack
from bench.table import table, verdicts
from bot.assembly import THREADS

TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: under a minute")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a bound is not kept")
    parser.add_argument(
        "--database",
        choices=KINDS,
        action="append",
        help="gestures on this one only; may be repeated",
    )
    chosen = parser.parse_args(arguments)
    plan = rounds.QUICK if chosen.quick else rounds.FULL
    busy = os.getloadavg()[0]
    began, lines, all_kept = time.monotonic(), [], True
    try:
        for kind in chosen.database or KINDS:
            samples = measure(kind, plan)
            print(table(f"{TITLES[kind]} ({THREADS[kind]} threads)", samples), end="\n\n", flush=True)
            for kept, line in verdicts(TITLES[kind], samples):
                lines.append(line)
                all_kept &= kept
        if not chosen.database:
            pairs, notes = sandbox.measure(plan, _say)
            print(sandbox.table(pairs), *notes, sep="\n", end="\n\n", flush=True)
            others = (*_imports(chosen.quick), *_outbox(chosen.quick), *_reports(chosen.quick))
            others = (*others, *_answers(plan, chosen.quick), *_updates(plan, chosen.quick))
            for kept, line in (*sandbox.verdicts(pairs), *others):
                lines.append(line)
                all_kept &= kept
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    print("\n".join(lines))
    print(f"\nMedians over {plan.rounds} rounds and {plan.starts} starts; ratios are medians of each round's.")
    print(f"CPU is the app's own, without the database server's. It took {time.monotonic() - began:.0f} s.")
    if busy > 1:
        print(f"The machine was busy before (load {busy:.1f} on {os.cpu_count()} cores): 99th percentiles are rough.")
    return 1 if chosen.strict and not all_kept else 0


def _answers(plan: rounds.Plan, quick: bool) -> Iterator[tuple[bool, str]]:
    """Ask among very many actions on both databases."""
    return answers.report(KINDS, answers.QUICK_MANY if quick else answers.MANY, plan, _say)


def _updates(plan: rounds.Plan, quick: bool) -> Iterator[tuple[bool, str]]:
    """Update one action after the other of very many on both databases."""
    return updates.report(KINDS, updates.QUICK_MANY if quick else updates.MANY, plan, _say)


def _imports(quick: bool) -> list[tuple[bool, str]]:
    """Measure the imports on both databases, print them, and return what of their bounds is kept."""
    found: list[tuple[bool, str]] = []
    for kind in KINDS:
        rows = imports.measure(kind, imports.QUICK_ACTIONS if quick else imports.ACTIONS, _say)
        print(imports.table(TITLES[kind], rows), end="\n\n", flush=True)
        found += imports.verdicts(TITLES[kind], rows)
    return found


def _outbox(quick: bool) -> list[tuple[bool, str]]:
    """Measure the outbox on both databases, print it, and return what of its bounds is kept."""
    found: list[tuple[bool, str]] = []
    for kind in KINDS:
        figures = sending.measure(kind, sending.QUICK if quick else sending.FULL, _say)
        print(sending.table(TITLES[kind], figures), end="\n\n", flush=True)
        found += sending.verdicts(TITLES[kind], figures)
    return found


def _reports(quick: bool) -> list[tuple[bool, str]]:
    """Measure a large report on both databases, print it, and return what of its bounds is kept."""
    actions = reports.QUICK_ACTIONS if quick else reports.ACTIONS
    found: list[tuple[bool, str]] = []
    for kind in KINDS:
        figures = reports.measure(kind, actions, _say)
        print(reports.table(TITLES[kind], actions, figures), end="\n\n", flush=True)
        found += reports.verdicts(TITLES[kind], actions, figures)
    return found


def measure(kind: str, plan: rounds.Plan) -> rounds.Samples:
    """Return all samples on one kind of database."""
    with (
        tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder,
        slack() as api_url,
        prepared(kind, Path(folder)) as stage,
        rounds.driver() as drives,
    ):
        starter = Starter(stage, Path(folder), api_url, THREADS[kind])
        apps = start_all(starter, APPS, _say)
        try:
            samples = rounds.drive(apps, drives, plan, _say)
        finally:
            for app in apps.values():
                app.stop()
        return samples | rounds.start(starter, plan, _say)


def _say(what: str) -> None:
    """Show progress, where somebody looks on; notes always."""
    if sys.stderr.isatty():
        print(f"\r{what:60}", end="\r", file=sys.stderr, flush=True)
    elif what.startswith("note"):
        print(what, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
