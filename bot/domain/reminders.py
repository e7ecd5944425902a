"""Reminders: computed from rules and facts, kept as rows, and taken back or dated anew when either changes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import event_reminders, periods, reminder_rules, update_reminders, week_reminders, wishes
from bot.domain.audit import Subject
from bot.domain.event_reminders import Organisations
from bot.domain.reminder_rows import Identity, Wanted, ladder, of_row
from storage import meetings as stored_meetings
from storage import notices as stored_notices
from storage import outages
from storage import people as stored_people
from storage import reminders as stored
from storage.types import Record

Ids = Collection[str] | None
"""Which things of a kind; None: all that are to come."""

EVERYTHING: dict[str, Ids] = {event_reminders.KIND: None, update_reminders.KIND: None, week_reminders.KIND: None}

AT_ONCE = 500
"""Things that are planned in one step: the parameters of a statement are limited, and so is memory."""


@dataclass(frozen=True)
class Ahead:
    """One line of the preview: what would go to whom, and when."""

    due_at: datetime
    title: str
    date: date
    channel_id: str | None
    user_id: str | None


def plan(db: Connection, now: datetime, zone: str, subjects: dict[str, Ids] | None = None) -> int:
    """Write the reminders that follow from today's facts, take back those that no longer do; return how many are new.

    `subjects` names the things that are looked at, by kind; default: everything. Whoever was told of a date is not told
    of it again when something else about its event changes. `zone` is for people whose own is not known.
    """
    reminder_rules.ship(db)
    new = 0
    for kind, ids in (EVERYTHING if subjects is None else subjects).items():
        about = sorted(_everything(db, kind, now, zone) if ids is None else ids)
        for start in range(0, len(about), AT_ONCE):
            some = about[start : start + AT_ONCE]
            rows = {one.identity: one for one in wanted(db, kind, some, now, zone)}
            new += _reconcile(db, rows, stored.of_subjects(db, kind, some), outages.last_beat(db), now)
    return new


def plan_changed(db: Connection, now: datetime, zone: str) -> Sequence[Record]:
    """Plan anew what rests on anything that was changed since the last planning; return what was."""
    marks = stored.take_marks(db)
    if marks:
        plan(db, now, zone, _affected(db, {(row.subject_kind, row.subject_id) for row in marks}, now, zone))
    return marks


def wanted(db: Connection, kind: str, ids: Collection[str], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what follows from rules, facts and people's own wishes for things of a kind."""
    rules = reminder_rules.every(db)
    if kind == event_reminders.KIND:
        found = event_reminders.wanted(db, rules, ids, now, zone)
    elif kind == week_reminders.KIND:
        found = week_reminders.wanted(db, rules, ids, now, zone)
    else:
        found = update_reminders.wanted(db, rules, ids, now, zone)
    yield from wishes.kept(db, found, now, zone)


def next_due(db: Connection, now: datetime, zone: str) -> datetime | None:
    """Return when the next reminder or correction is due, or None; plans on the way, like every tick."""
    plan_changed(db, now, zone)
    ahead = (stored.next_after(db, now), stored_notices.next_after(db, now))
    return min((one for one in ahead if one is not None), default=None)


def preview(
    db: Connection, programme_slug: str, now: datetime, zone: str, team_id: str | None = None
) -> tuple[Ahead, ...]:
    """Return what would be sent for a programme if its reminders were switched on now, in order of time.

    `team_id` keeps to one workspace: nobody learns who is in another one.
    """
    rules, organisations = reminder_rules.every(db), Organisations(db, zone)
    users: dict[int | None, str | None] = {None: None}
    lines = []
    for event in stored_meetings.of_programme(db, programme_slug):
        if event.status != "confirmed":
            continue
        for one in event_reminders.of_event(db, rules, event, organisations, now, now):
            person_id = one.place.person_id
            if team_id is not None and one.place.team_id != team_id:
                continue
            if person_id is not None and person_id not in users:
                users[person_id] = stored_people.by_id(db, person_id).user_id
            lines.append(Ahead(one.due_at, event.title, event.date, one.place.channel_id, users[person_id]))
    return tuple(sorted(lines, key=lambda line: line.due_at))


