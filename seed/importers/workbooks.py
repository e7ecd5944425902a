"""Workbooks (.xlsx): one sheet as rows of text, after a look at how large everything in the file would become."""

import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seed.importers.draft import CannotRead
from seed.importers.grid import MOST_COLUMNS, MOST_ROWS, Grid, Line, cleaned
from seed.importers.source import LONGEST_LINE

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_BYTES = 64 * 2**20
MOST_PARTS = 2_000
SHEET, STRINGS = "xl/worksheets/", "xl/sharedstrings.xml"
LARGEST = {SHEET: MOST_BYTES, STRINGS: 24 * 2**20, "": 4 * 2**20}
"""Bytes of a part once unpacked, by what its name begins with: all but sheets are read at once, as trees."""

LONGEST_APART = 2**20
"""Bytes from one row, or one text, to the next: openpyxl holds what is between them in memory."""

MOST_TEXTS = 250_000
CHUNK = 2**16
NOT_ONE = "This is no workbook that can be opened. Save it as an Excel workbook (.xlsx) or as CSV."
TOO_LARGE = "The workbook is too large to be read: its {part} would have {size:,.0f} MB. Save the sheet as CSV."

DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile, the XML parser and openpyxl raise, met by changing bytes of workbooks: none says "this is damaged"."""

_MARKS = {SHEET: re.compile(rb"<(?:\w+:)?row[\s/>]"), STRINGS: re.compile(rb"<(?:\w+:)?si[\s/>]")}
_DECIMALS = re.compile(r"0\.(0+)")


def is_workbook(data: bytes) -> bool:
    """Say whether the bytes are a zip file, as workbooks are, or a workbook of the kind before."""
    return data.startswith((ZIP, OLD))


def sheet_of(file: str, data: bytes, sheet: str | None) -> Grid:
    """Return the rows of a sheet, the first that is not hidden unless one is named; numbers and dates as text.

    Raises CannotRead for what is no workbook, is damaged, protected or too large; so do the rows.
    """
    if data.startswith(OLD):
        sentence = "This workbook is of the old kind (.xls) or has a password. Save it as .xlsx, without one."
        raise CannotRead(file, 1, sentence)
    try:
        book = _opened(file, data)
        names = tuple(book.sheetnames)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
    except DAMAGED:
        raise CannotRead(file, 1, NOT_ONE) from None
    chosen = next((one for one in shown if sheet is None or one.title == sheet), None)
    if chosen is None:
        there = ", ".join(f'"{name}"' for name in names)
        raise CannotRead(file, 1, f'There is no sheet "{sheet or ""}": the workbook has {there or "none"}.')
    return Grid(file, _rows(file, chosen), names)


def _opened(file: str, data: bytes) -> "Workbook":
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _measure(file, archive)
    with warnings.catch_warnings():  # of what openpyxl does not know: it would stand among the lines of the report
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _measure(file: str, archive: zipfile.ZipFile) -> None:
    """Raise CannotRead where unpacking would take too much; sizes are those that zipfile holds parts to."""
    parts = [part for part in archive.infolist() if not part.filename.casefold().startswith("xl/media/")]
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES or len(parts) > MOST_PARTS:
        raise CannotRead(file, 1, TOO_LARGE.format(part=f"{len(parts)} parts", size=total / 2**20))
    for part in parts:
        name = part.filename.casefold()
        start = next(each for each in LARGEST if name.startswith(each))
        if name.endswith((".xml", ".rels")) and part.file_size > LARGEST[start]:
            raise CannotRead(file, 1, TOO_LARGE.format(part=part.filename, size=part.file_size / 2**20))
        if start:
            _scan(file, archive, part, start)


def _scan(file: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, start: str) -> None:
    """Go through a part in pieces; raise CannotRead where its rows or texts are too many, or one too long."""
    count, apart = 0, 0
    most = MOST_TEXTS if start == STRINGS else MOST_ROWS
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            found = list(_MARKS[start].finditer(chunk))
            count += len(found)
            apart = len(chunk) - found[-1].end() if found else apart + len(chunk)
            if count > most:
                raise CannotRead(file, most, f"The workbook has more than {most:,} rows or texts. Save it as CSV.")
            if apart > LONGEST_APART:
                raise CannotRead(file, max(count, 1), "A row is longer than one of a plan. Save the sheet as CSV.")


def _rows(file: str, sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong, and openpyxl would fill rows up to it
    rows = sheet.iter_rows()
    number = 0
    while True:
        number += 1
        try:
            row = next(rows, None)
            if row is None:
                return
            cells = tuple(_text(cell) for cell in row)
        except DAMAGED:
            raise CannotRead(file, number, "The workbook is damaged here. Open and save it in Excel again.") from None
        yield _checked(file, number, cells)


def _checked(file: str, number: int, cells: tuple[str, ...]) -> Line:
    width = max((at for at, cell in enumerate(cells, 1) if cell), default=0)
    if number > MOST_ROWS:
        raise CannotRead(file, number, f"A table has {MOST_ROWS:,} rows at most. Divide it.")
    if width > MOST_COLUMNS:
        raise CannotRead(file, number, f"The row has {width:,} cells, and at most {MOST_COLUMNS} are read.")
    if any(len(cell) > LONGEST_LINE for cell in cells):
        raise CannotRead(file, number, "A cell is longer than one of a plan. Shorten it.")
    return Line(number, number, cells[:width])


def _text(cell: Any) -> str:
    """Return a value as a person reads it in the sheet: 1.10 where it is shown so, days as 2027-03-31."""
    value, shown = cell.value, getattr(cell, "number_format", None) or ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return _number(value, shown)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    return cleaned(str(value))


def _number(value: float, shown: str) -> str:
    decimals = _DECIMALS.fullmatch(shown.removesuffix("%"))
    places = len(decimals[1]) if decimals else 0
    if shown.endswith("%"):
        return f"{value * 100:.{places}f}%"
    return f"{value:.{places}f}" if decimals else f"{value:.15g}"
