"""The table and the verdicts, as text."""

import statistics
from collections.abc import Iterator, Sequence

from bench.measures import APPS, BY_HAND, FIXED, MEASURES, OURS, Measure
from bench.rounds import Samples

WITHIN, OVER = "within", "OVER"
COLUMNS = (f"{OURS}/{BY_HAND}", f"{OURS}/{FIXED}")


def value(samples: Samples, measure: Measure, app: str) -> float | None:
    """Return an app's median over the rounds."""
    taken = samples.get((measure.sample, app))
    return statistics.median(one[measure.figure] for one in taken) if taken else None


def ratio(samples: Samples, measure: Measure, other: str) -> float | None:
    """Return ours divided by the other's, both of the same round; the median over the rounds."""
    ours, theirs = samples.get((measure.sample, OURS)), samples.get((measure.sample, other))
    if not ours or not theirs:
        return None
    return statistics.median(mine[measure.figure] / its[measure.figure] for mine, its in zip(ours, theirs, strict=True))


def table(title: str, samples: Samples, measures: Sequence[Measure] = MEASURES) -> str:
    """Return one database's table."""
    head = f"{title:38}" + "".join(f"{name:>12}" for name in APPS) + "".join(f"{name:>15}" for name in COLUMNS)
    lines, before = [head, "-" * len(head)], ""
    for measure in measures:
        sample = "" if measure.sample == before else measure.sample
        before = measure.sample
        values = [_number(value(samples, measure, app), measure.digits) for app in APPS]
        ratios = [_number(ratio(samples, measure, other), 2) for other in (BY_HAND, FIXED)]
        label = f"{sample:23}{measure.figure} {measure.unit}" if measure.figure != "rate" else f"{'':23}{measure.unit}"
        lines.append(f"{label:38}" + "".join(f"{one:>12}" for one in values) + "".join(f"{one:>15}" for one in ratios))
    return "\n".join(lines)


def verdicts(title: str, samples: Samples, measures: Sequence[Measure] = MEASURES) -> Iterator[tuple[bool, str]]:
    """Yield for each bound whether it is kept, and a line that says so."""
    for measure in measures:
        for other, bound in measure.bounds.items():
            found = ratio(samples, measure, other)
            if found is None:
                continue
            kept = found <= bound
            what = f"{title}: {measure.sample}: {measure.figure}"
            yield kept, f"{WITHIN if kept else OVER:7} {what:45} {found:5.2f} of at most {bound:g} times {other}"


def _number(found: float | None, digits: int) -> str:
    return "" if found is None else f"{found:,.{digits}f}"
