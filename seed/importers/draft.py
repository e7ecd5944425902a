"""What an importer hands back: a draft in the shape of the bundled facts, and what a person should look at."""

from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from bot.domain.imports import Columns


class Stage(TypedDict):
    """One stage an action is at, with what the document says it holds for ("MMLe")."""

    stage: str
    qualifier: str | None


class Section(TypedDict):
    """One section of a plan; `slug` is unique in the plan."""

    slug: str
    title: str


class Action(TypedDict):
    """One action as read: `None` and empty mean "not given", unless `uncertain` names the field.

    `source_lines` are the document's, from 1: "24" or "16-19". `title` is a proposal cut from the wording; an
    action that the bundle knows keeps its own. `summary` is for people to write.
    """

    ref: str
    printed_ref: str
    section: str
    subsection: str | None
    objectives: list[str] | None
    role: str | None
    stages: list[Stage]
    rag: str | None
    partners: list[str]
    outcomes: list[str]
    title: str
    summary: str | None
    wording: str | None
    note: str | None
    source_lines: str
    uncertain: list[str]


class Plan(TypedDict):
    """A plan with all below it; days are ISO dates, `published_on` the last day of its month or year."""

    kind: Literal["plan"]
    slug: str
    title: str
    publisher: str
    document: str
    published_on: str | None
    published_precision: str | None
    starts_on: str | None
    ends_on: str | None
    roles: list[str]
    stages: list[str]
    uses_rag: bool
    wants_review: bool
    sections: list[Section]
    actions: list[Action]


class LearningSet(TypedDict):
    """One learning set; `id` is global ("lga-sets-2024:sp-tue")."""

    id: str
    title: str
    places: int | None


class Event(TypedDict):
    """A meeting or a session: ISO date, "hh:mm" local times or None, IANA zone; `cancelled` where a file says so."""

    id: str
    set: str | None
    kind: str
    title: str
    theme: str | None
    date: str
    starts: str | None
    ends: str | None
    zone: str
    place: str | None
    source_lines: str
    cancelled: NotRequired[bool]


class Programme(TypedDict):
    """A programme with its sets and events; `rules` as in the bundled facts, as far as the document says."""

    kind: Literal["programme"]
    slug: str
    title: str
    organisation: str
    programme_kind: str
    document: str
    themes_are: str | None
    themes: list[str]
    rules: dict[str, object]
    sets: list[LearningSet]
    events: list[Event]


class Organisation(TypedDict):
    """An organisation that the document names and `seed/facts/organisations.json` does not."""

    slug: str
    name: str
    kind: str
    nation: str | None
    aliases: list[str]
    what: str | None


@dataclass(frozen=True)
class Review:
    """Something to look at: a field of one record, the lines it stands in ("133-134"), their text, and why.

    `ref` is an action's ref or an event's id, or None for what belongs to no record.
    """

    ref: str | None
    field: str | None
    lines: str
    text: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """One document as read: its facts, the organisations new in it, and the review items.

    `assumed` are fields of the plan or programme itself that the file does not say: what the database has, stays.
    `columns` says what the columns of a table were taken for.
    """

    facts: Plan | Programme
    organisations: tuple[Organisation, ...] = ()
    review: tuple[Review, ...] = ()
    assumed: frozenset[str] = frozenset()
    columns: Columns | None = None


class CannotRead(Exception):
    """The file is none that can be read; `str()` is a sentence that names file and line."""

    def __init__(self, file: str, line: int, sentence: str) -> None:
        """`line` counts from 1; `sentence` says what is wrong and what to do."""
        self.file, self.line, self.sentence = file, line, sentence
        super().__init__(f"{file}, line {line}: {sentence}")
