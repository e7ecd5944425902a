"""What a question leaves out: "except the complete ones", "not in transport", "apart from Ofgem"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.queries import Query
from bot.domain.question_words import FILLER, INSIDE, STAGE_FORMS
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Vocabulary, plainly
from storage.words import STOP

Exception_ = tuple[str, str, str]
"""Facet, value, and the name that people know it by."""

_MARK = re.compile(
    r"\b(except(ing)?( for)?|excluding|excl|(apart|aside) from|other than|not (including|counting|involving)|but not"
    r"|not (?=in|with|under|from)|outside( of)?|leaving out|minus)\b"
)
_ENDS = frozenset((*INSIDE, "with", "for", "where", "which", "that", "please", "at"))
"""Behind what is left out one of these begins the rest of the question: "except the complete ones in transport"."""

_NO_ROLE = re.compile(
    r"\b(no|without (a |any )?|missing( a)?) ?(council )?role( is)?( given| yet)?\b|\brole not given\b"
)


def exceptions(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with what no action may have; what is no name stays a word like any other."""
    without = [*query.without]
    if vocabulary.roles and sentence.claim(_NO_ROLE):
        without += [("role", role, role) for role in vocabulary.roles.values()]
    for mark in range(len(sentence.words)):
        size = _mark_at(sentence, mark)
        first, last = _span(sentence, mark + size, vocabulary) if size else (0, 0)
        if size and (named := _named(sentence.words[first:last], vocabulary)):
            sentence.take(mark, last)
            without += named
    return replace(query, without=tuple(dict.fromkeys(without)))


def _mark_at(sentence: Sentence, at: int) -> int:
    """Return how many words from there on say that something is left out."""
    if not all(sentence.free[at : at + 1]):
        return 0
    found = _MARK.match(" ".join(sentence.words[at:]))
    return len(found.group().split()) if found else 0


def _span(sentence: Sentence, start: int, vocabulary: Vocabulary) -> tuple[int, int]:
    """Return from where to where the names of what is left out stand."""
    first = start
    while first < len(sentence.words) and _says_nothing(sentence.words[first], vocabulary):
        first += 1
    last = first
    while last < len(sentence.words) and sentence.free[last] and sentence.words[last] not in _ENDS:
        last += 1
    return first, last


def _says_nothing(word: str, vocabulary: Vocabulary) -> bool:
    return word in STOP | FILLER and word not in vocabulary.roles


def _named(words: Sequence[str], vocabulary: Vocabulary) -> list[Exception_]:
    """Return all that words name, joined by "and" or "or"; nothing where one of them is no name."""
    whole = list(_values(words, vocabulary))
    if whole or not words:
        return whole
    parts = [list(_values(part.split(), vocabulary)) for part in re.split(r" (?:and|or|nor) ", " ".join(words))]
    return [one for part in parts for one in part] if len(parts) > 1 and all(parts) else []


def _values(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[Exception_]:
    for name in dict.fromkeys((plainly(" ".join(words)), plainly(" ".join(_bare(words, vocabulary))))):
        if found := list(_called(name, vocabulary)):
            yield from found
            return


def _bare(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the words without those that say nothing: "the complete ones"."""
    return [word for word in words if not _says_nothing(word, vocabulary)]


def _called(name: str, vocabulary: Vocabulary) -> Iterator[Exception_]:
    if stage := vocabulary.stages.get(STAGE_FORMS.get(name, name)):
        yield "stage", stage, stage
    elif role := vocabulary.roles.get(name):
        yield "role", role, role
    elif places := vocabulary.subsections.get(name):
        yield from (("subsection", one, one) for one in places)
    elif places := vocabulary.sections.get(name) or vocabulary.in_short.get(name):
        yield from (("section", one, one.rpartition("/")[2].replace("-", " ")) for one in places)
    elif partner := vocabulary.partners.get(name):
        yield "partner", str(partner.id), partner.name
