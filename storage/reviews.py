"""Named queries on review items: what an import could not read for certain."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from storage.tables import events, review_items
from storage.types import Record

_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement
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


def open_of_programmes(db: Connection, slugs: Sequence[str]) -> Sequence[Record]:
    """Return what is still to be checked of those programmes and their events, each with its `programme_slug`."""
    slug = func.coalesce(events.c.programme_slug, review_items.c.subject_id)
    of_event = (review_items.c.subject_kind == "event") & (events.c.id == review_items.c.subject_id)
    found = select(review_items, slug.label("programme_slug")).outerjoin(events, of_event)
    mine = (review_items.c.subject_kind.in_(("programme", "event")), review_items.c.state == "open", slug.in_(slugs))
    return db.execute(found.where(*mine).order_by(review_items.c.document, review_items.c.id)).all()


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


def settled(db: Connection, kind: str) -> Sequence[Record]:
    """Return subject and field of every item about a kind of subject that a person has settled."""
    found = select(review_items.c.subject_id, review_items.c.field)
    return db.execute(found.where(review_items.c.subject_kind == kind, review_items.c.state == "settled")).all()


def of_plan(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return every item of a plan, open and settled."""
    return db.execute(select(review_items).where(review_items.c.plan_slug == plan_slug)).all()


def of_programme(db: Connection, slug: str, event_ids: Sequence[str]) -> Sequence[Record]:
    """Return every item of a programme and of those events, open and settled."""
    kind, subject = review_items.c.subject_kind, review_items.c.subject_id
    mine = or_((kind == "programme") & (subject == slug), (kind == "event") & subject.in_(event_ids))
    return db.execute(select(review_items).where(mine)).all()


def every_open(db: Connection) -> Sequence[Record]:
    """Return what is still to be checked anywhere, plans first."""
    found = select(review_items).where(review_items.c.state == "open")
    return db.execute(found.order_by(review_items.c.plan_slug.is_(None), *_IN_ORDER)).all()


def renew(db: Connection, item_id: int, values: Mapping[str, Any]) -> None:
    """Set what a newer reading says of an open item."""
    db.execute(update(review_items).where(review_items.c.id == item_id).values(dict(values)))


def drop(db: Connection, item_ids: Sequence[int]) -> None:
    """Delete items that no longer arise."""
    for first in range(0, len(item_ids), _AT_ONCE):
        db.execute(delete(review_items).where(review_items.c.id.in_(item_ids[first : first + _AT_ONCE])))
