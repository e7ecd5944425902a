"""Full text: which actions have the stems of a question, ranked by one rule on both databases."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, Subquery, bindparam, func, literal, select, text, union_all

from storage.found import ALL, Filters, Shape, conditions, described, has, lacking
from storage.tables import actions, search_entries
from storage.types import Record

Phrase = tuple[str, ...]
"""Stems that follow each other; the last may be a beginning only, "electri*"."""

BEGINNING = "*"

Slot = tuple[Phrase, ...]
"""Phrases that mean the same: any of them will do."""

FIELDS = (("title", "A", 3), ("wording", "B", 2), ("note", "C", 1))
"""Column of the index on SQLite, weight on PostgreSQL, and what a hit there counts."""


def matching(db: Connection, filters: Filters, slots: Sequence[Slot], of_all: bool, most: int) -> Sequence[Record]:
    """Return the best hits of a text: action_id, score, slots (how many were met), title, wording, note (as stems).

    `of_all`: only those that meet every slot. Best first; of one score, in the plans' order.
    """
    return _found(db, filters, slots, of_all, most, True)


def matching_ids(db: Connection, filters: Filters, slots: Sequence[Slot], most: int | None) -> list[str]:
    """Return the ids of what meets every slot, best first, no more than `most`."""
    return [row.action_id for row in _found(db, filters, slots, True, ALL if most is None else most, False)]


def _found(
    db: Connection, filters: Filters, slots: Sequence[Slot], of_all: bool, most: int, with_texts: bool
) -> Sequence[Record]:
    dialect, (shape, values) = db.dialect.name, described(filters)
    write = _for_sqlite if dialect == "sqlite" else _for_postgresql
    asked = {_name(place, name): write(slot, name, weight) for place, slot, name, weight, _ in _parts(slots)}
    query = _statement(dialect, shape, len(slots), of_all, with_texts)
    return db.execute(query, values | asked | {"plans": list(filters.plans), "most": most}).all()


def _parts(slots: Sequence[Any]) -> list[tuple[int, Any, str, str, int]]:
    return [(place, slot, *field) for place, slot in enumerate(slots) for field in FIELDS]


def _name(place: int, field: str) -> str:
    return f"q{place}_{field}"


@lru_cache(maxsize=500)
def _statement(dialect: str, shape: Shape, slots: int, of_all: bool, with_texts: bool) -> Select[Any]:
    scored, entries = _scored(dialect, slots), search_entries.c
    columns = (entries.title, entries.wording, entries.note) if with_texts else ()
    found = (
        select(entries.action_id, scored.c.score, scored.c.slots, *columns)
        .join(scored, scored.c.id == entries.id)
        .join(actions, actions.c.id == entries.action_id)
        .where(*conditions(shape, actions.c.id), actions.c.plan_slug.in_(bindparam("plans", expanding=True)))
        .where(*(has(place, facet, actions.c) for place, facet in enumerate(shape.facets)), *lacking(shape, actions.c))
    )
    if of_all:
        found = found.where(scored.c.slots == slots)
    order = (scored.c.slots.desc(), scored.c.score.desc(), actions.c.plan_slug, actions.c.position)
    return found.order_by(*order).limit(bindparam("most"))


def _scored(dialect: str, slots: int) -> Subquery:
    hits = union_all(
        *(
            select(
                _index(dialect, _name(place, name)).c.id,
                literal(place, Integer).label("slot"),
                literal(counts, Integer).label("weight"),
            )
            for place, _, name, _, counts in _parts(range(slots))
        )
    ).subquery("hits")
    return (
        select(hits.c.id, func.sum(hits.c.weight).label("score"), func.count(hits.c.slot.distinct()).label("slots"))
        .group_by(hits.c.id)
        .subquery("scored")
    )


def _index(dialect: str, parameter: str) -> Subquery:
    condition = "search_index match" if dialect == "sqlite" else "stems @@ to_tsquery('simple',"
    closing = "" if dialect == "sqlite" else ")"
    query = text(f"select rowid as id from search_index where {condition} :{parameter}{closing}")  # noqa: S608 our names
    return query.bindparams(bindparam(parameter)).columns(id=Integer).subquery()


def _for_sqlite(slot: Slot, name: str, _weight: str) -> str:
    """Stems are letters and digits only; quoted all the same, they can be no operator of FTS5."""
    quoted = ('"' + " ".join(phrase) + '"' for phrase in slot)
    asked = " OR ".join(f'{one[:-2]}"*' if one.endswith(BEGINNING + '"') else one for one in quoted)
    return f"{{{name}}} : ({asked})"


def _for_postgresql(slot: Slot, _name: str, weight: str) -> str:
    return " | ".join("(" + " <-> ".join(_weighted(stem, weight) for stem in phrase) + ")" for phrase in slot)


def _weighted(stem: str, weight: str) -> str:
    bare = stem.removesuffix(BEGINNING)
    return f"{bare}:{weight}" if bare == stem else f"{bare}:*{weight}"
