"""Plans what changed, puts what is due into the outbox, and notices when nothing was sent for long.

What changed may stand in messages of the day: these are drawn anew in their place.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import due_reminders, notices, nudges, outages, reminders
from jobs.desk import Desk
from storage import notices as stored_notices
from storage import reminders as stored


def send_due(desk: Desk) -> int:
    """Plan and send; return how many messages went into the outbox.

    A tick on which there is nothing to do reads four indexes and writes nothing.
    """
    with desk.database.reading() as db:
        if not _has_work(desk, db):
            return 0
    now = desk.clock()
    with desk.database.writing(wake=False) as db:
        last = outages.look(db, now, desk.zone)
        drawn = nudges.keep_in_step(db, reminders.plan_changed(db, now, desk.zone), now)
        gap_id = outages.beat(db, last, now)
        sent = _sent(db, now, desk.zone) if _is_due(db, now) else 0
        if gap_id is not None:
            outages.end(db, gap_id, now)
    if sent or drawn or gap_id is not None:
        desk.database.after_commit(True)
    return sent


def _has_work(desk: Desk, db: Connection) -> bool:
    now = desk.clock()
    return _is_due(db, now) or stored.any_marks(db) or outages.is_beat_due(db, now)


def _is_due(db: Connection, now: datetime) -> bool:
    return stored.any_due(db, now) or stored_notices.any_due(db, now)


def _sent(db: Connection, now: datetime, zone: str) -> int:
    corrections = len(notices.send_due(db, now))
    return corrections + sum(due_reminders.send(db, message, now) for message in due_reminders.due(db, now, zone))
