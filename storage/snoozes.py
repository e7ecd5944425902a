"""Named queries on what somebody does not want to see until a day."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.tables import snoozes

Subject = tuple[str, str]


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Keep a snooze."""
    db.execute(insert(snoozes).values(dict(values)))


def of_people(db: Connection, person_ids: Collection[int]) -> dict[tuple[int, str, str], list[date]]:
    """Return until when some people snoozed which update, the last word last: (person, action, due day ISO) -> days."""
    mine = (snoozes.c.person_id.in_(person_ids), snoozes.c.subject_kind == "action")
    found: dict[tuple[int, str, str], list[date]] = {}
    for row in db.execute(select(snoozes).where(*mine).order_by(snoozes.c.id)):
        found.setdefault((row.person_id, row.subject_id, row.occurrence), []).append(row.until_on)
    return found


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
