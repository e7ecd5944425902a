"""What is due: sent once, only if it is still true and of use; never a pile after an outage."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from bot.domain import deliveries, event_reminders, reminders, update_reminders, week_reminders
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from bot.domain.reminder_rows import SOON, Wanted, ladder, of_row
from storage import deliveries as stored_deliveries
from storage import pauses as stored_pauses
from storage import reminders as stored
from storage.types import Record

LATE = timedelta(hours=1)
"""What goes later than this says that it is late, and waits for working hours."""

WORK_ENDS = time(17, 30)

DAILY = "digest:"
"""Begins the key of a person's message of the day: there is one a day."""

REASONS = {
    "changed": "it was no longer true",
    "over": "it came too late to be of use",
    "overtaken": "a later reminder of the same thing took its place",
}
"""Why a reminder was superseded or missed."""


@dataclass(frozen=True)
class Due:
    """A message that is due: the reminders it carries, all for one place. Its subjects are events, actions or plans."""

    key: str
    kind: str
    place: Place
    event_ids: tuple[str, ...]
    action_ids: tuple[str, ...]
    plan_slugs: tuple[str, ...]
    reminder_ids: tuple[int, ...]
    rules: tuple[str, ...]
    due_at: datetime
    is_late: bool


@dataclass(frozen=True)
class _Step:
    """A row that is due, what the facts say of it now, and when it may go."""

    row: Record
    one: Wanted
    now: datetime

    @property
    def is_late(self) -> bool:
        return bool(self.row.is_late) or self.now - self.row.due_at > LATE

    @cached_property
    def goes_at(self) -> datetime:
        """What is late waits for working hours; what begins within hours does not."""
        here = local(self.now, self.one.clock.zone)
        on_time = not self.is_late and self.one.due_on == here.date()
        return self.now if on_time or self.one.rule.is_urgent else _next_working_hour(self.one, self.now)


def due(db: Connection, now: datetime, zone: str) -> tuple[Due, ...]:
    """Return the messages that are due now; what is no longer true or of use is settled on the way.

    One message a person and day carries everything that is due for them; a channel gets one per event, and what begins
    within hours comes alone. Nothing is due while all messages are paused.
    """
    if stored_pauses.current(db) is not None or not stored.any_due(db, now):
        return ()
    steps = _of_use(db, _latest(db, _still_true(db, now, zone)))
    groups: dict[str, list[_Step]] = {}
    for step in steps:
        if step.goes_at > now:
            _put_off(db, step, step.goes_at)
        elif _key(step).startswith(DAILY) and stored_deliveries.is_known(db, _key(step)):
            _put_off(db, step, _next_message(step.one, now))
        else:
            groups.setdefault(_key(step), []).append(step)
    return tuple(_due(key, group) for key, group in groups.items())


def send(db: Connection, message: Due, now: datetime) -> bool:
    """Put a due message into the outbox and mark its reminders as sent.

    False when the person had their message of the day already: what is due then waits for tomorrow's.
    """
    payload: dict[str, Any] = {"events": list(message.event_ids), "late": message.is_late}
    payload |= {"actions": list(message.action_ids), "plans": list(message.plan_slugs)}
    payload["reminders"] = list(message.reminder_ids)
    if not deliveries.enqueue(db, message.key, message.kind, message.place, payload, now):
        return False
    sent = {"status": "sent", "settled_at": now, "is_late": message.is_late}
    stored.settle(db, message.reminder_ids, sent | {"delivery_id": stored_deliveries.id_of(db, message.key)})
    return True


def _still_true(db: Connection, now: datetime, zone: str) -> list[_Step]:
    """Plan anew whatever is due, and return what of it the facts still want."""
    kinds: dict[str, set[str]] = {}
    for row in stored.due(db, now):
        kinds.setdefault(row.subject_kind, set()).add(row.subject_id)
    reminders.plan(db, now, zone, dict(kinds))
    facts = {one.identity: one for kind, ids in kinds.items() for one in reminders.wanted(db, kind, ids, now, zone)}
    return [_Step(row, facts[of_row(row)], now) for row in stored.due(db, now) if of_row(row) in facts]


