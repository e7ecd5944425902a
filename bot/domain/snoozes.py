"""Snoozing: not to be shown something until a day. It is no update: what is overdue stays overdue."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.domain import audit, gestures
from bot.domain.audit import Origin
from bot.domain.clock import local, moment
from bot.domain.refusal import Refusal
from storage import snoozes as stored

AFTER_DUE = 2
"""Snoozes of one update that are free after its due day; before it, any number."""

LONGEST = timedelta(days=14)
"""What is overdue is not put off for longer at once."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Choices:
    """Until when somebody may snooze an update: `last` is the latest day, `left` how often still (None: any number)."""

    tomorrow: date
    monday: date
    last: date
    left: int | None


def hidden(db: Connection, person_id: int, today: date) -> dict[tuple[str, date], date]:
    """Return what somebody does not want to see today: (action, due day) -> the first day on which they want to."""
    found = stored.of_people(db, [person_id])
    return {
        (action_id, date.fromisoformat(occurrence)): days[-1]
        for (_, action_id, occurrence), days in found.items()
        if days[-1] > today
    }


def choices(db: Connection, person_id: int, action_id: str, due_on: date, now: datetime, zone: str) -> Choices:
    """Return until when an update may be snoozed; raises Refusal when it was put off twice since its due day."""
    today = local(now, zone).date()
    tomorrow, monday = today + DAY, today + timedelta(days=7 - today.weekday())
    if today < due_on:
        return Choices(tomorrow, monday, max(due_on, tomorrow), None)
    since = moment(due_on + DAY, time(0), zone)
    left = AFTER_DUE - stored.count_since(db, person_id, ("action", action_id), due_on.isoformat(), since)
    if left <= 0:
        raise Refusal(
            f"You have snoozed this {AFTER_DUE} times since it was due. Press *Update*, *No change* or *Pass to…*: "
            "whoever waits for it can then go on."
        )
    return Choices(tomorrow, monday, today + LONGEST, left)


def snooze(
    db: Connection,
    person_id: int,
    action_id: str,
    due_on: date,
    until_on: date | None,
    key: str,
    origin: Origin,
    now: datetime,
    zone: str,
) -> date:
    """Hide an update from somebody until a day, once for each form; raises Refusal beside the field."""
    if gestures.is_known(db, key):
        return until_on or due_on
    allowed = choices(db, person_id, action_id, due_on, now, zone)
    if until_on is None or until_on < allowed.tomorrow:
        raise Refusal("Choose a day that lies ahead.", "day")
    if until_on > allowed.last:
        why = "it is due then" if allowed.left is None else "it is overdue"
        raise Refusal(f"Choose a day until {allowed.last.day} {allowed.last:%B}: {why}.", "day")
    gestures.first_time(db, key, now)
    row = {"person_id": person_id, "subject_kind": "action", "subject_id": action_id, "created_at": now}
    stored.add(db, row | {"occurrence": due_on.isoformat(), "until_on": until_on})
    details = {"due": due_on.isoformat(), "until": until_on.isoformat()}
    audit.record(db, "update.snoozed", ("action", action_id), person_id, origin, now, details)
    return until_on
