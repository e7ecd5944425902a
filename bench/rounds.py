"""Takes the samples: every app in turn, several rounds, so that the machine's noise hits all alike."""

import json
import random
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bench.apps import App, Failed, Starter
from bench.gestures import SIGNING_SECRET
from bench.measures import FIXED, LOADS, MEMORY, OURS, START, Load

T = TypeVar("T")
Figures = dict[str, float]
"""Name of a figure -> its value."""

Samples = dict[tuple[str, str], list[Figures]]
"""(name of a sample, app) -> figures of each round."""


@dataclass(frozen=True)
class Plan:
    """How much is measured; `slice_s` is how long an app is driven at a time; the last three are the sandbox's."""

    rounds: int
    slice_s: float
    warm_s: float
    starts: int
    turns: int
    loads: int
    said: int


FULL = Plan(rounds=17, slice_s=0.35, warm_s=1.0, starts=6, turns=200, loads=11, said=30)
QUICK = Plan(rounds=5, slice_s=0.2, warm_s=0.4, starts=2, turns=20, loads=3, said=6)


class Drives(Protocol):
    """Whatever drives an app as `Driver` does."""

    def drive(self, port: int, load: Load, seconds: float) -> Figures: ...


class Driver:
    """The driver's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def drive(self, port: int, load: Load, seconds: float) -> Figures:
        """Let it drive an app; return figures. Raises Failed when answers were wrong."""
        order: dict[str, object] = {"port": port, "clients": load.clients, "seconds": seconds}
        order |= {"forms": load.gesture.forms(), "holds": load.gesture.holds, "secret": SIGNING_SECRET}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Failed("the driver has ended")
        answer = json.loads(line)
        if answer["failures"]:
            raise Failed(f"{load.name}: {answer['failures']} wrong answers of {len(answer['latencies'])}")
        return figures(answer["latencies"], answer["seconds"])


def figures(latencies: Sequence[float], seconds: float) -> Figures:
    """Return what a load is measured by; latencies in ms."""
    ranked = sorted(latencies)

    def percentile(share: float) -> float:
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))]

    return {
        "median": statistics.median(ranked),
        "p95": percentile(0.95),
        "p99": percentile(0.99),
        "rate": len(ranked) / seconds,
        "answers": len(ranked),
    }


@contextmanager
def driver() -> Iterator[Driver]:
    """Start the driver's process; end it afterwards."""
    command = (sys.executable, "-m", "bench.driver")
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Driver(process)
    finally:
        process.kill()
        process.communicate()


def drive(
    apps: dict[str, App], drives: Drives, plan: Plan, say: Callable[[str], None], loads: Sequence[Load] = LOADS
) -> Samples:
    """Drive all apps in turn, then look at their memory."""
    samples: Samples = defaultdict(list)
    for app in apps.values():
        for load in {one.gesture: one for one in sorted(loads, key=lambda load: load.clients)}.values():
            drives.drive(app.port, load, plan.warm_s)
    for number in range(plan.rounds):
        say(f"round {number + 1} of {plan.rounds}")
        for load in loads:
            for app in _shuffled(apps.values()):
                before = app.cpu_s
                taken = drives.drive(app.port, load, plan.slice_s)
                spent_ms = (app.cpu_s - before) * 1000
                samples[load.name, app.name].append(taken | {"CPU": spent_ms / taken["answers"]})
    for app in apps.values():
        samples[MEMORY, app.name].append({"rss": app.megabytes})
    return samples


def start(starter: Starter, plan: Plan, say: Callable[[str], None]) -> Samples:
    """Start ours and the smallest app by turns."""
    samples: Samples = defaultdict(list)
    for number in range(plan.starts):
        say(f"start {number + 1} of {plan.starts}")
        for name in _shuffled((OURS, FIXED)):
            app = starter.start(name)
            app.stop()
            samples[START, name].append({"first answer": app.started_s})
    return samples


def _shuffled(values: Iterable[T]) -> list[T]:
    ranked = list(values)
    random.shuffle(ranked)
    return ranked
