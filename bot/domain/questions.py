"""The question reader: plain words to a query. No model and no network: names, a grammar, edit distance, a glossary."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain import question_dates, question_exceptions, question_facets, question_places
from bot.domain.names import Names
from bot.domain.queries import Query
from bot.domain.question_words import ABOUT, FILLER, GRAMMAR, INSIDE, NOUNS, NUMBERS, SHORT, TOGETHER
from bot.domain.refs import key_of
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Organisation, Vocabulary
from storage.words import STOP, stem, stems

LONGEST_NAME = 8
LONGEST_SERIES = 50
_SERIES = re.compile(r"\b([A-Za-z]{1,2}\d{1,3}) ?[-–] ?([A-Za-z]{1,2}\d{1,3})\b")
_NUMBERED = re.compile(r"(?P<letters>[a-z]{1,2})(?P<number>\d{1,3})")
SHORTEST_BEGINNING = 4
"""Letters of a section's name that are enough for it: "econ actions"."""

LETTERS = "abcd"
"""Parts of an action that was split: who asks for R3 means R3a and R3b."""


@dataclass(frozen=True)
class Asked:
    """A question and who asks: `refs` returns which of some ref keys exist, as they are printed."""

    text: str
    today: date
    refs: Callable[[Iterable[str]], Mapping[str, str]]


def read(asked: Asked, vocabulary: Vocabulary) -> Query:
    """Return what a question asks for; what is not understood is left as text."""
    query = Query()
    mention = re.search(r"<@([UW][A-Z0-9]+)", asked.text)
    plain = re.sub(r"<[@#!][^>]*>", " ", asked.text)
    if not mention and (names := question_places.listed(plain, vocabulary)):
        return names
    sentence = Sentence(_SERIES.sub(r"\1 to \2", question_places.opened(plain, vocabulary)))
    sentence.words = [SHORT.get(word, word) for word in sentence.words]
    if mention:
        query = replace(query, person=mention[1])
    if named := _refs(asked, sentence, vocabulary):
        return replace(query, refs=named, plans=_plans(sentence, vocabulary), person="")
    for step in STEPS:
        query = step(query, sentence, vocabulary, asked.today)
        if query.about == "meetings":
            return query
    text = tuple(word for run in sentence.left() for word in _content(run, vocabulary))
    query = _outcomes(query, sentence, text, vocabulary)
    return _last_place(query, sentence, vocabulary) if query.text and not query.sections else query


