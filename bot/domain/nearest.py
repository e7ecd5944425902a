"""The actions that come nearest to what was typed, where no action has that ref; however many actions there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase, digits

from rapidfuzz import fuzz
from sqlalchemy import Connection

from bot.domain import full_text, spelling, synonyms
from bot.domain.refs import key_of
from bot.domain.spelling import Spelt
from storage import actions as stored
from storage import found, matches
from storage import plans as stored_plans
from storage.found import Filters
from storage.words import words as words_of

NEAREST = 5
NEAR_REF, NEAR_TITLE = 60.0, 70.0
LONGEST_REF, ALIKE, LOOKED_AT = 25, 3, 50
"""Refs that begin with so many letters alike are looked at, and so many of them and of titles."""


@dataclass(frozen=True)
class Near:
    """An action that comes near to what was typed."""

    id: str
    printed_ref: str
    title: str


def nearest(db: Connection, workspace_id: str, words: str) -> tuple[Near, ...]:
    """Return the actions whose ref or title comes nearest, the nearest first."""
    plans = stored_plans.slugs(db, workspace_id)
    key = key_of(words)
    ids = [*_with_near_refs(db, plans, key), *_with_near_titles(db, plans, words)]
    ranked: list[tuple[float, int, Near]] = []
    for row in stored.by_ids(db, workspace_id, ids) if ids else ():
        by_ref = fuzz.ratio(key, key_of(row.ref))
        by_title = fuzz.token_set_ratio(words.casefold(), row.title.casefold())
        if by_ref >= NEAR_REF or by_title >= NEAR_TITLE:
            ranked.append((-max(by_ref, by_title), len(ranked), Near(row.id, row.printed_ref, row.title)))
    return tuple(near for _, _, near in sorted(ranked)[:NEAREST])


def _with_near_refs(db: Connection, plans: tuple[str, ...], key: str) -> list[str]:
    if not key or len(key) > LONGEST_REF:
        return []
    near = found.with_keys(db, plans, list({*_one_slip_away(key), *_parts(key)}), LOOKED_AT)
    alike = found.with_beginnings(db, plans, [key[:ALIKE]], LOOKED_AT) if len(key) > ALIKE else []
    return [*near, *alike]


def _one_slip_away(key: str) -> Iterator[str]:
    """Yield what a key may have been meant to be: a character less, more, another, or two in each other's place."""
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
        for one in ascii_lowercase + digits:
            yield head + one + tail
            yield head + one + tail[1:]


def _parts(key: str) -> Iterator[str]:
    """Yield what stands in a key, where it has a digit: "xt180" has "t18"."""
    for start, end in combinations(range(len(key) + 1), 2):
        if any(map(str.isdigit, key[start:end])):
            yield key[start:end]


def _with_near_titles(db: Connection, plans: tuple[str, ...], words: str) -> list[str]:
    right, _ = spelling.corrected(db, words, Spelt(synonyms.words())) if words_of(words) else (words, ())
    slots = full_text.slots_of([right], {})
    if not slots:
        return []
    rows = matches.matching(db, Filters(plans), slots, False, LOOKED_AT)
    return [row.action_id for row in rows]
