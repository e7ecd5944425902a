"""From bytes to lines of text: encodings, line ends, and what is no text at all."""

import codecs
from dataclasses import dataclass

from seed.importers.draft import CannotRead

LONGEST_LINE = 100_000
MOST_BYTES_OF_LINE = 4 * LONGEST_LINE
TOO_LONG = f"The line has more than {LONGEST_LINE:,} characters: it is not one of a document. Break it up."
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Source:
    """A document as lines without their ends; `line(1)` is the first."""

    file: str
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """Return one line; numbers count from 1."""
        return self.lines[number - 1]

    def text(self, first: int, last: int) -> str:
        """Return the lines from `first` to `last`."""
        return "\n".join(self.lines[first - 1 : last])


def decode(file: str, data: bytes) -> Source:
    """Return the text of a file that is UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises CannotRead for a NUL, an odd byte or a line too long to be one of a document. Only line feeds end
    a line (with or without a carriage return), so that numbers are those an editor shows.
    """
    _measure(file, data)
    text = _text(file, data)
    if "\0" in text:
        where = text.count("\n", 0, text.index("\0")) + 1
        raise CannotRead(file, where, "There is a NUL byte: this is no text. Save the document as plain text (UTF-8).")
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise CannotRead(file, number, TOO_LONG)
    return Source(file, lines)


def _measure(file: str, data: bytes) -> None:
    """Raise CannotRead for a line that is too long in any encoding: a few of those, decoded, would fill the memory."""
    start, number = 0, 1
    while start <= len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > MOST_BYTES_OF_LINE:
            raise CannotRead(file, number, TOO_LONG)
        start, number = end + 1, number + 1


def _text(file: str, data: bytes) -> str:
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    line = 1
    for name in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return data.decode(name)
        except UnicodeDecodeError as failure:
            line = data.count(b"\n", 0, failure.start) + 1
    raise CannotRead(file, line, "A byte here is no letter in UTF-8 or Windows-1252. Save the document as UTF-8.")
