"""How a question was understood: a query, what it is in words, and how it travels in a button."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

NOT_GIVEN = "not given"
STATES = {
    "overdue": "update overdue",
    "never": "never updated",
    "no_lead": "no lead officer",
    "updated": "updated since",
    "stale": "not updated since",
    "completed": "completed",
}


@dataclass(frozen=True)
class Query:
    """A question as filters; what is empty does not filter.

    `about` is actions or meetings. All kinds of filter hold together; of one kind any value will do, but every one of
    `partners`, (id, name), has to take part, but where `any_partner`. Where `either`, a section or a sub-section will
    do. `without` are facet, value and name of what no action may have. `person` is "mine" or a Slack user id; `state`
    one of STATES. `text` are words or phrases for full text. For meetings: `kinds` (meeting, session), `programmes`
    (slugs), `sets` (ids), `number` of a session, `since` and `until` days (both included), `most` of them (the first,
    or the last where negative). `count`: how many is asked; `single`: one action is meant.
    """

    about: str = "actions"
    refs: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    subsections: tuple[str, ...] = ()
    either: bool = False
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    two_stages: bool = False
    rags: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    partners: tuple[tuple[int, str], ...] = ()
    any_partner: bool = False
    without: tuple[tuple[str, str, str], ...] = ()
    person: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    text: tuple[str, ...] = ()
    sort: str = ""
    kinds: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    number: int = 0
    most: int = 0
    count: bool = False
    single: bool = False

    @property
    def at_both(self) -> bool:
        """Say whether actions are meant that are at two named stages at once."""
        return self.two_stages and len(self.stages) == 2


DAYS = ("since", "until")


def given(query: Query) -> dict[str, Any]:
    """Return what a query says, without what is empty; days as ISO text."""
    values = asdict(query).items()
    said = {name: value for name, value in values if value and (name, value) != ("about", "actions")}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def to_json(query: Query) -> str:
    """Return a query as compact JSON, without what is empty."""
    return json.dumps(given(query), separators=(",", ":"), ensure_ascii=False)


def from_json(text: str) -> Query:
    """Return the query of such a text."""
    read: dict[str, Any] = json.loads(text)
    known = {field.name for field in fields(Query)}
    values = {name: _frozen(value) for name, value in read.items() if name in known}
    values |= {name: date.fromisoformat(values[name]) for name in DAYS if values.get(name)}
    return Query(**values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def describe(query: Query) -> str:
    """Return the reading in words, for "Looked for: ..."."""
    parts = list(_meetings(query) if query.about == "meetings" else _actions(query))
    return "; ".join(parts) or ("all dates" if query.about == "meetings" else "all actions")


def read_otherwise(corrected: Iterable[tuple[str, str]], dropped: Sequence[str]) -> list[str]:
    """Return what was not taken as it was typed, in sentences: slips put right, words that were let go."""
    said = [f"I read “{typed}” as “{read}”." for typed, read in corrected]
    left_out = ", ".join(f"“{one}”" for one in dropped)
    return [*said, f"No action has all of these words. Left out: {left_out}."] if dropped else said


def _actions(query: Query) -> Iterator[str]:
    for words, values in _NAMED.items():
        if values(query):
            yield words.format(_any(values(query)))
    if query.person:
        yield "your own actions" if query.person == "mine" else "actions of the person you named"
    if query.state:
        yield _completed(query) if query.state == "completed" else f"{STATES[query.state]}{_day(query.since)}"
    for facet, words in _WITHOUT.items():
        if names := [name for kind, _, name in query.without if kind == facet]:
            yield words.format(_any(names))
    if query.text:
        yield _words(query)


_WITHOUT = {
    "section": "not in {}",
    "subsection": "not in {}",
    "role": "council's role not {}",
    "stage": "not at {}",
    "partner": "not with {}",
}
"""How each kind of exception is said."""


def _completed(query: Query) -> str:
    """Where only one end is known, so may be what was completed on a day that nobody recorded."""
    if query.since and query.until:
        year = query.since.year
        if (query.since, query.until) == (date(year, 1, 1), date(year, 12, 31)):
            return f"completed in {year}"
        return f"completed from{_day(query.since)} to{_day(query.until)}"
    days = f"since{_day(query.since)}" if query.since else f"until{_day(query.until)}"
    return f"completed {days}, or on a day that nobody recorded"


_NAMED: dict[str, Callable[[Query], tuple[str, ...]]] = {
    "{}": lambda query: query.refs,
    "plan {}": lambda query: query.plans,
    "section {}": lambda query: () if query.either else _titles(query),
    "sub-section {}": lambda query: () if query.either else query.subsections,
    "section or sub-section {}": lambda query: (*_titles(query), *query.subsections) if query.either else (),
    "council's role {}": lambda query: query.roles,
    "stage {}": lambda query: _stages(query),
    "at {} stages": lambda query: ("two",) if query.two_stages and not query.at_both else (),
    "RAG {}": lambda query: query.rags,
    "objective {}": lambda query: query.objectives,
    "outcome “{}”": lambda query: query.outcomes,
    "with {}": lambda query: _partners(query),
}
"""How each kind of filter is said, and its values."""


def _stages(query: Query) -> tuple[str, ...]:
    """Where a stage is denied, `stages` are all the others: the exception alone says it."""
    if query.at_both:
        return (f"{query.stages[0]} and {query.stages[1]} at once",)
    return () if any(facet == "stage" for facet, _, _ in query.without) else query.stages


def _partners(query: Query) -> tuple[str, ...]:
    names = tuple(name for _, name in query.partners)
    return names if query.any_partner or not names else (" and ".join(names),)


def _titles(query: Query) -> tuple[str, ...]:
    return tuple(one.rpartition("/")[2].replace("-", " ") for one in query.sections)


def _meetings(query: Query) -> Iterator[str]:
    kinds = {"meeting": "meetings", "session": "learning-set sessions", "workshop": "workshops"}
    which = {1: "the first of ", -1: "the last of "}.get(query.most, f"{query.most} of " if query.most else "")
    yield which + (_any(kinds.get(kind, kind) for kind in query.kinds) or "all dates")
    if query.programmes:
        yield f"programme {_any(query.programmes)}"
    if query.sets:
        yield f"set {_any(one.rpartition(':')[2] for one in query.sets)}"
    if query.number:
        yield f"number {query.number} of them" if query.kinds == ("meeting",) else f"session {query.number}"
    if query.since:
        yield f"from{_day(query.since)}"
    if query.until:
        yield f"until{_day(query.until)}"
    if query.text:
        yield _words(query)


def _words(query: Query) -> str:
    text = " ".join(query.text)
    return f"the word{'s' if ' ' in text else ''} “{text}”"


def _any(values: Any) -> str:
    return " or ".join(values)


def _day(day: date | None) -> str:
    return f" {day.day} {day:%B %Y}" if day else ""
