"""What scanning does to letters and words, and how it is undone: other alphabets, specks, words cut in two."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

ALIKE = 85
TITLE_LENGTH = 80

_LOOKALIKES = str.maketrans(
    "АВЕЗКМНОРСТУХІЅЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABE3KMHOPCTYXISJ" + "ABEZHIKMNOPTYX",
)  # Cyrillic, then Greek capitals
_REF = re.compile(r"([A-Z]{1,3})[ .-]?(\d{1,4})([a-z]?)")
_CUT = re.compile(r"(?:\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with)|\be\.g\.|\bi\.e\.|[,(–-])$", re.IGNORECASE)


def latin(text: str) -> str:
    """Return the text with capitals of other alphabets replaced by the Latin ones they look like."""
    return text.translate(_LOOKALIKES)


def ref_of(cell: str) -> str | None:
    """Return the ref that a cell holds and nothing else: "C 5" is C5, and a Cyrillic T counts as a T."""
    found = _REF.fullmatch(latin(cell.strip()))
    return "".join(found.groups()) if found else None


def plain(text: str) -> str:
    """Return the text without underline marks, dashes of empty cells and needless blanks."""
    text = re.sub(r"</?u>", " ", text)
    return " ".join(text.split())


def is_specks(cell: str) -> bool:
    """Say whether a cell holds single letters, digits and marks only: dirt or borders, read as letters."""
    return all(len(word) == 1 or not any(letter.isalnum() for letter in word) for word in plain(cell).split())


def is_cut_off(text: str) -> bool:
    """Say whether a text ends where no sentence does: on "of" or "e.g.", on a comma."""
    return bool(_CUT.search(text.rstrip()))


def letters(text: str) -> str:
    """Return the letters and digits alone, lower case: equal for a heading and its cut pieces."""
    return re.sub(r"[\W_]", "", latin(text).casefold())


def nearest(text: str, names: Iterable[str], alike: int = ALIKE) -> str | None:
    """Return the name that is spelt almost like `text`, blanks and case aside, or None."""
    found = process.extractOne(letters(text), {name: letters(name) for name in names}, scorer=fuzz.ratio)
    return str(found[2]) if found and found[1] >= alike else None


def completed(start: str, names: Iterable[str]) -> str | None:
    """Return the one name that begins with `start`, a cut-off word or two, or None."""
    begun = letters(start)
    fits = [name for name in names if begun and letters(name).startswith(begun)]
    return fits[0] if len(fits) == 1 else None


def slug_of(name: str) -> str:
    """Return a name as an id: lower-case letters, digits and hyphens."""
    return re.sub(r"[\W_]+", "-", name.casefold().replace("'", "").replace("’", "")).strip("-")


def title_of(wording: str) -> str:
    """Return the wording, cut at a word when it is longer than a title may be."""
    if len(wording) <= TITLE_LENGTH:
        return wording.rstrip(" .")
    return wording[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def undoubled(text: str) -> str:
    """Return a text that stands there twice once."""
    middle = len(text) // 2
    return text[:middle] if text[:middle] == text[middle + 1 :] and text[middle : middle + 1] == " " else text
