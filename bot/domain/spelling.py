"""Misspelt words of a question, put right from the index's own words and from the words that ask."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Prefix
from sqlalchemy import Connection

from storage import search
from storage.words import stem, words

SHORTEST, LONG = 4, 7
"""Shorter words are left alone; from LONG letters on two slips are forgiven, before it one."""

SURE = 6
"""In a shorter word no letter is another one's slip: "wall" is not "well", and "stuff" not "staff"."""

MOST = 60
"""So many words of a text are put right: each is several queries."""

PART, LONGEST = 3, 30
"""Letters of the shortest word that another one is written together with, and of the longest that is parted."""


class Spelt:
    """Words that are right as they stand; `names` may be of several words."""

    def __init__(self, *names: Iterable[str]) -> None:
        self.words = frozenset(part for given in names for name in given for part in name.split())
        self.stems = frozenset(map(stem, self.words))


def corrected(db: Connection, text: str, spelt: Spelt) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text with misspelt words put right, and which: (as typed, as read).

    A word is right where the index has met it, or it or its stem is `spelt`. The first MOST doubtful ones are seen to.
    """
    asked = [word for word in dict.fromkeys(words(text)) if len(word) >= SHORTEST and word.isalpha()]
    doubtful = [word for word in asked if word not in spelt.words and stem(word) not in spelt.stems][:MOST]
    met = search.known(db, doubtful) if doubtful else set()
    unknown = [word for word in doubtful if word not in met and not search.is_found(db, stem(word))]
    if not unknown:
        return text, ()
    vocabulary = sorted(spelt.words | set(search.vocabulary(db)))
    joined = _joined(db, words(text), unknown, set(vocabulary))
    left = _written(words(text), joined)
    meant = {word: near for word in unknown if word in left and (near := _meant(db, word, vocabulary))}
    changes = (*joined.items(), *meant.items())
    return (" ".join(meant.get(word, word) for word in left), changes) if changes else (text, ())


def _joined(
    db: Connection, asked: Sequence[str], unknown: Iterable[str], vocabulary: Collection[str]
) -> dict[str, str]:
    """Return pairs of neighbours that are one word: "retro fit"."""
    pairs = [pair for pair in pairwise(asked) if not set(pair).isdisjoint(unknown) and all(map(str.isalpha, pair))]
    ones = {" ".join(pair): "".join(pair) for pair in pairs}
    return {two: one for two, one in ones.items() if one in vocabulary or search.is_found(db, stem(one))}


def _written(asked: Sequence[str], joined: Mapping[str, str]) -> list[str]:
    """Return the words with the joined ones as one."""
    written: list[str] = []
    for word in asked:
        one = joined.get(f"{written[-1]} {word}") if written else None
        written[-1 if one else len(written) :] = [one or word]
    return written


def _meant(db: Connection, word: str, vocabulary: Sequence[str]) -> str | None:
    """Return what a word was meant to be: one slip away, two words written as one, or two slips away."""
    near = _nearest(word, vocabulary, 1) or _parted(db, word, vocabulary)
    return near or (_nearest(word, vocabulary, 2) if len(word) >= LONG else None)


def _parted(db: Connection, word: str, vocabulary: Iterable[str]) -> str | None:
    """Return the two words that are written as one, where some text has them in a row: "heatpump"."""
    if len(word) > LONGEST:
        return None
    known = {stem(one) for one in vocabulary if one[:PART] in word}
    parts = ((word[:at], word[at:]) for at in range(PART, len(word) - PART + 1))
    likely = ((head, tail) for head, tail in parts if {stem(head), stem(tail)} <= known)
    return next((f"{head} {tail}" for head, tail in likely if search.is_found(db, f"{stem(head)} {stem(tail)}")), None)


def _nearest(word: str, vocabulary: Sequence[str], slips: int) -> str | None:
    near = process.extract(
        word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=20, processor=None
    )
    fitting = [
        (distance, sorted(other) != sorted(word), -Prefix.similarity(word, other), other)  # swapped letters first
        for other, distance, _ in near
        if other[0] == word[0] and (len(word) >= SURE or len(other) != len(word) or sorted(other) == sorted(word))
    ]
    return min(fitting)[-1] if fitting else None
