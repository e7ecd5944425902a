"""Text as the search index keeps it: tokens, alike for what is stored and for what is asked, on every database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[a-z0-9]+")
_POSSESSIVE = re.compile(r"[’'](?:s\b)?")
_stemmer = snowballstemmer.stemmer("english")

STOP = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below between both but
    by can could did do does doing done down during each either else etc ever few for from further had has have
    having he her here hers him his how i if in into is it its just let me more most must my near no nor not now of
    off on once only or other our ours out over own per same shall she should so some such than that the their
    theirs them then there these they this those through to too under until up us use used using very via was we
    were what when where whether which while who whom whose why will with within would you your yours
    """.split()  # noqa: SIM905 read as a text
)
"""Words that say nothing of what a text is about."""

_IRREGULAR = {
    "buses": "bus",
    "lorries": "lorry",
    "gases": "gas",
    "training": "training",
    "planning": "planning",
    "building": "building",
    "buildings": "building",
    "parking": "parking",
    "marketing": "marketing",
    "university": "university",
    "universities": "university",
}
"""Words that the stemmer gets wrong, or takes for a form of quite another one: training is nothing of trains."""


def plain(text: str) -> str:
    """Return text in lower case, without accents, possessives and apostrophes."""
    if text.isascii():  # most texts, and far the most time of a large import
        return _POSSESSIVE.sub("", text.lower())
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return _POSSESSIVE.sub("", "".join(one for one in folded if not unicodedata.combining(one)))


def words(text: str) -> list[str]:
    """Return the words of a text as they are written, in lower case; a hyphen parts words."""
    return _WORD.findall(plain(text))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words in their order, stop words left out."""
    return stems_of(words(text))


def stems_of(written: Iterable[str]) -> list[str]:
    """Return the stems of words that `words` gave."""
    return [stem(word) for word in written if word not in STOP]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word's stem. A plural in -ies is the word in -y: "levies" is not the fund called LEVI."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    found: str = _stemmer.stemWord(word)
    return f"{found[:-1]}y" if found.endswith("i") and not word.endswith("i") else found
