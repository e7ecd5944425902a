"""The files of a report, read again by other programs than wrote them."""

import io
import struct
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from bot.domain.actions import Stage
from bot.domain.report_facts import MISSING, WITHDRAWN, Report
from bot.views import report_words
from bot.views.reports import KINDS
from tests.bot.views.reporting import HEAD, REDATED, ROW, lines, paragraphs, report, sheets, tables

LONDON = "Europe/London"
OWN = ["ID", "Objective", "Action", "Role", "Partners", "Stage", "RAG", "Update note"]


def made(kind: str, facts: Report) -> bytes:
    return KINDS[kind].make(facts, facts.rows, LONDON)


def test_every_table_has_the_plans_columns_in_their_order() -> None:
    facts = report(ROW, replace(ROW, ref="T2", section="Waste"))
    row = ["T1", "1, 2", "Share the cars.", "Lead", "Residents", "Design", "Amber", "Two cars are shared."]
    assert [line[:8] for line in lines(made("csv", facts))[:2]] == [OWN, row]
    assert [line[:8] for line in sheets(made("xlsx", facts))["Actions"][:2]] == [OWN, row]
    paper = tables(made("docx", facts))[-1]
    assert paper[:3] == [OWN, ["Transport"], row]
    assert [line[0] for line in paper] == ["ID", "Transport", "T1", "Waste", "T2"]


def test_the_papers_pages_are_wide_and_each_begins_with_the_headings() -> None:
    document = Document(io.BytesIO(made("docx", report(ROW, replace(ROW, note="Long. " * 1_000)))))
    page = document.sections[0]
    assert (page.orientation, round(page.page_width.mm), round(page.page_height.mm)) == (WD_ORIENT.LANDSCAPE, 297, 210)
    rows = document.tables[-1].rows
    marks = [{one.tag for one in row._tr.trPr} if row._tr.trPr is not None else set() for row in rows]
    assert [qn("w:tblHeader") in one for one in marks] == [True, False, False, False]
    kept = [qn("w:cantSplit") in one for one in marks]
    assert kept == [True, True, True, False], "a row longer than a page has to be split, or its end is cut off"
    assert rows[-1].cells[-1].text.count("Long.") == 1_000


def test_what_a_plan_does_not_have_is_no_column_of_its_paper() -> None:
    bare = replace(ROW, objectives=None, role=None, partners=(), stages=(), rag=None)
    facts = Report(replace(HEAD, stages=(), uses_rag=False), (bare,))
    assert tables(made("docx", facts))[-1][0] == ["ID", "Action", "Update note"]
    assert lines(made("csv", facts))[0][:8] == OWN


def test_a_draft_says_so_above_and_in_each_row() -> None:
    facts = report(ROW, replace(ROW, ref="T2", wording=None))
    assert lines(made("csv", facts))[2][2] == "Shared cars (short title, not the plan's wording)"
    assert any(one.startswith("DRAFT: 1 action of 2 ") for one in paragraphs(made("docx", facts)))
    assert any("DRAFT" in str(line[0]) for line in sheets(made("xlsx", facts))["About"])
    assert report_words.notices(report(ROW), LONDON) == (
        "Not final: the period is still open, this is how it stands on 3 March 2027.",
    )


def test_what_is_inferred_or_to_check_is_marked_and_explained() -> None:
    facts = report(replace(ROW, doubts=("ref", "role")))
    assert lines(made("csv", facts))[1][:4] == ["T1 (numbering inferred)", "1, 2", "Share the cars.", "Lead [to check]"]
    assert sum("numbering inferred" in one or "[to check]" in one for one in paragraphs(made("docx", facts))) == 2


def test_figures_and_lists_are_in_workbook_and_paper() -> None:
    late = replace(ROW, ref="T2", title="Late one", answer=MISSING, stages=(Stage("Design"), Stage("Delivery")))
    facts = report(replace(ROW, redated=(REDATED,)), late)
    book = sheets(made("xlsx", facts))
    assert book["By stage"][0] == ["Actions", "Transport", "All"]
    assert ["Delivery and Design", 1, 1] in book["By stage"]
    assert book["By stage"][-1] == book["By RAG"][-1] == book["By direction of travel"][-1] == ["All", 2, 2]
    moved = ["T1", "Tenders out", "1 January 2027", "1 June 2027", "No bids", "The board"]
    assert book["Milestones with a new date"][1:] == [moved]
    assert book["No update received"][1:] == [["T2", "Transport", "Late one"]]
    assert [moved, ["T2", "Transport", "Late one"]] == [one[1] for one in tables(made("docx", facts))[3:5]]
    said = report_words.in_words(facts, LONDON)
    assert "By stage: Design 1, Delivery and Design 1." in said
    assert "No update received: 1." in said


