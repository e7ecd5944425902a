"""Importers: pure functions from a document's bytes to a draft of its facts and a list of what to look at."""

from collections.abc import Callable
from dataclasses import dataclass

from seed.importers import action_tables
from seed.importers.draft import CannotRead, Draft
from seed.importers.source import Source, decode

__all__ = ["IMPORTERS", "CannotRead", "Draft", "Importer", "read_document"]


@dataclass(frozen=True)
class Importer:
    """One kind of document: its name, how it is recognised, and how it is read (raises CannotRead)."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Draft]


IMPORTERS: tuple[Importer, ...] = (Importer("action tables", action_tables.recognises, action_tables.read),)
"""Every kind of text document, asked in this order."""


def read_document(file: str, data: bytes) -> Draft:
    """Read a document by the first importer that recognises it; `file` is its name, for people.

    Raises CannotRead when it is no text, is of no known kind, or lacks what its kind must have.
    """
    source = decode(file, data)
    for importer in IMPORTERS:
        if importer.recognises(source):
            return importer.read(source)
    raise CannotRead(file, 1, "This is no kind of document that can be read. Its facts may be brought in as a table.")
