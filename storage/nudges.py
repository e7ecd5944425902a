"""Named queries on messages of the day: whose they are, which actions they asked for, who else was asked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, union_all

from storage.tables import actions, assignments, deliveries, people, reminders
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


def that_asked(
    db: Connection, action_ids: Collection[str], plan_slugs: Collection[str], since: datetime
) -> Sequence[Record]:
    """Return the messages of the day since a moment that asked for some actions, or for any of some plans."""
    of_plans = select(actions.c.id).where(actions.c.plan_slug.in_(plan_slugs))
    asked: list[Any] = [*([action_ids] if action_ids else ()), *([of_plans] if plan_slugs else ())]
    if not asked:
        return ()
    sent = select(reminders.c.delivery_id).where(*_ABOUT)
    # an OR of the two would read the reminders of all actions, and of no plan all actions are read
    carried = union_all(*(sent.where(reminders.c.subject_id.in_(some)) for some in asked))
    found = select(deliveries).where(deliveries.c.kind == DAILY, deliveries.c.id.in_(carried))
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


def answering_since(
    db: Connection, plan_slug: str, action_ids: Collection[str] | None = None
) -> dict[tuple[int, str], datetime]:
    """Return since when who answers for which action of a plan, or of some: (person, action) -> moment."""
    of_action = and_(assignments.c.subject_kind == "action", assignments.c.subject_id == actions.c.id)
    of_section = and_(assignments.c.subject_kind == "section", assignments.c.subject_id == actions.c.section_id)
    found = (
        select(assignments.c.person_id, actions.c.id, func.min(assignments.c.from_at))
        .join(actions, or_(of_action, of_section))
        .where(actions.c.plan_slug == plan_slug, assignments.c.until_at.is_(None))
        .where(assignments.c.role.in_(("lead", "officer", "deputy")))
        .group_by(assignments.c.person_id, actions.c.id)
    )
    found = found if action_ids is None else found.where(actions.c.id.in_(action_ids))
    return {(person_id, action_id): since for person_id, action_id, since in db.execute(found)}
