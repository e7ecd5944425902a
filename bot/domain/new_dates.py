"""Adding a date to a programme: a meeting, or a session of one of its learning sets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import audit, gestures, meetings, people, proposed_dates
from bot.domain.audit import Origin
from bot.domain.date_changes import Typed, check
from bot.domain.meetings import Event, Programme
from bot.domain.people import Caller
from bot.domain.proposed_dates import Doubts
from bot.domain.refusal import Refusal
from bot.domain.roll_forward import YEAR_AT_END
from storage import meetings as stored
from storage.types import Record

LONGEST_TITLE = 150
NUMBER_AT_END = re.compile(r"\d+$")


@dataclass(frozen=True)
class Empty:
    """The form for a new date: of which programme, and the learning sets it has."""

    programme: Programme
    sets: tuple[tuple[str, str], ...]


def empty(db: Connection, caller: Caller, slug: str) -> Empty:
    """Return the form for a new date of a programme; raises NotAllowed for those who may not plan its dates."""
    programme = proposed_dates.allowed(db, caller, slug)
    return Empty(programme, tuple((row.id, row.title) for row in stored.sets_of(db, slug)))


def add(
    db: Connection,
    caller: Caller,
    slug: str,
    title: str,
    set_id: str | None,
    typed: Typed,
    is_agreed: bool,
    key: str,
    origin: Origin,
    now: datetime,
    zone: str,
) -> Event:
    """Add a date to a programme, proposed or agreed; raises NotAllowed, or Refusal beside the field that is wrong."""
    form = empty(db, caller, slug)
    if form.sets and set_id not in dict(form.sets):
        raise Refusal("Choose the learning set that meets.", "set")
    set_id = set_id if form.sets else None
    check(zone, typed, now)
    mates = [row for row in stored.of_programme(db, slug) if row.learning_set_id == set_id]
    event_id = _new_id(db, slug, mates, set_id, typed.day)
    if not gestures.first_time(db, key, now):
        raise Refusal("This date was added already. `/meetings` and `/learning-sets` list it.")
    person = people.ensure(db, caller, now)
    row = {
        "id": event_id,
        "programme_slug": slug,
        "learning_set_id": set_id,
        "kind": "session" if form.sets else "meeting",
        "title": title.strip()[:LONGEST_TITLE] or _usual_title(form, mates),
        "date": typed.day,
        "starts": typed.starts,
        "ends": typed.ends,
        "place": typed.place,
        "zone": zone,
        "status": "confirmed" if is_agreed else "proposed",
        "revision": 0,
        "known_from": now,
        "updated_at": now,
    }
    stored.add_dates(db, [], [row])
    details = {"date": typed.day.isoformat(), "status": row["status"]}
    audit.record(db, "date.added", ("event", event_id), person.id, origin, now, details)
    return meetings.one(db, caller, event_id)


def doubts(db: Connection, caller: Caller, day: date) -> Doubts:
    """Return what speaks against a day for a new date; it may be taken all the same."""
    return proposed_dates.doubts(db, caller, None, day)


def _new_id(db: Connection, slug: str, mates: Sequence[Record], set_id: str | None, day: date) -> str:
    """Return the id of a new date: a meeting's is its first day, a session's the next number of its set."""
    stem = YEAR_AT_END.sub("", slug)
    found = f"{set_id}-{len(mates) + 1}" if set_id else f"{stem}-{day.isoformat()}"
    if stored.ids_among(db, [found]):
        raise Refusal("There is a date on that day already. Choose another day, or change that one.", "date")
    return found


def _usual_title(form: Empty, mates: Sequence[Record]) -> str:
    """Return the title of the others, without its theme or with the next number."""
    if not mates:
        return form.programme.title
    if form.sets:
        return NUMBER_AT_END.sub(str(len(mates) + 1), str(mates[-1].title))
    return str(mates[-1].title).partition(":")[0]
