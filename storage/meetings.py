"""Named queries on programmes and their dated events: meetings and sessions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, update

from storage.tables import channels, events, follows, learning_sets, programme_workspaces, programmes
from storage.types import Record
from storage.upsert import insert_new


def _events() -> Select[Any]:
    return (
        select(
            events,
            programmes.c.title.label("programme_title"),
            programmes.c.reminders_from,
            learning_sets.c.title.label("set_title"),
        )
        .join(programmes, programmes.c.slug == events.c.programme_slug)
        .outerjoin(learning_sets, learning_sets.c.id == events.c.learning_set_id)
    )


_SEEN = (
    _events()
    .join(programme_workspaces, programme_workspaces.c.programme_slug == events.c.programme_slug)
    .where(programme_workspaces.c.workspace_id == bindparam("workspace_id"))
)
_AHEAD = (
    _SEEN.where(events.c.kind == bindparam("kind"), events.c.status != "cancelled", events.c.date >= bindparam("day"))
    .order_by(events.c.date, events.c.starts.nulls_first(), events.c.id)
    .limit(bindparam("most"))
)
_LAST = (
    _SEEN.where(events.c.kind == bindparam("kind"), events.c.status != "cancelled", events.c.date < bindparam("day"))
    .order_by(events.c.date.desc(), events.c.id.desc())
    .limit(1)
)
_BY_ID = _SEEN.where(events.c.id == bindparam("id"))
_PROGRAMMES = (
    select(programmes)
    .join(programme_workspaces, programme_workspaces.c.programme_slug == programmes.c.slug)
    .where(programme_workspaces.c.workspace_id == bindparam("workspace_id"))
    .order_by(programmes.c.slug)
)


def ahead(db: Connection, workspace_id: str, kind: str, day: date, most: int) -> Sequence[Record]:
    """Return events of a kind on or after a day, the next first, at most `most`."""
    return db.execute(_AHEAD, {"workspace_id": workspace_id, "kind": kind, "day": day, "most": most}).all()


def last(db: Connection, workspace_id: str, kind: str, day: date) -> Record | None:
    """Return the newest event of a kind before a day, or None."""
    return db.execute(_LAST, {"workspace_id": workspace_id, "kind": kind, "day": day}).first()


def by_id(db: Connection, workspace_id: str, event_id: str) -> Record | None:
    """Return one event that a workspace sees, or None."""
    return db.execute(_BY_ID, {"workspace_id": workspace_id, "id": event_id}).first()


def by_id_anywhere(db: Connection, event_id: str) -> Record:
    """Return one event, whoever sees it; raises NoResultFound."""
    return db.execute(_events().where(events.c.id == event_id)).one()


def of_programme(db: Connection, programme_slug: str) -> Sequence[Record]:
    """Return all events of a programme in order of time."""
    found = _events().where(events.c.programme_slug == programme_slug)
    return db.execute(found.order_by(events.c.date, events.c.starts.nulls_first(), events.c.id)).all()


def programmes_seen(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return the programmes that a workspace sees."""
    return db.execute(_PROGRAMMES, {"workspace_id": workspace_id}).all()


def sets_of(db: Connection, programme_slug: str) -> Sequence[Record]:
    """Return the learning sets of a programme in its order."""
    found = select(learning_sets).where(learning_sets.c.programme_slug == programme_slug)
    return db.execute(found.order_by(learning_sets.c.position)).all()


def switch_reminders(db: Connection, programme_slug: str, since: Any) -> bool:
    """Set from when a programme's reminders go, None: not at all; False when they were on, or off, already."""
    is_other = programmes.c.reminders_from.is_(None) if since else programmes.c.reminders_from.is_not(None)
    switched = update(programmes).where(programmes.c.slug == programme_slug, is_other)
    return db.execute(switched.values(reminders_from=since)).rowcount == 1


def follow(db: Connection, values: Mapping[str, Any]) -> bool:
    """Record that a person follows something; False when they did already."""
    return insert_new(db, follows, values) == 1


def unfollow(db: Connection, person_id: int, kind: str, subject_id: str) -> bool:
    """Forget it; False when there was nothing to forget."""
    gone = delete(follows).where(
        follows.c.person_id == person_id, follows.c.subject_kind == kind, follows.c.subject_id == subject_id
    )
    return db.execute(gone).rowcount == 1


