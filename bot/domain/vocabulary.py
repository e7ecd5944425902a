"""What the plans and programmes that somebody sees can be asked about, by the words people use for it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from sqlalchemy import Connection

from bot.domain import synonyms
from bot.domain.names import Names
from bot.domain.question_words import FILLER, GRAMMAR, SHORT
from bot.domain.spelling import Spelt
from storage import meetings as stored_meetings
from storage import partners as stored_partners
from storage import plans as stored_plans
from storage import search
from storage.kept import kept
from storage.matches import Phrase
from storage.types import Record
from storage.words import STOP, words

K = TypeVar("K")
T = TypeVar("T")
BEGUN = 4
"""So many letters of a word of a section's title are no misspelling: "econ"."""

Named = Mapping[str, str]
"""Words as `storage.words.words` gives them, with blanks between -> what they name."""

_NO_NAME = frozenset(
    ("net", "zero", "action", "plan", "climate", "carbon", "strategy", "programme", "the", "and", "of", "for")
)

BODIES = frozenset(("trust", "union", "hub", "partnership", "alliance", "accelerator", "network", "committee", "board"))
"""What an organisation is: the end of its name from the word before on is enough where no other ends so."""


@dataclass(frozen=True)
class Organisation:
    """A partner as it is named in a question; a `group` ("Residents") is meant only where somebody is with it."""

    id: int
    name: str
    is_group: bool


@dataclass(frozen=True)
class Programme:
    """A programme of meetings or learning sets, with its sets' ids by the words of their titles."""

    slug: str
    kind: str
    names: tuple[str, ...]
    sets: Named


@dataclass(frozen=True)
class Vocabulary:
    """All names at once; `plan_slugs` are the plans that the asker sees.

    `in_short`: single words of the sections' titles ("buildings"), `begun`: how sub-sections' titles begin.
    """

    plan_slugs: tuple[str, ...]
    plans: Named
    sections: Names[tuple[str, ...]]
    in_short: Mapping[str, tuple[str, ...]]
    subsections: Names[tuple[str, ...]]
    roles: Named
    stages: Named
    objectives: tuple[str, ...]
    outcomes: tuple[str, ...]
    partners: Names[Organisation]
    programmes: tuple[Programme, ...]
    taught: tuple[tuple[str, ...], ...] = ()
    begun: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def phrases(self) -> frozenset[Phrase]:
        """What the glossary has of several words, as stems."""
        return synonyms.phrases(self.taught)

    @cached_property
    def spelt(self) -> Spelt:
        """The words that are right as they stand: all names, and those that ask."""
        names = (self.plans, self.sections, self.subsections, self.roles, self.stages, self.partners)
        return Spelt(
            (word for row in self.taught for one in row for word in words(one)),
            STOP | FILLER | GRAMMAR | SHORT.keys() | synonyms.words(),
            (name for one in names for name in one),
            (word for label in self.outcomes for word in label.casefold().split()),
            (name for one in self.programmes for name in (*one.names, *one.sets)),
            (word[:size] for word in self.in_short for size in range(BEGUN, len(word))),
        )


def known(db: Connection, workspace_id: str, only_plan: str = "") -> Vocabulary:
    """Return the names of all that a workspace sees, or of one plan of it."""
    return kept(db, ("names", workspace_id, only_plan), lambda: _read(db, workspace_id, only_plan))


