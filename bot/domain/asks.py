"""Who is asked for which update: those who answer for an action and, when they are silent, their deputies."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from bot.domain import periods
from storage import nudges as stored

AFTER_DUE = timedelta(days=120)
"""Nobody is asked for longer: by then the period is closed, or forgotten."""


@dataclass(frozen=True)
class Ask:
    """Somebody is asked for the update of an action; `since` is when that became known, `until` the end of it."""

    action_id: str
    person_id: int
    audience: Literal["asked", "deputies"]
    opens_on: date
    due_on: date
    since: datetime
    until: datetime


def ahead(db: Connection, now: datetime, action_ids: Collection[str]) -> Iterator[Ask]:
    """Yield who is asked for some actions in the current period of each plan, opened or not; not what is answered."""
    known: dict[str, dict[tuple[int, str], datetime]] = {}
    for period, one in periods.asked_ahead(db, now, action_ids):
        if one.is_answered:
            continue
        if one.plan_slug not in known:
            known[one.plan_slug] = stored.answering_since(db, one.plan_slug, action_ids)
        until = one.due_at + AFTER_DUE
        for person_id in one.people:
            since = _since(known[one.plan_slug], person_id, one.action_id, period.reminders_from)
            yield Ask(one.action_id, person_id, "asked", one.opens_on, one.due_on, since, until)
        for person_id in set(one.deputies) - set(one.people):
            since = _since(known[one.plan_slug], person_id, one.action_id, period.reminders_from)
            yield Ask(one.action_id, person_id, "deputies", one.opens_on, one.due_on, since, until)


def _since(known: dict[tuple[int, str], datetime], person_id: int, action_id: str, switched_on: datetime) -> datetime:
    """Return since when somebody is asked: the messages are on, and they answer for the action or its section."""
    began = known.get((person_id, action_id))
    return max(switched_on, began) if began else switched_on
