"""Learning sets: groups of council teams that meet for three sessions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import meetings, programmes
from bot.domain.clock import local
from bot.domain.meetings import Listed
from bot.domain.people import Caller
from storage import meetings as stored
from storage.types import Record


@dataclass(frozen=True)
class LearningSet:
    """A set with its sessions in order of time."""

    id: str
    title: str
    places: int
    sessions: tuple[Listed, ...]


@dataclass(frozen=True)
class SetProgramme:
    """A programme of learning sets; `over` says that its last session is past."""

    slug: str
    title: str
    rules: dict[str, Any]
    sets: tuple[LearningSet, ...]
    over: bool


def every(db: Connection, caller: Caller, now: datetime, zone: str) -> tuple[SetProgramme, ...]:
    """Return the learning-set programmes that the caller's workspace sees, those still running first."""
    today = local(now, zone).date()
    rows = [row for row in stored.programmes_seen(db, caller.workspace_id) if row.kind == "learning_sets"]
    found = [_programme(db, caller, row, today) for row in rows]
    return tuple(sorted(found, key=lambda programme: (programme.over, programme.slug)))


def _programme(db: Connection, caller: Caller, row: Record, today: date) -> SetProgramme:
    events = stored.of_programme(db, row.slug)
    sets = tuple(
        LearningSet(
            id=one.id,
            title=one.title,
            places=one.places,
            sessions=meetings.listed(
                db, caller, [meetings.from_row(event) for event in events if event.learning_set_id == one.id]
            ),
        )
        for one in stored.sets_of(db, row.slug)
    )
    over = all(event.date < today for event in events)
    rules = programmes.from_row(row).rules
    return SetProgramme(row.slug, row.title, rules, sets, over)
