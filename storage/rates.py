"""Named queries on the token buckets for Slack's rates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from storage.tables import rates
from storage.types import Record
from storage.upsert import insert_new

_SAVE = (
    update(rates)
    .where(rates.c.bucket == bindparam("name"))
    .values({column: bindparam(column) for column in ("allowance", "refilled_at", "free_at")})
)


def buckets(db: Connection, full: Mapping[str, float], machine_now: datetime) -> dict[str, Record]:
    """Return token buckets by name, locked until the transaction ends; those that are not there yet are made full.

    `full` says how much each holds. They are locked in the order of their names, so that replicas never wait for
    each other in a circle.
    """
    held = _locked(db, full)
    missing = sorted(full.keys() - held.keys())
    if missing:
        insert_new(
            db,
            rates,
            [
                {"bucket": name, "allowance": full[name], "refilled_at": machine_now, "free_at": machine_now}
                for name in missing
            ],
        )
        held |= _locked(db, missing)
    return held


def save(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set allowance, refilled_at and free_at of buckets by `name`: on PostgreSQL all of them in one round trip."""
    if rows:
        db.execute(_SAVE, [dict(row) for row in rows])


def refilled_after(db: Connection, name: str, moment: datetime) -> bool:
    """Say whether a bucket is not filled again before a moment."""
    return (
        db.execute(select(rates.c.bucket).where(rates.c.bucket == name, rates.c.refilled_at > moment)).first()
        is not None
    )


def _locked(db: Connection, names: Iterable[str]) -> dict[str, Record]:
    found = select(rates).where(rates.c.bucket.in_(list(names))).order_by(rates.c.bucket)
    if db.dialect.name != "sqlite":
        found = found.with_for_update()
    return {row.bucket: row for row in db.execute(found)}
