"""Makes the reports that were asked for: one message shows how far each is, the outbox sends its files."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot import delivery
from bot.delivery import Limited, Unsure
from bot.domain import deliveries, report_rows, reports
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from bot.domain.report_facts import Report, Row
from bot.views import report_words as texts
from bot.views import reports as views
from bot.views.blocks import Message
from jobs import rates
from jobs.desk import Desk
from jobs.running import guarded
from storage import people as stored_people
from storage import report_files as stored
from storage.types import Record

LEASE = timedelta(seconds=60)
"""A maker that says nothing for so long is gone, and another one begins anew."""

SHOWN_EVERY = timedelta(seconds=2)
LOOKED_AFTER = 200
"""Rows between two looks at the clock."""

TRIES, REST = 3, timedelta(seconds=10)
"""After a fault it is tried again, a little later each time."""

UPDATE = "chat.update"


def make_due(desk: Desk, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Make what was asked for, one after the other, say in its message how each ended; return how many were begun."""
    begun = 0
    while not is_stopping() and _is_wanted(desk):
        _tell(desk)
        token = uuid.uuid4().hex
        row = _claim(desk, token)
        if row is None:
            break
        begun += 1
        if not guarded("report", partial(_make, desk, row, token))():
            _after_fault(desk, row, token)
    return begun


def _is_wanted(desk: Desk) -> bool:
    """Say whether there is anything to make or to tell: all that a tick costs when there is not."""
    with desk.database.reading() as db:
        return stored.any_unfinished(db)


def _claim(desk: Desk, token: str) -> Record | None:
    now = desk.machine_clock()
    with desk.database.writing(wake=False) as db:
        return stored.claim(db, now, token, now + LEASE)


def _make(desk: Desk, row: Record, token: str) -> None:
    """Make all files of a report and put them into the outbox, unless somebody else has taken it over."""
    with desk.database.reading() as db:
        report = report_rows.report(db, row.plan_slug, row.period_id, desk.clock())
    progress = _Progress(desk, row, token, report)
    name, title = texts.file_name(report.head, desk.zone), texts.title(report.head, desk.zone)
    made = [
        {
            "report_id": row.id,
            "format": format_,
            "name": f"{name}.{format_}",
            "title": title,
            "alt": views.alt_of(format_, report, desk.zone),
            "content": views.KINDS[format_].make(report, progress.through(report.rows, format_), desk.zone),
        }
        for format_ in reports.FORMATS
    ]
    place = Place(row.team_id, person_id=row.person_id)
    with desk.database.writing() as db:
        if not stored.change(db, row.id, token, {"state": "made", "lease_token": None, "lease_until": None}):
            return
        stored.keep(db, made)
        for format_ in reports.FORMATS:
            payload = {"report": row.id, "format": format_}
            key = f"report:{row.id}:{format_}"
            deliveries.enqueue(db, key, "report_file", place, payload, desk.clock(), row.request_id)


class _Progress:
    """How far one report is: shown in its message now and then, which also holds it for a whole lease again."""

    def __init__(self, desk: Desk, row: Record, token: str, report: Report) -> None:
        self._desk, self._row, self._token, self._report = desk, row, token, report
        self._shown_at = desk.machine_clock()

    def through(self, rows: Sequence[Row], format_: str) -> Iterator[Row]:
        """Yield rows while counting them."""
        title = texts.title(self._report.head, self._desk.zone)
        for done, row in enumerate(rows):
            if done % LOOKED_AFTER == 0 and (now := self._desk.machine_clock()) - self._shown_at >= SHOWN_EVERY:
                self._hold(now)
                _changed(self._desk, self._row, views.underway(title, format_, done, len(rows)))
            yield row

    def _hold(self, now: datetime) -> None:
        self._shown_at = now
        with self._desk.database.writing(wake=False) as db:
            stored.change(db, self._row.id, self._token, {"lease_until": now + LEASE})


def _after_fault(desk: Desk, row: Record, token: str) -> None:
    """Let a later tick try again, or give it up."""
    tries = row.attempts + 1
    state = "failed" if tries >= TRIES else "waiting"
    again_at = desk.machine_clock() + REST * tries
    with desk.database.writing(wake=False) as db:
        stored.change(db, row.id, token, {"state": state, "lease_token": None, "lease_until": again_at})


def _tell(desk: Desk) -> None:
    """Say in each message how its report ended, again at the next tick where Slack did not take it."""
    with desk.database.reading() as db:
        rows = stored.untold(db)
    for row in rows:
        message = _ending(desk, row)
        if message is None or _changed(desk, row, message):
            with desk.database.writing(wake=False) as db:
                stored.told(db, row.id, desk.machine_clock())


def _ending(desk: Desk, row: Record) -> Message | None:
    """Return how a report ended; None where nobody may hear of it any more."""
    with desk.database.reading() as db:
        person = stored_people.by_id(db, row.person_id)
        caller = Caller(person.workspace_id, row.team_id, person.user_id)
        try:
            wanted = reports.allowed(db, caller, row.plan_slug, row.period_id)
        except Refusal:
            return None
    return views.made(wanted) if row.state == "made" else views.failed(wanted, row.request_id)


def _changed(desk: Desk, row: Record, message: Message) -> bool:
    """Change a report's message; False when that is worth another try."""
    slack = desk.client(row.team_id)
    if slack is None or not row.ts:
        return True
    with desk.database.writing(wake=False) as db:
        if rates.take(db, row.team_id, UPDATE, desk.machine_clock()):
            return False
    outcome = delivery.change(slack, row.channel_id, row.ts, message.text, message.blocks)
    if isinstance(outcome, Limited):
        with desk.database.writing(wake=False) as db:
            rates.block(db, row.team_id, outcome.method, outcome.wait_s, desk.machine_clock())
    return not isinstance(outcome, Limited | Unsure)
