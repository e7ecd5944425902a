"""The rows of reports: all files of a plan of very many actions, made in a process whose memory is all counted.

`python -m bench.reports` does only this.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import large_plan
from bench.apps import Failed
from bench.databases import prepared
from bench.table import OVER, WITHIN
from bot.domain import report_rows
from bot.views.reports import KINDS
from seed.importing import bring_in
from seed.reading import read_files
from storage.engine import Database

ACTIONS, QUICK_ACTIONS = 10_000, 1_000
ROOT = Path(__file__).resolve().parents[1]
PLAN = "many-2030"

Figures = dict[str, float]
"""Seconds by step ("all" for the sum), and the peak in MB."""

BOUNDS: Figures = {"all": 20, "MB": 300}


def measure(kind: str, actions: int, say: Callable[[str], None]) -> Figures:
    """Return what a report of so many actions took on a database of a kind."""
    say(f"report of {actions:,} actions")
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder, prepared(kind, Path(folder)) as stage:
        url = stage.url.replace("postgresql://", "postgresql+psycopg://")
        database = Database(url)
        drafts, _ = read_files([large_plan.write(Path(folder), actions)])
        with database.writing(wake=False) as db:
            bring_in(db, drafts, datetime.now(UTC))
        database.close()
        return _apart(url)


def table(title: str, actions: int, figures: Figures) -> str:
    """Return the table of one database's report."""
    head = f"{f'Report of {actions:,} actions, {title}':44}{'s':>10}"
    lines = [f"{name:44}{value:>10.1f}" for name, value in figures.items() if name != "MB"]
    return "\n".join([head, "-" * len(head), *lines, f"{'MB at most':44}{figures['MB']:>10,.0f}"])


def verdicts(title: str, actions: int, figures: Figures) -> Iterator[tuple[bool, str]]:
    """Yield for each bound whether it is kept, and a line that says so."""
    for name, bound in BOUNDS.items():
        kept, unit = figures[name] <= bound, "MB" if name == "MB" else "s"
        what = f"{title}: report of {actions:,} actions"
        yield kept, f"{WITHIN if kept else OVER:7} {what:45} {figures[name]:5.1f} of at most {bound:g} {unit}"


def _apart(url: str) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "bench.reports", url], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        raise Failed(f"The report failed: {done.stderr.strip()}")
    taken: Figures = json.loads(done.stdout)
    return taken


def _report(url: str) -> Figures:
    """Make every file in this process, whose memory is all counted."""
    database = Database(url)
    began = before = time.perf_counter()
    with database.reading() as db:
        report = report_rows.report(db, PLAN, None, datetime.now(UTC))
    figures = {"reading": time.perf_counter() - before}
    for kind, (name, _, make) in KINDS.items():
        before = time.perf_counter()
        assert make(report, report.rows, "Europe/London"), kind
        figures[name] = time.perf_counter() - before
    database.close()
    figures["all"] = time.perf_counter() - began
    return figures | {"MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(arguments: list[str]) -> None:
    """With an address: make the report and print the figures; else measure on SQLite."""
    if arguments:
        print(json.dumps(_report(*arguments)))
        return
    figures = measure("sqlite", ACTIONS, lambda what: print(what, file=sys.stderr))
    print(table("SQLite", ACTIONS, figures), *(line for _, line in verdicts("SQLite", ACTIONS, figures)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
