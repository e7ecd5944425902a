"""Named queries on reminders: things due to be said, and what has changed since they were planned."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import (
    actions,
    assignments,
    events,
    follows,
    organisations,
    passes,
    people,
    person_settings,
    planning_marks,
    plans,
    programmes,
    quiet_days,
    reminders,
)
from storage.types import Record

PLANNED = reminders.c.status == "planned"
CAUSES = frozenset({"event", "programme", "action", "section", "plan", "person", "organisation", "channel", "all"})
"""Kinds of subject whose change may change what is to be said."""

EVERY_PLAN = "*"
"""Marks, as the id of a plan, that what all of them ask is to be planned anew."""

_DUE = (
    select(reminders)
    .where(PLANNED, reminders.c.due_at <= bindparam("now"))
    .order_by(reminders.c.due_at, reminders.c.id)
)
_OF_SUBJECTS = select(reminders).where(
    reminders.c.subject_kind == bindparam("kind"), reminders.c.subject_id.in_(bindparam("ids", expanding=True))
)


def mark(db: Connection, kind: str, subject_id: str) -> None:
    """Note that something changed on which reminders may rest."""
    if kind in CAUSES:
        db.execute(insert(planning_marks).values(subject_kind=kind, subject_id=subject_id))


def take_marks(db: Connection) -> Sequence[Record]:
    """Return what changed since the last planning, in its order, and forget it in the same transaction.

    Only the marks that are seen are deleted: one that is being written now is for the next planning.
    """
    rows = db.execute(select(planning_marks).order_by(planning_marks.c.id)).all()
    if rows:
        db.execute(delete(planning_marks).where(planning_marks.c.id.in_([row.id for row in rows])))
    return rows


def any_marks(db: Connection) -> bool:
    """Say whether anything changed since the last planning."""
    return db.execute(select(planning_marks.c.id).limit(1)).first() is not None


def any_due(db: Connection, now: datetime) -> bool:
    """Say whether anything planned is due."""
    return db.execute(select(reminders.c.id).where(PLANNED, reminders.c.due_at <= now).limit(1)).first() is not None


def add(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one that another replica planned at the same moment stays."""
    if rows:
        build = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
        db.execute(build(reminders).on_conflict_do_nothing(), [dict(row) for row in rows])


def due(db: Connection, now: datetime) -> Sequence[Record]:
    """Return what is planned and due.

    Replicas wait for each other: one that skipped the rows of another would send half of a person's message.
    """
    found = _DUE if db.dialect.name == "sqlite" else _DUE.with_for_update(of=reminders)
    return db.execute(found, {"now": now}).all()


def of_subjects(db: Connection, kind: str, ids: Collection[str]) -> Sequence[Record]:
    """Return every reminder of some things of a kind, planned or settled."""
    return db.execute(_OF_SUBJECTS, {"kind": kind, "ids": list(ids)}).all() if ids else ()


def subjects_planned(db: Connection, kind: str, person_id: int | None = None) -> set[str]:
    """Return the things of a kind about which anything is planned; for one person only, where one is named."""
    found = select(reminders.c.subject_id).where(PLANNED, reminders.c.subject_kind == kind)
    return set(db.scalars(found if person_id is None else found.where(reminders.c.person_id == person_id)))


def actions_of(db: Connection, kind: str, ids: Collection[str]) -> set[str]:
    """Return the actions for which people may be asked otherwise when some sections, plans or people change.

    Of a person: what they are asked for or will be, and whatever they ever answered for, by a role or a pass.
    """
    if kind != "person":
        here = actions.c.section_id if kind == "section" else actions.c.plan_slug
        return set(db.scalars(select(actions.c.id).where(here.in_(ids)))) if ids else set()
    found: set[str] = set()
    for person_id in map(int, ids):
        held = select(assignments.c.subject_id).where(assignments.c.person_id == person_id)
        own, sections = (held.where(assignments.c.subject_kind == one) for one in ("action", "section"))
        passed = select(passes.c.action_id).where(passes.c.to_id == person_id)
        mine = or_(actions.c.id.in_(own), actions.c.section_id.in_(sections), actions.c.id.in_(passed))
        found |= set(db.scalars(select(actions.c.id).where(mine))) | subjects_planned(db, "action", person_id)
    return found


def next_after(db: Connection, now: datetime) -> datetime | None:
    """Return when the next planned reminder is due, None when none is planned."""
    ahead = select(func.min(reminders.c.due_at)).where(PLANNED, reminders.c.due_at > now)
    moment: datetime | None = db.execute(ahead).scalar_one()
    return moment


