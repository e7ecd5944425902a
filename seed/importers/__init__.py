"""Importers: pure functions from a document's bytes to a draft of its facts and a list of what to look at."""

from collections.abc import Callable
from dataclasses import dataclass

from seed.importers import (
    action_tables,
    calendars,
    learning_sets,
    meeting_programmes,
    numbered_lists,
    spreadsheets,
)
from seed.importers.asked import NOTHING, Asked
from seed.importers.delimited import ENDINGS, is_delimited
from seed.importers.draft import CannotRead, Draft
from seed.importers.source import Source, decode
from seed.importers.workbooks import is_workbook

__all__ = ["IMPORTERS", "Asked", "CannotRead", "Draft", "Importer", "read_document"]


@dataclass(frozen=True)
class Importer:
    """One kind of document: its name, how it is recognised, and how it is read (raises CannotRead)."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Draft]


MOST_LINES = 20_000

IMPORTERS: tuple[Importer, ...] = (
    Importer("action tables", action_tables.recognises, action_tables.read),
    Importer("numbered lists", numbered_lists.recognises, numbered_lists.read),
    Importer("meeting programmes", meeting_programmes.recognises, meeting_programmes.read),
    Importer("learning sets", learning_sets.recognises, learning_sets.read),
)
"""Every kind of text document, asked in this order."""

UNKNOWN = (
    "This is no kind of document that can be read. "
    "Bring its facts in as a table: a CSV file or a workbook with the columns Ref and Action."
)


def read_document(file: str, data: bytes, asked: Asked = NOTHING) -> Draft:
    """Read a document; `file` is its name, for people, and `asked` what they say of tables and calendars.

    Files say what they are by their first bytes or their name; then every kind of text is asked, and last whether
    the text is a table of actions. Raises CannotRead when it is of no known kind, or lacks what its kind must have.
    """
    if is_workbook(data):
        return spreadsheets.read_workbook(file, data, asked)
    source = decode(file, data)
    if calendars.is_calendar(source):
        return calendars.read(source, asked)
    if file.casefold().endswith(ENDINGS):
        return spreadsheets.read_delimited(source, asked)
    if len(source.lines) > MOST_LINES:
        raise CannotRead(file, MOST_LINES + 1, f"A text has {MOST_LINES:,} lines at most. Divide it.")
    for importer in IMPORTERS:
        if importer.recognises(source):
            return importer.read(source)
    if is_delimited(source):
        return spreadsheets.read_delimited(source, asked)
    raise CannotRead(file, 1, UNKNOWN)
