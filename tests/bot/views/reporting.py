"""A report's head and row for tests, to be changed with `replace`; and the files of a report, read again."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from openpyxl import load_workbook

from bot.domain.actions import Stage
from bot.domain.report_facts import Head, Redated, Report, Row

HEAD = Head(
    plan_slug="county-2027",
    plan_title="County plan",
    stages=("Discovery", "Design", "Delivery", "Complete"),
    uses_rag=True,
    period="March 2027",
    closed=False,
    at=datetime(2027, 3, 3, 10, tzinfo=UTC),
    compared_with="March 2026",
)
ROW = Row(
    action_id="county-2027:T1",
    ref="T1",
    section="Transport",
    subsection=None,
    title="Shared cars",
    wording="Share the cars.",
    objectives=("1", "2"),
    role="Lead",
    partners=("Residents",),
    stages=(Stage("Design"),),
    rag="Amber",
    note="Two cars are shared.",
    as_of=date(2027, 2, 1),
    precision="day",
    answer="update received",
    direction="same",
    redated=(),
    doubts=(),
)
REDATED = Redated("Tenders out", date(2027, 1, 1), date(2027, 6, 1), "No bids", "The board")


def report(*rows: Row) -> Report:
    return Report(HEAD, rows)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of a workbook, as rows of values."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def tables(content: bytes) -> list[list[list[str]]]:
    """Every table of a Word document, as rows of texts; a merged cell counts once."""
    found = []
    for table in Document(io.BytesIO(content)).tables:
        found.append([[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows])
    return found


def paragraphs(content: bytes) -> Sequence[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs]