def followed(db: Connection, person_id: int) -> set[tuple[str, str]]:
    """Return the subjects a person follows."""
    found = select(follows.c.subject_kind, follows.c.subject_id).where(follows.c.person_id == person_id)
    return {(row.subject_kind, row.subject_id) for row in db.execute(found)}


def channels_for(db: Connection, programme_slug: str) -> Sequence[Record]:
    """Return the channels that announce a programme."""
    found = select(channels).where(channels.c.subject_kind == "programme", channels.c.subject_id == programme_slug)
    return db.execute(found.order_by(channels.c.team_id, channels.c.channel_id)).all()


def programmes_of(db: Connection, event_ids: Sequence[str]) -> set[str]:
    """Return the programmes of some events."""
    return set(db.scalars(select(events.c.programme_slug).where(events.c.id.in_(event_ids)))) if event_ids else set()


def programme(db: Connection, slug: str) -> Record | None:
    """Return one programme, whoever sees it, or None."""
    return db.execute(select(programmes).where(programmes.c.slug == slug)).first()


def add_programme(db: Connection, values: Mapping[str, Any], like: str) -> bool:
    """Insert a programme for the workspaces that see the programme `like`; False when it is there already."""
    if not insert_new(db, programmes, values):
        return False
    seers = select(programme_workspaces.c.workspace_id).where(programme_workspaces.c.programme_slug == like)
    rows = [{"programme_slug": values["slug"], "workspace_id": one} for one in db.scalars(seers)]
    insert_new(db, programme_workspaces, rows)
    return True


def add_dates(db: Connection, sets: Sequence[Mapping[str, Any]], dated: Sequence[Mapping[str, Any]]) -> None:
    """Insert the learning sets and the events of a new programme."""
    if sets:
        db.execute(insert(learning_sets), [dict(row) for row in sets])
    db.execute(insert(events), [dict(row) for row in dated])


def ids_among(db: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of some events' ids are in use."""
    return set(db.scalars(select(events.c.id).where(events.c.id.in_(ids))))


def change_proposed(db: Connection, event_id: str, revision: int, values: Mapping[str, Any]) -> bool:
    """Set columns of an event that is still proposed at a revision, and raise that; False when it is no more."""
    seen = (events.c.id == event_id, events.c.status == "proposed", events.c.revision == revision)
    return db.execute(update(events).where(*seen).values(dict(values) | {"revision": revision + 1})).rowcount == 1


def change_at(db: Connection, event_id: str, revision: int, values: Mapping[str, Any]) -> bool:
    """Set columns of an event that is still at a revision, and raise that; False when it is not any more."""
    seen = (events.c.id == event_id, events.c.revision == revision)
    return db.execute(update(events).where(*seen).values(dict(values) | {"revision": revision + 1})).rowcount == 1


def count_proposed(db: Connection, day: date) -> dict[str, int]:
    """Return for each programme how many of its dates on or after a day are only proposed."""
    found = select(events.c.programme_slug, func.count().label("number")).where(
        events.c.status == "proposed", events.c.date >= day
    )
    return {row.programme_slug: row.number for row in db.execute(found.group_by(events.c.programme_slug))}


def programmes_ahead(db: Connection, day: date) -> set[str]:
    """Return the programmes that have a date on or after a day."""
    found = select(events.c.programme_slug).where(events.c.status != "cancelled", events.c.date >= day)
    return set(db.scalars(found.distinct()))


def on_day(db: Connection, workspace_id: str, day: date) -> Sequence[Record]:
    """Return the events of one day that a workspace sees and that are not cancelled."""
    found = _SEEN.where(events.c.date == bindparam("day"), events.c.status != "cancelled").order_by(events.c.id)
    return db.execute(found, {"workspace_id": workspace_id, "day": day}).all()


def seen(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return every event that a workspace sees and that was not cancelled, in order of time."""
    found = _SEEN.where(events.c.status != "cancelled").order_by(
        events.c.date, events.c.starts.nulls_first(), events.c.id
    )
    return db.execute(found, {"workspace_id": workspace_id}).all()
