"""The tables of a report besides its actions, as workbook and paper both have them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain import report_figures as figures
from bot.domain.report_facts import Report
from bot.domain.report_figures import Counts
from bot.views import report_words as texts
from bot.views.words import short_day

Line = Sequence[str | int]
Headings = Sequence[tuple[str, int]]
"""Each heading with its share of the width."""

ALL = "All"


@dataclass(frozen=True)
class Grid:
    """A table with its name; its lines are walked through once."""

    name: str
    headings: Headings
    lines: Iterable[Line]


def counted(report: Report, most: int | None = None) -> Iterator[Grid]:
    """Yield the tables of figures: classes down, sections across, totals at both ends.

    With `most`, tables of so many sections at the most: the last of a kind has the totals.
    """
    for name, counts in texts.counted(report):
        sections = range(len(counts.sections))
        for first in range(0, max(len(sections), 1), most or max(len(sections), 1)):
            portion = sections[first : first + most] if most else sections
            yield _figures(name, counts, portion, has_totals=first + len(portion) == len(sections))


def _figures(name: str, counts: Counts, portion: range, has_totals: bool) -> Grid:
    headings = [
        ("Actions", 28),
        *((counts.sections[place], 16) for place in portion),
        *([(ALL, 10)] if has_totals else []),
    ]
    lines: list[Line] = [
        [one, *(counts.numbers[place][column] for column in portion), *([counts.of_class(place)] if has_totals else [])]
        for place, one in enumerate(counts.classes)
    ]
    last = [*(counts.of_section(column) for column in portion), *([counts.total] if has_totals else [])]
    return Grid(name, headings, [*lines, [ALL, *last]])


def redated(report: Report) -> Grid:
    """Return the milestones that got another day: why, and who agreed."""
    headings = (("ID", 12), ("Milestone", 34), ("Was", 16), ("Is now", 16), ("Why", 44), ("Agreed by", 24))
    lines = (
        [
            texts.ref(row),
            one.milestone,
            short_day(one.was_on) if one.was_on else "not known",
            short_day(one.now_on),
            one.why,
            one.agreed_by or "not recorded",
        ]
        for row, one in figures.redated(report.rows)
    )
    return Grid("Milestones with a new date", headings, list(lines))


def moved(report: Report) -> Grid:
    """Return which actions improved, got worse, or are new, for where no column of the actions says so."""
    headings = (("Direction of travel", 20), ("Actions", 10), ("Which", 130))
    lines: list[Line] = [
        [name, len(rows), ", ".join(map(texts.ref, rows))] for name, rows in figures.moved(report.rows)
    ]
    return Grid("What moved", headings, lines)


def missing(report: Report) -> Grid:
    """Return the actions of which an update was expected and none was received."""
    headings = (("ID", 14), ("Section", 24), ("Action", 60))
    lines = [[texts.ref(row), row.section, row.title] for row in figures.missing(report.rows)]
    return Grid("No update received", headings, lines)


def lists(report: Report) -> tuple[Grid, ...]:
    """Return the lists: in a report of no period nobody was asked, so nothing is missing."""
    return (redated(report), missing(report)) if report.head.period else (redated(report),)
