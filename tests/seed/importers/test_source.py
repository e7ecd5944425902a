"""From bytes to lines, and what is refused with file and line."""

import pytest

from seed.importers import MOST_LINES, CannotRead, read_document
from seed.importers.source import LONGEST_LINE, decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert decode("x.txt", "Fünf – £5\r\nsix\n".encode(encoding)).lines == ("Fünf – £5", "six", "")


def test_utf_16_of_either_order_is_read() -> None:
    for mark, order in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode("x.txt", mark + "one\ntwo".encode(order)).lines == ("one", "two")


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"one\ntwo\0", 2, "NUL"),
        (b"one\n\ntw\x81o", 3, "byte"),
        (b"\xff\xfea", 1, "byte"),
        (b"one\n" + b"a" * (LONGEST_LINE + 1), 2, "characters"),
        (b"a\n" * (MOST_LINES + 1), MOST_LINES + 1, "lines at most"),
        (b"", 1, "no kind"),
        (b"Dear all,\nsee you on Monday.", 1, "no kind"),
        (b"PK\x03\x04" + bytes(200), 1, "no workbook"),
        (b"Dear\nall" + bytes(200), 2, "NUL"),
    ],
)
def test_what_is_no_document_is_refused_with_file_and_line(data: bytes, line: int, word: str) -> None:
    with pytest.raises(CannotRead) as refused:
        read_document("x.txt", data)
    assert (refused.value.file, refused.value.line) == ("x.txt", line)
    assert str(refused.value).startswith(f"x.txt, line {line:}: ")
    assert word in refused.value.sentence