def test_what_was_withdrawn_stands_where_it_stood_and_totals_say_so() -> None:
    on, gone = date(2027, 1, 4), {"answer": WITHDRAWN, "direction": WITHDRAWN, "wording": None}
    merged = replace(ROW, ref="T2", withdrawn_on=on, merged_into="T1", **gone)
    facts = report(ROW, merged, replace(ROW, ref="T3", withdrawn_on=on, **gone))
    told = ["Withdrawn", "", "Withdrawn on 4 January 2027: it is part of T1 now."]
    assert tables(made("docx", facts))[-1][3][5:] == lines(made("csv", facts))[2][5:8] == told
    assert lines(made("csv", facts))[3][7:] == [
        "Withdrawn on 4 January 2027.", "Transport", "", "", "withdrawn", "withdrawn",
    ]  # fmt: skip
    book = sheets(made("xlsx", facts))
    for name, word in (("By stage", "Withdrawn"), ("By RAG", "Withdrawn"), ("By direction of travel", "withdrawn")):
        assert book[name][-2:] == [[word, 2, 2], ["All", 3, 3]]
    assert report_words.in_words(facts, LONDON).startswith("County plan: March 2027. 3 actions, 2 of them withdrawn.")
    assert not any("DRAFT" in one for one in report_words.notices(facts, LONDON)), "they need no official wording"
    assert made("png", facts) != made("png", report(ROW))


def test_the_paper_says_in_words_what_moved() -> None:
    moves = {"T1": "improved", "T2": "worse", "T3": "same", "T4": "improved", "T5": "no data", "T6": "new"}
    paper = made("docx", report(*(replace(ROW, ref=ref, direction=word) for ref, word in moves.items())))
    assert [one for one in tables(paper) if one[0][0] == "Direction of travel"] == [
        [
            ["Direction of travel", "Actions", "Which"],
            ["improved", "2", "T1, T4"],
            ["worse", "1", "T2"],
            ["new", "1", "T6"],
        ]
    ]
    assert "Compared with March 2026, by RAG, or by stage where no RAG was given." in paragraphs(paper)


def test_a_plan_of_many_sections_has_tables_that_a_page_can_hold() -> None:
    facts = report(*(replace(ROW, section=f"Section {number}") for number in range(20)))
    by_stage = [one for one in tables(made("docx", facts)) if one[0][0] == "Actions"][:3]
    assert [len(one[0]) for one in by_stage] == [9, 9, 6]
    assert by_stage[-1][-1][-1] == "20"


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@A1", "\tx", "\r=1", "＝1", '=HYPERLINK("x")'])
def test_no_text_can_become_a_formula(begin: str) -> None:
    facts = report(replace(ROW, note=begin, ref=begin, partners=(begin,)))
    assert lines(made("csv", facts))[1][7] == f"'{begin}"
    cell = load_workbook(io.BytesIO(made("xlsx", facts)))["Actions"]["H2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


HOSTILE = (
    "</w:t></w:tbl>&lt;",
    "]]>",
    "a\x00b\x0bc",
    "\ufffe",
    "one\r\ntwo\rthree\tfour",
    "$x_1$",
    "🚲",
    " blank ",
)


def test_any_text_comes_through() -> None:
    facts = report(*(replace(ROW, note=text, wording=text, section=text) for text in HOSTILE))
    expected = [report_words.legible(text).replace("\r\n", "\n").replace("\r", "\n") for text in HOSTILE]
    assert [line[-1] for line in tables(made("docx", facts))[-1][2::2]] == [one.replace("\t", " ") for one in expected]
    notes = [line[7] for line in sheets(made("xlsx", facts))["Actions"][1:]]
    assert [one.replace("_x000D_", "\r").replace("\r\n", "\n").replace("\r", "\n") for one in notes] == expected
    assert [line[7] for line in lines(made("csv", facts))[1:]] == list(map(report_words.legible, HOSTILE))


def test_the_same_facts_are_the_same_bytes() -> None:
    facts = report(ROW, replace(ROW, redated=(REDATED,)))
    for kind in KINDS:
        assert made(kind, facts) == made(kind, facts)


def test_the_picture_is_a_page_of_a4() -> None:
    rows = [replace(ROW, section=f"Section ${number}$", answer=MISSING, ref=f"T{number}") for number in range(40)]
    picture = made("png", report(*rows))
    assert struct.unpack(">II", picture[16:24]) == (1753, 1240)


def test_an_empty_plan_has_files_as_well() -> None:
    for kind in KINDS:
        assert made(kind, report())