def settle(db: Connection, ids: Collection[int], values: Mapping[str, Any]) -> None:
    """Set columns of reminders: `status`, and whatever belongs to it."""
    if ids:
        db.execute(update(reminders).where(reminders.c.id.in_(ids)).values(dict(values)))


def told_of(db: Connection, event_id: str) -> Sequence[Record]:
    """Return the reminders of an event that were sent."""
    of_event = (reminders.c.subject_kind == "event", reminders.c.subject_id == event_id)
    return db.execute(select(reminders).where(*of_event, reminders.c.status == "sent")).all()


def followers_of(db: Connection, event_id: str, programme_slug: str) -> Sequence[Record]:
    """Return who follows an event or its programme and can be reached, once each, since when first (`follows_from`).

    With what decides when they can be told: `nation` and `organisation_id`, `daily_at`, `working_days`.
    """
    followed = or_(
        and_(follows.c.subject_kind == "event", follows.c.subject_id == event_id),
        and_(follows.c.subject_kind == "programme", follows.c.subject_id == programme_slug),
    )
    since = (
        select(follows.c.person_id, func.min(follows.c.created_at).label("follows_from"))
        .where(followed)
        .group_by(follows.c.person_id)
        .subquery()
    )
    return db.execute(_told().add_columns(since.c.follows_from).join(since, since.c.person_id == people.c.id)).all()


def people_told(db: Connection, ids: Collection[int]) -> Sequence[Record]:
    """Return those of some people who can be reached, with what decides when."""
    return db.execute(_told().where(people.c.id.in_(ids))).all() if ids else ()


def plans_asking(db: Connection) -> dict[str, datetime]:
    """Return the plans that ask people in messages, each with when its coordinator let it."""
    found = select(plans.c.slug, plans.c.reminders_from).where(plans.c.reminders_from.is_not(None))
    return {row.slug: row.reminders_from for row in db.execute(found)}


def organiser_of(db: Connection, programme_slug: str) -> Record:
    """Return who runs a programme: its organisation's row."""
    found = select(organisations).join(programmes, programmes.c.organisation_id == organisations.c.id)
    return db.execute(found.where(programmes.c.slug == programme_slug)).one()


def closures(db: Connection, organisation_id: int, kind: str = "closed") -> list[tuple[date, date]]:
    """Return the days on which an organisation is closed, or keeps its channels quiet, as spans."""
    mine = (quiet_days.c.organisation_id == organisation_id, quiet_days.c.kind == kind)
    rows = db.execute(select(quiet_days.c.from_on, quiet_days.c.until_on).where(*mine).order_by(quiet_days.c.from_on))
    return [(row.from_on, row.until_on) for row in rows]


def events_to_tell(db: Connection, ids: Collection[str]) -> Sequence[Record]:
    """Return those of some events that are confirmed and whose programme has reminders on, in order of time."""
    found = (
        select(events, programmes.c.reminders_from)
        .join(programmes, programmes.c.slug == events.c.programme_slug)
        .where(events.c.id.in_(ids), events.c.status == "confirmed", programmes.c.reminders_from.is_not(None))
    )
    return db.execute(found.order_by(events.c.date, events.c.id)).all() if ids else ()


def events_from(db: Connection, day: date) -> set[str]:
    """Return the events on or after a day."""
    return set(db.scalars(select(events.c.id).where(events.c.date >= day)))


def events_of(db: Connection, day: date, programme_slug: str) -> set[str]:
    """Return the events of a programme on or after a day."""
    mine = (events.c.programme_slug == programme_slug, events.c.date >= day)
    return set(db.scalars(select(events.c.id).where(*mine)))


def events_followed(db: Connection, day: date, person_id: int) -> set[str]:
    """Return the events on or after a day that somebody follows, alone or with their whole programme."""
    followed = or_(
        and_(follows.c.subject_kind == "event", follows.c.subject_id == events.c.id),
        and_(follows.c.subject_kind == "programme", follows.c.subject_id == events.c.programme_slug),
    )
    found = select(events.c.id).join(follows, followed).where(follows.c.person_id == person_id, events.c.date >= day)
    return set(db.scalars(found))


def _told() -> Any:
    return (
        select(people, organisations.c.nation, person_settings.c.daily_at, person_settings.c.working_days)
        .outerjoin(organisations, organisations.c.id == people.c.organisation_id)
        .outerjoin(person_settings, person_settings.c.person_id == people.c.id)
        .where(people.c.user_id.is_not(None), people.c.team_id.is_not(None), people.c.deactivated_at.is_(None))
        .order_by(people.c.id)
    )
