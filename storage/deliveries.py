"""Named queries on the outbox."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from storage.engine import to_send
from storage.tables import deliveries, pauses, people, rates, workspaces
from storage.types import Record
from storage.upsert import insert_new

SCHEDULED = ("digest", "reminder", "soon", "correction")
"""Kinds of messages that nobody asked for: they wait while all messages are paused."""

ASKED_FOR = (
    "answer",
    "sentence",
    "unfurl",
    "shared",
    "export",
    "section_picture",
    "calendar_file",
    "report_progress",
    "report_file",
)
"""Kinds of messages for which somebody waits there and then: they go first."""

REDRAW = "redraw"
"""Kind of what changes a message in place after an answer: next after what somebody asked for."""

_FIRST: list[ColumnElement[str]] = [literal_column(f"'{kind}'") for kind in (*ASKED_FOR, REDRAW)]
"""As the condition of ix_deliveries_asked_for says it, which names them too."""

_WAITING = deliveries.c.status.in_([literal_column("'pending'"), literal_column("'leased'")])
"""As the condition of ix_deliveries_waiting says it: SQLite takes the index for no parameters."""

_FAILED = deliveries.c.status == literal_column("'dead'")

_PLACE = func.coalesce(deliveries.c.channel_id, "person:" + cast(deliveries.c.person_id, String))
_ADDRESS = deliveries.c.team_id + " " + _PLACE
_POST = deliveries.c.team_id + " chat.postMessage"
_HELD = select(rates.c.bucket).where(rates.c.free_at > bindparam("machine_now"))
"""Read once for a statement, not once for each message that waits: of these there may be thousands."""

_MAY_GO = (
    _WAITING,
    or_(deliveries.c.status == "pending", deliveries.c.lease_until < bindparam("machine_now")),
    deliveries.c.due_at <= bindparam("now"),
    deliveries.c.next_attempt_at <= bindparam("machine_now"),
    or_(deliveries.c.kind.not_in(SCHEDULED), ~exists().where(pauses.c.until_at.is_(None))),
    _ADDRESS.not_in(bindparam("busy", expanding=True)),
    _POST.not_in(_HELD),
    (_POST + " " + _PLACE).not_in(_HELD),
)
_CLAIMABLE = (
    select(deliveries.c.id, deliveries.c.team_id, _PLACE.label("place"))
    .where(*_MAY_GO)
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
)
_CLAIMABLE_AT = _CLAIMABLE.where(_ADDRESS.in_(bindparam("addresses", expanding=True)))
_IS_REDRAW = deliveries.c.kind == REDRAW
_AWAITED = (
    select(_ADDRESS.label("address"), _IS_REDRAW.label("is_redraw"))
    .where(*_MAY_GO, deliveries.c.kind.in_(_FIRST))
    .order_by(_IS_REDRAW, deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
)
"""Where somebody waits for what they asked for, or, behind those, has a message that is to change."""


def add(db: Connection, values: Mapping[str, Any]) -> bool:
    """Put a message into the outbox; False when its key is there already."""
    to_send(db)
    return insert_new(db, deliveries, values) == 1


def id_of(db: Connection, key: str) -> int:
    """Return the id of the delivery with a key; raises NoResultFound."""
    return int(db.scalars(select(deliveries.c.id).where(deliveries.c.key == key)).one())


def by_key(db: Connection, key: str) -> Record:
    """Return the message with a key; raises NoResultFound."""
    return db.execute(select(deliveries).where(deliveries.c.key == key)).one()


def is_known(db: Connection, key: str) -> bool:
    """Say whether a delivery with a key was ever made."""
    return db.execute(select(deliveries.c.id).where(deliveries.c.key == key)).first() is not None


def by_id(db: Connection, delivery_id: int) -> Record | None:
    """Return one message, or None."""
    return db.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()


def claimable(
    db: Connection,
    now: datetime,
    machine_now: datetime,
    most: int,
    busy: Collection[str] = (),
    asked_first: bool = False,
) -> Sequence[Record]:
    """Return due messages that no rate holds back, the first due first: `id`, `team_id` and `place`.

    `busy` are places, "TEAM PLACE", that are left out; `place` is what Slack's rate for a channel is counted by: a
    channel's id, or person:ID. With `asked_first`, places where somebody waits for what they asked for come first, then
    those with a message that is to change, each in its own order: then up to three times `most`. On PostgreSQL the rows
    stay locked, and replicas skip each other's; on SQLite the write transaction makes them queue.
    """
    facts = {"now": now, "machine_now": machine_now, "most": most, "busy": list(busy)}
    awaited = db.execute(_AWAITED, facts).all() if asked_first else ()
    found: dict[int, Record] = {}
    for is_redraw in (False, True):
        if addresses := {row.address for row in awaited if row.is_redraw is is_redraw}:
            rows = _locked(db, _CLAIMABLE_AT, facts | {"addresses": list(addresses)})
            found |= {row.id: row for row in rows if row.id not in found}
    found |= {row.id: row for row in _locked(db, _CLAIMABLE, facts) if row.id not in found}
    return list(found.values())


def any_claimable(db: Connection, now: datetime, machine_now: datetime, busy: Collection[str]) -> bool:
    """Say whether `claimable` would find anything; nothing is locked."""
    facts = {"now": now, "machine_now": machine_now, "most": 1, "busy": list(busy)}
    return db.execute(_CLAIMABLE, facts).first() is not None


def _locked(db: Connection, found: Select[Any], facts: Mapping[str, Any]) -> Sequence[Record]:
    is_sqlite = db.dialect.name == "sqlite"
    return db.execute(found if is_sqlite else found.with_for_update(skip_locked=True, of=deliveries), facts).all()


def lease(db: Connection, ids: Sequence[int], token: str, until: datetime) -> Sequence[Record]:
    """Lease messages to `token`; return them whole, in the order of `ids`."""
    leased = (
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(status="leased", lease_token=token, lease_until=until)
        .returning(deliveries)
    )
    return sorted(db.execute(leased).all(), key=lambda row: ids.index(row.id))


def change(db: Connection, delivery_id: int, token: str, values: Mapping[str, Any]) -> bool:
    """Set columns of a message that `token` still holds; False when somebody else took it over."""
    held = update(deliveries).where(deliveries.c.id == delivery_id, deliveries.c.lease_token == token)
    return db.execute(held.values(dict(values))).rowcount == 1


def corrections_to_channels(db: Connection) -> Sequence[Record]:
    """Return the corrections to channels that wait and are not on their way."""
    waits = (_WAITING, deliveries.c.status == "pending")
    found = select(deliveries).where(*waits, deliveries.c.kind == "correction", deliveries.c.channel_id.is_not(None))
    return db.execute(found.order_by(deliveries.c.id)).all()


def put_off(db: Connection, delivery_id: int, until: datetime) -> None:
    """Let a message that is not on its way go at a moment."""
    waits = (deliveries.c.id == delivery_id, deliveries.c.status == "pending")
    to_send(db)
    db.execute(update(deliveries).where(*waits).values(due_at=until))


def listed(db: Connection, failed_only: bool) -> Sequence[Record]:
    """Return messages for an operator, the newest first."""
    found = select(deliveries).order_by(deliveries.c.id.desc())
    return db.execute(found.where(_FAILED) if failed_only else found).all()


def failed(db: Connection, but: Collection[str], most: int) -> Sequence[Record]:
    """Return the newest dead messages of other kinds than `but`, with `user_id` and `name` of the person.

    `workspace_id` is that of the workspace in which they were to be sent.
    """
    return db.execute(_failed(but).order_by(deliveries.c.id.desc()).limit(most)).all()


def failed_one(db: Connection, delivery_id: int, but: Collection[str]) -> Record | None:
    """Return a message that `failed` might return, locked until the transaction ends; None where it is none."""
    found = _failed(but).where(deliveries.c.id == delivery_id)
    return db.execute(found if db.dialect.name == "sqlite" else found.with_for_update(of=deliveries)).first()


def _failed(but: Collection[str]) -> Select[Any]:
    return (
        select(
            deliveries,
            people.c.user_id,
            people.c.name,
            func.coalesce(workspaces.c.enterprise_id, workspaces.c.team_id).label("workspace_id"),
        )
        .join(workspaces, workspaces.c.team_id == deliveries.c.team_id)
        .outerjoin(people, people.c.id == deliveries.c.person_id)
        .where(_FAILED, deliveries.c.kind.not_in([*but, "emptied"]))
    )


def change_failed(db: Connection, delivery_id: int, values: Mapping[str, Any]) -> bool:
    """Set columns of a dead message; False when there is none of that id."""
    found = update(deliveries).where(deliveries.c.id == delivery_id, _FAILED, deliveries.c.kind != "emptied")
    to_send(db)
    return db.execute(found.values(dict(values))).rowcount == 1


def empty_payloads(db: Connection, sent_before: datetime, made_before: datetime) -> int:
    """Clear the payload of what was sent before a moment (machine time); return how many rows.

    Of what was given up, too, where it was made before `made_before` (programme time).
    """
    settled = deliveries.c.status.in_(("sent", "dropped", "dead"))
    never_sent = deliveries.c.sent_at.is_(None) & (deliveries.c.created_at < made_before)
    old = update(deliveries).where(
        settled, or_(deliveries.c.sent_at < sent_before, never_sent), deliveries.c.kind != "emptied"
    )
    return db.execute(old.values(payload={}, kind="emptied")).rowcount


def any_waiting(db: Connection) -> bool:
    """Say whether any message is not settled."""
    found = select(deliveries.c.id).where(_WAITING).limit(1)
    return db.execute(found).first() is not None


def due(db: Connection, now: datetime) -> tuple[int, datetime | None]:
    """Return how many messages are due and not settled, and since when the first of them (programme time)."""
    found = select(func.count(), func.min(deliveries.c.due_at)).where(_WAITING, deliveries.c.due_at <= now)
    row = db.execute(found).one()
    return int(row[0]), row[1]
