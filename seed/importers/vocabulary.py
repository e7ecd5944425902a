"""The words of a kind of document, which are data: `seed/vocabulary/*.json`."""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any


@cache
def words_of(kind: str) -> dict[str, Any]:
    """Return the vocabulary of a kind of document as its file holds it."""
    text = files("seed").joinpath("vocabulary", f"{kind}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@dataclass(frozen=True)
class TableWords:
    """The words of action-plan tables: roles, stages with their spellings, headings of columns and sections.

    `numbered` are headings whose actions have a number only, with what their refs begin with.
    """

    roles: tuple[str, ...]
    stages: dict[str, list[str]]
    columns: dict[str, list[str]]
    sections: tuple[str, ...]
    subsections: tuple[str, ...]
    numbered: dict[str, str]

    @cached_property
    def stage_of(self) -> dict[str, str]:
        """Each spelling of a stage, and the stage."""
        return {spelling: stage for stage, others in self.stages.items() for spelling in (stage, *others)}

    @cached_property
    def stage_pattern(self) -> re.Pattern[str]:
        """Any spelling of a stage as a word of its own."""
        longest_first = sorted(self.stage_of, key=len, reverse=True)
        return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b")

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """All headings that stand inside a section's table."""
        return (*self.subsections, *self.numbered)


@cache
def table_words() -> TableWords:
    """Return the vocabulary of action-plan tables."""
    words = words_of("action_tables")
    return TableWords(
        tuple(words["roles"]),
        words["stages"],
        words["columns"],
        tuple(words["sections"]),
        tuple(words["subsections"]),
        words["numbered"],
    )
