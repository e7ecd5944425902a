"""Which actions fit: filters by facet, full text by stems, in one order on both databases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)

from storage.tables import action_facets, actions, assignments, search_entries, status_entries
from storage.types import Record

Phrase = tuple[str, ...]
"""Stems that follow each other; the last may be a beginning only, "electri*"."""

BEGINNING = "*"

Slot = tuple[Phrase, ...]
"""Phrases that mean the same: any of them will do."""

LAST = "z" * 40
"""Appended to the beginning of a word or a ref (Latin letters and digits): no longer one comes after it."""

FIELDS = (("title", "A", 3), ("wording", "B", 2), ("note", "C", 1))
"""Column of the index on SQLite, weight on PostgreSQL, and what a hit there counts."""

NARROWEST = ("partner", "subsection", "outcome", "stages", "rag", "objective", "section", "stage", "role", "plan")
"""Facets, those first that mostly leave the fewest actions: a list is read off the first one's rows."""

OWN = ("officer", "lead", "deputy")
PEOPLES = ("update", "no_change")


@dataclass(frozen=True)
class Filters:
    """What actions have to fit; all of it, of each facet any value, and each facet and value of `every` (all partners).

    `plans` are those that the reader may see. `person_id`: who has a role for it; `state`: overdue, never, no_lead,
    updated (since `since`) or stale (not since).
    """

    plans: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    every: tuple[tuple[str, str], ...] = ()
    action_ids: tuple[str, ...] | None = None
    person_id: int | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None
    now: datetime | None = None


def page(db: Connection, filters: Filters, sort: str, stages: Sequence[str], most: int, offset: int) -> list[str]:
    """Return the ids of one page, of all where `most` is negative.

    `sort` is plan, stage (in the order of `stages`), rag or due.
    """
    query, plan, position = _filtered(filters)
    if sort in ("stage", "rag", "due"):
        joined = query.join(actions, actions.c.id == query.selected_columns.action_id)
        query = joined.outerjoin(status_entries, status_entries.c.id == actions.c.current_entry_id)
        query = query.order_by(_rank(sort, stages))
    return list(db.scalars(_at_most(query.order_by(plan, position), most).offset(offset)))


def _at_most(query: Select[Any], most: int) -> Select[Any]:
    return query if most < 0 else query.limit(most)


def count(db: Connection, filters: Filters, most: int | None = None) -> int:
    """Return how many fit, counting no further than `most`."""
    query, _, _ = _filtered(filters)
    found = query.limit(most) if most is not None else query
    return int(db.scalar(select(func.count()).select_from(found.subquery())) or 0)


def matching(db: Connection, filters: Filters, slots: Sequence[Slot], of_all: bool, most: int) -> Sequence[Record]:
    """Return the best hits of a text: action_id, score, slots (how many were met), title, wording, note (as stems).

    `of_all`: only those that meet every slot. Best first; of one score, in the plans' order.
    """
    scored = _scored(db.dialect.name, slots)
    found = (
        select(
            search_entries.c.action_id,
            scored.c.score,
            scored.c.slots,
            search_entries.c.title,
            search_entries.c.wording,
            search_entries.c.note,
        )
        .join(scored, scored.c.id == search_entries.c.id)
        .join(actions, actions.c.id == search_entries.c.action_id)
        .where(*_conditions(filters, actions.c.id), actions.c.plan_slug.in_(filters.plans))
        .where(*_all_facets(filters))
    )
    if of_all:
        found = found.where(scored.c.slots == len(slots))
    order = (scored.c.slots.desc(), scored.c.score.desc(), actions.c.plan_slug, actions.c.position)
    return db.execute(_at_most(found.order_by(*order), most)).all()


def count_matching(db: Connection, filters: Filters, slots: Sequence[Slot], most: int | None = None) -> int:
    """Return how many meet every slot, counting no further than `most`."""
    scored = _scored(db.dialect.name, slots)
    found = (
        select(search_entries.c.id)
        .join(scored, scored.c.id == search_entries.c.id)
        .join(actions, actions.c.id == search_entries.c.action_id)
        .where(*_conditions(filters, actions.c.id), actions.c.plan_slug.in_(filters.plans))
        .where(*_all_facets(filters))
        .where(scored.c.slots == len(slots))
    )
    limited = found.limit(most) if most is not None else found
    return int(db.scalar(select(func.count()).select_from(limited.subquery())) or 0)


def with_beginnings(db: Connection, plan_slugs: Sequence[str], keys: Sequence[str], most: int) -> list[str]:
    """Return the ids of actions whose ref (as in `ref_key`) begins like one of `keys`: the very ref first."""
    begins = or_(*(actions.c.ref_key.between(key, key + LAST) for key in keys))
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


