"""What a report prints, frozen: of each action a row, and a head. Published facts only.

Both go through JSON: a period that is closed keeps them as they were.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.actions import Stage

ANSWERED, NO_CHANGE, WAITING, MISSING, NOT_ASKED, WITHDRAWN = (
    "update received",
    "no change",
    "waiting for review",
    "no update received",
    "not asked",
    "withdrawn",
)
"""What came of the question for an update in a period; "" in a report of no period. WITHDRAWN in both."""


@dataclass(frozen=True)
class Redated:
    """A milestone that got another day; `was_on` is None where no day was known before."""

    milestone: str
    was_on: date | None
    now_on: date
    why: str
    agreed_by: str


@dataclass(frozen=True)
class Row:
    """One action as a report prints it; `doubts` names the fields that are a reading of the plan, not a fact.

    One that was taken out of the plan keeps its row: since when, and of which other one (its ref) it is a part now.
    """

    action_id: str
    ref: str
    section: str
    subsection: str | None
    title: str
    wording: str | None
    objectives: tuple[str, ...] | None
    role: str | None
    partners: tuple[str, ...]
    stages: tuple[Stage, ...]
    rag: str | None
    note: str | None
    as_of: date | None
    precision: str
    answer: str
    direction: str
    redated: tuple[Redated, ...]
    doubts: tuple[str, ...]
    withdrawn_on: date | None = None
    merged_into: str | None = None


@dataclass(frozen=True)
class Head:
    """What a report is about: a period, or (`period` None) the plan as it stands at `at`.

    `closed` says that the period is frozen, at `at`; `compared_with` what directions are measured from.
    """

    plan_slug: str
    plan_title: str
    stages: tuple[str, ...]
    uses_rag: bool
    period: str | None
    closed: bool
    at: datetime
    compared_with: str | None


@dataclass(frozen=True)
class Report:
    """A whole report, its rows in the plan's order."""

    head: Head
    rows: tuple[Row, ...]

    @property
    def is_draft(self) -> bool:
        """Say whether any action lacks the plan's official wording."""
        return bool(self.unworded)

    @property
    def unworded(self) -> int:
        """How many actions lack the plan's official wording; of those that were withdrawn nobody needs it."""
        return sum(row.wording is None and row.withdrawn_on is None for row in self.rows)

    @property
    def withdrawn(self) -> int:
        """How many of the actions were taken out of the plan."""
        return sum(row.withdrawn_on is not None for row in self.rows)


def to_json(facts: Row | Head) -> dict[str, Any]:
    """Return facts as JSON."""
    return {name: _plain(value) for name, value in asdict(facts).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def row_from_json(found: Mapping[str, Any]) -> Row:
    """Return the row that `to_json` wrote."""
    objectives = found["objectives"]
    made = {
        "objectives": None if objectives is None else tuple(objectives),
        "partners": tuple(found["partners"]),
        "stages": tuple(Stage(**one) for one in found["stages"]),
        "as_of": _day(found["as_of"]),
        "redated": tuple(_redated(one) for one in found["redated"]),
        "doubts": tuple(found["doubts"]),
        "withdrawn_on": _day(found.get("withdrawn_on")),
    }
    return Row(**{**found, **made})


def head_from_json(found: Mapping[str, Any]) -> Head:
    """Return the head that `to_json` wrote."""
    return Head(**{**found, "stages": tuple(found["stages"]), "at": datetime.fromisoformat(found["at"])})


def _redated(found: Mapping[str, Any]) -> Redated:
    days = {"was_on": _day(found["was_on"]), "now_on": date.fromisoformat(found["now_on"])}
    return Redated(**{**found, **days})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
