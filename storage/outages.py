"""Named queries on signs of life, and on the times without any."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.tables import events, gaps, heartbeats, people, reminders
from storage.types import Record
from storage.upsert import insert_new


def last_beat(db: Connection) -> datetime | None:
    """Return the last sign of life, None before the first."""
    found: datetime | None = db.scalars(select(heartbeats.c.ticked_at)).first()
    return found


def beat(db: Connection, now: datetime) -> None:
    """Keep a sign of life."""
    if not insert_new(db, heartbeats, {"id": 1, "ticked_at": now}):
        db.execute(update(heartbeats).values(ticked_at=now))


def begin(db: Connection, since: datetime, until: datetime) -> int:
    """Keep an outage and note it in what fell due meanwhile; return its id."""
    row = {"from_at": since, "until_at": until, "late": 0, "missed": 0}
    gap_id = int(db.execute(insert(gaps).values(row).returning(gaps.c.id)).scalar_one())
    fell = (reminders.c.status == "planned", reminders.c.due_at > since, reminders.c.due_at <= until)
    db.execute(update(reminders).where(*fell).values(gap_id=gap_id))
    return gap_id


def change(db: Connection, gap_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of an outage."""
    db.execute(update(gaps).where(gaps.c.id == gap_id).values(dict(values)))


def by_id(db: Connection, gap_id: int) -> Record:
    """Return one outage; raises NoResultFound."""
    return db.execute(select(gaps).where(gaps.c.id == gap_id)).one()


def is_kept(db: Connection, gap_id: int) -> bool:
    """Say whether there still is such an outage."""
    return db.scalar(select(gaps.c.id).where(gaps.c.id == gap_id)) is not None


def reminders_of(db: Connection, gap_id: int) -> Sequence[Record]:
    """Return what fell due in an outage, in order of time, with `title` and `date` of events, and `user_id`."""
    found = (
        select(reminders, events.c.title, events.c.date, people.c.user_id)
        .outerjoin(events, (events.c.id == reminders.c.subject_id) & (reminders.c.subject_kind == "event"))
        .outerjoin(people, people.c.id == reminders.c.person_id)
        .where(reminders.c.gap_id == gap_id)
    )
    return db.execute(found.order_by(reminders.c.due_at, reminders.c.id)).all()
