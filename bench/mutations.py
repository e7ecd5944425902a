"""Files to import, and what may have happened to a file: cut, swapped, recoded, filled with rubbish, or made a bomb."""

import csv
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

DOCUMENTS = Path(__file__).resolve().parents[2] / "shared/seeds"

TABLE = (
    ("Ref", "Theme", "Action", "Lead officer", "Partners", "Project stage", "RAG", "March 2030 update"),
    ("E1", "Energy", "Put panels on the depot", "", "Residents, Sunny Roofs", "Design", "Amber", "A roof was chosen."),
    ("E2", "Energy", "Insulate lofts", "", "Environment Agency", "In progress", "", ""),
    (
        "T1",
        "Transport",
        "Mend paths, and light them",
        "",
        "Residents\nDistricts",
        "Delivery",
        "Green",
        "Two done.",
    ),
    ("T1000", "Transport", "Count bicycles", "", "", "Complete", "", "4 counts"),
)
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Warm homes network
BEGIN:VEVENT
UID:one@example.org
DTSTART;TZID=Europe/London:20300307T103000
DTEND;TZID=Europe/London:20300307T120000
SUMMARY:First meeting
LOCATION:Town Hall
END:VEVENT
BEGIN:VEVENT
UID:two@example.org
DTSTART;TZID=Europe/London:20300320T103000
DURATION:PT1H
RRULE:FREQ=WEEKLY;UNTIL=20300420T000000Z
EXDATE;TZID=Europe/London:20300403T103000
SUMMARY:Surgery
END:VEVENT
BEGIN:VEVENT
UID:three@example.org
DTSTART;VALUE=DATE:20300401
STATUS:CANCELLED
SUMMARY:Spring fair
END:VEVENT
END:VCALENDAR
"""
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-be", "cp1252", "utf-32", "cp037")
LONG_LINE = 10 * 2**20

Samples = dict[str, bytes]
"""Files by name."""


def samples() -> Samples:
    """Return a CSV file, a workbook and a calendar, and the documents that lie beside the repository."""
    found = {"plan.csv": delimited(TABLE), "plan.xlsx": workbook(TABLE), "meetings.ics": CALENDAR.encode()}
    if DOCUMENTS.is_dir():
        found |= {path.name: path.read_bytes() for path in sorted(DOCUMENTS.iterdir()) if path.is_file()}
    return found


def delimited(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def workbook(rows: Sequence[Sequence[object]], sheet: str = "Plan") -> bytes:
    """Return rows as the only sheet of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def mutated(name: str, data: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Return a file to which one to three things have happened."""
    ways = BYTES + (PARTS if name.endswith(".xlsx") else LINES)
    for _ in range(chance.randint(1, 3)):
        way = chance.choice(ways)
        data = way(data, chance) or data
    if chance.random() < 0.05:
        name = chance.choice(("plan.csv", "plan.xlsx", "meetings.ics", "plan.txt", "plan"))
    return name, data


BOMBS = (
    ("xl/worksheets/sheet1.xml", b"<row/>"),
    ("xl/worksheets/sheet1.xml", b"<c/>"),
    ("xl/worksheets/sheet1.xml", b"\0"),
    ("xl/worksheets/sheet1.xml", b'<row r="99999999"><c r="ZZZ1"><v>1</v></c></row>'),
    ("xl/sharedStrings.xml", b"<si/>"),
    ("xl/sharedStrings.xml", b"<si><t>x</t></si>"),
    ("xl/styles.xml", b"<xf/>"),
)
"""Parts of a workbook, and what they are filled with."""


def exploding(part: str, unit: bytes, megabytes: int) -> bytes:
    """Return a workbook that is small, and in which one part is huge once it is unpacked."""
    head, tail = _around(part)
    return _with(workbook(TABLE), part, head + unit * (megabytes * 2**20 // len(unit)) + tail)


def bomb(_: bytes, chance: random.Random) -> bytes:
    """Return any such workbook: within what is read, a little or far above it."""
    return exploding(*chance.choice(BOMBS), chance.choice((1, 20, 70)))


def _around(part: str) -> tuple[bytes, bytes]:
    space = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    if part.startswith("xl/worksheets"):
        return b"<worksheet" + space + b"><sheetData>", b"</sheetData></worksheet>"
    if part == "xl/styles.xml":
        return b"<styleSheet" + space + b"><cellXfs>", b"</cellXfs></styleSheet>"
    return b"<sst" + space + b">", b"</sst>"


def _with(data: bytes, part: str, content: bytes) -> bytes:
    """Return a workbook in which a part has another content."""
    done = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in {*old.namelist(), part}:
            new.writestr(name, content if name == part else old.read(name))
    return done.getvalue()


def _part_changed(data: bytes, chance: random.Random) -> bytes | None:
    """Change bytes inside of a part, so that the zip file is a good one and its content is not."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = chance.choice(archive.namelist())
            content = archive.read(part)
        return _with(data, part, chance.choice(TEXTUAL)(content, chance) or b"")
    except (zipfile.BadZipFile, NotImplementedError, IndexError, ValueError, OSError, RuntimeError, zlib.error):
        return None


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _hole(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(200) :]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), chance.choice((1, 5, 50)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _nul(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + b"\0" + data[start:]


def _binary(_: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((0, 10, 5_000)))


def _cut_lines(data: bytes, chance: random.Random) -> bytes:
    return b"\n".join(
        line[: chance.randrange(len(line) + 1)] if chance.random() < 0.1 else line for line in _lines(data)
    )


def _lost_lines(data: bytes, chance: random.Random) -> bytes:
    return b"\n".join(line for line in _lines(data) if chance.random() > 0.1)


def _shuffled_lines(data: bytes, chance: random.Random) -> bytes:
    lines = _lines(data)
    chance.shuffle(lines)
    return b"\n".join(lines)


def _doubled_line(data: bytes, chance: random.Random) -> bytes:
    lines = _lines(data)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines)


def _swapped_marks(data: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample((b"\t", b",", b";", b'"', b"\n", b":", b"="), 2)
    return data.replace(old, new, chance.choice((1, 5, -1)))


def _joined_lines(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at].replace(b"\n", chance.choice((b"\t", b" ", b"\r"))) + data[at:]


def _long_line(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((b"x", b"x ", b"\t", b",", b'"')) * LONG_LINE + data[at:]


def _recoded(data: bytes, chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


Way = Callable[[bytes, random.Random], bytes | None]
TEXTUAL: tuple[Way, ...] = (_cut, _hole, _flipped, _nul, _swapped_marks)
BYTES: tuple[Way, ...] = (_cut, _hole, _flipped, _nul, _binary)
PARTS: tuple[Way, ...] = (*(_part_changed,) * 6, bomb)
LINES: tuple[Way, ...] = (
    *(_cut_lines, _lost_lines, _shuffled_lines, _doubled_line, _swapped_marks, _joined_lines, _long_line, _recoded),
    *(_cut_lines, _lost_lines, _doubled_line, _swapped_marks, _joined_lines, _recoded),
)
