"""Named queries on reports that were asked for, and on their files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, or_, select, update

from storage.tables import deliveries, report_files, reports
from storage.types import Record

_OPEN = ("pending", "leased")


def ask(db: Connection, values: Mapping[str, Any]) -> None:
    """Insert a report that is to be made."""
    db.execute(insert(reports).values(dict(values)))


def of_delivery(db: Connection, delivery_id: int) -> Record | None:
    """Return the report whose progress a message shows; None where there is none."""
    return db.execute(_with_message().where(reports.c.delivery_id == delivery_id)).first()


def any_unfinished(db: Connection) -> bool:
    """Say whether there is a report to make, or to tell of."""
    return db.execute(select(reports.c.id).where(reports.c.told_at.is_(None)).limit(1)).first() is not None


def claim(db: Connection, machine_now: datetime, token: str, until: datetime) -> Record | None:
    """Lease the first report that waits, or whose maker is gone, once its message is there; None: there is none.

    `channel_id` and `ts` are its message's.
    """
    free = or_(reports.c.lease_until.is_(None), reports.c.lease_until < machine_now)
    found = (
        _with_message()
        .where(reports.c.state.in_(("waiting", "making")), free, deliveries.c.status.not_in(_OPEN))
        .order_by(reports.c.id)
        .limit(1)
    )
    row = db.execute(found if db.dialect.name == "sqlite" else found.with_for_update(skip_locked=True, of=reports))
    first = row.first()
    if first is not None:
        values = {"state": "making", "attempts": first.attempts + 1, "lease_token": token, "lease_until": until}
        db.execute(update(reports).where(reports.c.id == first.id).values(values))
    return first


def untold(db: Connection) -> Sequence[Record]:
    """Return the reports that are done, or given up, and whose message does not say so yet."""
    ended = reports.c.state.in_(("made", "failed"))
    return db.execute(_with_message().where(reports.c.told_at.is_(None), ended).order_by(reports.c.id)).all()


def _with_message() -> Select[Any]:
    place = (deliveries.c.posted_to.label("channel_id"), deliveries.c.ts)
    return select(reports, *place).join(deliveries, deliveries.c.id == reports.c.delivery_id)


def change(db: Connection, report_id: int, token: str, values: Mapping[str, Any]) -> bool:
    """Set columns of a report that `token` still holds; False when somebody else took it over."""
    held = update(reports).where(reports.c.id == report_id, reports.c.lease_token == token)
    return db.execute(held.values(dict(values))).rowcount == 1


def told(db: Connection, report_id: int, machine_now: datetime) -> None:
    """Note that a report's message says how it ended."""
    db.execute(update(reports).where(reports.c.id == report_id).values(told_at=machine_now))


def keep(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the files of a report; those of an earlier attempt are replaced."""
    db.execute(delete(report_files).where(report_files.c.report_id.in_({row["report_id"] for row in rows})))
    db.execute(insert(report_files), [dict(row) for row in rows])


def file(db: Connection, report_id: int, format_: str) -> Record | None:
    """Return a file of a report with its plan and period; None where it is gone."""
    found = (
        select(report_files, reports.c.plan_slug, reports.c.period_id)
        .join(reports, reports.c.id == report_files.c.report_id)
        .where(report_files.c.report_id == report_id, report_files.c.format == format_)
    )
    return db.execute(found).first()


def forget(db: Connection, before: datetime) -> int:
    """Delete the files of reports that were told of before a moment; return how many."""
    old = select(reports.c.id).where(reports.c.told_at < before)
    return db.execute(delete(report_files).where(report_files.c.report_id.in_(old))).rowcount
