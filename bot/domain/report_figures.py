"""The figures of a report, counted from its rows: every action is counted once, so totals are right."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.actions import Stage
from bot.domain.report_facts import MISSING, WITHDRAWN, Head, Redated, Row

NOT_GIVEN, GONE = "Not given", "Withdrawn"
COMPLETE = "Complete"
RAGS = ("Red", "Amber", "Green")

IMPROVED, SAME, WORSE, NEW, NO_DATA = "improved", "same", "worse", "new", "no data"
DIRECTIONS = (IMPROVED, SAME, WORSE, NEW, NO_DATA)


@dataclass(frozen=True)
class Counts:
    """How many actions are in each class, by section: `numbers` has a row for each class, a column for each section."""

    classes: tuple[str, ...]
    sections: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        return sum(map(sum, self.numbers))

    def of_class(self, place: int) -> int:
        return sum(self.numbers[place])

    def of_section(self, place: int) -> int:
        return sum(row[place] for row in self.numbers)


def by_stage(head: Head, rows: Sequence[Row]) -> Counts | None:
    """Count by stage; None where the plan has no stages. Two stages at once, a stage unknown, and what was
    withdrawn are classes too.
    """
    if not head.stages and not any(row.stages for row in rows):
        return None
    found = Counter(stage_class(row) for row in rows if row.withdrawn_on is None)
    alone = (*head.stages, *sorted(name for name in found if name not in head.stages and " and " not in name))
    known = [name for name in dict.fromkeys(alone) if name != NOT_GIVEN]
    several = sorted(name for name in found if name not in known and name != NOT_GIVEN)
    return _counted(rows, (*known, *several, NOT_GIVEN, *_gone(rows)), stage_class)


def by_rag(head: Head, rows: Sequence[Row]) -> Counts | None:
    """Count by RAG; None where the plan does not use it."""
    return _counted(rows, (*RAGS, NOT_GIVEN, *_gone(rows)), _rag_class) if head.uses_rag else None


def by_direction(rows: Sequence[Row]) -> Counts:
    """Count by direction of travel."""
    gone = (WITHDRAWN,) if any(row.direction == WITHDRAWN for row in rows) else ()
    return _counted(rows, (*DIRECTIONS, *gone), lambda row: row.direction)


def moved(rows: Sequence[Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Return the actions that do not stand where they stood, by direction: improved, worse and new ones."""
    found = ((name, tuple(row for row in rows if row.direction == name)) for name in (IMPROVED, WORSE, NEW))
    return tuple((name, those) for name, those in found if those)


def missing(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the actions of which an update was expected and none was received."""
    return tuple(row for row in rows if row.answer == MISSING)


def redated(rows: Sequence[Row]) -> tuple[tuple[Row, Redated], ...]:
    """Return the milestones that were given another day, each with its action."""
    return tuple((row, one) for row in rows for one in row.redated)


def stage_class(row: Row) -> str:
    """Return the class in which an action is counted: "Design", "Delivery and Discovery", "Not given", "Withdrawn"."""
    if row.withdrawn_on is not None:
        return GONE
    return " and ".join(sorted({one.stage for one in row.stages})) or NOT_GIVEN


def _rag_class(row: Row) -> str:
    return GONE if row.withdrawn_on is not None else row.rag or NOT_GIVEN


def _gone(rows: Sequence[Row]) -> tuple[str, ...]:
    return (GONE,) if any(row.withdrawn_on is not None for row in rows) else ()


def is_complete(stages: Sequence[Stage]) -> bool:
    """Say whether nothing is left to do: all of it is at the stage Complete."""
    return bool(stages) and all(one.stage == COMPLETE for one in stages)


@dataclass(frozen=True)
class Standing:
    """Where an action stood: what a direction is computed from."""

    stages: tuple[Stage, ...]
    rag: str | None


def direction(head: Head, before: Standing | None, now: Standing) -> str:
    """Return how an action moved since `before`, None being an action that was not there.

    What became complete improved, what is not complete any more got worse. Else RAG decides where the plan uses it
    and both have one, and the stage where it uses none or neither has one.
    """
    if before is None:
        return NEW
    if is_complete(now.stages) != is_complete(before.stages) and now.stages and before.stages:
        return IMPROVED if is_complete(now.stages) else WORSE
    if head.uses_rag and now.rag and before.rag:
        return _compared(RAGS.index(before.rag), RAGS.index(now.rag))
    if head.uses_rag and (now.rag or before.rag):
        return NO_DATA
    was, is_now = _progress(head.stages, before.stages), _progress(head.stages, now.stages)
    return NO_DATA if was is None or is_now is None else _compared(was, is_now)


def _compared(before: float, now: float) -> str:
    return SAME if before == now else IMPROVED if now > before else WORSE


def _progress(known: Sequence[str], stages: Sequence[Stage]) -> float | None:
    """Return how far an action is along the plan's stages; one at two of them is half-way between."""
    if not stages or any(one.stage not in known for one in stages):
        return None
    return sum(known.index(one.stage) for one in stages) / len(stages)


def _counted(rows: Sequence[Row], classes: Sequence[str], class_of: Callable[[Row], str]) -> Counts:
    sections = tuple(dict.fromkeys(row.section for row in rows))
    found = Counter((class_of(row), row.section) for row in rows)
    classes = tuple(dict.fromkeys(classes))
    numbers = tuple(tuple(found[name, section] for section in sections) for name in classes)
    return Counts(classes, sections, numbers)
