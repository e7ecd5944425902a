"""What an import did, or would do: facts for the command line and for whoever keeps an index in step."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


def named(lines: str) -> str:
    """Return "line 41" or "lines 41-43"."""
    return f"lines {lines}" if "-" in lines else f"line {lines}"


@dataclass(frozen=True)
class Record:
    """What became of one record; `kind` is its table, `fields` old and new value of each that differed."""

    kind: str
    id: str
    fate: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Refused:
    """A record that cannot be brought in: where it stands, and what to do."""

    file: str
    lines: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {named(self.lines)}: {self.reason}"


@dataclass(frozen=True)
class ToCheck:
    """A reading that is not certain; `ref` is an action's ref or an event's id, None for a row without one."""

    document: str
    ref: str | None
    field: str | None
    lines: str
    text: str
    reason: str


@dataclass(frozen=True)
class Columns:
    """What the columns of a table were taken for: headings by field, and those that were not read."""

    document: str
    lines: str
    used: Mapping[str, str]
    unused: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What became of every record of an import; with anything refused, nothing was written."""

    records: tuple[Record, ...] = ()
    refused: tuple[Refused, ...] = ()
    review: tuple[ToCheck, ...] = ()
    columns: tuple[Columns, ...] = ()

    def count(self, fate: str) -> int:
        """Return how many records were new, changed or same."""
        return sum(record.fate == fate for record in self.records)

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many records of each kind had which fate."""
        found: dict[str, Counter[str]] = {}
        for record in self.records:
            found.setdefault(record.kind, Counter())[record.fate] += 1
        return found

    def touched(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of a kind that are new or changed."""
        return tuple(record.id for record in self.records if record.kind == kind and record.fate != "same")
