"""The repository carries facts, never the documents' sentences."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seed.bundle import BUNDLED, organisations, read

LONGEST_IN_COMMON = 5

FACTS = {"outcomes"}
"""Labels that are facts themselves."""

NAMES = (
    "Bus Service Improvement Plan",
    "Choose How You Move",
    "Cycling and Walking Strategy",
    "East Midlands Freeport",
    "Gold Sustainable Food Places",
    "Green Living Leicestershire",
    "Leicestershire Highway Design Guide",
    "Local Industrial Strategy",
    "Local Transport Plan 4",
    "Loughborough University Science and Enterprise Park",
    "Minerals and Waste Local Plan",
    "SHIRE Environment Grants",
    "Society of London Treasurers",
    "Tilton on the Hill",
    "Value of Trees",
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub("['’]", "", text.casefold()))


def texts(value: Any) -> Iterator[str]:
    """Yield every text below `value`, keys included, except those that are facts themselves."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item if key not in FACTS else None)


def runs(text: str, names: list[str]) -> Iterator[list[str]]:
    """Yield the words between the proper names of a text."""
    pattern = "|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True))
    return (words(part) for part in re.split(pattern, text, flags=re.IGNORECASE))


def copied(text: str, names: list[str], sources: list[str]) -> list[str]:
    """Return every run of words in `text`, one longer than allowed, that a source holds as well."""
    size = LONGEST_IN_COMMON + 1
    found = []
    for run in runs(text, names):
        for start in range(len(run) - size + 1):
            phrase = " ".join(run[start : start + size])
            found += [phrase for source in sources if f" {phrase} " in source]
    return found


@pytest.fixture(scope="session")
def sources(shared_seeds: Path) -> list[str]:
    """Return the words of each document, between blanks."""
    return [f" {' '.join(words(path.read_text(encoding='utf-8')))} " for path in sorted(shared_seeds.glob("*.txt"))]


def names() -> list[str]:
    partners = [name for row in organisations().values() for name in (row["name"], *row["aliases"])]
    return [*NAMES, *(name for name in partners if " " in name)]


def test_nothing_bundled_repeats_more_than_five_words_of_a_document(sources: list[str]) -> None:
    assert len(sources) == 5
    for bundle_id in BUNDLED:
        for text in texts(read(bundle_id)):
            assert not copied(text, names(), sources), text


def test_what_is_copied_is_found(sources: list[str]) -> None:
    sentence = "Find shared offices and to reduce the need for business travel."
    assert copied(sentence, names(), sources) == [
        "to reduce the need for business",
        "reduce the need for business travel",
    ]
    assert not copied("they reduce the need for business trips", names(), sources)


def test_no_update_note_is_bundled() -> None:
    for bundle_id in BUNDLED:
        for action in read(bundle_id).get("actions", ()):
            assert not {"note", "wording"} & action.keys()
