"""Goes down the lines of an action-plan document: sections, headings of tables, sub-sections, rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seed.importers.cells import Row
from seed.importers.run_together import read_line
from seed.importers.source import Source
from seed.importers.spelling import is_specks, nearest, plain
from seed.importers.table_rows import LONGEST_HEADING, header_of, heading_of, is_row, read_row
from seed.importers.vocabulary import TableWords

Cells = list[str]


@dataclass
class Walk:
    """Where the reading is: section, columns and sub-section, with a doubt about the latter; and the rows so far."""

    columns: tuple[str, ...]
    section: str | None = None
    heading: str | None = None
    doubt: tuple[str, int] | None = None
    rows: list[Row] = field(default_factory=list)

    def begin(self, section: str) -> None:
        """Go on to another section."""
        self.section, self.heading, self.doubt = section, None, None

    def under(self, heading: str | None, doubt: tuple[str, int] | None) -> None:
        """Go on to another sub-section; `doubt` is a reason and the line it comes from."""
        self.heading, self.doubt = heading, doubt

    def add(self, row: Row) -> None:
        """Add a row where the reading is."""
        row.section, row.subsection = self.section or "", self.heading
        row.is_numbered = "ref" not in self.columns
        if self.doubt:
            reason, line = self.doubt
            row.doubt("subsection", reason)
            row.doubt_lines["subsection"] = (line, line)
        self.rows.append(row)


def walk(source: Source, words: TableWords) -> Walk:
    """Return all rows of the document with the section and sub-section they stand in."""
    done = Walk(columns=tuple(words.columns))
    for number, cells in filled_lines(source):
        section = section_of(source, number, words)
        if section:
            done.begin(section)
        elif done.section is not None:
            _take(done, number, cells, words)
    return done


def filled_lines(source: Source) -> Iterator[tuple[int, Cells]]:
    """Yield the number and the cells of each line that holds anything; dashes under a heading hold nothing."""
    for number, line in enumerate(source.lines, 1):
        if re.search(r"[^\s-]", line):
            yield number, line.split("\t")


def section_of(source: Source, number: int, words: TableWords) -> str | None:
    """Return the title when a line is that of a section: known, or alone before the headings of a table."""
    line = source.line(number).strip()
    if not line or "\t" in line or len(line) > LONGEST_HEADING:
        return None
    known = nearest(line, words.sections)
    if known:
        return known
    below = next((text for text in source.lines[number : number + 4] if text.strip()), "")
    return line if header_of(below.split("\t"), words) else None


def _take(done: Walk, number: int, cells: Cells, words: TableWords) -> None:
    header = header_of(cells, words)
    if header:
        done.columns = header.columns
        reason = f"The heading got into that of the table, where {plain(cells[0])!r} is left of it."
        done.under(header.heading, (reason, number) if header.is_cut else None)
    elif is_row(cells, done.columns, words):
        done.add(read_row(number, cells, done.columns, words))
    elif all(map(is_specks, cells)):
        reason = "A row of marks stands above, where a heading may have been."
        done.under(done.heading, done.doubt or (reason, number))
    else:
        _take_loose(done, number, cells, words)


def _take_loose(done: Walk, number: int, cells: Sequence[str], words: TableWords) -> None:
    heading = heading_of(cells, done.columns, words)
    if heading:
        name, is_certain = heading
        reason = "Whether this is a heading, and how it is spelt, is not certain."
        done.under(name, None if is_certain else (reason, number))
    else:
        done.add(read_line(number, [cells], words))
