"""Reminders: computed from kinds and facts, kept as rows, and sent only while they are still true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Connection

from bot.domain import deliveries
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from storage import deliveries as stored_deliveries
from storage import meetings as stored_meetings
from storage import people as stored_people
from storage import reminders as stored
from storage.types import Record


@dataclass(frozen=True)
class Kind:
    """A kind of reminder: for whom, how many days ahead, and at what local time.

    A channel counts in the event's zone, a person in their own.
    """

    name: str
    audience: Literal["channel", "followers"]
    event_kind: str
    lead_days: int
    at: time


MORNING = time(9, 15)

REMINDER_KINDS = (
    Kind("meeting_in_channel", "channel", "meeting", 7, time(9, 0)),
    Kind("meeting_for_followers", "followers", "meeting", 7, MORNING),
    Kind("session_for_followers", "followers", "session", 7, MORNING),
)


Identity = tuple[Any, ...]
"""What makes a reminder the same one: rule, subject, occurrence, recipient and, last, revision."""


@dataclass(frozen=True)
class Ahead:
    """One line of the preview: what would go to whom, and when."""

    due_at: datetime
    title: str
    date: date
    channel_id: str | None
    user_id: str | None


@dataclass(frozen=True)
class Due:
    """A message that is due: the reminders it carries, all for one place."""

    key: str
    kind: str
    place: Place
    event_ids: tuple[str, ...]
    reminder_ids: tuple[int, ...]
    rules: tuple[str, ...]
    due_at: datetime


def plan(db: Connection, now: datetime, zone: str) -> int:
    """Write the reminders that follow from today's facts, take back those that no longer do.

    Returns how many are new.
    Nothing is planned for a moment that had passed when its cause became known: the date itself, the
    switching on, the channel or the follower. Whoever was told of a date is not told of it again when
    something else about the event changes. `zone` is for people whose own is not known.
    """
    wanted = {_identity(row): row for row in _computed(db, now, zone)}
    known = {_identity(row._mapping): row for row in stored.about_events_from(db, _earliest(now, zone))}
    told = {key[:-1] for key, row in known.items() if row.status == "sent"}  # all of the identity but the revision
    moved = _take_back(db, wanted, known, now)
    new = [row for key, row in wanted.items() if key[:-1] not in told and (key not in known or key in moved)]
    return stored.plan(db, new)


def _take_back(
    db: Connection, wanted: dict[Identity, dict[str, Any]], known: dict[Identity, Record], now: datetime
) -> set[Identity]:
    """Take back what no longer follows from the facts, or not for that moment; return which."""
    waiting = {key: row for key, row in known.items() if row.status == "planned"}
    ahead = {key for key, row in waiting.items() if row.due_at > now and row.due_at != _due_at(wanted.get(key))}
    stored.withdraw(db, [waiting[key].id for key in ahead])
    late = [row.id for key, row in waiting.items() if row.due_at <= now and key not in wanted]
    stored.settle(db, late, "superseded")
    return ahead


def _due_at(row: dict[str, Any] | None) -> datetime | None:
    return row["due_at"] if row else None


def due(db: Connection, now: datetime, zone: str) -> tuple[Due, ...]:
    """Return the messages that are due now; what is no longer true or of use is settled on the way.

    One message a person and day carries everything that is due for them; a channel gets one per event.
    """
    fresh = []
    for row in stored.due(db, now):
        verdict = _verdict(row, now)
        if verdict == "planned":
            fresh += [] if _too_early(row, now, zone) else [row]
        else:
            stored.settle(db, [row.id], verdict)
    groups: dict[str, list[Record]] = {}
    for row in fresh:
        groups.setdefault(_message_key(row, now, zone), []).append(row)
    return tuple(_due(key, rows) for key, rows in groups.items())


def send(db: Connection, message: Due, now: datetime) -> bool:
    """Put a due message into the outbox and mark its reminders as sent.

    False when the person had their message of the day already: what is due then waits for tomorrow's.
    """
    payload = {"events": list(message.event_ids)}
    if not deliveries.enqueue(db, message.key, message.kind, message.place, payload, now):
        return False
    stored.settle(db, message.reminder_ids, "sent", stored_deliveries.id_of(db, message.key))
    return True


def next_due(db: Connection, now: datetime, zone: str) -> datetime | None:
    """Return when the next reminder is due, None when none is planned; plans on the way, like every tick."""
    plan(db, now, zone)
    return stored.next_after(db, now)


def preview(
    db: Connection, programme_slug: str, now: datetime, zone: str, team_id: str | None = None
) -> tuple[Ahead, ...]:
    """Return what would be sent for a programme if its reminders were switched on now, in order of time.

    `team_id` keeps to one workspace: nobody learns who is in another one.
    """
    users = {}
    lines = []
    for event in stored_meetings.of_programme(db, programme_slug):
        if event.status != "confirmed":
            continue
        for row in _of_event(db, event, now, now, zone):
            if team_id is not None and row["team_id"] != team_id:
                continue
            if row["person_id"] not in users:
                users[row["person_id"]] = _user_id(db, row["person_id"])
            lines.append(Ahead(row["due_at"], event.title, event.date, row["channel_id"], users[row["person_id"]]))
    return tuple(sorted(lines, key=lambda line: line.due_at))


def _user_id(db: Connection, person_id: int | None) -> str | None:
    return stored_people.by_id(db, person_id).user_id if person_id is not None else None


def _computed(db: Connection, now: datetime, zone: str) -> Iterable[dict[str, Any]]:
    for event in stored_meetings.remindable(db, _earliest(now, zone)):
        yield from _of_event(db, event, max(event.known_from, event.reminders_from), now, zone)


def _earliest(now: datetime, zone: str) -> date:
    """Events before this day are over everywhere."""
    return local(now, zone).date() - timedelta(days=1)


def _of_event(db: Connection, event: Record, known: datetime, now: datetime, zone: str) -> Iterable[dict[str, Any]]:
    for kind in REMINDER_KINDS:
        if kind.event_kind == event.kind:
            yield from _rows(db, kind, event, known, now, zone)


def _rows(
    db: Connection, kind: Kind, event: Record, known: datetime, now: datetime, zone: str
) -> Iterable[dict[str, Any]]:
    day = event.date - timedelta(days=kind.lead_days)
    if kind.audience == "channel":
        for row in stored_meetings.channels_for(db, event.programme_slug):
            due_at = moment(day, kind.at, event.zone)
            if _in_time(due_at, max(known, row.created_at), now):
                recipient = {
                    "recipient": f"channel:{row.team_id}:{row.channel_id}",
                    "channel_id": row.channel_id,
                }
                yield _row(kind, event, due_at, now) | recipient | {"team_id": row.team_id, "person_id": None}
        return
    for row in stored_meetings.followers_of(db, event.id, event.programme_slug):
        due_at = moment(day, kind.at, row.zone or zone)
        if _in_time(due_at, max(known, row.follows_from), now):
            recipient = {"recipient": f"person:{row.id}", "person_id": row.id}
            yield _row(kind, event, due_at, now) | recipient | {"team_id": row.team_id, "channel_id": None}


def _in_time(due_at: datetime, cause: datetime, now: datetime) -> bool:
    """A cause that lies ahead of `now` is one of a dry run in the past: it counts as known."""
    return due_at >= cause or cause > now


def _row(kind: Kind, event: Record, due_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "rule": kind.name,
        "subject_kind": "event",
        "subject_id": event.id,
        "occurrence": event.date.isoformat(),
        "revision": event.revision,
        "due_at": due_at,
        "status": "planned",
        "created_at": now,
    }


def _identity(row: Any) -> Identity:
    return (
        row["rule"],
        row["subject_kind"],
        row["subject_id"],
        row["occurrence"],
        row["recipient"],
        row["revision"],
    )


def _verdict(row: Record, now: datetime) -> str:
    """planned: send it; superseded: its event moved, was cancelled or is switched off; missed: too late."""
    if row.event_revision != row.revision or row.event_status != "confirmed" or row.reminders_from is None:
        return "superseded"
    if row.person_id is not None and row.deactivated_at is not None:
        return "superseded"
    return "planned" if row.event_date >= local(now, row.event_zone).date() else "missed"


def _too_early(row: Record, now: datetime, zone: str) -> bool:
    """What waited for a person's next message (an outage, a second one that day) waits for their morning, too."""
    return row.person_id is not None and local(now, row.person_zone or zone).time() < MORNING


def _message_key(row: Record, now: datetime, zone: str) -> str:
    if row.person_id is None:
        return f"reminder:{row.rule}:{row.subject_id}:{row.recipient}:{row.revision}"
    today: date = local(now, row.person_zone or zone).date()
    return f"digest:{row.person_id}:{today.isoformat()}"


def _due(key: str, rows: list[Record]) -> Due:
    first = rows[0]
    return Due(
        key=key,
        kind="digest" if first.person_id is not None else "reminder",
        place=Place(first.team_id, person_id=first.person_id, channel_id=first.channel_id),
        event_ids=tuple(dict.fromkeys(row.subject_id for row in rows)),
        reminder_ids=tuple(row.id for row in rows),
        rules=tuple(dict.fromkeys(row.rule for row in rows)),
        due_at=first.due_at,
    )