def _latest(db: Connection, steps: Sequence[_Step]) -> list[_Step]:
    """Return the latest step of each ladder; the earlier ones are missed."""
    last = {ladder(of_row(step.row)): step for step in sorted(steps, key=lambda step: step.one.due_at)}
    kept = list(last.values())
    _miss(db, [step for step in steps if step not in kept], "overtaken")
    return kept


def _of_use(db: Connection, steps: Sequence[_Step]) -> list[_Step]:
    """Return what is worth sending when it may go; the rest is missed."""
    over = [step for step in steps if step.goes_at >= step.one.until]
    near = [step for step in steps if step not in over and step.is_late and _is_next_near(db, step)]
    _miss(db, over, "over")
    _miss(db, near, "overtaken")
    return [step for step in steps if step not in over and step not in near]


def _is_next_near(db: Connection, step: _Step) -> bool:
    """Say whether the next step of a ladder falls due soon after this one may go."""
    mine, until = ladder(of_row(step.row)), step.goes_at + SOON
    rows = stored.of_subjects(db, step.row.subject_kind, [step.row.subject_id])
    planned = [row for row in rows if row.status == "planned" and row.id != step.row.id and ladder(of_row(row)) == mine]
    return any(step.now < row.due_at <= until for row in planned)


def _miss(db: Connection, steps: Collection[_Step], reason: str) -> None:
    for step in steps:
        values = {"status": "missed", "reason": reason, "settled_at": step.now}
        stored.settle(db, [step.row.id], values)


def _put_off(db: Connection, step: _Step, until: datetime) -> None:
    stored.settle(db, [step.row.id], {"due_at": until, "is_late": True})


def _next_message(one: Wanted, now: datetime) -> datetime:
    """Return when somebody's next message of the day comes after today's."""
    day = one.clock.days.moved(local(now, one.clock.zone).date(), 1)
    return moment(day, one.clock.daily_at, one.clock.zone)


def _next_working_hour(one: Wanted, now: datetime) -> datetime:
    """Return the first moment from `now` on within working hours, which begin with the message of the day."""
    clock = one.clock
    begins = one.rule.at or clock.daily_at
    day = local(now, clock.zone).date()
    if now >= moment(day, WORK_ENDS, clock.zone) or not clock.days.works(day):
        day = clock.days.moved(day, 1)
    return max(now, moment(day, begins, clock.zone))


def _key(step: _Step) -> str:
    row = step.row
    if row.person_id is None or step.one.rule.is_urgent:
        return f"reminder:{row.rule}:{row.subject_id}:{row.occurrence}:{row.recipient}:{row.revision}"
    return f"{DAILY}{row.person_id}:{local(step.now, step.one.clock.zone).date().isoformat()}"


def _due(key: str, steps: Sequence[_Step]) -> Due:
    first = steps[0]
    return Due(
        key=key,
        kind=_message_kind(first),
        place=first.one.place,
        event_ids=_subjects(steps, event_reminders.KIND),
        action_ids=_subjects(steps, update_reminders.KIND),
        plan_slugs=_subjects(steps, week_reminders.KIND),
        reminder_ids=tuple(step.row.id for step in steps),
        rules=tuple(dict.fromkeys(step.row.rule for step in steps)),
        due_at=first.row.due_at,
        is_late=any(step.is_late for step in steps),
    )


def _message_kind(step: _Step) -> str:
    if step.row.person_id is None:
        return "reminder"
    return "soon" if step.one.rule.is_urgent else "digest"


def _subjects(steps: Iterable[_Step], kind: str) -> tuple[str, ...]:
    """Return the things of a kind in the order of their days: what is overdue for longest comes first."""
    found = sorted((step.one.day, step.row.id, step.row.subject_id) for step in steps if step.row.subject_kind == kind)
    return tuple(dict.fromkeys(subject_id for _, _, subject_id in found))