def _content(run: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the words that say what is asked about; of a phrase of the glossary all of them: "working from home"."""
    left = [word for word in run if word not in STOP]
    stems, at = [stem(word) for word in left], 0
    longest = max(map(len, vocabulary.phrases), default=1)
    while at < len(left):
        sizes = range(min(longest, len(left) - at), 1, -1)
        size = next((n for n in sizes if tuple(stems[at : at + n]) in vocabulary.phrases), 1)
        yield from left[at : at + size] if size > 1 or left[at] not in FILLER else ()
        at += size


# --- refs and plans --------------------------------------------------------------------------------------


def _refs(asked: Asked, sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the refs that are named, as they are printed: "t18", "C 5", "policy and planning 4", "xc-r1"."""
    if len(vocabulary.plan_slugs) == 0:
        return ()
    _open_series(sentence)
    spans = {(start, end): key for start, end, _ in sentence.spans(5) if (key := _key(sentence.words[start:end]))}
    there = asked.refs({key + letter for key in spans.values() for letter in ("", *LETTERS)}) if spans else {}
    found: list[tuple[int, str]] = []
    for (start, end), key in spans.items():
        parts = (there[key + letter] for letter in LETTERS if key + letter in there)
        meant = [there[key]] if key in there else list(parts)
        if meant and all(sentence.free[start:end]) and not _is_session(sentence, start):
            sentence.take(start, end)
            found += [(start, ref) for ref in meant]
    return tuple(dict.fromkeys(ref for _, ref in sorted(found)))


def _key(span: Sequence[str]) -> str:
    """Return the key of the ref that words may be, or nothing: "t18", "leadership 2", "leadership two"."""
    *name, last = span
    if name and last in NUMBERS:
        return key_of(" ".join([*name, NUMBERS[last]]))
    return key_of(" ".join(span)) if any(one.isdigit() for one in last[:6]) and not span[0][0].isdigit() else ""


def _open_series(sentence: Sentence) -> None:
    """Rewrite "t1 to t5" as all five."""
    for at in range(1, len(sentence.words) - 1):
        ends = [_NUMBERED.fullmatch(sentence.words[place]) for place in (at - 1, at + 1)]
        first, last = ends
        if sentence.words[at] not in ("to", "until", "through") or not first or not last:
            continue
        numbers = range(int(first["number"]) + 1, int(last["number"]))
        if first["letters"] == last["letters"] and len(numbers) <= LONGEST_SERIES:
            between = [f"{first['letters']}{number}" for number in numbers]
            sentence.words[at : at + 1] = between
            sentence.free[at : at + 1] = [True] * len(between)
            return


def _is_session(sentence: Sentence, start: int) -> bool:
    return sentence.words[start] in ("session", "sessions", "set", "objective", "objectives")


def _plans(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        name = " ".join(word for word in sentence.words[start:end] if word not in ("the", "and"))
        if name in vocabulary.plans and all(sentence.free[start:end]):
            sentence.take(start, end)
            found.append(vocabulary.plans[name])
    return tuple(dict.fromkeys(found))


# --- partners --------------------------------------------------------------------------------------------


def _partners(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    found: dict[int, Organisation] = {}
    places: list[tuple[int, Organisation]] = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        if not all(sentence.free[start:end]):
            continue
        organisation = vocabulary.partners.nearly(_bare(sentence.words[start:end]))
        if (
            organisation
            and sentence.words[start] not in ("the", "and")
            and _is_meant(organisation, sentence, start, end, vocabulary)
        ):
            sentence.take(start, end)
            places.append((start, organisation))
    for _, organisation in sorted(places, key=lambda place: place[0]):
        found[organisation.id] = organisation
    named = tuple((one.id, one.name) for one in found.values())
    return replace(query, partners=named, any_partner=len(named) > 1 and _are_joined_by_or(sentence, places))


def _are_joined_by_or(sentence: Sentence, places: Iterable[tuple[int, Organisation]]) -> bool:
    """Say whether any of some organisations will do: "NGED or Ofgem"."""
    befores = ([word for word in sentence.before(start) if word != "the"] for start, _ in places)
    return any(before[-1:] == ["or"] for before in befores)


def _bare(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word not in ("the", "and"))


def _is_meant(organisation: Organisation, sentence: Sentence, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """Named organisations always; a group only with a word that says it takes part: "schools" alone is a word."""
    if not organisation.is_group:
        return len(_bare(sentence.words[start:end])) > 1
    if _is_text(sentence, start):
        return False
    is_section = _bare(sentence.words[start:end]) in vocabulary.in_short  # "business actions"
    opens = all(word in STOP | FILLER for word in sentence.before(start))
    if opens and sentence.after(end) == "actions" and not is_section:  # "universities actions"
        return True
    before = [word for word in sentence.before(start, 4) if word not in ("the", "of", "on", "to")][-2:]
    return bool((set(before) | {sentence.after(end)}) & TOGETHER)


def _is_text(sentence: Sentence, start: int) -> bool:
    """Say whether a name is looked for in the text: "anything about transport", but not "anything in transport"."""
    nearest = [word for word in sentence.before(start) if word != "the"][-1:]
    return bool(set(sentence.before(start, 3)) & ABOUT) and not set(nearest) & {"in", "under", "within"}


# --- plans, sections, sub-sections -----------------------------------------------------------------------


def _places(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    query = replace(query, plans=_plans(sentence, vocabulary))
    query = replace(query, sections=_titles(sentence, vocabulary.sections, query.plans, vocabulary))
    query = replace(query, subsections=_titles(sentence, vocabulary.subsections, query.plans, vocabulary))
    if query.sections and query.subsections:
        return replace(query, either=question_places.are_either(sentence, vocabulary))
    if not query.sections and not query.subsections:
        query = replace(query, sections=_in_short(sentence, vocabulary.in_short, vocabulary))
        query = replace(query, subsections=_in_short(sentence, vocabulary.begun, vocabulary))
    return query


def _in_short(sentence: Sentence, in_short: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the one meant by a part of its title before "actions": "buildings actions", "land management actions"."""
    for start, end, words in sentence.spans(LONGEST_NAME):
        meant = _of_short(_bare(words.split()), in_short)
        if len(meant) == 1 and sentence.after(end) in NOUNS and words not in vocabulary.stages:
            sentence.take(start, end)
            return meant
    return ()


def _of_short(name: str, in_short: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a part of a title means, and the beginning of one where only one begins so: "econ"."""
    if name in in_short or len(name) < SHORTEST_BEGINNING or " " in name:
        return in_short.get(name, ())
    begun = {one for word, meant in in_short.items() if word.startswith(name) for one in meant}
    return tuple(begun) if len(begun) == 1 else ()


def _last_place(query: Query, sentence: Sentence, vocabulary: Vocabulary) -> Query:
    """Read the only word that is left after "in" as a section's, beside other filters: "finished in economy"."""
    meant = vocabulary.in_short.get(query.text[0], ())
    inside = re.search(rf"\b(in|under|within) (the )?{re.escape(query.text[0])}\b", " ".join(sentence.words))
    beside = (query.roles, query.stages, query.rags, query.state, query.partners, query.objectives, query.subsections)
    if len(query.text) == len(meant) == 1 and inside and any(beside):
        return replace(query, sections=meant, text=())
    return query


def _titles(
    sentence: Sentence, titles: Names[tuple[str, ...]], plans: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[str, ...]:
    found: list[str] = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        if not all(sentence.free[start:end]) or {sentence.words[start], sentence.words[end - 1]} & {"the", "and"}:
            continue
        name = _bare(sentence.words[start:end])
        meant = titles.nearly(name)
        if meant is None:
            continue
        of_plan = any(one.partition("/")[0] in plans for one in meant)
        is_stage = name in vocabulary.stages  # "in delivery": Local London has a theme of that name
        first, last = question_places.group(sentence, start, end, vocabulary)
        is_place = _is_a_place(sentence, start, end) or _is_a_place(sentence, first, last)
        if of_plan or (not is_stage and not _is_text(sentence, first) and is_place):
            sentence.take(start, end)
            found += meant
    return tuple(dict.fromkeys(found))


def _is_a_place(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether a title is meant as one: "transport actions", "in transport", or nothing else is asked.

    In "low carbon transport" and "in water butts" it is a word like any other.
    """
    after = sentence.after(end)
    if end - start > 1 and sentence.words[end - 1] in NOUNS:  # "cross-cutting actions"
        return True
    content_before = [word for word in sentence.before(start, 1) if _is_content(sentence, start - 1, word)]
    if after in NOUNS and not content_before:
        return True
    content_after = after and sentence.free[end] and after not in STOP | FILLER
    inside = [word for word in sentence.before(start, 2) if word != "the"][-1:]
    if inside and inside[0] in INSIDE and not content_after:
        return True
    others = (word for place, word in enumerate(sentence.words) if not start <= place < end and sentence.free[place])
    return all(word in STOP | FILLER | GRAMMAR for word in others)


def _is_content(sentence: Sentence, place: int, word: str) -> bool:
    return sentence.free[place] and word not in STOP | FILLER | GRAMMAR


# --- people, outcomes, the rest --------------------------------------------------------------------------

_MINE = re.compile(r"\b(mine|my( own)?|(im|i( am)?) (lead|leading|responsible for|own)|assigned to me|for me)\b")
_SINGLE = re.compile(
    r"\b(status of|stage of|what stage|who leads|who is leading|who owns|rag for|rag of|partners on|partners for"
    r"|in charge of|responsible for|update on|progress on|where are we with|how is|what is happening with|latest on)\b"
)


def _people(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    single = bool(_SINGLE.search(" ".join(sentence.words)))
    if sentence.claim(_MINE):
        query = replace(query, person=query.person or "mine")
    return replace(query, single=single)


def _outcomes(query: Query, sentence: Sentence, text: tuple[str, ...], vocabulary: Vocabulary) -> Query:
    """An outcome is meant where all words of its label are there; they are no text then."""
    asked = set(stems(" ".join(text)))
    meant = {label: set(stems(label)) for label in vocabulary.outcomes if set(stems(label)) <= asked}
    spoken = set().union(*meant.values()) | {"make", "bring"} if meant else set()
    left = tuple(word for word in text if not set(stems(word)) & spoken)
    return replace(query, outcomes=tuple(meant), text=left)


STEPS: tuple[Callable[[Query, Sentence, Vocabulary, date], Query], ...] = (
    question_dates.dates,
    question_facets.state,
    question_exceptions.exceptions,
    _partners,
    _places,
    question_facets.facets,
    _people,
)
"""In this order: what an earlier step has understood is no word for a later one."""
