"""Full text: which actions have the words of a question, and how near each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain import synonyms
from bot.domain.people import Caller
from bot.domain.queries import Query
from storage import found, matches
from storage.found import Filters
from storage.matches import Slot
from storage.types import Record
from storage.words import stem, stems, words

COUNTED = 200
"""In Slack a list is counted so far, "more than 200", unless somebody asks how many there are."""

LOOKED_AT = 200
"""Hits of a text that are looked at for words that stand together."""

MOST = 60
"""So many words are looked for: each is three terms of a statement, and SQLite takes 500."""

GAP = 2
"""So many other words may stand between the words of a text that belong together."""


@dataclass(frozen=True)
class Hits:
    """Ids of what fits a text, best first, and how many there are; `dropped` words, as they were typed, were let go."""

    ids: tuple[str, ...]
    total: int
    dropped: tuple[str, ...] = ()


def hits(db: Connection, caller: Caller, query: Query, filters: Filters, most: int | None) -> Hits:
    """Return what has the words of a query; counted no further than `most`."""
    slots = slots_of(query.text, synonyms.meanings(db, caller.workspace_id))
    if not slots:
        return Hits((), 0)
    rows = matches.matching(db, filters, slots, True, LOOKED_AT + 1)
    if not rows:
        relaxed = _relaxed(db, filters, slots, query.text)
        return _of_partners(db, query, filters, most) if query.partners and not relaxed.ids else relaxed
    if len(rows) > LOOKED_AT:
        every = tuple(matches.matching_ids(db, filters, slots, most))
        return Hits(every, len(every))
    together = [row for row in rows if _stand_together(row, slots)]
    best = _of_one(together or list(rows), len(slots)) if query.single else together or list(rows)
    ids = tuple(row.action_id for row in best)
    return Hits(ids, len(ids))


def _of_partners(db: Connection, query: Query, filters: Filters, most: int | None) -> Hits:
    """Where nothing that partners take part in has any of the words, all of it: "the NHS estate"."""
    ids = tuple(found.ids(db, filters, "", [], most))
    return Hits(ids, len(ids), query.text)


def _relaxed(db: Connection, filters: Filters, slots: Sequence[Slot], asked: Iterable[str]) -> Hits:
    """Where no action has all the words, those that have most of them: more than half."""
    rows = matches.matching(db, filters, slots, False, LOOKED_AT)
    reached = max((row.slots for row in rows), default=0)
    if 2 * reached <= len(slots) and len(slots) > 2:
        return Hits((), 0)
    best = _most_telling([row for row in rows if row.slots == reached], slots)
    met = _met_by(best, slots)
    typed = {stem(word): word for text in asked for word in words(text)}
    dropped = (slot[0] for slot in slots if slot not in met)
    ids = tuple(row.action_id for row in best)
    return Hits(ids, len(ids), tuple(" ".join(typed.get(one, one) for one in phrase) for phrase in dropped))


def _most_telling(rows: Sequence[Record], slots: Sequence[Slot]) -> list[Record]:
    """Where some have these words and others those, the ones with the words that fewest have: they tell most."""
    met = [_met_by([row], slots) for row in rows]
    having = Counter(slot for each in met for slot in each)
    rare = [sorted(having[slot] for slot in each) for each in met]
    return [row for row, each in zip(rows, rare, strict=True) if each == min(rare)]


def _met_by(rows: Sequence[Record], slots: Sequence[Slot]) -> list[Slot]:
    texts = [f" {row.title} {row.wording} {row.note} " for row in rows]
    return [slot for slot in slots if any(f" {' '.join(phrase)} " in text for text in texts for phrase in slot)]


def _of_one(rows: list[Record], slots: int) -> list[Record]:
    """One action is meant: those that come near the best."""
    best = max(row.score for row in rows)
    return [row for row in rows if row.score > best - slots]


def slots_of(text: Iterable[str], meanings: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]) -> tuple[Slot, ...]:
    """Return for each word, or phrase of the glossary, the phrases that will do."""
    left = [one for part in text for one in stems(part)][:MOST]
    longest = max(map(len, meanings), default=1)
    slots: list[Slot] = []
    while left:
        size = next((n for n in range(min(longest, len(left)), 1, -1) if tuple(left[:n]) in meanings), 1)
        phrase = tuple(left[:size])
        slots.append(meanings.get(phrase, (phrase,)))
        left = left[size:]
    return tuple(slot for slot in dict.fromkeys(slots) if not _is_letter(slot)) or tuple(dict.fromkeys(slots))


def _is_letter(slot: Slot) -> bool:
    """Say whether a slot is a letter that a hyphen left alone: the "e" of "e-scooter" says nothing."""
    return len(slot) == len(slot[0]) == 1 and len(slot[0][0]) == 1 and slot[0][0].isalpha()


def _stand_together(row: Record, slots: Sequence[Slot]) -> bool:
    """Say whether in one field a phrase of each slot stands near the others."""
    return len(slots) < 2 or any(_near(field.split(), slots) for field in (row.title, row.wording, row.note))


def _near(field: Sequence[str], slots: Sequence[Slot]) -> bool:
    places = [
        [
            (at, at + len(phrase))
            for phrase in slot
            for at in range(len(field))
            if tuple(field[at : at + len(phrase)]) == phrase
        ]
        for slot in slots
    ]
    if not all(places):
        return False
    return any(all(any(_is_near(start, one) for one in place) for place in places) for start in places[0])


def _is_near(start: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] - start[1] <= GAP and start[0] - other[1] <= GAP