def _filtered(filters: Filters) -> tuple[Select[Any], Any, Any]:
    """The ids that fit, read off the rows of the narrowest facet; with its columns of the order."""
    facets = [*filters.facets.items(), *((facet, (value,)) for facet, value in filters.every)] or [
        ("plan", filters.plans)
    ]
    facets.sort(key=lambda facet: NARROWEST.index(facet[0]))
    first, values = facets.pop(0)
    rows = action_facets.alias("first")
    query = select(rows.c.action_id).where(
        rows.c.facet == first,
        rows.c.value == values[0] if len(values) == 1 else rows.c.value.in_(values),
        rows.c.plan_slug == filters.plans[0] if len(filters.plans) == 1 else rows.c.plan_slug.in_(filters.plans),
        *(_has(facet, given, rows.c.action_id) for facet, given in facets),
        *_conditions(filters, rows.c.action_id),
    )
    if len(values) > 1:  # an action may have two of them
        query = query.group_by(rows.c.action_id, rows.c.plan_slug, rows.c.position)
    return query, rows.c.plan_slug, rows.c.position


def _all_facets(filters: Filters) -> list[Any]:
    facets = [*filters.facets.items(), *((facet, (value,)) for facet, value in filters.every)]
    return [_has(facet, values, actions.c.id) for facet, values in facets]


def _has(facet: str, values: Sequence[str], action_id: Any) -> Any:
    rows = action_facets.alias()
    return exists().where(rows.c.action_id == action_id, rows.c.facet == facet, rows.c.value.in_(values))


def _conditions(filters: Filters, action_id: Any) -> list[Any]:
    found = []
    if filters.action_ids is not None:
        found.append(action_id.in_(filters.action_ids))
    if filters.person_id is not None:
        found.append(_holds(action_id, OWN, assignments.c.person_id == filters.person_id))
    match filters.state:
        case "no_lead":
            found.append(~_holds(action_id, ("lead",)))
        case "overdue":
            due = exists().where(actions.c.id == action_id, actions.c.next_due_at < filters.now)
            found.append(due.correlate_except(actions))
        case "never":
            found.append(~_answered(action_id))
        case "updated":
            found.append(_answered(action_id, filters.since, filters.until))
        case "stale":
            found.append(~_answered(action_id, filters.since))
    return found


def _holds(action_id: Any, roles: Sequence[str], *more: Any) -> Any:
    place = actions.alias()
    subject = or_(
        and_(assignments.c.subject_kind == "action", assignments.c.subject_id == place.c.id),
        and_(assignments.c.subject_kind == "section", assignments.c.subject_id == place.c.section_id),
    )
    held = (assignments.c.role.in_(roles), assignments.c.until_at.is_(None), subject, *more)
    return exists().where(place.c.id == action_id, *held)


def _answered(action_id: Any, since: date | None = None, until: date | None = None) -> Any:
    entries = status_entries.alias()
    within = [entries.c.as_of >= since] if since else []
    within += [entries.c.as_of <= until] if until else []
    return exists().where(entries.c.action_id == action_id, entries.c.kind.in_(PEOPLES), *within)


def _rank(sort: str, stages: Sequence[str]) -> Any:
    if sort == "due":
        return actions.c.next_due_at.asc().nulls_last()
    if sort == "rag":
        return case({"Red": 0, "Amber": 1, "Green": 2}, value=status_entries.c.rag, else_=3)
    first = status_entries.c.stages[0]["stage"].as_string()
    return case({stage: place for place, stage in enumerate(stages)}, value=first, else_=len(stages))


def _scored(dialect: str, slots: Sequence[Slot]) -> Subquery:
    build = _on_sqlite if dialect == "sqlite" else _on_postgresql
    hits = union_all(
        *(
            select(
                build(slot, name, weight, f"q{place}_{name}").c.id,
                literal(place, Integer).label("slot"),
                literal(counts, Integer).label("weight"),
            )
            for place, slot in enumerate(slots)
            for name, weight, counts in FIELDS
        )
    ).subquery("hits")
    return (
        select(
            hits.c.id,
            func.sum(hits.c.weight).label("score"),
            func.count(hits.c.slot.distinct()).label("slots"),
        )
        .group_by(hits.c.id)
        .subquery("scored")
    )


def _on_sqlite(slot: Slot, name: str, _weight: str, parameter: str) -> Subquery:
    """Stems are letters and digits only; quoted all the same, they can be no operator of FTS5."""
    quoted = ('"' + " ".join(phrase) + '"' for phrase in slot)
    asked = " OR ".join(f'{one[:-2]}"*' if one.endswith(BEGINNING + '"') else one for one in quoted)
    query = text(f"select rowid as id from search_index where search_index match :{parameter}")  # noqa: S608 our names
    return query.bindparams(**{parameter: f"{{{name}}} : ({asked})"}).columns(id=Integer).subquery()


def _on_postgresql(slot: Slot, _name: str, weight: str, parameter: str) -> Subquery:
    asked = " | ".join("(" + " <-> ".join(_weighted(stem, weight) for stem in phrase) + ")" for phrase in slot)
    query = text(f"select rowid as id from search_index where stems @@ to_tsquery('simple', :{parameter})")  # noqa: S608
    return query.bindparams(**{parameter: asked}).columns(id=Integer).subquery()


def _weighted(stem: str, weight: str) -> str:
    bare = stem.removesuffix(BEGINNING)
    return f"{bare}:{weight}" if bare == stem else f"{bare}:*{weight}"
