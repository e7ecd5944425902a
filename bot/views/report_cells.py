"""A report as tables: an Excel workbook, and CSV. XlsxWriter is imported when a workbook is written."""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from bot.domain.report_facts import Report, Row
from bot.views import report_grids
from bot.views import report_words as texts
from bot.views.report_grids import Headings, Line
from bot.views.report_words import MORE, OWN

if TYPE_CHECKING:
    from xlsxwriter import Workbook

COLUMNS = (*OWN, *MORE)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula at the beginning of a cell (OWASP, CSV injection), wide forms too."""

CELL = 32_767
"""Characters that Excel lets into a cell."""

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def as_csv(report: Report, rows: Iterable[Row], zone: str) -> bytes:
    """Return CSV in UTF-8 with its mark, which Excel needs; no cell begins like a formula."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow([one.heading for one in COLUMNS])
    for row in rows:
        table.writerow([_harmless(one.cell(row)) for one in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """An apostrophe before it keeps a spreadsheet from computing it."""
    shown = texts.legible(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def as_workbook(report: Report, rows: Iterable[Row], zone: str) -> bytes:
    """Return an .xlsx: actions, figures, re-dated milestones, what is missing, and what it is about.

    Its rows go to disk as they are written, and its times are the report's own: the same facts are the same bytes.
    """
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, OPTIONS) as book:
        book.set_properties({"title": texts.title(report.head, zone), "created": report.head.at})
        sheets = _Sheets(book)
        sheets.write("Actions", [(one.heading, one.width) for one in COLUMNS], _cells(rows))
        for grid in (*report_grids.counted(report), *report_grids.lists(report)):
            sheets.write(grid.name, grid.headings, grid.lines)
        sheets.write("About", [(texts.title(report.head, zone), 110)], ([line] for line in _about(report, zone)))
    return out.getvalue()


class _Sheets:
    """The sheets of a workbook: every cell of text is text, whatever it begins with, also when it is edited."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self._number = book.add_format({"valign": "top"})

    def write(self, name: str, headings: Headings, lines: Iterable[Line]) -> None:
        """Write a sheet with a heading that stays; numbers are numbers."""
        sheet: Any = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(headings):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self._heading)
        last = 0
        for last, line in enumerate(lines, 1):
            for place, value in enumerate(line):
                self._cell(sheet, last, place, value)
        if last:
            sheet.autofilter(0, 0, last, len(headings) - 1)

    def _cell(self, sheet: Any, line: int, place: int, value: str | int) -> None:
        if isinstance(value, int):
            sheet.write_number(line, place, value, self._number)
        else:
            sheet.write_string(line, place, texts.legible(value)[:CELL], self._text)


def _cells(rows: Iterable[Row]) -> Iterable[list[str]]:
    return ([one.cell(row) for one in COLUMNS] for row in rows)


def _about(report: Report, zone: str) -> list[str]:
    return [*texts.notices(report, zone), texts.direction_basis(report.head), *texts.marks(report)]