def _everything(db: Connection, kind: str, now: datetime, zone: str) -> set[str]:
    ahead = stored.events_from(db, event_reminders.earliest(now, zone)) if kind == event_reminders.KIND else set()
    ahead |= periods.unanswered_ahead(db, now) if kind == update_reminders.KIND else set()
    ahead |= set(stored.plans_asking(db)) if kind == week_reminders.KIND else set()
    return ahead | stored.subjects_planned(db, kind)


def _reconcile(
    db: Connection, rows: dict[Identity, Wanted], kept: Iterable[Record], last_beat: datetime | None, now: datetime
) -> int:
    """Bring what is kept in line with what is wanted; return how many rows are new."""
    known = {of_row(row): row for row in kept}
    sent = {identity for identity, row in known.items() if row.status == "sent"}
    told = {identity[:-1] for identity in sent}  # all of it but the revision
    rows = _ahead_of_told(rows, sent)
    for identity, row in known.items():
        _keep(db, row, rows.get(identity), now)
    new = [one for identity, one in rows.items() if identity not in known and identity[:-1] not in told]
    new = [one for one in new if one.subject[0] == event_reminders.KIND or _became_due_unseen(one, last_beat)]
    stored.add(db, [one.row(now) for one in new])
    return len(new)


def _ahead_of_told(rows: dict[Identity, Wanted], sent: Collection[Identity]) -> dict[Identity, Wanted]:
    """Return what is wanted without what lies before a step that was sent: when an absence is over, or forgotten."""
    told = [rows[identity] for identity in sent if identity in rows]
    last = {ladder(one.identity): one.fell_due_at for one in sorted(told, key=lambda one: one.fell_due_at)}
    return {key: one for key, one in rows.items() if one.fell_due_at >= last.get(ladder(key), one.fell_due_at)}


def _became_due_unseen(one: Wanted, last_beat: datetime | None) -> bool:
    """Say whether a step of a period fell due since the last sign of life: before it, nobody was asked for it yet.

    Whoever becomes lead officer a week before the due day is not sent what others got two weeks before.
    """
    return last_beat is None or one.fell_due_at > last_beat


def _keep(db: Connection, row: Record, one: Wanted | None, now: datetime) -> None:
    """Let a row stand, date it anew, supersede it, or plan again what was superseded and is wanted once more."""
    if one is None and row.status == "planned":
        stored.settle(db, [row.id], {"status": "superseded", "reason": "changed", "settled_at": now})
    elif one is not None and row.status == "planned" and _is_dated_anew(row, one):
        stored.settle(db, [row.id], {"due_at": one.due_at})
    elif one is not None and row.status == "superseded":
        stored.settle(db, [row.id], {"status": "planned", "reason": None, "settled_at": None, "due_at": one.due_at})


def _is_dated_anew(row: Record, one: Wanted) -> bool:
    """Say whether a row is to be due at another moment; what is late keeps its own, but waits for a pause to end."""
    if row.is_late:
        return one.held_from is not None and row.due_at < one.due_at
    return bool(one.due_at != row.due_at)


def _affected(db: Connection, marks: Collection[Subject], now: datetime, zone: str) -> dict[str, Ids]:
    """Return the things whose reminders may be others now, by kind."""
    kinds = {kind for kind, _ in marks}
    if kinds & {"all", "organisation"}:
        return EVERYTHING
    day = event_reminders.earliest(now, zone)
    events: set[str] = set()
    for kind, subject_id in marks:
        if kind == "event":
            events.add(subject_id)
        elif kind == "programme":
            events |= stored.events_of(db, day, subject_id)
        elif kind == "person":
            events |= stored.events_followed(db, day, int(subject_id))
            events |= stored.subjects_planned(db, event_reminders.KIND, int(subject_id))
    found: dict[str, Ids] = {event_reminders.KIND: events, update_reminders.KIND: _asking(db, marks)}
    return found | ({week_reminders.KIND: None} if kinds & {"plan", "person"} else {})


def _asking(db: Connection, marks: Collection[Subject]) -> Ids:
    """Return the actions for which people may be asked otherwise now."""
    if ("plan", stored.EVERY_PLAN) in marks:
        return None
    actions = {subject_id for kind, subject_id in marks if kind == "action"}
    for changed in ("section", "plan", "person"):
        actions |= stored.actions_of(db, changed, {subject_id for kind, subject_id in marks if kind == changed})
    return actions
