"""Tables of who answers for which action: a column of references, and those of lead officers, deputies and officers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from bot.domain.people_import import Named, Row
from seed.importers.delimited import DELIMITERS, HEADER_WITHIN, rows_by
from seed.importers.draft import CannotRead
from seed.importers.grid import Line
from seed.importers.source import Source, decode
from seed.importers.workbooks import is_workbook, sheet_of

HEADINGS = {
    "ref": ("ref", "refs", "reference", "id", "no", "number", "action", "action ref", "action id"),
    "lead": ("lead", "lead officer", "owner", "action owner", "responsible", "director"),
    "deputy": ("deputy", "deputy lead", "deputy lead officer"),
    "officers": ("officer", "officers", "contact", "contacts"),
}
"""Each column, and what people call it; "e-mail" and "'s" beside it are left out."""

_LEFT_OUT = re.compile(r"['’]s\b|\be-?mails?\b|\baddress(es)?\b|[^a-z ]")
_EMAIL = re.compile(r"[^@\s<>,;\"']+@[^@\s<>,;\"']+\.[^@\s<>,;\"']+")
_NAME_SIGNS = " \t\n,;<>()\"'"
NO_HEADINGS = "There is no row of headings. Name the columns: Ref, Lead, Deputy, Officers."


def read_file(path: Path) -> list[Row]:
    """Return the rows of a CSV file or a workbook; raises CannotRead, or OSError where it cannot be opened."""
    data = path.read_bytes()
    if is_workbook(data):
        return _read(path.name, sheet_of(path.name, data, None).rows)
    source = decode(path.name, data)
    delimiter = max(DELIMITERS, key=lambda one: _headings(source, one))
    if not _headings(source, delimiter):
        raise CannotRead(path.name, 1, NO_HEADINGS)
    return _read(path.name, rows_by(source, delimiter))


def _read(file: str, lines: Iterable[Line]) -> list[Row]:
    held = list(lines)
    at = _header_in(held)
    if at is None:
        raise CannotRead(file, 1, NO_HEADINGS)
    first = next(number for number, line in enumerate(held) if _columns(line) == at)
    return [_row(line, at) for line in held[first + 1 :] if _cell(line, at, "ref")]


def _headings(source: Source, delimiter: str) -> int:
    """Return how many headings are known with a delimiter."""
    try:
        return len(_header_in(list(islice(rows_by(source, delimiter), HEADER_WITHIN))) or ())
    except CannotRead:
        return 0


def _header_in(lines: Sequence[Line]) -> dict[str, int] | None:
    """Return the place of each column that is known: the first row with a reference and somebody."""
    for line in islice(lines, HEADER_WITHIN):
        at = _columns(line)
        if "ref" in at and len(at) > 1:
            return at
    return None


def _columns(line: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        words = " ".join(_LEFT_OUT.sub(" ", cell.casefold()).split())
        for name, spellings in HEADINGS.items():
            if words in spellings:
                found.setdefault(name, place)
    return found


def _row(line: Line, at: dict[str, int]) -> Row:
    people = {name: tuple(_people(_cell(line, at, name))) for name in HEADINGS if name != "ref"}
    unread = tuple(
        cell for name in people if (cell := _cell(line, at, name)) and not people[name] and cell not in ("-", "n/a")
    )
    return Row(line.first, _cell(line, at, "ref"), people["lead"], people["deputy"], people["officers"], unread)


def _people(cell: str) -> Iterator[Named]:
    """Read "a.khan@example.gov.uk" and "A. Khan <a.khan@example.gov.uk>", several with commas between."""
    end = 0
    for match in _EMAIL.finditer(cell):
        yield Named(match[0].lower(), cell[end : match.start()].strip(_NAME_SIGNS) or None)
        end = match.end()


def _cell(line: Line, at: dict[str, int], name: str) -> str:
    place = at.get(name)
    return line.cells[place].strip() if place is not None and place < len(line.cells) else ""
