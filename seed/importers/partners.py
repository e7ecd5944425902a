"""Takes a cell of partners apart: names with blanks between them, by the longest known name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from seed.bundle import organisations
from seed.importers.draft import Organisation
from seed.importers.spelling import slug_of

LONGEST_NEW_NAME = 6
LONGEST_NAME = 80
_JOINTS = {"and", "&", "-", "–", "/"}


@dataclass(frozen=True)
class Partners:
    """The organisations of one cell by slug, those of them that are new, and words that are no known name."""

    slugs: tuple[str, ...] = ()
    new: tuple[Organisation, ...] = ()
    unknown: tuple[str, ...] = ()


def partners_of(cell: str) -> Partners:
    """Return who stands in a cell.

    A name is new only where it is plainly set apart: between commas, or a single word alone in its cell. Other
    unknown words may be one name or several.
    """
    slugs: list[str] = []
    new: list[Organisation] = []
    unknown: list[str] = []
    pieces = re.split(r"[,;\n]", cell)
    for piece in pieces:
        found, left = _known(piece.split())
        slugs += found
        if left and not found and _is_name(left[0], alone=len(pieces) == 1):
            slugs.append(slug_of(left[0]))
            new.append(named_organisation(left[0]))
        else:
            unknown += left
    return Partners(tuple(dict.fromkeys(slugs)), tuple(new), tuple(unknown))


def _is_name(text: str, alone: bool) -> bool:
    return text[0].isupper() and len(text.split()) <= (1 if alone else LONGEST_NEW_NAME) and len(text) <= LONGEST_NAME


def name_at(words: list[str], start: int) -> tuple[str, int] | None:
    """Return the longest known name that begins at a word: its slug, and where it ends."""
    names, longest = _names()
    for end in range(min(len(words), start + longest), start, -1):
        slug = names.get(_folded(words[start:end]))
        if slug:
            return slug, end
    return None


def _known(words: list[str]) -> tuple[list[str], list[str]]:
    slugs: list[str] = []
    left: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        found = name_at(words, at)
        if found:
            slugs.append(found[0])
            left.append([])
            at = found[1]
        else:
            left[-1].append(words[at])
            at += 1
    return slugs, [" ".join(part) for part in left if not set(part) <= _JOINTS]


@cache
def _names() -> tuple[dict[str, str], int]:
    names = {
        _folded(name.split()): slug
        for slug, row in organisations().items()
        for name in (row["name"], *row["aliases"])
        if name.strip()
    }
    return names, max(len(name.split()) for name in names)


def _folded(words: Iterable[str]) -> str:
    return " ".join(words).casefold().replace("’", "'")


def known_names(text: str) -> list[str]:
    """Return the organisations that a text names and names only, by slug; [] with any other word in it."""
    slugs, left = _known(text.split())
    return [] if left else slugs


def named_organisation(name: str) -> Organisation:
    """Return an organisation of which only the name is known."""
    return {"slug": slug_of(name), "name": name, "kind": "partner", "nation": None, "aliases": [], "what": None}
