"""APScheduler ticks; each job has a thread of its own, which a tick wakes, and some are woken by each commit."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from jobs import deliveries, housekeeping, people, reminders, reports
from jobs.desk import Desk
from jobs.running import guarded

IsStopping = Callable[[], bool]

JOBS: tuple[tuple[str, int, Callable[[Desk, IsStopping], object]], ...] = (
    ("outbox", 1, deliveries.send_due),
    ("reminders", 5, lambda desk, _: reminders.send_due(desk)),
    ("reports", 1, reports.make_due),
    ("profiles", 5, people.read_profiles),
    ("guests", 86_400, people.read_guests),
    ("housekeeping", 3600, lambda desk, _: housekeeping.tidy(desk)),
)
"""Name, seconds between two ticks, and what is done."""

REST_S = {"outbox": 0.02, "reminders": 0.5}
"""A job that commits wake begins so often at most: it would hold up who saves next. Planning writes, too."""

LATELY_S = 30
"""A clock that has not ticked for so long stands still."""

STOP_S = 1.5
"""How long what is on its way is waited for: Ctrl-C ends everything within 2 s."""


class Worker:
    """A thread that does one job whenever it is woken.

    It is a daemon: a call to Slack that hangs does not keep the process from ending, as a pool's thread would.
    """

    def __init__(self, name: str, job: Callable[[], object], is_stopping: IsStopping) -> None:
        self._job = guarded(name, job)
        self._rest_s = REST_S.get(name, 0.0)
        self._is_stopping = is_stopping
        self._woken = threading.Event()
        self._at_once = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Do the job as soon as possible; once more when it is being done."""
        self._at_once.set()
        self._woken.set()

    def wake_soon(self) -> None:
        """Do the job once it has rested: once for all that wake it meanwhile."""
        self._woken.set()

    def join(self, until: float) -> None:
        """Wait for the end of what is being done, at most until a moment of `time.monotonic`."""
        if self._thread.is_alive():
            self._thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        rested_at = 0.0
        while not self._is_stopping():
            self._woken.wait()
            self._at_once.wait(max(0.0, rested_at - time.monotonic()))
            rested_at = time.monotonic() + self._rest_s
            self._at_once.clear()
            self._woken.clear()
            if not self._is_stopping():
                self._job()


class Ticking:
    """All jobs of one process, from `start` to `stop`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stopping = threading.Event()
        self._ticked = -LATELY_S * 1.0
        self._stop_at = 0.0
        self._workers = {name: Worker(name, self._bound(job), self._stopping.is_set) for name, _, job in JOBS}
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick; the first ticks come at once."""
        now = datetime.now(UTC)
        self._scheduler.add_job(self._tick, "interval", seconds=1, id="tick", next_run_time=now)
        for name, seconds, _ in JOBS:
            wake = self._workers[name].wake
            self._scheduler.add_job(wake, "interval", seconds=seconds, id=name, next_run_time=now)
        self._desk.database.after_commit = self._committed
        for worker in self._workers.values():
            worker.start()
        self._scheduler.start()

    def is_ticking(self) -> bool:
        """Say whether the clock ticked lately."""
        return time.monotonic() - self._ticked < LATELY_S

    def hurry(self) -> None:
        """Run every job now: programme time has jumped."""
        for worker in self._workers.values():
            worker.wake()

    def wind_down(self) -> None:
        """Begin nothing more, from now on; what is on its way goes on until `stop`."""
        if not self._stopping.is_set():
            self._stop_at = time.monotonic() + STOP_S
            self._stopping.set()

    def stop(self) -> None:
        """Stop ticking; what is on its way is waited for until STOP_S seconds after winding down began."""
        self.wind_down()
        self.hurry()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for worker in self._workers.values():
            worker.join(self._stop_at)

    def _committed(self, is_to_send: bool) -> None:
        """What was written may be to be sent; and it may stand otherwise in a message of the day."""
        self._workers["reminders"].wake_soon()
        if is_to_send:
            self._workers["outbox"].wake_soon()

    def _tick(self) -> None:
        self._ticked = time.monotonic()

    def _bound(self, job: Callable[[Desk, IsStopping], object]) -> Callable[[], object]:
        return lambda: job(self._desk, self._stopping.is_set)
