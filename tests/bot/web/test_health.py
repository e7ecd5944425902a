"""Who may read figures from elsewhere, and with what."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.web import health
from storage.engine import Database


def _asked(database: Database, token: str | None, host: str, **headers: str) -> int:
    watched = health.Watched(database, lambda: datetime.now(UTC), lambda: True, token)
    with TestClient(Starlette(routes=health.routes(watched)), client=(host, 40000)) as client:
        return client.get("/metrics", headers=headers).status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "127.8.8.8"])
def test_this_machine(sqlite_database: Database, host: str) -> None:
    assert _asked(sqlite_database, None, host) == 200


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "somewhere", ""])
def test_elsewhere_it_takes_the_token(sqlite_database: Database, host: str) -> None:
    assert _asked(sqlite_database, None, host) == 403
    assert _asked(sqlite_database, None, host, Authorization="Bearer None") == 403
    assert _asked(sqlite_database, "long and random", host) == 403
    assert _asked(sqlite_database, "long and random", host, Authorization="Bearer long") == 403
    assert _asked(sqlite_database, "long and random", host, Authorization="long and random") == 403
    assert _asked(sqlite_database, "long and random", host, Authorization="Bearer long and random") == 200
