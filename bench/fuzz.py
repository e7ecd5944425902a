"""`python -m bench.fuzz`: 2,000 damaged files are imported; each ends in a report or a refusal, and nothing by halves.

Files are imported by the command itself, many in one process, whose peak of memory is measured.
"""

import argparse
import contextlib
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import func, select

from bench.mutations import mutated, samples
from bot.cli import main as convenor
from storage.engine import Database
from storage.tables import metadata

ROUNDS, AT_ONCE = 2_000, 100
MOST_MB = 300
ROOT = Path(__file__).resolve().parents[1]


class Broken(Exception):
    """A file was not imported and not refused as it should be; `str()` says which, and how."""


def write(folder: Path, seed: int, rounds: int) -> None:
    """Write so many damaged files, each into a folder of its own that is called by its number."""
    files = sorted(samples().items())
    for number in range(seed, seed + rounds):
        chance = random.Random(number)
        name, data = mutated(*chance.choice(files), chance)
        (folder / str(number)).mkdir()
        (folder / str(number) / name).write_bytes(data)


def fuzz(folder: Path) -> Counter[str]:
    """Import the files that were written there; return how many were imported and refused. Raises Broken."""
    url = f"sqlite:///{folder / 'fuzz.db'}"
    settings = {"CONVENOR_DATABASE_URL": url, "CONVENOR_SECRET_KEY": "k", "CONVENOR_DATA_DIR": str(folder)}
    with patch.dict(os.environ, settings):
        _call("migrate")
        database = Database(url)
        try:
            return Counter(_import(database, path) for path in sorted(folder.glob("[0-9]*/*")))
        finally:
            database.close()


def _import(database: Database, path: Path) -> str:
    """Import one file; return "imported" or "refused"."""
    name, number = path.name, path.parent.name
    before = _rows(database)
    code, out, err = _call("import", str(path), "--json")
    if code == 0:
        return "imported"
    if code != 1 or "Traceback" in out + err:
        raise Broken(f"{number}: {name} ended with {code}: {err}")
    refusals = json.loads(out)["refusals"]
    if not refusals or any(not one["lines"] or one["file"] != name for one in refusals):
        raise Broken(f"{number}: {name} is refused without file and line: {refusals}")
    if _rows(database) != before:
        raise Broken(f"{number}: {name} is refused, and rows were written.")
    return "refused"


def _call(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["convenor", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            convenor()
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def _rows(database: Database) -> dict[str, int]:
    with database.reading() as db:
        return {table.name: db.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables}


def apart(seed: int, rounds: int) -> tuple[Counter[str], float]:
    """Write files here and import them in another process; return how they ended, and its peak in MB. Raises Broken."""
    with tempfile.TemporaryDirectory(prefix="convenor-fuzz-") as folder:
        write(Path(folder), seed, rounds)
        command = [sys.executable, "-m", "bench.fuzz", "--folder", folder]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise Broken(done.stderr.strip())
    found = json.loads(done.stdout)
    return Counter(found["ends"]), found["MB"]


def _peak() -> float:
    """Return the most memory that this process had, in MB.

    Linux's own figure, where there is one: that of `getrusage` begins with what the process had that started this one.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    most = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    return int(most or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Import the files, print the figures, and return 1 where a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="only import the files that were written there")
    said = parser.parse_args(arguments)
    try:
        return _here(said.folder) if said.folder else _all(said.seed, said.rounds)
    except Broken as fault:
        print(fault, file=sys.stderr)
        return 1


def _here(folder: Path) -> int:
    ends = fuzz(folder)
    print(json.dumps({"ends": ends, "MB": _peak()}))
    return 0


def _all(seed: int, rounds: int) -> int:
    began, ends, peak = time.monotonic(), Counter[str](), 0.0
    for first in range(seed, seed + rounds, AT_ONCE):
        some, most = apart(first, min(AT_ONCE, seed + rounds - first))
        ends, peak = ends + some, max(peak, most)
    taken = time.monotonic() - began
    print(f"{rounds:,} damaged files in {taken:.0f} s: {ends['imported']:,} imported, {ends['refused']:,} refused.")
    print(f"No traceback, nothing by halves; {peak:.0f} MB at most, of {MOST_MB}.")
    return int(peak > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
