"""The ticking: what wakes whom, what keeps it up, and how it ends."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from jobs import clock
from jobs.clock import Ticking
from jobs.desk import Desk
from storage.engine import Database
from tests.jobs.office import LEDNET, NOW, Office, Running, said, until
from tests.jobs.relay import Relay

LONG = 3600
WITHIN_S = 2
RESTED_S = 0.3


@contextmanager
def ticking(desk: Desk) -> Iterator[Ticking]:
    one = Ticking(desk)
    one.start()
    try:
        yield one
    finally:
        one.stop()
        desk.database.after_commit = lambda _: None


@pytest.fixture
def rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each job ticks once at the start, and then once an hour."""
    monkeypatch.setattr(clock, "JOBS", tuple((name, LONG, job) for name, _, job in clock.JOBS))


def sent(office: Office, number: int) -> Callable[[], bool]:
    return lambda: office.statuses().count("sent") == number


@pytest.mark.usefixtures("rarely")
def test_a_commit_wakes_the_sender(office: Office) -> None:
    with ticking(office.desk):
        until(lambda: office.person().name is not None)
        for number in range(1, 4):
            office.put(str(number))
            until(sent(office, number))


@pytest.mark.usefixtures("rarely")
def test_the_senders_own_commits_do_not_wake_it(office: Office) -> None:
    """Idle means idle: machine time is asked for with each claim."""
    with ticking(office.desk):
        until(lambda: office.person("U02NEWCOMER").name is not None)
        office.put("one")
        until(sent(office, 1))
        asked = office.machine.asked
        with pytest.raises(AssertionError, match="never"):
            until(lambda: office.machine.asked > asked + 5, 0.4)


def test_reminders_are_planned_once_for_commits_close_to_each_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    planned = {"reminders": lambda *_: ran.append("reminders")}
    monkeypatch.setattr(clock, "JOBS", tuple((name, LONG, planned.get(name, job)) for name, _, job in clock.JOBS))
    monkeypatch.setitem(clock.REST_S, "reminders", RESTED_S)
    with ticking(office.desk):
        until(lambda: office.person("U02NEWCOMER").name is not None)
        time.sleep(3 * RESTED_S)
        ran.clear()
        for number in range(5):
            office.put(str(number))
        until(lambda: bool(ran))
        time.sleep(3 * RESTED_S)
    assert len(ran) <= 3


def test_what_another_process_writes_is_found_by_the_next_tick(office: Office) -> None:
    with ticking(office.desk):
        until(lambda: office.person("U02NEWCOMER").name is not None)
        elsewhere = Database(office.database.url.render_as_string(hide_password=False))
        office.database, here = elsewhere, office.database
        office.put("one")
        office.database = here
        elsewhere.close()
        until(sent(office, 1))


@pytest.mark.usefixtures("rarely")
def test_hurry_runs_every_job(office: Office) -> None:
    office.put("later", due_at=NOW + timedelta(days=1))
    with ticking(office.desk) as one:
        until(lambda: office.person("U02NEWCOMER").name is not None)
        assert office.texts() == []
        office.now = NOW + timedelta(days=1)
        one.hurry()
        until(lambda: office.texts() == [said("later")])


def test_a_jobs_exception_does_not_stop_the_ticking(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "JOBS", tuple((name, 0.05, job) for name, _, job in clock.JOBS))
    failed = []

    def broken() -> datetime:
        failed.append(threading.current_thread().name)
        if len(failed) < 12:
            raise RuntimeError("the clock is broken")
        return NOW

    office.put("one")
    with ticking(office.worker(clock=broken)):
        until(sent(office, 1))
    assert {"outbox", "reminders", "housekeeping"} <= set(failed)


def test_a_profile_that_does_not_come_holds_up_no_message(office: Office, relay: Relay) -> None:
    held = relay.hold("users.info", "request")
    with ticking(office.worker(relay.url)):
        held.wait()
        office.put("one")
        until(sent(office, 1))
        held.release()


@pytest.mark.parametrize("method", ["chat.postMessage", "users.info"])
def test_it_ends_within_two_seconds_though_slack_does_not_answer(office: Office, relay: Relay, method: str) -> None:
    held = relay.hold(method, "request")
    with ticking(office.worker(relay.url)) as one:
        office.put("one")
        office.put("two")
        held.wait()
        began = time.monotonic()
        Running(one.stop).end()
        assert time.monotonic() - began < WITHIN_S
        held.release()
        until(lambda: "outbox" not in [thread.name for thread in threading.enumerate()])
        until(lambda: "profiles" not in [thread.name for thread in threading.enumerate()])
    if method == "chat.postMessage":
        assert office.statuses() == ["sent", "pending"], "what was under way is finished, the rest is let go"


def test_what_holds_a_call_to_slack_does_not_hold_the_process(office: Office) -> None:
    with ticking(office.desk):
        working = [thread for thread in threading.enumerate() if thread.name in {name for name, _, _ in clock.JOBS}]
        assert len(working) == len(clock.JOBS) and all(thread.daemon for thread in working)


def test_it_can_be_stopped_before_it_began_and_twice(office: Office) -> None:
    one = Ticking(office.desk)
    one.stop()
    one.stop()
    one.hurry()
    assert office.texts(LEDNET) == []
