"""Places in a question, plans' sections and sub-sections: alone, joined ("transport or waste"), or in a bare list."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.queries import Query
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Vocabulary, plainly

LONGEST_NAME = 8
_MARK = re.compile(r"\s*[,;/]\s*")
_JOINTS = ("and", "or")


def listed(text: str, vocabulary: Vocabulary) -> Query | None:
    """Return what a list of bare names asks for: "lead/delivery/communities"; None where any of it is no name."""
    names = [plainly(one) for one in _MARK.split(text)]
    if len(names) == 1:
        return None
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        kind, values = _kind(name, vocabulary)
        if not values:
            return None
        found[kind] = tuple(dict.fromkeys((*found.get(kind, ()), *values)))
    return replace(Query(**found), either="sections" in found and "subsections" in found)  # type: ignore[arg-type]


def _kind(name: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """Return which filter of a query a name is a value of, and the values."""
    for kind, values in (("roles", vocabulary.roles), ("stages", vocabulary.stages)):
        if name in values:
            return kind, (values[name],)
    if name in vocabulary.sections:
        return "sections", vocabulary.sections[name]
    return "subsections", vocabulary.subsections.get(name, ())


def opened(text: str, vocabulary: Vocabulary) -> str:
    """Return a question with "and" for the comma or the slash between two places: "actions in transport, waste"."""
    found = text
    for mark in reversed(list(_MARK.finditer(text))):
        sentence = Sentence(f"{text[: mark.start()]} and {text[mark.end() :]}")
        at = len(Sentence(text[: mark.start()]).words)
        if _ends_at(sentence, at, vocabulary) is not None and _begins_at(sentence, at + 1, vocabulary) is not None:
            found = f"{found[: mark.start()]} and {found[mark.end() :]}"
    return found


def group(sentence: Sentence, start: int, end: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """Return from where to where a place and those joined to it by "and" or "or" go."""
    while start and sentence.words[start - 1] in _JOINTS:
        other = _ends_at(sentence, start - 1, vocabulary)
        if other is None:
            break
        start = other
    while sentence.after(end) in _JOINTS:
        other = _begins_at(sentence, end + 1, vocabulary)
        if other is None:
            break
        end = other
    return start, end


def are_either(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Say whether a section and a sub-section are joined: what is in either is asked for."""
    kinds: tuple[Mapping[str, tuple[str, ...]], ...] = (vocabulary.sections, vocabulary.subsections)
    for at, word in enumerate(sentence.words):
        left, right = _ends_at(sentence, at, vocabulary), _begins_at(sentence, at + 1, vocabulary)
        if word in _JOINTS and left is not None and right is not None:
            names = (_plain(sentence, left, at), _plain(sentence, at + 1, right))
            if any(one in kind and other not in kind for kind in kinds for one, other in (names, names[::-1])):
                return True
    return False


def _ends_at(sentence: Sentence, end: int, vocabulary: Vocabulary) -> int | None:
    """Return where the place begins whose name ends there."""
    starts = range(max(0, end - LONGEST_NAME), end)
    return next((one for one in starts if _is_name(sentence, one, end, vocabulary)), None)


def _begins_at(sentence: Sentence, start: int, vocabulary: Vocabulary) -> int | None:
    """Return where the place ends whose name begins there."""
    ends = range(min(len(sentence.words), start + LONGEST_NAME), start, -1)
    return next((one for one in ends if _is_name(sentence, start, one, vocabulary)), None)


def _is_name(sentence: Sentence, start: int, end: int, vocabulary: Vocabulary) -> bool:
    if sentence.words[start] in _JOINTS or sentence.words[end - 1] in _JOINTS:
        return False
    name = _plain(sentence, start, end)
    return name in vocabulary.sections or name in vocabulary.subsections


def _plain(sentence: Sentence, start: int, end: int) -> str:
    return plainly(" ".join(sentence.words[start:end]))
