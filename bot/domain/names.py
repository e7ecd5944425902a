"""Names by which things are asked for: what somebody means who writes one nearly, or only its beginnings."""

from functools import cached_property
from typing import TypeVar

from rapidfuzz import fuzz, process

V = TypeVar("V")
NEARLY = 90.0
"""Likeness of a name of several words, in per cent, from which on it is meant."""


class Names(dict[str, V]):
    """Names, plainly written, and what each of them names."""

    def nearly(self, name: str) -> V | None:
        """Return what a name means: by its very words or, of several, by nearly the same letters, or by the beginnings
        of its words where these are one thing's only ("res waste").
        """
        if name in self or " " not in name:
            return self.get(name)
        near = process.extractOne(name, self.keys(), processor=None, scorer=fuzz.ratio, score_cutoff=NEARLY)
        return self[near[0]] if near and _holds_no_other_word(name, near[0]) else self._in_part(name)

    @cached_property
    def _abbreviated(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for name in self:
            if " " in name:
                found.setdefault(_first_letters(name), []).append(name)
        return found

    def _in_part(self, name: str) -> V | None:
        likely = self._abbreviated.get(_first_letters(name), ())
        meant = {
            self[full]
            for full in likely
            if all(long.startswith(short) for long, short in zip(full.split(), name.split(), strict=True))
        }
        return meant.pop() if len(meant) == 1 else None


def _first_letters(name: str) -> tuple[str, ...]:
    """Return the first three letters of each word: so much is left of a word that is cut short."""
    return tuple(word[:3] for word in name.split())


def _holds_no_other_word(name: str, known: str) -> bool:
    """Say whether a name is one that is known but for slips: in "in nature land use" there is a word more."""
    return name.count(" ") == known.count(" ") or (name[0], name[-1]) == (known[0], known[-1])
