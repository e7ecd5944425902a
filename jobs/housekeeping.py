"""Forgets what is no longer needed, and closes what is over."""

from datetime import timedelta

from bot.domain import leaves, period_closing
from jobs.desk import Desk
from storage import deliveries, drafts, gestures, report_files

KEEP_PAYLOADS = timedelta(days=30)
KEEP_GESTURES = timedelta(days=7)
KEEP_FILES = timedelta(days=7)
KEEP_DRAFTS = timedelta(days=30)


def tidy(desk: Desk) -> None:
    """Clear payloads 30 days after sending, gestures (Slack repeats for an hour) and files of reports after a week.

    Forget what nobody saved of an update form within 30 days, close the reporting periods whose committee has met, end
    leaves that are over.
    """
    with desk.database.writing(wake=False) as db:
        deliveries.empty_payloads(db, desk.machine_clock() - KEEP_PAYLOADS, desk.clock() - KEEP_PAYLOADS)
        gestures.forget(db, desk.clock() - KEEP_GESTURES)
        drafts.forget(db, desk.clock() - KEEP_DRAFTS)
        leaves.tidy(db, desk.clock(), desk.zone)
        report_files.forget(db, desk.machine_clock() - KEEP_FILES)
    with desk.database.writing() as db:
        period_closing.close_past(db, desk.clock())
