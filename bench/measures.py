"""The table of what is measured, and the bounds. A new row is a line here.

A measure names a *sample* (what is taken in one round, from each app in turn) and a figure of it.
Samples are taken by `bench/rounds.py`: `Load` is driven, `memory` and `start` are looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.gestures import CARD, Driven

OURS, BY_HAND, FIXED = "ours", "by_hand", "fixed"
APPS = (OURS, BY_HAND, FIXED)
MEMORY, START = "memory", "start"


@dataclass(frozen=True)
class Load:
    """A gesture, sent by so many clients at once, each as soon as its last one is answered."""

    gesture: Driven
    clients: int

    @property
    def name(self) -> str:
        return f"{self.gesture.name}, {self.clients} client{'s' * (self.clients > 1)}"


@dataclass(frozen=True)
class Measure:
    """One row: a figure of a sample; `bounds` says how many times another app's figure ours may be."""

    sample: str
    figure: str
    unit: str
    bounds: Mapping[str, float] = field(default_factory=dict)
    digits: int = 2


LOADS = tuple(Load(CARD, clients) for clients in (1, 10, 50))


def _of_load(load: Load, bounds: Mapping[str, float]) -> tuple[Measure, ...]:
    """Median and 99th percentile are held to the bounds; the rest is to be looked at."""
    return (
        Measure(load.name, "median", "ms", bounds),
        Measure(load.name, "p95", "ms"),
        Measure(load.name, "p99", "ms", bounds),
        Measure(load.name, "rate", "requests/s", digits=0),
        Measure(load.name, "CPU", "ms a request"),
    )


MEASURES = (
    *_of_load(LOADS[0], {BY_HAND: 2}),
    *_of_load(LOADS[1], {BY_HAND: 2}),
    *_of_load(LOADS[2], {}),
    Measure(MEMORY, "rss", "MB", {FIXED: 3}, digits=1),
    Measure(START, "first answer", "s", {FIXED: 5}, digits=3),
)

TURNS, LOADED, BUSY = "1,000 signed gestures in process", "page ready, 60 cards", "own message, 100 a second"


@dataclass(frozen=True)
class Wanted:
    """One row of the sandbox: a figure of ours and of something bare; `at_most` is for ours, `more` for how much more.

    `more` is in the figure's own unit: what is wanted where the bare thing is the same page at rest.
    """

    sample: str
    figure: str
    unit: str
    bare: str
    at_most: float | None = None
    more: float | None = None
    digits: int = 0
    in_browser: bool = True


NOT_SEEN_MS = 100
"""Ten frames a second: what comes this much later is still taken for at once (Nielsen's limit)."""

SANDBOX = (
    Wanted(TURNS, "time", "s", "a trivial Bolt app", at_most=20, digits=2, in_browser=False),
    Wanted(LOADED, "median", "ms", "an empty static page", at_most=300),
    Wanted(BUSY, "median", "ms", "the idle page", more=NOT_SEEN_MS),
    Wanted(BUSY, "p95", "ms", "the idle page", more=NOT_SEEN_MS),
)
