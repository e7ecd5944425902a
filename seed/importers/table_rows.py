"""Reads one line of a table whose cells are still apart, its heading row, and headings over cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seed.importers.cells import (
    OBJECTIVES,
    Row,
    is_role,
    is_stage,
    put_objectives,
    put_partners,
    put_rest,
    put_role,
    put_stages,
    put_wording,
)
from seed.importers.spelling import completed, is_specks, letters, nearest, plain, ref_of
from seed.importers.vocabulary import TableWords

LONGEST_HEADING = 60
SHIFTED = "The columns of this row are shifted."
NAMED_COLUMNS = 3
NUMBERED = ("wording", "stages", "rag", "note")
NEEDED = ("ref", "wording", "role", "partners", "stages")


@dataclass(frozen=True)
class Header:
    """What the columns of a table hold, by position, and the heading that got into the first of them.

    `is_cut` says that the heading was completed from a part of it.
    """

    columns: tuple[str, ...]
    heading: str | None
    is_cut: bool = False


def header_of(cells: Sequence[str], words: TableWords) -> Header | None:
    """Return the columns when the cells are the headings of a table, else None."""
    named = [_column_of(cell, words) for cell in cells]
    if sum(name is not None for name in named) < NAMED_COLUMNS or any(len(cell) > LONGEST_HEADING for cell in cells):
        return None
    first = plain(cells[0])
    if named[0] is None and not {"ref", "role"} & set(named):
        # "Leadership | Project status | RAG | Update Note": numbered actions stand under it
        columns = ("wording", *(name or "" for name in named[1:]))
        return Header(columns if "stages" in columns else NUMBERED, nearest(first, words.headings) or first)
    ref = _heading_in(first, words.columns["ref"])
    left = first[len(ref) :].strip() if ref else ""
    heading = nearest(left, words.headings) or completed(left, words.headings) if left else None
    is_whole = heading is not None and letters(heading) == letters(left)
    return Header(_filled(named, words), heading or left or None, bool(left) and not is_whole)


def _column_of(cell: str, words: TableWords) -> str | None:
    text = plain(cell)
    return next((name for name, headings in words.columns.items() if _heading_in(text, headings)), None)


def _heading_in(text: str, headings: Sequence[str]) -> str:
    """Return the heading that a cell begins or ends with, or ''."""
    folded = text.casefold()
    for heading in headings:
        if folded == heading.casefold() or folded.startswith(heading.casefold() + " "):
            return heading
        if " " in heading and folded.endswith(heading.casefold()):
            return heading
    return ""


def _filled(named: Sequence[str | None], words: TableWords) -> tuple[str, ...]:
    """Return the columns, those without a readable heading by the usual order; all so when too much is missing."""
    usual = tuple(words.columns)
    missing = [name for name in usual if name not in named]
    columns = tuple(
        name or (usual[at] if at < len(usual) and usual[at] in missing else "") for at, name in enumerate(named)
    )
    in_order = [name for name in columns if name] == [name for name in usual if name in columns]
    return columns if in_order and set(NEEDED) <= set(columns) else usual


def is_row(cells: Sequence[str], columns: Sequence[str], words: TableWords) -> bool:
    """Say whether the cells are those of an action: a ref before others, or a stage or role among enough of them."""
    filled = [cell for cell in cells if cell.strip()]
    if "ref" in columns and ref_of(cells[0]) and len(filled) >= NAMED_COLUMNS:
        return True
    anchored = any(is_stage(cell, words) or is_role(cell, words) for cell in cells[1:])
    return anchored and len(cells) >= len(columns) - 2 and len(filled) >= min(NAMED_COLUMNS, len(columns) - 2)


def read_row(number: int, cells: Sequence[str], columns: Sequence[str], words: TableWords) -> Row:
    """Return what the cells of an action say."""
    row = Row(number, number)
    if "ref" not in columns:
        _read_numbered(row, cells, columns, words)
        return row
    row.ref = ref_of(cells[0])
    is_short = len(cells) < len(columns)
    cells = [*cells, *[""] * (columns.index("stages") + 1 - len(cells))]
    role, stage = _anchors(cells, columns, words)
    start = columns.index("wording")
    if "objectives" in columns:
        start = _read_objectives(row, cells, columns.index("objectives"), start)
    put_wording(row, " ".join(cells[start:role]))
    put_role(row, cells[role], words)
    put_partners(row, " ".join(cells[role + 1 : stage]), words)
    put_stages(row, cells[stage], words)
    put_rest(row, cells[stage + 1 :])
    _doubt_shifted(row, (role, stage) != (columns.index("role"), columns.index("stages")), is_short)
    return row


def _doubt_shifted(row: Row, is_shifted: bool, is_short: bool) -> None:
    if is_shifted:
        for name in ("wording", "role", "partners", "stages"):
            row.doubt(name, SHIFTED)
        if row.objectives is None:
            row.doubt("objectives", SHIFTED)
    if row.note is None and (is_shifted or is_short):
        row.doubt("note", "The row ends before the note.")


def _anchors(cells: Sequence[str], columns: Sequence[str], words: TableWords) -> tuple[int, int]:
    """Return where the role and the stage stand: in their columns, or where the row was shifted to."""
    role, stage = columns.index("role"), columns.index("stages")
    if not is_stage(cells[stage], words):
        stage = next((at for at in range(2, len(cells)) if is_stage(cells[at], words) and at != role), stage)
    if not is_role(cells[role], words):
        role = next((at for at in range(2, stage) if is_role(cells[at], words) and at < stage - 1), role)
    return min(role, stage - 1), stage


def _read_objectives(row: Row, cells: Sequence[str], at: int, start: int) -> int:
    """Read the objectives, and return where the wording starts: in their place when they fell out."""
    text = plain(cells[at])
    if text and not re.fullmatch(OBJECTIVES, text) and len(text) > LONGEST_HEADING:
        row.doubt("objectives", "The cell of the objectives is missing.")
        row.doubt("wording", SHIFTED)
        return at
    put_objectives(row, text)
    if text and row.objectives is None:
        row.doubt("wording", SHIFTED)
    return start


def _read_numbered(row: Row, cells: Sequence[str], columns: Sequence[str], words: TableWords) -> None:
    found = re.match(r"(\d{1,2})[.)]\s+", cells[0])
    row.ref = found.group(1) if found else None
    put_wording(row, cells[0][found.end() :] if found else cells[0])
    stage = columns.index("stages") if "stages" in columns else 1
    if stage >= len(cells) or not is_stage(cells[stage], words):
        stage = next((at for at in range(1, len(cells)) if is_stage(cells[at], words)), 1)
        row.doubt("stages", SHIFTED)
    put_stages(row, cells[stage], words)
    put_rest(row, cells[stage + 1 :])
    _doubt_shifted(row, False, len(cells) < len(columns))


def heading_of(cells: Sequence[str], columns: Sequence[str], words: TableWords) -> tuple[str, bool] | None:
    """Return the sub-section heading that the cells hold, put together again, and whether that is certain.

    None when they are no heading. Certain is what the vocabulary knows, and what stands in one cell with the
    others of its row empty.
    """
    pieces = [plain(cell) for cell in cells if not is_specks(cell)]
    whole = "".join(pieces)
    if not pieces or len(whole) > LONGEST_HEADING or whole[-1] in ".?!:;," or not pieces[0][0].isupper():
        return None
    if ref_of(pieces[0].split()[0]) or any(is_role(piece, words) for piece in pieces):
        return None
    known = nearest(whole, words.headings)
    if known:
        return known, True
    in_one_cell = len(pieces) == 1 and len(cells) >= len(columns) - 2 and len(cells) > 1
    return " ".join(pieces), in_one_cell