def _read(db: Connection, workspace_id: str, only_plan: str) -> Vocabulary:
    plans = [row for row in stored_plans.visible(db, workspace_id) if only_plan in ("", row.slug)]
    slugs = tuple(row.slug for row in plans)
    sections = [row for row in stored_plans.sections_seen(db, workspace_id) if row.plan_slug in slugs]
    subsections = search.values(db, "subsection", slugs)
    taught = synonyms.taught(db, workspace_id)
    return Vocabulary(
        plan_slugs=slugs,
        plans=_with({name: row.slug for row in plans for name in _nicknames(row.title, row.slug)}, taught),
        sections=Names(
            _with(_grouped((name, row.id) for row in sections for name in _section_names(row.title)), taught)
        ),
        in_short=_grouped(
            (word, row.id) for row in sections if " " in row.title for word in plainly(row.title).split()
        ),
        subsections=Names(_with(_grouped((plainly(one), one) for one in subsections), taught)),
        roles={plainly(role): role for row in plans for role in row.roles},
        stages={plainly(stage): stage for row in plans for stage in row.stages},
        objectives=tuple(search.values(db, "objective", slugs)),
        outcomes=tuple(search.values(db, "outcome", slugs)),
        partners=Names(_with(_partners(db, slugs), taught)),
        programmes=tuple(_programme(db, row) for row in stored_meetings.programmes_seen(db, workspace_id)),
        taught=taught,
        begun=_grouped((beginning, one) for one in subsections for beginning in _beginnings(plainly(one))),
    )


def _with(names: Mapping[str, T], taught: Iterable[tuple[str, ...]]) -> Mapping[str, T]:
    """Return the names and, where one of the words that were taught is a name, the others of its row."""
    found = dict(names)
    for row in taught:
        named = [names[plainly(one)] for one in row if plainly(one) in names]
        found |= {plainly(one): named[0] for one in row if named and plainly(one) not in names}
    return found


@lru_cache(maxsize=10_000)
def plainly(name: str) -> str:
    """Return a name as it is compared: its words without "the" and "and", so that "&" is as good."""
    return " ".join(word for word in words(name) if word not in ("the", "and"))


def _section_names(title: str) -> Sequence[str]:
    """Return a section's title, what is left of it without "actions", and the pair turned round: "waste and energy"."""
    name = plainly(title)
    one, _, other = title.replace("&", "and").partition(" and ")
    return tuple(dict.fromkeys((name, name.removesuffix(" actions"), plainly(f"{other} {one}"))))


def _beginnings(name: str) -> Sequence[str]:
    """Return the beginnings of a title of three words or more, of two words at least."""
    parts = name.split()
    return [" ".join(parts[:size]) for size in range(2, len(parts))]


def _nicknames(title: str, slug: str) -> Sequence[str]:
    """Return what people call a plan: what is left of its title without words that every plan has, and its id."""
    short = [word for word in words(title) if word not in _NO_NAME and not word.isdigit()]
    return (
        (" ".join(short), plainly(title), " ".join(words(slug))) if short else (plainly(title), " ".join(words(slug)))
    )


def _grouped(pairs: Iterable[tuple[K, str]]) -> Mapping[K, tuple[str, ...]]:
    found: dict[K, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


def _partners(db: Connection, slugs: Sequence[str]) -> Mapping[str, Organisation]:
    ids = [int(value) for value in search.values(db, "partner", slugs)]
    found = {row.id: Organisation(row.id, row.name, row.kind == "group") for row in stored_partners.named(db, ids)}
    names = {plainly(row.alias): found[row.organisation_id] for row in stored_partners.aliases_of(db, ids)}
    names |= {plainly(one.name): one for one in found.values()}
    return _by_endings(names) | names


def _by_endings(names: Mapping[str, Organisation]) -> dict[str, Organisation]:
    """Return who is meant by the end of a name alone, where it says what they are: "the Wildlife Trust"."""
    meant: dict[str, set[Organisation]] = {}
    for name, one in names.items():
        parts = name.split()
        for size in range(2, len(parts)) if parts[-1:] and parts[-1] in BODIES else ():
            meant.setdefault(" ".join(parts[-size:]), set()).add(one)
    return {end: next(iter(ones)) for end, ones in meant.items() if len(ones) == 1}


def _programme(db: Connection, row: Record) -> Programme:
    sets = {word: one.id for one in stored_meetings.sets_of(db, row.slug) for word in words(one.title) if word != "set"}
    return Programme(row.slug, row.kind, tuple(_nicknames(re.sub(r"\d{4}\S*", "", row.title), row.slug)), sets)
