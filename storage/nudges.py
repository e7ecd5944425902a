"""Named queries on messages of the day: whose they are, which actions they asked for, who else was asked."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, select

from storage.tables import deliveries, people, reminders
from storage.types import Record

DAILY = "digest"
"""Kind of the delivery that is a person's message of the day."""

_ABOUT = (reminders.c.subject_kind == "action", reminders.c.status == "sent")


def posted(db: Connection, person_id: int, ts: str) -> Record | None:
    """Return the message of the day that a person has as `ts`, or None."""
    mine = (deliveries.c.person_id == person_id, deliveries.c.kind == DAILY, deliveries.c.ts == ts)
    return db.execute(select(deliveries).where(*mine)).first()


def last(db: Connection, person_id: int) -> Record | None:
    """Return the last message of the day that reached a person, or None."""
    mine = (deliveries.c.person_id == person_id, deliveries.c.kind == DAILY, deliveries.c.ts.is_not(None))
    return db.execute(select(deliveries).where(*mine).order_by(deliveries.c.id.desc()).limit(1)).first()


def that_asked(db: Connection, action_id: str, since: datetime) -> Sequence[Record]:
    """Return the messages of the day since a moment that asked for an action."""
    carried = exists().where(*_ABOUT, reminders.c.subject_id == action_id, reminders.c.delivery_id == deliveries.c.id)
    found = select(deliveries).where(deliveries.c.kind == DAILY, carried)
    return db.execute(found.where(deliveries.c.created_at >= since).order_by(deliveries.c.id)).all()


def asked(db: Connection, action_ids: Collection[str], since: datetime) -> Sequence[Record]:
    """Return who was asked for which action since a moment: subject_id, rule, person_id, user_id, name, sent_at.

    `sent_at` is in programme time; an order that was taken up by a message is one row.
    """
    found = (
        select(
            reminders.c.subject_id,
            reminders.c.rule,
            reminders.c.person_id,
            reminders.c.occurrence,
            people.c.user_id,
            people.c.name,
            deliveries.c.created_at.label("sent_at"),
            deliveries.c.id.label("delivery_id"),
        )
        .join(people, people.c.id == reminders.c.person_id)
        .join(deliveries, deliveries.c.id == reminders.c.delivery_id)
        .where(*_ABOUT, reminders.c.subject_id.in_(action_ids), deliveries.c.created_at >= since)
        .order_by(deliveries.c.created_at, reminders.c.id)
    )
    return db.execute(found).all()


def unreached(db: Connection, person_ids: Collection[int], since: datetime) -> dict[int, str]:
    """Return whom no message has reached since a moment, with Slack's reason: their last one was given up."""
    found = (
        select(deliveries.c.person_id, deliveries.c.status, deliveries.c.error)
        .where(deliveries.c.person_id.in_(person_ids), deliveries.c.created_at >= since)
        .where(deliveries.c.status.in_(("sent", "dead")))
        .order_by(deliveries.c.id)
    )
    last = {row.person_id: row for row in db.execute(found)}
    return {person_id: row.error or "" for person_id, row in last.items() if row.status == "dead"}
