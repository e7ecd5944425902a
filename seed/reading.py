"""Reads files from the disk with the importers; what cannot be read is refused, naming file and line."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.domain.imports import Refused
from seed.importers import CannotRead, Draft, read_document
from seed.importers.asked import NOTHING, Asked

LARGEST = 64 * 1024 * 1024
"""Bytes of one file: a plan of 100,000 actions has about half of that."""

FIRST_LINE = "1"


def read_files(paths: Iterable[Path], asked: Asked = NOTHING) -> tuple[list[Draft], list[Refused]]:
    """Return the drafts of files, and a refusal for each that cannot be read; a folder stands for its files."""
    drafts, refused = [], []
    for path in _files(paths):
        found = _read(path, asked)
        if isinstance(found, Refused):
            refused.append(found)
        else:
            drafts.append(found)
    return drafts, refused


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        else:
            yield path


def _read(path: Path, asked: Asked) -> Draft | Refused:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            reason = f"The file has {size / 2**20:,.0f} MB; at most {LARGEST / 2**20:,.0f} can be read. Divide it."
            return Refused(path.name, FIRST_LINE, reason)
        return read_document(path.name, path.read_bytes(), asked)
    except CannotRead as fault:
        return Refused(fault.file, str(fault.line), fault.sentence)
    except OSError as fault:
        return Refused(path.name, FIRST_LINE, f"It cannot be opened: {fault.strerror or fault}.")
