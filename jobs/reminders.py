"""Plans reminders from today's facts, and puts those that are due into the outbox."""

from bot.domain import reminders
from jobs.desk import Desk


def send_due(desk: Desk) -> int:
    """Plan and send; return how many messages went into the outbox."""
    now = desk.clock()
    with desk.database.writing(wake=False) as db:
        reminders.plan(db, now, desk.zone)
        sent = sum(reminders.send(db, message, now) for message in reminders.due(db, now, desk.zone))
    if sent:
        desk.database.after_commit()
    return sent
