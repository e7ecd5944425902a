"""Named queries on updates that are passed on, and on actions that were handed back: not mine."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from storage.tables import actions, passes, people, queue
from storage.types import Record

_WAITING = (
    select(
        queue.c.id,
        queue.c.action_id,
        queue.c.person_id,
        queue.c.reason,
        queue.c.at,
        people.c.user_id,
        people.c.name,
        actions.c.plan_slug,
        actions.c.section_id,
        actions.c.printed_ref,
        actions.c.title,
    )
    .join(people, people.c.id == queue.c.person_id)
    .join(actions, actions.c.id == queue.c.action_id)
    .where(queue.c.settled_at.is_(None))
    .order_by(actions.c.position, queue.c.id)
)


def active(
    db: Connection, plan_slug: str, period_id: int | None, action_ids: Collection[str] | None = None
) -> Sequence[Record]:
    """Return what is passed on in a period of a plan, or of some of its actions, the last of each action last.

    Only what is passed to somebody whose account still is.
    """
    found = (
        select(passes)
        .join(actions, actions.c.id == passes.c.action_id)
        .join(people, people.c.id == passes.c.to_id)
        .where(actions.c.plan_slug == plan_slug, passes.c.taken_back_at.is_(None))
        .where(or_(passes.c.period_id == period_id, passes.c.period_id.is_(None)))
        .where(people.c.deactivated_at.is_(None), people.c.erased_at.is_(None))
    )
    found = found if action_ids is None else found.where(passes.c.action_id.in_(action_ids))
    return db.execute(found.order_by(passes.c.id)).all()


def by_id(db: Connection, pass_id: int) -> Record | None:
    """Return one pass, or None."""
    return db.execute(select(passes).where(passes.c.id == pass_id)).first()


def add(db: Connection, values: Mapping[str, Any]) -> int:
    """Note that an update was passed on; return the id."""
    return int(db.execute(insert(passes).values(dict(values)).returning(passes.c.id)).scalar_one())


def take_back(db: Connection, action_id: str, now: datetime) -> None:
    """End whatever is passed on of an action."""
    mine = update(passes).where(passes.c.action_id == action_id, passes.c.taken_back_at.is_(None))
    db.execute(mine.values(taken_back_at=now))


def of_period(db: Connection, plan_slug: str, period_id: int) -> Sequence[Record]:
    """Return what is passed on for a period of a plan, and what was passed on while none was confirmed."""
    mine = select(passes).join(actions, actions.c.id == passes.c.action_id).where(actions.c.plan_slug == plan_slug)
    of_it = or_(passes.c.period_id == period_id, passes.c.period_id.is_(None))
    return db.execute(mine.where(of_it, passes.c.taken_back_at.is_(None)).order_by(passes.c.id)).all()


def claim(db: Connection, plan_slug: str, period_id: int) -> None:
    """Let what was passed on while no period was confirmed be for one."""
    mine = select(actions.c.id).where(actions.c.plan_slug == plan_slug)
    found = update(passes).where(passes.c.action_id.in_(mine), passes.c.period_id.is_(None))
    db.execute(found.where(passes.c.taken_back_at.is_(None)).values(period_id=period_id))


def of_action(db: Connection, action_id: str) -> Record | None:
    """Return the pass of an action that was not taken back, the last one; None where there is none."""
    found = select(passes).where(passes.c.action_id == action_id, passes.c.taken_back_at.is_(None))
    return db.execute(found.order_by(passes.c.id.desc()).limit(1)).first()


def hand_back(db: Connection, values: Mapping[str, Any]) -> None:
    """Put an action into the queue of its coordinators."""
    db.execute(insert(queue).values(dict(values)))


def waiting(db: Connection, plan_slug: str, action_ids: Collection[str] | None = None) -> Sequence[Record]:
    """Return what waits in a plan's queue, or of some of its actions, in the plan's order, with who handed it back."""
    found = _WAITING.where(actions.c.plan_slug == plan_slug)
    return db.execute(found if action_ids is None else found.where(queue.c.action_id.in_(action_ids))).all()


def waiting_of(db: Connection, action_id: str) -> Sequence[Record]:
    """Return what waits in the queue of one action."""
    return db.execute(_WAITING.where(queue.c.action_id == action_id)).all()


def settle(db: Connection, action_id: str, person_id: int, now: datetime) -> None:
    """Take an action out of the queue."""
    mine = update(queue).where(queue.c.action_id == action_id, queue.c.settled_at.is_(None))
    db.execute(mine.values(settled_at=now, settled_by_id=person_id))
