"""Named queries on review items: what an import could not read for certain."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage.tables import review_items
from storage.types import Record

_IN_ORDER = (review_items.c.plan_slug, review_items.c.document, review_items.c.id)


def add(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert open items; raises IntegrityError where subject, field and document are there already."""
    if rows:
        db.execute(insert(review_items), [dict(row) | {"state": "open"} for row in rows])


def open_of_plans(db: Connection, plan_slugs: Sequence[str]) -> Sequence[Record]:
    """Return what is still to be checked in those plans, in the order of their documents."""
    found = select(review_items).where(review_items.c.plan_slug.in_(plan_slugs), review_items.c.state == "open")
    return db.execute(found.order_by(*_IN_ORDER)).all()


def count_open(db: Connection, plan_slugs: Sequence[str]) -> int:
    """Return how many items of those plans are still to be checked."""
    found = select(func.count()).where(review_items.c.plan_slug.in_(plan_slugs), review_items.c.state == "open")
    return int(db.execute(found).scalar_one())


def by_id(db: Connection, item_id: int) -> Record | None:
    """Return one item, or None."""
    return db.execute(select(review_items).where(review_items.c.id == item_id)).first()


def of_subject(db: Connection, kind: str, subject_id: str) -> Sequence[Record]:
    """Return every item about one subject, open and settled."""
    mine = select(review_items).where(review_items.c.subject_kind == kind, review_items.c.subject_id == subject_id)
    return db.execute(mine.order_by(*_IN_ORDER)).all()


def settle(db: Connection, item_id: int, values: Mapping[str, Any]) -> bool:
    """Close an open item with `settled_value`, `settled_by_id` and `settled_at`; False when it was closed already."""
    mine = update(review_items).where(review_items.c.id == item_id, review_items.c.state == "open")
    return db.execute(mine.values(dict(values) | {"state": "settled"})).rowcount == 1
