"""Refs as people type them: `t18`, `T 18`, `people-1`, "leadership 1"."""

import re
import unicodedata

# Cyrillic letters met in documents; lower-case ones too, where only the capital looks like a Latin letter: "т18"
_LOOKALIKES = str.maketrans("АВЕЗКМНОРСТУХавезкмнорстух", "ABE3KMHOPCTYXabe3kmhopctyx")
_NUMBERED = re.compile(r"\b[^\W\d]{1,4}[ -]?\d+")
_HEADING = re.compile(r"(?P<heading>[a-z]+)(?P<number>\d+[a-z]?)")
_CROSS_CUTTING = {
    "leadership": "xcl",
    "collaboration": "xcc",
    "researchandinnovation": "xcr",
    "research": "xcr",
    "funding": "xcf",
}

_TELLING = 3
"""Letters of a heading that are enough to tell it."""


def latin(words: str) -> str:
    """Return text with Cyrillic letters that look like Latin ones folded, in words that hold a number: "т18"."""
    return _NUMBERED.sub(lambda found: found[0].translate(_LOOKALIKES), words)


def key_of(words: str) -> str:
    """Return the form in which refs are compared: Latin, lower case, letters and digits only.

    The numbered cross-cutting actions are found by their printed heading: "Leadership 1" is `xcl1`.
    """
    folded = unicodedata.normalize("NFKC", words).translate(_LOOKALIKES).casefold()
    key = re.sub(r"[^a-z0-9]", "", folded.replace("&", "and"))
    split = _HEADING.fullmatch(key)
    if split and split["heading"] in _CROSS_CUTTING:
        return _CROSS_CUTTING[split["heading"]] + split["number"]
    return key


def beginnings_of(words: str) -> tuple[str, ...]:
    """Return how the keys of refs may begin when so much was typed: "leader" begins "Leadership 1"."""
    key = key_of(words)
    headings = (short for heading, short in _CROSS_CUTTING.items() if len(key) >= _TELLING and heading.startswith(key))
    return tuple(dict.fromkeys(one for one in (key, *headings) if one))
