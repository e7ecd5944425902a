"""Rows of cells with the lines they stand in: what comma-separated files and workbooks have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_SOURCE = 2_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the cells, and the lines of the file from `first` to `last` (in a workbook: the row)."""

    first: int
    last: int
    cells: tuple[str, ...]

    @property
    def lines(self) -> str:
        """Return "24" or "16-19"."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def text(self) -> str:
        """Return the filled cells as a person can compare them with the file."""
        return " | ".join(filter(None, self.cells))[:LONGEST_SOURCE]


@dataclass(frozen=True)
class Grid:
    """A table as a stream of rows, read once; `sheets` are the others of its workbook."""

    file: str
    rows: Iterator[Line]
    sheets: tuple[str, ...] = ()


def cleaned(cell: str) -> str:
    """Return a cell without control characters and outer blanks; its own line ends stay."""
    return _CONTROL.sub("", cell.replace("\r\n", "\n").replace("\xa0", " ")).strip()
