"""APScheduler ticks; a thread of its own sends, woken by each tick and by each commit."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from jobs import deliveries, housekeeping, people, reminders
from jobs.desk import Desk
from jobs.running import guarded

JOBS: tuple[tuple[str, int, Callable[[Desk], object]], ...] = (
    ("reminders", 5, reminders.send_due),
    ("profiles", 5, people.read_profiles),
    ("housekeeping", 3600, housekeeping.tidy),
)
"""Name, seconds between two ticks, and what is done."""


class Ticking:
    """All jobs of one process, from `start` to `stop`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._wake = threading.Event()
        self._stopping = False
        self._sender = threading.Thread(target=self._send, name="outbox", daemon=True)
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick; the first ticks come at once."""
        now = datetime.now(UTC)
        for name, seconds, job in JOBS:
            run = guarded(name, _bound(job, self._desk))
            self._scheduler.add_job(run, "interval", seconds=seconds, id=name, next_run_time=now)
        self._scheduler.add_job(self._wake.set, "interval", seconds=1, id="outbox", next_run_time=now)
        self._desk.database.after_commit = self._wake.set
        self._scheduler.start()
        self._sender.start()

    def hurry(self) -> None:
        """Run every job now: programme time has jumped."""
        for name, _, _ in JOBS:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def stop(self) -> None:
        """Stop ticking; a message that is on its way is waited for, at most 2 s."""
        self._stopping = True
        self._wake.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._sender.is_alive():
            self._sender.join(timeout=2)

    def _send(self) -> None:
        send = guarded("outbox", lambda: _discard(deliveries.send_due(self._desk, self._is_stopping)))
        while not self._stopping:
            self._wake.wait()
            self._wake.clear()
            send()

    def _is_stopping(self) -> bool:
        return self._stopping


def _bound(job: Callable[[Desk], object], desk: Desk) -> Callable[[], None]:
    return lambda: _discard(job(desk))


def _discard(_: object) -> None:
    return None
