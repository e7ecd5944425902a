"""The sandbox's rows: takes their samples and prints them; `python -m bench.sandbox` does only this."""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import browser, gestured
from bench.apps import Failed
from bench.measures import BUSY, LOADED, SANDBOX, TURNS, Wanted
from bench.rounds import FULL, QUICK, Figures, Plan, figures
from bench.table import OVER, WITHIN

GESTURES = 1000
CHUNK = 10
"""Turns of ours, then as many of the trivial app, so that the machine's noise hits both."""

Pairs = dict[str, tuple[Figures, Figures]]
"""Name of a sample -> figures of ours and of the bare thing."""


def measure(plan: Plan, say: Callable[[str], None]) -> tuple[Pairs, list[str]]:
    """Return the samples, and what there is to note about them."""
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder:
        say("signed gestures")
        pairs: Pairs = {TURNS: _turns(Path(folder), plan.turns)}
    if browser.missing(SANDBOX):
        return pairs, [browser.NO_CHROMIUM]
    with (
        tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder,
        browser.room(Path(folder)) as order,
        browser.window() as chromium,
    ):
        say("the page in a browser")
        pairs[LOADED] = _both(browser.loads(chromium, order, plan.loads))
        busy, quiet, rate = browser.answers(chromium, order, plan.said)
        pairs[BUSY] = _both((busy, quiet))
    made = plan.turns * gestured.EACH
    return pairs, [
        f"{made:,} gestures were made{'' if made == GESTURES else f', and the time taken for {GESTURES:,}'}; "
        f"{plan.loads} loads, {plan.said} messages said; {rate:.0f} messages a second arrived."
    ]


def _turns(folder: Path, turns: int) -> tuple[Figures, Figures]:
    spent = [0.0, 0.0]
    with gestured.workspaces(folder) as both:
        for slack in both:
            gestured.seconds(slack, range(-2, 0))  # warms up
        for begin in range(0, turns, CHUNK):
            for which, slack in enumerate(both):
                spent[which] += gestured.seconds(slack, range(begin, min(begin + CHUNK, turns)))
    share = GESTURES / (turns * gestured.EACH)
    return {"time": spent[0] * share}, {"time": spent[1] * share}


def _both(taken: tuple[list[float], list[float]]) -> tuple[Figures, Figures]:
    ours, bare = (figures(one, statistics.fsum(one) / 1000) for one in taken)
    return ours, bare


def table(pairs: Pairs) -> str:
    """Return the table; rows without a sample are left out."""
    head = f"{'The sandbox':46}{'ours':>10}{'bare':>10}{'ours/bare':>11}   bare is"
    lines = [head, "-" * (len(head) + 14)]
    for one in SANDBOX:
        if one.sample in pairs:
            ours, bare = _values(pairs, one)
            label = f"{one.sample}: {one.figure} {one.unit}"
            lines.append(
                f"{label:46}{ours:>10,.{one.digits}f}{bare:>10,.{one.digits}f}{ours / bare:>11.2f}   {one.bare}"
            )
    return "\n".join(lines)


def verdicts(pairs: Pairs) -> Iterator[tuple[bool, str]]:
    """Yield for each bound whether it is kept, and a line that says so."""
    for one in SANDBOX:
        if one.sample not in pairs:
            continue
        ours, bare = _values(pairs, one)
        what = f"Sandbox: {one.sample}: {one.figure}"
        if one.at_most is not None:
            kept = ours <= one.at_most
            words = f"{ours:,.{one.digits}f} of at most {one.at_most:g} {one.unit}"
        else:
            assert one.more is not None
            kept = ours - bare <= one.more
            words = f"{ours - bare:,.{one.digits}f} of at most {one.more:g} {one.unit} more than {one.bare}"
        yield kept, f"{WITHIN if kept else OVER:7} {what:52} {words}"


def _values(pairs: Pairs, one: Wanted) -> tuple[float, float]:
    ours, bare = pairs[one.sample]
    return ours[one.figure], bare[one.figure]


def main() -> int:
    """Measure and print."""
    try:
        pairs, notes = measure(QUICK if "--quick" in sys.argv else FULL, lambda _: None)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    print(table(pairs), *notes, *(line for _, line in verdicts(pairs)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
