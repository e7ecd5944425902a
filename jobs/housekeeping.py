"""Forgets what is no longer needed."""

from datetime import timedelta

from bot.domain import leaves
from jobs.desk import Desk
from storage import deliveries, gestures

KEEP_PAYLOADS = timedelta(days=30)
KEEP_GESTURES = timedelta(days=7)


def tidy(desk: Desk) -> None:
    """Clear payloads 30 days after sending, gestures after a week (Slack repeats for an hour at most), and leaves."""
    with desk.database.writing(wake=False) as db:
        deliveries.empty_payloads(db, desk.machine_clock() - KEEP_PAYLOADS)
        gestures.forget(db, desk.clock() - KEEP_GESTURES)
        leaves.tidy(db, desk.clock(), desk.zone)
