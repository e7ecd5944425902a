"""Messages about reports, and the files that a report consists of."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from bot.domain.report_facts import Report, Row
from bot.domain.reports import Choice, Wanted
from bot.views import report_cells, report_paper, report_picture
from bot.views import report_words as texts
from bot.views.blocks import File, Message, escape, said, section
from bot.views.report_button import report_button


class Kind(NamedTuple):
    """A file of a report: what people call it, what it is for, and how it is made of a report, its rows and a zone."""

    name: str
    purpose: str
    make: Callable[[Report, Iterable[Row], str], bytes]


KINDS: Mapping[str, Kind] = {
    "docx": Kind("Word", "For the committee paper: the figures, then every action.", report_paper.as_document),
    "xlsx": Kind("Excel", "For working with: sort and filter the actions.", report_cells.as_workbook),
    "csv": Kind("CSV", "For other programs: the actions as plain rows.", report_cells.as_csv),
    "png": Kind("One page", "For a slide or a mail: the figures as a picture.", report_picture.as_picture),
}


def choose(facts: Choice) -> Message:
    """Return the plans to choose from."""
    rows = [section(f"*{escape(title)}*", report_button(slug, title)) for slug, title in facts.plans[:45]]
    return said("Of which plan do you want the report?", *rows)


def on_its_way(wanted: Wanted) -> Message:
    """Return the answer to the command."""
    return said(f"The {_about(wanted)} is on its way to your messages with Convenor.")


def begun(wanted: Wanted) -> Message:
    """Return the message that shows how far a report is, at its start."""
    return said(f"The {_about(wanted)} is being made. This message shows how far it is.")


def underway(title: str, format_: str, done: int, total: int) -> Message:
    """Return the same while a file is written."""
    return said(f"*{escape(title)}* is being made. {KINDS[format_].name}: {done:,} of {total:,} actions.")


def made(wanted: Wanted) -> Message:
    """Return the same when all files are made."""
    return said(f"The {_about(wanted)} is ready: it comes below as Word, Excel and CSV, and on one page as a picture.")


def failed(wanted: Wanted, reference: str | None) -> Message:
    """Return the same when it could not be made."""
    known = f" Reference: {escape(reference)}." if reference else ""
    again = f"Try `/convenor report {escape(wanted.plan_slug)}` again in a while, or tell your administrator."
    return said(f"Sorry, a fault of ours: the {_about(wanted)} could not be made. {again}{known}")


def file(format_: str, name: str, title: str, content: bytes, alt: str) -> Message:
    """Return one file with a sentence; a picture's says in words what it shows."""
    kind = KINDS[format_]
    text = f"*{escape(title)}*, {kind.name}. {kind.purpose}"
    return Message(f"{text}\n{escape(alt)}" if alt else text, (), (File(name, title, content, alt),))


def alt_of(format_: str, report: Report, zone: str) -> str:
    """Return what a picture shows, in words; nothing for the others."""
    return texts.in_words(report, zone) if format_ == "png" else ""


def _about(wanted: Wanted) -> str:
    return f"report on *{escape(wanted.plan_title)}*, {escape(wanted.period or 'as it stands today')},"
