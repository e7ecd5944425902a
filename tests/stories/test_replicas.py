"""Two processes of `convenor run` on one PostgreSQL: one is frozen, then killed, and the other one takes over."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.sandbox import Workspace
from storage import tables
from storage.engine import Database
from storage.types import Record
from tests.jobs.office import LEARNING, LEDNET, NET_ZERO, Office, said
from tests.jobs.relay import Relay, relayed
from tests.stories.process import Process, running, settings_for

WITHIN_S = 2
MESSAGES = 24
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def relay(workspace: Workspace) -> Iterator[Relay]:
    with relayed(workspace.api_url) as one:
        yield one


@pytest.fixture
def office(workspace: Workspace, postgresql_database: Database) -> Office:
    return Office(workspace, postgresql_database)


def _put(office: Office, what: str) -> list[str]:
    places = [{"channel_id": one} for one in (LEDNET, NET_ZERO, LEARNING)]
    places += [{"person_id": office.person(one.id).id} for one in office.slack.people[:5]]
    keys = [f"{what} {number}" for number in range(MESSAGES)]
    for number, key in enumerate(keys):
        office.put(key, **places[number % len(places)])
    return keys


def _let_leases_end(office: Office, process: Process) -> None:
    """As if the half minute had passed for which a process may hold messages."""
    its = tables.deliveries.c.lease_token.like(f"{process.pid}-%")
    with office.database.writing() as db:
        assert db.execute(update(tables.deliveries).where(its).values(lease_until=LONG_AGO)).rowcount


def _all_sent(office: Office) -> bool:
    return set(office.statuses()) == {"sent"}


def _rows(office: Office) -> list[Record]:
    with office.database.reading() as db:
        return list(db.execute(select(tables.deliveries).order_by(tables.deliveries.c.id)).all())


def test_a_replica_that_is_frozen_or_dies_is_taken_over(office: Office, relay: Relay, tmp_path: Path) -> None:
    first_settings = settings_for(office.slack, office.database, tmp_path, relay.url)
    second_settings = settings_for(office.slack, office.database, tmp_path)
    office.put("the first")
    held = relay.hold("chat.postMessage", "answer")
    with running("run", settings=first_settings, log=tmp_path / "log1") as first:
        held.wait()
        first.freeze()  # Slack has a message of which the database does not know
        with running("run", settings=second_settings, log=tmp_path / "log2") as second:
            second.until(lambda: "listening" in second.said)
            keys = ["the first", *_put(office, "while it was frozen")]
            _let_leases_end(office, first)
            second.until(lambda: _all_sent(office))
            settled = _rows(office)

            held.release(500)  # what it hears too late changes nothing
            first.thaw()
            first.until(lambda: "listening" in first.said)
            held = relay.hold("chat.postMessage", "answer")
            keys += _put(office, "before it died")
            held.wait()
            first.kill()
            _let_leases_end(office, first)
            second.until(lambda: _all_sent(office))
            assert _rows(office)[: len(settled)] == settled
            assert second.ctrl_c(WITHIN_S) == 0
    assert Counter(office.everything()) == Counter(said(key) for key in keys)
    assert "Traceback" not in first.said + second.said
