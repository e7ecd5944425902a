"""Closure days of an organisation, when nobody is asked, and times before elections, when its channels are quiet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import audit, notices, people, roles
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import quiet_days as stored

DEED = "enter closure days"
CLOSED, PRE_ELECTION = "closed", "pre_election"
LONGEST = {CLOSED: timedelta(days=31), PRE_ELECTION: timedelta(days=92)}
"""What is longer is a slip of the pen: an election is called two months ahead at most."""


@dataclass(frozen=True)
class Quiet:
    """Some days of an organisation: closed, or pre_election."""

    id: int
    kind: str
    organisation: str
    from_on: date
    until_on: date
    about: str | None


@dataclass(frozen=True)
class Desk:
    """What somebody may enter days for: (organisation's id, name), and the days that are entered."""

    organisations: tuple[tuple[int, str], ...]
    days: tuple[Quiet, ...]


@dataclass(frozen=True)
class Typed:
    """What the form was sent with; nothing of it is checked yet."""

    organisation_id: int
    kind: str
    from_on: date | None
    until_on: date | None
    about: str


def may_enter(db: Connection, caller: Caller) -> bool:
    """Say whether the caller may enter days for any organisation."""
    person = people.find(db, caller)
    return person is not None and bool(roles.reach(db, person.id, DEED))


def desk(db: Connection, caller: Caller, now: datetime, zone: str) -> Desk | None:
    """Return what the caller may enter days for; None for those who may not."""
    mine = _mine(db, caller)
    if not mine:
        return None
    rows = stored.ahead(db, [one for one, _ in mine], local(now, zone).date())
    days = (Quiet(row.id, row.kind, row.organisation, row.from_on, row.until_on, row.about) for row in rows)
    return Desk(mine, tuple(days))


def add(db: Connection, caller: Caller, typed: Typed, origin: Origin, now: datetime, zone: str) -> Desk:
    """Enter days; those that are entered already stay as they are.

    Raises NotAllowed, or Refusal beside the field that is wrong.
    """
    organisation_id = _allowed(db, caller, typed.organisation_id)
    today = local(now, zone).date()
    first, last = _checked(typed, today)
    person = people.ensure(db, caller, now)
    row = {"organisation_id": organisation_id, "kind": typed.kind, "from_on": first, "until_on": last}
    if not stored.is_there(db, row):
        stored.add(db, row | {"about": typed.about.strip() or None, "by_id": person.id, "created_at": now})
        details = {"kind": typed.kind, "from": first.isoformat(), "until": last.isoformat()}
        audit.record(db, "quiet_days.added", ("organisation", str(organisation_id)), person.id, origin, now, details)
        notices.date_anew(db, organisation_id, now)
    return _desk(db, caller, now, zone)


def remove(db: Connection, caller: Caller, quiet_id: int, origin: Origin, now: datetime, zone: str) -> Desk:
    """Take days away; raises NotAllowed. Nothing happens where they are gone already."""
    row = stored.by_id(db, quiet_id)
    if row is not None:
        organisation_id = _allowed(db, caller, row.organisation_id)
        person = people.ensure(db, caller, now)
        stored.remove(db, quiet_id)
        details = {"kind": row.kind, "from": row.from_on.isoformat(), "until": row.until_on.isoformat()}
        audit.record(db, "quiet_days.removed", ("organisation", str(organisation_id)), person.id, origin, now, details)
        notices.date_anew(db, organisation_id, now)
    return _desk(db, caller, now, zone)


def _desk(db: Connection, caller: Caller, now: datetime, zone: str) -> Desk:
    found = desk(db, caller, now, zone)
    if found is None:
        raise NotAllowed("Only a coordinator or an admin can see closure days.")
    return found


def _mine(db: Connection, caller: Caller) -> tuple[tuple[int, str], ...]:
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, DEED) if person else frozenset()
    if not reach:
        return ()
    seen = stored.publishers(db, caller.workspace_id)
    return tuple(
        (row.id, row.name)
        for row in seen
        if roles.EVERYTHING in reach or not reach.isdisjoint(stored.subjects_of(db, row.id))
    )


def _allowed(db: Connection, caller: Caller, organisation_id: int) -> int:
    if organisation_id not in dict(_mine(db, caller)):
        raise NotAllowed("Only a coordinator of its plans or programmes, or an admin, can enter days for it.")
    return organisation_id


def _checked(typed: Typed, today: date) -> tuple[date, date]:
    if typed.kind not in LONGEST:
        raise Refusal("Choose one of the two.", "kind")
    if typed.from_on is None:
        raise Refusal("Choose the first day.", "from")
    last = typed.until_on or typed.from_on
    if last < typed.from_on:
        raise Refusal("The last day lies before the first. Correct one of them.", "until")
    if last < today:
        raise Refusal("These days are past. Choose days that lie ahead.", "until" if typed.until_on else "from")
    if last - typed.from_on > LONGEST[typed.kind]:
        most = LONGEST[typed.kind].days
        raise Refusal(f"That is more than {most} days. Correct one of them, or enter several times.", "until")
    return typed.from_on, last
