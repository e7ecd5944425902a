"""Named queries on corrections of dates, and on who was told of a date."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from storage.tables import audit, channels, events, follows, notices, people, programmes, reminders
from storage.types import Record

WAITING = notices.c.state == "waiting"


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Keep a correction; return its id."""
    return int(db.execute(insert(notices).values(dict(values)).returning(notices.c.id)).scalar_one())


def by_id(db: Connection, notice_id: int) -> Record | None:
    """Return one correction, or None."""
    return db.execute(select(notices).where(notices.c.id == notice_id)).first()


def event_of(db: Connection, notice_id: int) -> str:
    """Return the event of a correction; raises NoResultFound."""
    return str(db.scalars(select(notices.c.event_id).where(notices.c.id == notice_id)).one())


def settle(db: Connection, notice_id: int, values: Mapping[str, Any]) -> bool:
    """Set columns of a correction that still waits; False when it does not any more."""
    mine = update(notices).where(notices.c.id == notice_id, WAITING)
    return db.execute(mine.values(dict(values))).rowcount == 1


def waiting_for(db: Connection, event_id: str) -> Record | None:
    """Return the correction of an event that waits, or None."""
    return db.execute(select(notices).where(notices.c.event_id == event_id, WAITING)).first()


def due(db: Connection, now: datetime) -> Sequence[Record]:
    """Return the corrections that are to be sent; replicas wait for each other."""
    found = select(notices).where(WAITING, notices.c.due_at <= now).order_by(notices.c.due_at, notices.c.id)
    return db.execute(found if db.dialect.name == "sqlite" else found.with_for_update()).all()


def any_due(db: Connection, now: datetime) -> bool:
    """Say whether any correction is to be sent."""
    return db.execute(select(notices.c.id).where(WAITING, notices.c.due_at <= now).limit(1)).first() is not None


def next_after(db: Connection, now: datetime) -> datetime | None:
    """Return when the next correction is to be sent, None when none waits."""
    ahead = select(notices.c.due_at).where(WAITING, notices.c.due_at > now).order_by(notices.c.due_at).limit(1)
    found: datetime | None = db.scalars(ahead).first()
    return found


def people_told(db: Connection, event_id: str) -> Sequence[Record]:
    """Return who can be reached and was reminded of an event, was given its file, or follows it.

    Those who only follow count while their programme's reminders are on.
    """
    reminded = select(reminders.c.person_id).where(
        reminders.c.subject_kind == "event", reminders.c.subject_id == event_id, reminders.c.status == "sent"
    )
    given = select(audit.c.person_id).where(
        audit.c.did == "calendar.sent", audit.c.subject_kind == "event", audit.c.subject_id == event_id
    )
    slug = select(events.c.programme_slug).where(events.c.id == event_id)
    on = select(programmes.c.slug).where(programmes.c.slug.in_(slug), programmes.c.reminders_from.is_not(None))
    followed = select(follows.c.person_id).where(
        or_(
            (follows.c.subject_kind == "event") & (follows.c.subject_id == event_id),
            (follows.c.subject_kind == "programme") & follows.c.subject_id.in_(slug),
        ),
        on.exists(),
    )
    found = select(people).where(
        or_(*(people.c.id.in_(told) for told in (reminded, given, followed))),
        people.c.user_id.is_not(None),
        people.c.team_id.is_not(None),
        people.c.deactivated_at.is_(None),
        people.c.erased_at.is_(None),
    )
    return db.execute(found.order_by(people.c.id)).all()


def channels_told(db: Connection, event_id: str, programme_slug: str) -> Sequence[Record]:
    """Return the channels in which a reminder of an event stands and which still announce its programme."""
    told = select(reminders.c.id).where(
        reminders.c.subject_kind == "event",
        reminders.c.subject_id == event_id,
        reminders.c.status == "sent",
        reminders.c.team_id == channels.c.team_id,
        reminders.c.channel_id == channels.c.channel_id,
    )
    tied = (channels.c.subject_kind == "programme", channels.c.subject_id == programme_slug)
    found = select(channels).where(*tied, told.exists())
    return db.execute(found.order_by(channels.c.team_id, channels.c.channel_id)).all()
