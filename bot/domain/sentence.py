"""A question while it is read: its words, and which of them are understood already."""

import re
from collections.abc import Iterable, Sequence

from storage.words import words

LONGEST = 60
"""So many words of a question are read: more is a pasted letter, whose first lines say what it is about."""

TAKEN = "·"
"""Stands for an understood word: no pattern matches across it."""


class Sentence:
    """Words in lower case; `take` marks those that were understood."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = words(text)[:LONGEST]
        self.free: list[bool] = [True] * len(self.words)

    def take(self, start: int, end: int) -> None:
        """Mark words as understood, `end` not included."""
        self.free[start:end] = [False] * (end - start)

    def claim(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a pattern of whole words in what is not understood yet, and take the words of its match.

        Where the pattern has a group called `only`, just the words of that group are taken.
        """
        shown = [word if free else TAKEN for word, free in zip(self.words, self.free, strict=True)]
        line = " ".join(shown)
        found = pattern.search(line)
        if found is None or not found.group().strip():
            return None
        start, end = found.span("only" if "only" in pattern.groupindex and found["only"] else 0)
        first = line[:start].count(" ") + (line[start : start + 1] == " ")
        self.take(first, first + len(line[start:end].split()))
        return found

    def spans(self, longest: int) -> Iterable[tuple[int, int, str]]:
        """Yield every run of words not understood yet, the longest first: start, end, and its words with blanks."""
        for size in range(min(longest, len(self.words)), 0, -1):
            for start in range(len(self.words) - size + 1):
                if all(self.free[start : start + size]):
                    yield start, start + size, " ".join(self.words[start : start + size])

    def before(self, start: int, most: int = 2) -> Sequence[str]:
        """Return up to `most` words before a place, the nearest last."""
        return self.words[max(0, start - most) : start]

    def after(self, end: int) -> str:
        """Return the word at a place, or nothing at the end."""
        return self.words[end] if end < len(self.words) else ""

    def left(self) -> list[list[str]]:
        """Return the words that nobody understood, as runs of neighbours."""
        runs: list[list[str]] = [[]]
        for word, free in zip(self.words, self.free, strict=True):
            if free:
                runs[-1].append(word)
            elif runs[-1]:
                runs.append([])
        return [run for run in runs if run]
