"""Importers: pure functions from a document's bytes to a draft of its facts and a list of what to look at."""

from collections.abc import Callable
from dataclasses import dataclass

from seed.importers import action_tables, learning_sets, meeting_programmes, numbered_lists
from seed.importers.draft import CannotRead, Draft
from seed.importers.source import Source, decode

__all__ = ["IMPORTERS", "CannotRead", "Draft", "Importer", "read_document"]


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


def read_document(file: str, data: bytes) -> Draft:
    """Read a document by the first importer that recognises it; `file` is its name, for people.

    Raises CannotRead when it is no text, is of no known kind, or lacks what its kind must have.
    """
    source = decode(file, data)
    if len(source.lines) > MOST_LINES:
        raise CannotRead(file, MOST_LINES + 1, f"A document has {MOST_LINES:,} lines at most. Divide it.")
    for importer in IMPORTERS:
        if importer.recognises(source):
            return importer.read(source)
    raise CannotRead(file, 1, "This is no kind of document that can be read. Its facts may be brought in as a table.")
