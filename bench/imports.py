"""The rows of importing: a plan of very many actions, and the documents that lie beside the repository.

`python -m bench.imports` does only this; each import runs in a process of its own, whose memory is its peak.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import large_plan
from bench.apps import Failed
from bench.databases import prepared
from bench.table import OVER, WITHIN
from seed.importing import bring_in
from seed.reading import read_files
from storage.engine import Database

ACTIONS, QUICK_ACTIONS = 100_000, 5_000
DOCUMENTS = Path(__file__).resolve().parents[2] / "shared/seeds"
ROOT = Path(__file__).resolve().parents[1]

Rows = dict[str, dict[str, float]]
"""Name of an import -> seconds and peak in MB."""

BOUNDS: dict[str, dict[str, float]] = {
    "100,000 actions": {"s": 60, "MB": 500},
    "100,000 actions again": {"s": 60, "MB": 500},
    "the documents": {"s": 2, "MB": 300},
}


@dataclass(frozen=True)
class Run:
    """One import to measure: `what` is a number of actions, or a folder."""

    name: str
    what: str


def measure(kind: str, actions: int, say: Callable[[str], None]) -> Rows:
    """Return what the imports took on a database of a kind, where the bundled data is there already."""
    runs = [Run(f"{actions:,} actions", str(actions)), Run(f"{actions:,} actions again", str(actions))]
    if DOCUMENTS.is_dir():
        runs.append(Run("the documents", str(DOCUMENTS)))
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder, prepared(kind, Path(folder)) as stage:
        rows = {}
        for run in runs:
            say(f"import of {run.name}")
            rows[run.name] = _apart(stage.url, run.what)
        return rows


def table(title: str, rows: Rows) -> str:
    """Return the table of one database's imports."""
    head = f"{f'Imports, {title}':32}{'s':>10}{'MB at most':>12}"
    lines = [f"{name:32}{one['s']:>10.1f}{one['MB']:>12,.0f}" for name, one in rows.items()]
    return "\n".join([head, "-" * len(head), *lines])


def verdicts(title: str, rows: Rows) -> Iterator[tuple[bool, str]]:
    """Yield for each bound whether it is kept, and a line that says so."""
    for name, one in rows.items():
        for unit, bound in BOUNDS.get(name, {}).items():
            kept = one[unit] <= bound
            what = f"{title}: import of {name}"
            yield kept, f"{WITHIN if kept else OVER:7} {what:45} {one[unit]:5.1f} of at most {bound:g} {unit}"


def _apart(url: str, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", url, what], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        raise Failed(f"The import of {what} failed: {done.stderr.strip()}")
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


def _import(url: str, what: str) -> dict[str, float]:
    """Read and import in this process, whose memory is all counted; a plan of so many actions is written before."""
    database = Database(url.replace("postgresql://", "postgresql+psycopg://"))
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder:
        path = large_plan.write(Path(folder), int(what)) if what.isdecimal() else Path(what)
        began = time.perf_counter()
        drafts, refused = read_files([path])
        assert not refused, refused
        with database.writing(wake=False) as db:
            report = bring_in(db, drafts, datetime.now(UTC))
        seconds = time.perf_counter() - began
    database.close()
    assert not report.refused, report.refused
    return {"s": seconds, "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(arguments: list[str]) -> None:
    """With an address and what to import: do it and print the figures; else measure on both databases."""
    if arguments:
        print(json.dumps(_import(*arguments)))
        return
    for kind, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        rows = measure(kind, ACTIONS, lambda what: print(what, file=sys.stderr))
        print(table(title, rows), *(line for _, line in verdicts(title, rows)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
