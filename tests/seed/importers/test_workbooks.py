"""Workbooks: which sheet, values as people read them, and files that are damaged or made to be too large."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from bench.mutations import BOMBS, TABLE, exploding, workbook
from seed.importers import Asked, CannotRead, Draft, read_document
from seed.importers.asked import NOTHING


def saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def refs(draft: Draft) -> list[str]:
    assert draft.facts["kind"] == "plan"
    return [action["ref"] for action in draft.facts["actions"]]


def refused(data: bytes, asked: Asked = NOTHING) -> str:
    with pytest.raises(CannotRead) as fault:
        read_document("plan.xlsx", data, asked)
    return fault.value.sentence


def test_the_first_sheet_that_is_shown_is_read_unless_another_is_named() -> None:
    book = Workbook()
    book.active.title, book.active.sheet_state = "Lists", "hidden"
    for name, ref in (("Plan", "E1"), ("Old plan", "X1")):
        for row in (("Ref", "Action"), (ref, "Insulate")):
            book.create_sheet(name) if name not in book.sheetnames else None
            book[name].append(row)
    data = saved(book)
    assert refs(read_document("plan.xlsx", data)) == ["E1"]
    assert refs(read_document("plan.xlsx", data, Asked(sheet="Old plan"))) == ["X1"]
    assert '"Plan"' in refused(data, Asked(sheet="Nix"))


def test_values_are_what_the_sheet_shows() -> None:
    book = Workbook()
    book.active.append(("Ref", "Action", "Update"))
    notes = (0.5, date(2031, 3, 4), True, 12.0, None)
    for number, note in enumerate(notes, 1):
        book.active.append((1 + number / 10, "Insulate", note))
    book.active["A2"].number_format, book.active["C2"].number_format = "0.00", "0%"
    draft = read_document("plan.xlsx", saved(book))
    assert refs(draft) == ["1.10", "1.2", "1.3", "1.4", "1.5"]
    assert draft.facts["kind"] == "plan"
    assert [action["note"] for action in draft.facts["actions"]] == ["50%", "2031-03-04", "Yes", "12", None]


def test_merged_cells_say_what_they_say_for_the_whole_block() -> None:
    book = Workbook()
    for row in (("Ref", "Theme", "Action"), ("E1", "Energy", "a"), ("E2", None, "b"), ("T1", "Transport", "c")):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    draft = read_document("plan.xlsx", saved(book))
    assert draft.facts["kind"] == "plan"
    assert [action["section"] for action in draft.facts["actions"]] == ["energy", "energy", "transport"]


def test_workbooks_that_are_none_are_refused_with_what_to_do() -> None:
    assert "Save it as an Excel workbook" in refused(workbook(TABLE)[:2000])
    assert "password" in refused(b"\xd0\xcf\x11\xe0" + bytes(100))


@pytest.mark.parametrize(("part", "unit"), BOMBS)
def test_bombs_are_refused(part: str, unit: bytes) -> None:
    assert "CSV" in refused(exploding(part, unit, 30))
