"""Anybody's plan as a table: what the columns hold, how each cell is read, and what is doubted."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.mutations import TABLE, delimited, workbook
from seed.importers import Asked, CannotRead, Draft, read_document
from seed.importers.asked import NOTHING
from seed.importers.draft import Action

HEADINGS = ("Ref", "Theme", "Action", "Partners", "Stage", "RAG", "Update")
WHOLE = ("E1", "Energy", "Insulate lofts", "Residents", "Design", "Amber", "Two done")
KNOWN = ("residents", "leicestershire-county-council")


def table(*rows: Sequence[str], asked: Asked = NOTHING, headings: Sequence[str] = HEADINGS) -> Draft:
    return read_document("our-plan_2030.csv", delimited((headings, *rows)), asked)


def actions(draft: Draft) -> dict[str, Action]:
    assert draft.facts["kind"] == "plan"
    return {action["ref"]: action for action in draft.facts["actions"]}


def one(draft: Draft) -> Action:
    (action,) = actions(draft).values()
    return action


def doubts(draft: Draft) -> list[tuple[str | None, str | None, str]]:
    return [(item.ref, item.field, item.lines) for item in draft.review if item.field != "publisher"]


def refused(data: bytes, asked: Asked = NOTHING, file: str = "plan.csv") -> CannotRead:
    with pytest.raises(CannotRead) as fault:
        read_document(file, data, asked)
    return fault.value


# --- files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_make_no_difference(delimiter: str, encoding: str) -> None:
    rows = (("Our plan – café edition",), (), *TABLE, ("", "", ""))
    data = delimited(rows, delimiter).decode().encode(encoding)
    draft = read_document("plan.csv", data)
    assert list(actions(draft)) == ["E1", "E2", "T1", "T1000"]
    assert actions(draft)["T1"]["partners"] == ["residents", "district-councils"]
    assert draft.columns and draft.columns.lines == "3"


def test_a_workbook_says_the_same_as_a_csv_file() -> None:
    lines: dict[str, object] = {"source_lines": ""}  # a cell of two lines is one row of a workbook
    sheet, text = read_document("plan.xlsx", workbook(TABLE)), read_document("plan.csv", delimited(TABLE))
    assert [one | lines for one in actions(sheet).values()] == [one | lines for one in actions(text).values()]
    assert (sheet.columns and sheet.columns.used) == (text.columns and text.columns.used)


def test_a_table_needs_no_name_of_its_kind_when_its_headings_are_those_of_a_plan() -> None:
    assert len(actions(read_document("export.txt", delimited(TABLE, "\t")))) == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('Ref,Action\nE1,"Open\nE2,b\n', 2, "quotation marks"),
        ("Ref,Action\n" + "," * 300, 2, "at most 200"),
        ("Ref,Stage\nE1,Design\n", 1, "--map action=Task"),
        ("Colour,Size\nred,4\n", 1, "Give them headings"),
        ("Ref,Action\n,Nobody's\n", 1, "has a ref"),
        ("", 1, "Give them headings"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    fault = refused(text.encode())
    assert (fault.file, fault.line) == ("plan.csv", line)
    assert words in fault.sentence


# --- columns -------------------------------------------------------------------------------------------------


def test_columns_are_guessed_and_said() -> None:
    headings = (
        "ACTION ID",
        "LCC Role",
        "Lead officer",
        "Project stage",
        "Status (RAG)",
        "Title",
        "March 2031 Update Note",
    )
    draft = table(("E1", "Lead", "A. Person", "Design", "Red", "Insulate", "Begun"), headings=headings)
    assert draft.columns is not None
    assert draft.columns.used == {
        "ref": "ACTION ID",
        "rag": "Status (RAG)",
        "stages": "Project stage",
        "title": "Title",
        "role": "LCC Role",
        "note": "March 2031 Update Note",
    }
    assert draft.columns.unused == ("Lead officer",)
    assert draft.facts["kind"] == "plan"
    assert (draft.facts["published_on"], draft.facts["published_precision"]) == ("2031-03-31", "month")


def test_a_column_that_is_named_wins_over_the_guess() -> None:
    headings = ("Ref", "Action", "Stage", "Where it stands")
    asked = Asked(columns={"stages": "where it STANDS"})
    assert one(table(("E1", "Insulate", "Design", "Delivery"), asked=asked, headings=headings))["stages"] == [
        {"stage": "Delivery", "qualifier": None}
    ]
    fault = refused(delimited((headings, ("E1", "a", "", ""))), Asked(columns={"stages": "Nix"}))
    assert fault.line == 1
    assert '"Nix"' in fault.sentence and '"Where it stands"' in fault.sentence


# --- cells ---------------------------------------------------------------------------------------------------


def test_a_whole_row_is_certain() -> None:
    action = one(draft := table(WHOLE))
    assert doubts(draft) == [] == action["uncertain"]
    assert (action["section"], action["wording"], action["rag"], action["note"]) == (
        "energy",
        "Insulate lofts",
        "Amber",
        "Two done",
    )


@pytest.mark.parametrize(
    ("cell", "stages", "doubtful"),
    [
        ("Completed", [("Complete", None)], False),
        ("DESIGN", [("Design", None)], False),
        ("Design & Delivery", [("Design", None), ("Delivery", None)], False),
        ("MMLe - Delivery, Discovery", [("Delivery", "MMLe"), ("Discovery", None)], False),
        ("Delivery (depots)", [("Delivery", "depots")], False),
        ("Under way", [("In progress", None)], False),
        ("Delivrey", [("Delivery", None)], True),
        ("Phase 9", [], True),
        ("Design, Phase 9", [], True),
        ("tbc", [], False),
        ("", [], False),
    ],
)
def test_stages(cell: str, stages: list[tuple[str, str | None]], doubtful: bool) -> None:
    action = one(draft := table((*WHOLE[:4], cell, *WHOLE[5:])))
    assert [(stage["stage"], stage["qualifier"]) for stage in action["stages"]] == stages
    assert (("E1", "stages", "2") in doubts(draft)) is ("stages" in action["uncertain"]) is doubtful


@pytest.mark.parametrize(
    ("cell", "partners", "doubtful"),
    [
        ("Residents, LCC;Sunny Roofs\nDistricts", [*KNOWN, "sunny-roofs", "district-councils"], False),
        ("Green Homes Housing Association", ["green-homes-housing-association"], False),
        ("Sunny Roofs and Green Wheels", [], True),
        ("we shall ask everybody who lives here", [], True),
        ("n/a", [], False),
    ],
)
def test_partners(cell: str, partners: list[str], doubtful: bool) -> None:
    action = one(draft := table((*WHOLE[:3], cell, *WHOLE[4:])))
    assert (action["partners"], "partners" in action["uncertain"]) == (partners, doubtful)
    assert {slug for slug in partners if slug.startswith(("sunny", "green"))} <= {
        new["slug"] for new in draft.organisations
    }


def test_an_unknown_rag_and_an_error_of_the_spreadsheet_are_doubted() -> None:
    action = one(draft := table((*WHOLE[:5], "Blue", "#REF!")))
    assert (action["rag"], action["note"], sorted(action["uncertain"])) == (None, None, ["note", "rag"])
    assert sorted(doubts(draft)) == [("E1", "note", "2"), ("E1", "rag", "2")]


def test_rows_without_a_ref_and_rows_that_are_too_wide_are_no_actions() -> None:
    draft = table(WHOLE, ("", *WHOLE[1:]), ("E3", *WHOLE[1:], "and more"))
    assert list(actions(draft)) == ["E1"]
    assert doubts(draft) == [(None, None, "3"), (None, None, "4")]


def test_sections_stand_beside_above_or_once_a_block() -> None:
    def sections(draft: Draft) -> list[str]:
        return [action["section"] for action in actions(draft).values()]

    merged = table(("E1", "Energy", "a"), ("E2", "", "b"), ("T1", "Transport", "c"), ("T2", "", "d"))
    assert (sections(merged), doubts(merged)) == (["energy", "energy", "transport", "transport"], [])
    beside = table(("E1", "Energy", "a"), ("E2", "Energy", "b"), ("E3", "", "c"))
    assert (sections(beside), doubts(beside)) == (["energy"] * 3, [("E3", "section", "4")])
    rows = (("Energy", ""), ("E1", "a"), ("", ""), ("Theme 2: Transport", ""), ("T1", "b"))
    assert sections(table(*rows, headings=("Ref", "Action"))) == ["energy", "theme-2-transport"]
    assert sections(table(("E1", "a"), headings=("Ref", "Action"))) == ["actions"]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_cell_the_others_are_read_as_before(data: st.DataObject) -> None:
    at = data.draw(st.integers(3, len(HEADINGS) - 1))
    cell = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
    whole, changed = one(table(WHOLE)), one(table((*WHOLE[:at], cell, *WHOLE[at + 1 :])))
    fields = ("partners", "stages", "rag", "note")
    for name in ("ref", "section", "wording", "title", *fields):
        if name != fields[at - 3]:
            assert changed[name] == whole[name]  # type: ignore[literal-required]
    assert changed["rag"] in (None, "Red", "Amber", "Green")


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from('Ref,Action;Stage\n"\t E1x2|'), max_size=200))
def test_any_text_ends_in_a_draft_or_a_refusal(text: str) -> None:
    try:
        draft = read_document("plan.csv", text.encode())
    except CannotRead as fault:
        assert 1 <= fault.line <= text.count("\n") + 1
    else:
        rows = list(csv.reader(io.StringIO(text)))
        assert len(actions(draft)) <= len(rows) + text.count("\n")
