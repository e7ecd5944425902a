"""Named queries on reminders: things due to be said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from storage.tables import events, people, programmes, reminders
from storage.types import Record
from storage.upsert import insert_new

_DUE = (
    select(
        reminders,
        events.c.revision.label("event_revision"),
        events.c.status.label("event_status"),
        events.c.date.label("event_date"),
        events.c.zone.label("event_zone"),
        programmes.c.reminders_from,
        people.c.zone.label("person_zone"),
        people.c.deactivated_at,
    )
    .join(events, events.c.id == reminders.c.subject_id)
    .join(programmes, programmes.c.slug == events.c.programme_slug)
    .outerjoin(people, people.c.id == reminders.c.person_id)
    .where(reminders.c.status == "planned", reminders.c.due_at <= bindparam("now"))
    .order_by(reminders.c.due_at, reminders.c.id)
)


def plan(db: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not planned yet; return how many were new."""
    return insert_new(db, reminders, rows)


def due(db: Connection, now: datetime) -> Sequence[Record]:
    """Return what is planned and due, each with the state of its event today.

    Replicas wait for each other: one that skipped the rows of another would send half of a person's message.
    """
    found = _DUE if db.dialect.name == "sqlite" else _DUE.with_for_update(of=reminders)
    return db.execute(found, {"now": now}).all()


def about_events_from(db: Connection, day: date) -> Sequence[Record]:
    """Return every reminder, planned or settled, about events on or after a day."""
    found = select(reminders).join(events, events.c.id == reminders.c.subject_id).where(events.c.date >= day)
    return db.execute(found).all()


def next_after(db: Connection, now: datetime) -> datetime | None:
    """Return when the next planned reminder is due, None when none is planned."""
    ahead = select(func.min(reminders.c.due_at)).where(reminders.c.status == "planned", reminders.c.due_at > now)
    moment: datetime | None = db.execute(ahead).scalar_one()
    return moment


def withdraw(db: Connection, ids: Collection[int]) -> None:
    """Delete planned reminders whose cause is gone."""
    if ids:
        db.execute(delete(reminders).where(reminders.c.id.in_(ids), reminders.c.status == "planned"))


def settle(db: Connection, ids: Collection[int], status: str, delivery_id: int | None = None) -> None:
    """Mark reminders as sent, superseded or missed."""
    if ids:
        done = update(reminders).where(reminders.c.id.in_(ids))
        db.execute(done.values(status=status, delivery_id=delivery_id))
