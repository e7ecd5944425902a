"""Which actions fit filters: by facet, people and updates, in the plans' order on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, false, or_, select

from storage import due
from storage.tables import action_facets, actions, assignments, people, plans, status_entries

NARROWEST = (
    "partner",
    "subsection",
    "outcome",
    "stages",
    "rag",
    "objective",
    "section",
    "place",
    "stage",
    "role",
    "plan",
)
"""Facets, those first that mostly leave the fewest actions: a list is read off the first one's rows."""

REPEATED = frozenset(("partner", "outcome", "objective", "stage", "place"))
"""Facets of which an action may have several values; its `place` is its section (an id) or sub-section (a title)."""

OWN = ("officer", "lead", "deputy")
PEOPLES = ("update", "no_change")
LAST = "z" * 40
"""Appended to the beginning of a word or a ref (Latin letters and digits): no longer one comes after it."""

ALL = 2**31 - 1
NOT_GIVEN = "not given"
RAGS = ("Red", "Amber", "Green", NOT_GIVEN)
FEW = 50


@dataclass(frozen=True)
class Filters:
    """What actions have to fit; all of it, of each facet any value, and each facet and value of `every` (all partners).

    None of the facets and values of `without` may be an action's. `plans` are those that the reader may see.
    `person_id`: who has a role for it; `state`: overdue, never, no_lead, updated (since `since`), stale (not since) or
    completed: on a day between `since` and `until`, or, where only one of these is given, on a day nobody recorded.
    """

    plans: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    every: tuple[tuple[str, str], ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    action_ids: tuple[str, ...] | None = None
    person_id: int | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None
    now: datetime | None = None


@dataclass(frozen=True)
class Shape:
    """What is the same in the statements of filters that differ in their values only; `facets` the narrowest first."""

    facets: tuple[str, ...]
    without: tuple[str, ...]
    is_several: bool
    has_ids: bool
    has_person: bool
    state: str
    has_since: bool
    has_until: bool
    has_day: bool


def ids(db: Connection, filters: Filters, sort: str, stages: Sequence[str], most: int | None = None) -> list[str]:
    """Return the ids of the actions that fit, in order, no more than `most`.

    `sort` is plan (or nothing), stage (in the order of `stages`, which are all that there are; at two of them an action
    stands at the first), rag or due. Of stages and RAG one value is read after the other: what has it is in order.
    """
    if sort == "due":
        return _by_due_date(db, filters, most)
    values = {"stage": stages, "rag": RAGS}.get(sort)
    if values is None:
        return _in_order(db, filters, most)
    found: dict[str, None] = {}
    for value in values:
        if most is not None and len(found) >= most:
            break
        having = replace(filters, every=(*filters.every, (sort, value)))
        found |= dict.fromkeys(_in_order(db, having, most))  # as many as all: some may be there already
    return list(found)[:most]


def _by_due_date(db: Connection, filters: Filters, most: int | None) -> list[str]:
    """The ids that fit by due date, those without one last: all are looked at."""
    shape, values = described(filters)
    values |= {"plans": list(filters.plans), "most": ALL if most is None else most}
    return list(db.scalars(_dated(shape), values))


def _in_order(db: Connection, filters: Filters, most: int | None) -> list[str]:
    """The ids that fit in the plans' order.

    They are read off one index, plan by plan until there are as many as are asked for; where there are few, of more and
    more plans at once.
    """
    shape, values = described(filters)
    plans = [one for one in sorted(filters.plans) if all(_can_be_in(one, *facet) for facet in filters.facets.items())]
    found: list[str] = []
    several = len(plans) if most is None else 1
    while plans and (most is None or len(found) < most):
        next_ones, plans = plans[:several], plans[several:]
        left = ALL if most is None else most - len(found)
        here = _sections_of(next_ones, shape, values)
        more = db.scalars(_of_plans(shape), values | here | {"plans": next_ones, "most": left}).all()
        found += more
        several = several * 2 if len(more) < FEW else 1
    return found


def _sections_of(plans: Sequence[str], shape: Shape, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the values of the parameters for sections, without those of other plans."""
    names = [f"values_{place}" for place, facet in enumerate(shape.facets) if facet == "section"]
    return {name: [one for one in values[name] if one.partition("/")[0] in plans] for name in names}


def _can_be_in(plan: str, facet: str, given: Sequence[str]) -> bool:
    """A section's id begins with its plan."""
    return facet != "section" or any(one.partition("/")[0] == plan for one in given)


def described(filters: Filters) -> tuple[Shape, dict[str, Any]]:
    """Return the shape of a statement for these filters, and the values of its parameters but for plans and limits."""
    facets = [*filters.facets.items(), *((facet, (value,)) for facet, value in filters.every)]
    facets.sort(key=lambda facet: NARROWEST.index(facet[0]))
    shape = Shape(
        tuple(facet for facet, _ in facets),
        tuple(facet for facet, _ in filters.without),
        bool(facets) and len(facets[0][1]) > 1 and facets[0][0] in REPEATED,
        filters.action_ids is not None,
        filters.person_id is not None,
        filters.state,
        filters.since is not None,
        filters.until is not None,
        filters.now is not None,
    )
    values: dict[str, Any] = {f"values_{place}": list(given) for place, (_, given) in enumerate(facets)}
    values |= {f"without_{place}": [value] for place, (_, value) in enumerate(filters.without)}
    given = {"ids": filters.action_ids, "person": filters.person_id, "since": filters.since, "until": filters.until}
    values |= {name: one for name, one in given.items() if one is not None}
    return shape, values | ({"now": filters.now, "today": due.day_of(filters.now)} if filters.now else {})


def with_beginnings(db: Connection, plan_slugs: Sequence[str], keys: Sequence[str], most: int) -> list[str]:
    """Return the ids of actions whose ref (as in `ref_key`) begins like one of `keys`: the very ref first."""
    begins = or_(false(), *(actions.c.ref_key.between(key, key + LAST) for key in keys))
    found = (
        select(actions.c.id)
        .where(actions.c.plan_slug.in_(plan_slugs), begins, actions.c.withdrawn_at.is_(None))
        .order_by(actions.c.ref_key.in_(keys).desc(), actions.c.plan_slug, actions.c.position)
    )
    return list(db.scalars(found.limit(most)))


def with_keys(db: Connection, plan_slugs: Sequence[str], keys: Sequence[str], most: int) -> list[str]:
    """Return the ids of actions with one of these refs (as in `ref_key`), in order."""
    found = select(actions.c.id).where(
        actions.c.ref_key.in_(keys), actions.c.plan_slug.in_(plan_slugs), actions.c.withdrawn_at.is_(None)
    )
    return list(db.scalars(found.order_by(actions.c.plan_slug, actions.c.position).limit(most)))


@lru_cache(maxsize=500)
def _of_plans(shape: Shape) -> Select[Any]:
    """The ids that fit, in the order of the plans."""
    query, rows = _read_off(shape)
    return query.order_by(rows.plan_slug, rows.position).limit(bindparam("most"))


@lru_cache(maxsize=500)
def _dated(shape: Shape) -> Select[Any]:
    """The ids that fit by due date."""
    query, rows = _read_off(shape)
    fitting = query.add_columns(rows.plan_slug, rows.position).subquery()
    joined = select(fitting.c.action_id).join(actions, actions.c.id == fitting.c.action_id)
    order = (actions.c.next_due_at.asc().nulls_last(), fitting.c.plan_slug, fitting.c.position)
    return joined.order_by(*order).limit(bindparam("most"))


def _read_off(shape: Shape) -> tuple[Select[Any], Any]:
    """The ids that fit, read off the rows of the narrowest facet; and these rows' columns."""
    rows, facets = action_facets.c, list(enumerate(shape.facets))
    narrowest = facets.pop(0) if facets else None
    query = select(rows.action_id).where(
        *_is(rows, *narrowest) if narrowest else (rows.facet == "plan", rows.value == rows.plan_slug),
        rows.plan_slug.in_(bindparam("plans", expanding=True)),
        *(has(place, facet, rows) for place, facet in facets),
        *lacking(shape, rows),
        *conditions(shape, rows.action_id),
    )
    if shape.is_several:  # an action may have two of them
        query = query.group_by(rows.action_id, rows.plan_slug, rows.position)
    return query, rows


def lacking(shape: Shape, of: Any) -> list[ColumnElement[bool]]:
    """The conditions that an action has none of what a shape is to be without; `of` as in `has`."""
    return [~has(place, facet, of, "without") for place, facet in enumerate(shape.without)]


def has(place: int, facet: str, of: Any, given: str = "values") -> ColumnElement[bool]:
    """The condition that an action has one of the values of the facet at that place of a shape.

    `of` has its action_id (or id), plan_slug and position: together they are one step in the index.
    """
    rows = action_facets.alias().c
    same = (rows.plan_slug == of.plan_slug, rows.position == of.position)
    return exists().where(*_is(rows, place, facet, given), *same, rows.action_id == of.get("action_id", of.get("id")))


def _is(rows: Any, place: int, facet: str, given: str = "values") -> tuple[ColumnElement[bool], ...]:
    named = rows.facet.in_(("section", "subsection")) if facet == "place" else rows.facet == facet
    return named, rows.value.in_(bindparam(f"{given}_{place}", expanding=True))


def conditions(shape: Shape, action_id: Any) -> list[ColumnElement[bool]]:
    """The conditions on one action that are no facets."""
    found: list[ColumnElement[bool]] = []
    if shape.has_ids:
        found.append(action_id.in_(bindparam("ids", expanding=True)))
    if shape.has_person:
        found.append(_holds(action_id, OWN, assignments.c.person_id == bindparam("person")))
    match shape.state:
        case "no_lead":
            found += [_is_asked(action_id, shape.has_day), ~_holds(action_id, ("lead",))]
        case "overdue":
            place = actions.alias().c
            found.append(exists().where(place.id == action_id, place.next_due_at < bindparam("now")))
        case "never":
            found += [_is_asked(action_id, shape.has_day), ~_answered(action_id)]
        case "updated":
            found.append(_answered(action_id, shape.has_since, shape.has_until))
        case "stale":
            found.append(~_answered(action_id, shape.has_since))
        case "completed":
            found.append(_completed(action_id, shape))
    return found


def _is_asked(action_id: Any, has_day: bool) -> ColumnElement[bool]:
    """Complete actions and plans whose years are over lack nothing: nobody is asked about them."""
    rows = actions.alias()
    asked = (rows.c.id == action_id, plans.c.slug == rows.c.plan_slug, due.is_open(rows))
    return exists().where(*asked, *([due.is_within(bindparam("today"))] if has_day else []))


def _holds(action_id: Any, roles: Sequence[str], *more: Any) -> Any:
    """Say whether somebody holds a role for an action or its section; whose account is gone holds none."""
    place = actions.alias()
    subject = or_(
        and_(assignments.c.subject_kind == "action", assignments.c.subject_id == place.c.id),
        and_(assignments.c.subject_kind == "section", assignments.c.subject_id == place.c.section_id),
    )
    held = (assignments.c.role.in_(roles), assignments.c.until_at.is_(None), subject, *more)
    there = (people.c.id == assignments.c.person_id, people.c.deactivated_at.is_(None), people.c.erased_at.is_(None))
    return exists().where(place.c.id == action_id, *held, *there)


def _completed(action_id: Any, shape: Shape) -> ColumnElement[bool]:
    """Plans rarely say on which day an action was completed: what may have been by then is not left out."""
    place, day = actions.alias().c, status_entries.c.completed_on
    within = [day >= bindparam("since")] if shape.has_since else []
    within += [day <= bindparam("until")] if shape.has_until else []
    is_known = and_(*within)
    fits = is_known if len(within) > 1 else or_(is_known, day.is_(None))
    return exists().where(place.id == action_id, status_entries.c.id == place.current_entry_id, fits)


def _answered(action_id: Any, has_since: bool = False, has_until: bool = False) -> ColumnElement[bool]:
    entries = status_entries.alias()
    within = [entries.c.as_of >= bindparam("since")] if has_since else []
    within += [entries.c.as_of <= bindparam("until")] if has_until else []
    own = entries.c.recorded_by_id.is_distinct_from(entries.c.author_id)  # RAG of a whole section is nobody's answer
    return exists().where(entries.c.action_id == action_id, entries.c.kind.in_(PEOPLES), own, *within)
