"""Misspelt words of a question, put right from the index's own words and from the words that ask."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Prefix
from sqlalchemy import Connection

from storage import search
from storage.words import stem, words

SHORTEST, LONG = 4, 7
"""Shorter words are left alone; from LONG letters on two slips are forgiven, before it one."""

SURE = 6
"""In a shorter word no letter is another one's slip: "wall" is not "well", and "stuff" not "staff"."""


class Spelt:
    """Words that are right as they stand; `names` may be of several words."""

    def __init__(self, *names: Iterable[str]) -> None:
        self.words = frozenset(part for given in names for name in given for part in name.split())
        self.stems = frozenset(map(stem, self.words))


def corrected(db: Connection, text: str, spelt: Spelt) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text with misspelt words put right, and which: (as typed, as read).

    A word is right where the index has met it, or it or its stem is `spelt`.
    """
    asked = [word for word in dict.fromkeys(words(text)) if len(word) >= SHORTEST and word.isalpha()]
    doubtful = [word for word in asked if word not in spelt.words and stem(word) not in spelt.stems]
    met = search.known(db, doubtful) if doubtful else set()
    unknown = [word for word in doubtful if word not in met and not search.is_found(db, stem(word))]
    if not unknown:
        return text, ()
    vocabulary = sorted(spelt.words | set(search.vocabulary(db)))
    changes = [(word, near) for word in unknown if (near := _nearest(word, vocabulary))]
    if not changes:
        return text, ()
    right = dict(changes)
    return " ".join(right.get(word, word) for word in words(text)), tuple(changes)


def _nearest(word: str, vocabulary: Sequence[str]) -> str | None:
    slips = 2 if len(word) >= LONG else 1
    near = process.extract(
        word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=20, processor=None
    )
    fitting = [
        (distance, sorted(other) != sorted(word), -Prefix.similarity(word, other), other)  # swapped letters first
        for other, distance, _ in near
        if other[0] == word[0] and (len(word) >= SURE or len(other) != len(word) or sorted(other) == sorted(word))
    ]
    return min(fitting)[-1] if fitting else None
