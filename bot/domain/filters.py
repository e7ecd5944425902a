"""Filters of a list: what a form and a menu offer, and the next wider question where nothing was found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import search
from bot.domain.people import Caller
from bot.domain.queries import NOT_GIVEN, Query
from bot.domain.update_fields import RAGS
from storage import plans as stored

SORTS = {"": "In the plan's order", "due": "Next update due first", "stage": "By stage", "rag": "By RAG"}
ONLY = {
    "": "All of them",
    "mine": "My actions",
    "overdue": "Update overdue",
    "never": "Never updated",
    "no_lead": "No lead officer",
}
"""What of a list is shown, by the names that forms and menus carry."""

STAGE, RAG = "stage:", "rag:"


@dataclass(frozen=True)
class Choices:
    """What the filter form offers, filled with a query: (value, label) pairs, and partners chosen so far."""

    query: Query
    plans: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    rags: tuple[str, ...]


@dataclass(frozen=True)
class Wider:
    """A query without one of its filters, or with one of its words alone, and how much it finds."""

    name: str
    query: Query
    total: int


def choices(db: Connection, caller: Caller, query: Query) -> Choices:
    """Return what the caller can filter by: all that stands in the plans they see."""
    plans = stored.visible(db, caller.workspace_id)
    several = len(plans) > 1
    sections = stored.sections_seen(db, caller.workspace_id)
    return Choices(
        query,
        plans=tuple((one.slug, one.title) for one in plans),
        sections=tuple((one.id, f"{one.title} ({one.plan_title})" if several else one.title) for one in sections),
        roles=tuple(dict.fromkeys(role for one in plans for role in one.roles)),
        stages=tuple(dict.fromkeys(stage for one in plans for stage in one.stages)),
        rags=(*RAGS, NOT_GIVEN) if any(one.uses_rag for one in plans) else (),
    )


def menu(stages: tuple[str, ...], has_rag: bool) -> tuple[tuple[str, str], ...]:
    """Return (value, label) of what the menu below a list offers."""
    by_rag = tuple((f"{RAG}{one}", f"RAG: {one}") for one in (*RAGS, NOT_GIVEN)) if has_rag else ()
    return (*ONLY.items(), *((f"{STAGE}{one}", f"Stage: {one}") for one in stages), *by_rag)


def chosen(query: Query) -> str:
    """Return which of these a query stands for."""
    if query.stages:
        return f"{STAGE}{query.stages[0]}"
    return f"{RAG}{query.rags[0]}" if query.rags else only(query)


def choose(query: Query, value: str) -> Query:
    """Return the query with one of these instead of the one it had."""
    without = tuple(one for one in query.without if one[0] != "stage")
    plain = with_only(replace(query, stages=(), rags=(), without=without), "")
    if value.startswith(STAGE):
        return replace(plain, stages=(value.removeprefix(STAGE),))
    if value.startswith(RAG):
        return replace(plain, rags=(value.removeprefix(RAG),))
    return with_only(plain, value)


def only(query: Query) -> str:
    """Return which of ONLY a query stands for."""
    return query.state or ("mine" if query.person == "mine" else "")


def with_only(query: Query, value: str) -> Query:
    """Return the query with one of ONLY instead of the one it had."""
    return replace(query, state="" if value == "mine" else value, person="mine" if value == "mine" else "")


def wider(db: Connection, caller: Caller, query: Query, now: datetime) -> tuple[Wider, ...]:
    """Return what would find something where a query finds nothing: one filter less, or one of its words alone."""
    less = [(f"Without {name}", without(query)) for name, (is_set, without) in _LEFT_OUT.items() if is_set(query)]
    if 1 < len(query.text) <= WORDS_ALONE:
        less += [(f"Only the word “{word}”", replace(query, text=(word,))) for word in query.text]
    counted = [(name, one, search.find(db, caller, one, 1, now).total) for name, one in less if one != Query()]
    return tuple(Wider(name, one, total) for name, one, total in counted if total)


WORDS_ALONE = 6
"""Of more words none is offered alone."""

_LEFT_OUT: dict[str, tuple[Callable[[Query], object], Callable[[Query], Query]]] = {
    "the words": (lambda one: one.text, lambda one: replace(one, text=())),
    "the stage": (lambda one: one.stages or one.two_stages, lambda one: replace(one, stages=(), two_stages=False)),
    "the RAG": (lambda one: one.rags, lambda one: replace(one, rags=())),
    "the partner": (lambda one: one.partners, lambda one: replace(one, partners=())),
    "the role": (lambda one: one.roles, lambda one: replace(one, roles=())),
    "the section": (lambda one: one.sections or one.subsections, lambda one: replace(one, sections=(), subsections=())),
    "the exception": (lambda one: one.without, lambda one: replace(one, without=())),
    "the plan": (lambda one: one.plans, lambda one: replace(one, plans=())),
    "“my actions”": (lambda one: one.person, lambda one: replace(one, person="")),
    "the update state": (lambda one: one.state, lambda one: replace(one, state="", since=None)),
}
