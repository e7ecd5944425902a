"""Named queries on who is away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import assignments, leaves
from storage.types import Record

_OPEN = leaves.c.ended_at.is_(None)


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Keep that somebody is away."""
    db.execute(insert(leaves).values(dict(values)))


def of_people(db: Connection, person_ids: Collection[int], last: date) -> dict[int, Record]:
    """Return who of some people is away on or after a day: the leave that ends last of each."""
    found = select(leaves).where(leaves.c.person_id.in_(person_ids), leaves.c.until_on >= last, _OPEN)
    return {row.person_id: row for row in db.execute(found.order_by(leaves.c.until_on))}


def kept_of(db: Connection, person_ids: Collection[int]) -> dict[int, list[Record]]:
    """Return all leaves of some people that are kept, also those that are over, in order of their last day."""
    found: dict[int, list[Record]] = {}
    for row in db.execute(select(leaves).where(leaves.c.person_id.in_(person_ids)).order_by(leaves.c.until_on)):
        found.setdefault(row.person_id, []).append(row)
    return found


def covered_by(db: Connection, person_id: int, today: date) -> frozenset[int]:
    """Return the people for whom somebody covers today."""
    found = select(leaves.c.person_id).where(leaves.c.cover_id == person_id, _OPEN)
    return frozenset(db.scalars(found.where(leaves.c.from_on <= today, leaves.c.until_on >= today)))


def end(db: Connection, leave_ids: Collection[int], now: datetime) -> None:
    """Mark leaves as over."""
    db.execute(update(leaves).where(leaves.c.id.in_(leave_ids), _OPEN).values(ended_at=now))


def over(db: Connection, last: date) -> Sequence[Record]:
    """Return leaves whose last day lies before a day and that nobody has ended yet."""
    return db.execute(select(leaves).where(leaves.c.until_on < last, _OPEN)).all()


def forget(db: Connection, before: date) -> int:
    """Delete leaves whose last day lies before a day; return how many."""
    return db.execute(delete(leaves).where(leaves.c.until_on < before)).rowcount


def end_roles_given(db: Connection, cover_id: int, giver_id: int, given_at: datetime, now: datetime) -> None:
    """End what somebody gave to whoever covers for them at the moment they said so."""
    mine = update(assignments).where(
        assignments.c.person_id == cover_id,
        assignments.c.given_by_id == giver_id,
        assignments.c.from_at == given_at,
        assignments.c.until_at.is_(None),
    )
    db.execute(mine.values(until_at=now))
