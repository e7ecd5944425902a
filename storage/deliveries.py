"""Named queries on the outbox, and the token buckets for Slack's rates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from storage.tables import deliveries, rates
from storage.types import Record
from storage.upsert import insert_new

_WAITING = or_(
    deliveries.c.status == "pending",
    and_(deliveries.c.status == "leased", deliveries.c.lease_until < bindparam("machine_now")),
)
_CLAIMABLE = (
    select(deliveries.c.id)
    .where(
        deliveries.c.status.in_(("pending", "leased")),
        _WAITING,
        deliveries.c.next_attempt_at <= bindparam("machine_now"),
        deliveries.c.due_at <= bindparam("now"),
    )
    .order_by(deliveries.c.next_attempt_at, deliveries.c.id)
    .limit(bindparam("most"))
)


def add(db: Connection, values: Mapping[str, Any]) -> bool:
    """Put a message into the outbox; False when its key is there already."""
    return insert_new(db, deliveries, values) == 1


def id_of(db: Connection, key: str) -> int:
    """Return the id of the delivery with a key; raises NoResultFound."""
    return int(db.scalars(select(deliveries.c.id).where(deliveries.c.key == key)).one())


def by_id(db: Connection, delivery_id: int) -> Record | None:
    """Return one message, or None."""
    return db.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()


def claim(
    db: Connection, token: str, now: datetime, machine_now: datetime, lease_until: datetime, most: int
) -> Sequence[Record]:
    """Lease up to `most` due messages to `token`, the longest waiting first.

    On PostgreSQL replicas skip each other's rows; on SQLite the write transaction makes them queue.
    """
    found = _CLAIMABLE if db.dialect.name == "sqlite" else _CLAIMABLE.with_for_update(skip_locked=True)
    ids = db.scalars(found, {"now": now, "machine_now": machine_now, "most": most}).all()
    if not ids:
        return []
    leased = (
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(status="leased", lease_token=token, lease_until=lease_until)
        .returning(deliveries)
    )
    return sorted(db.execute(leased).all(), key=lambda row: row.id)


def change(db: Connection, delivery_id: int, token: str, values: Mapping[str, Any]) -> bool:
    """Set columns of a message that `token` still holds; False when somebody else took it over."""
    held = update(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.lease_token == token)
    return db.execute(held.values(dict(values))).rowcount == 1


def listed(db: Connection, failed_only: bool) -> Sequence[Record]:
    """Return messages for an operator, the newest first."""
    found = select(deliveries).order_by(deliveries.c.id.desc())
    return db.execute(found.where(deliveries.c.status == "dead") if failed_only else found).all()


def retry(db: Connection, delivery_id: int, machine_now: datetime) -> bool:
    """Make a dead message pending again; False when there is none of that id."""
    again = update(deliveries).where(
        deliveries.c.id == delivery_id, deliveries.c.status == "dead", deliveries.c.kind != "emptied"
    )
    values = {"status": "pending", "next_attempt_at": machine_now, "attempts": 0, "error": None}
    return db.execute(again.values(values)).rowcount == 1


def empty_payloads(db: Connection, before: datetime) -> int:
    """Clear the payload of what was sent, or given up, before a moment; return how many rows."""
    old = update(deliveries).where(
        deliveries.c.status.in_(("sent", "dropped", "dead")),
        func.coalesce(deliveries.c.sent_at, deliveries.c.created_at) < before,
        deliveries.c.kind != "emptied",
    )
    return db.execute(old.values(payload={}, kind="emptied")).rowcount


def bucket(db: Connection, name: str, full: float, machine_now: datetime) -> Record:
    """Return a token bucket, locked until the transaction ends; one that is not there yet is made full."""
    found = select(rates).where(rates.c.bucket == name)
    if db.dialect.name != "sqlite":
        found = found.with_for_update()
    row = db.execute(found).first()
    if row is None:
        insert_new(db, rates, {"bucket": name, "allowance": full, "refilled_at": machine_now})
        row = db.execute(found).one()
    return row


def save_bucket(db: Connection, name: str, values: Mapping[str, Any]) -> None:
    """Set columns of a token bucket that `bucket` returned."""
    db.execute(update(rates).where(rates.c.bucket == name).values(dict(values)))


def waiting(db: Connection) -> tuple[int, datetime | None]:
    """Return how many messages are not settled, and since when the oldest waits (programme time)."""
    found = select(func.count(), func.min(deliveries.c.created_at)).where(
        deliveries.c.status.in_(("pending", "leased"))
    )
    row = db.execute(found).one()
    return int(row[0]), row[1]
