"""Lists of actions as .xlsx. XlsxWriter is imported when one is written."""

from collections.abc import Callable, Sequence
from io import BytesIO

from bot.domain import pages
from bot.domain.actions import Action
from bot.views import words
from bot.views.actions import field_words
from bot.views.blocks import File

Column = tuple[str, int, Callable[[Action], str]]
COLUMNS: tuple[Column, ...] = (
    ("Plan", 30, lambda one: one.plan_title),
    ("Section", 22, lambda one: one.section),
    ("Sub-section", 22, lambda one: one.subsection or ""),
    ("Ref", 12, lambda one: one.printed_ref),
    ("Title", 45, lambda one: one.title),
    ("Wording", 60, lambda one: one.wording or one.summary or ""),
    ("Council's role", 14, lambda one: one.role or ""),
    ("Stage", 24, lambda one: words.plain_stages(one.status.stages) if one.status and one.plan_stages else ""),
    ("RAG", 12, lambda one: words.rag(one.status.rag if one.status else None) if one.uses_rag else ""),
    ("As of", 18, lambda one: words.as_of(one.status.as_of, one.status.precision) if one.status else ""),
    ("Note", 60, lambda one: (one.status.note if one.status else None) or ""),
    ("Not sure", 20, lambda one: field_words(one)),
)
"""Heading, width in characters, and the cell's text."""


def actions(found: Sequence[Action], looked_for: str, public_url: str | None, home: str | None) -> File:
    """Return a workbook with a row for each action; every cell is text, whatever it begins with.

    A second sheet says what was looked for, and leads back to Slack where `home` is an address there.
    """
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        # With the prefix a cell stays text even when somebody edits it: "=1+1" never becomes a formula.
        text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        sheet = book.add_worksheet("Actions")
        columns = [*COLUMNS, _link(public_url)] if public_url else list(COLUMNS)
        for place, (heading, width, _) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        for line, one in enumerate(found, 1):
            for place, (_, _, cell) in enumerate(columns):
                sheet.write_string(line, place, cell(one), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(found), 1), len(columns) - 1)
        about = book.add_worksheet("About")
        about.set_column(0, 0, 80)
        about.write_string(0, 0, f"Looked for: {looked_for}", text)
        if home:
            about.write_url(1, 0, home, string="Ask again, or send an update: open Convenor in Slack")
    return File("actions.xlsx", "Actions", out.getvalue())


def _link(public_url: str | None) -> Column:
    return "Page", 50, lambda one: pages.address(public_url, one) or ""
