"""Named queries on what somebody does not want to see until a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.tables import snoozes

Subject = tuple[str, str]


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Keep a snooze."""
    db.execute(insert(snoozes).values(dict(values)))


def until(db: Connection, person_id: int) -> dict[tuple[str, str, str], date]:
    """Return until when somebody snoozed what, the last word counting: (kind, subject, occurrence) -> day."""
    mine = select(snoozes).where(snoozes.c.person_id == person_id).order_by(snoozes.c.id)
    return {(row.subject_kind, row.subject_id, row.occurrence): row.until_on for row in db.execute(mine)}


def count_since(db: Connection, person_id: int, subject: Subject, occurrence: str, since: datetime) -> int:
    """Return how often somebody snoozed something from a moment on."""
    found = select(func.count()).where(
        snoozes.c.person_id == person_id,
        snoozes.c.subject_kind == subject[0],
        snoozes.c.subject_id == subject[1],
        snoozes.c.occurrence == occurrence,
        snoozes.c.created_at >= since,
    )
    return int(db.execute(found).scalar_one())
