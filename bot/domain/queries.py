"""How a question was understood."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Query:
    """A question as filters; what is empty does not filter. `partners` are (id, name)."""

    about: str = "actions"
    refs: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    subsections: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    two_stages: bool = False
    rags: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    partners: tuple[tuple[int, str], ...] = ()
    person: str = ""
    state: str = ""
    since: date | None = None
    text: tuple[str, ...] = ()
    sort: str = ""


def to_json(query: Query) -> str:
    """Return a query as compact JSON, without what is empty."""
    given = {name: value for name, value in asdict(query).items() if value and (name, value) != ("about", "actions")}
    return json.dumps(given, separators=(",", ":"), default=str, ensure_ascii=False)


def from_json(text: str) -> Query:
    """Return the query of such a text."""
    given: dict[str, Any] = json.loads(text)
    known = {field.name for field in fields(Query)}
    values = {name: _frozen(value) for name, value in given.items() if name in known}
    return Query(**values)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def describe(query: Query) -> str:
    """Return the reading in words, for "Looked for: ..."."""
    parts = ["my actions" if query.person == "mine" else "actions"]
    parts += [f"“{' '.join(query.text)}”"] if query.text else []
    parts += [f"{name} {' or '.join(values)}" for name, values in _named(query) if values]
    parts += ["at two stages at once"] if query.two_stages else []
    parts += [_STATES.get(query.state, query.state)] if query.state else []
    return ", ".join(parts) if len(parts) > 1 or query.person else "all actions"


_STATES = {"overdue": "update overdue", "never": "never updated", "no_lead": "no lead officer"}


def _named(query: Query) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("plan", query.plans),
        ("section", tuple(one.rpartition("/")[2].replace("-", " ") for one in query.sections)),
        ("sub-section", query.subsections),
        ("council's role", query.roles),
        ("stage", query.stages),
        ("RAG", query.rags),
        ("with", tuple(name for _, name in query.partners)),
        ("objective", query.objectives),
        ("outcome", query.outcomes),
    )
