"""Comma-separated files, and those with semicolons, tabs or bars: from text to rows of cells."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from seed.importers.asked import NOTHING, Asked
from seed.importers.columns import Header, header_in
from seed.importers.draft import CannotRead
from seed.importers.grid import MOST_COLUMNS, MOST_ROWS, Grid, Line, cleaned
from seed.importers.source import Source

DELIMITERS = (",", ";", "\t", "|")
ENDINGS = (".csv", ".tsv", ".tab")
HEADER_WITHIN = 30
"""Rows from the top among which the headings are looked for."""


def is_delimited(source: Source) -> bool:
    """Say whether the text has a row of headings of a plan."""
    header = _header(source, _delimiter(source, NOTHING), NOTHING)
    return header is not None and header.is_one


def grid_of(source: Source, asked: Asked) -> Grid:
    """Return the rows of the file, by the delimiter with which most headings are known."""
    return Grid(source.file, rows_by(source, _delimiter(source, asked)))


def _delimiter(source: Source, asked: Asked) -> str:
    def named(delimiter: str) -> int:
        header = _header(source, delimiter, asked)
        return len(header.at) if header else 0

    return max(DELIMITERS, key=named)


def _header(source: Source, delimiter: str, asked: Asked) -> Header | None:
    lines: list[Line] = []
    try:
        lines.extend(islice(rows_by(source, delimiter), HEADER_WITHIN))
    except CannotRead:
        return None
    return header_in(lines, asked)


def rows_by(source: Source, delimiter: str) -> Iterator[Line]:
    """Yield the rows; raises CannotRead at a row whose quotation marks do not match, or past what can be read."""
    reader = csv.reader((f"{line}\n" for line in source.lines), delimiter=delimiter, strict=True)
    for number in range(MOST_ROWS + 1):
        first = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            sentence = f"The quotation marks of this row do not match ({fault}). Mend them, or save the table anew."
            raise CannotRead(source.file, first, sentence) from None
        if cells is None:
            return
        _check(source.file, first, number, cells)
        yield Line(first, reader.line_num, tuple(map(cleaned, cells)))


def _check(file: str, line: int, number: int, cells: Sequence[str]) -> None:
    if number >= MOST_ROWS:
        raise CannotRead(file, line, f"A table has {MOST_ROWS:,} rows at most. Divide it.")
    if len(cells) > MOST_COLUMNS:
        raise CannotRead(file, line, f"The row has {len(cells):,} cells, and at most {MOST_COLUMNS} are read.")
