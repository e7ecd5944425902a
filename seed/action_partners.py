"""Writes who may be involved in the actions of a plan, in the plan's order."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select

from seed.rows import Kept
from storage import tables
from storage.bulk import insert_all

PARTNERS = "partners"


def put_partners(
    db: Connection, wanted: Mapping[str, Sequence[str]], organisation_ids: Mapping[str, int], kept: Kept
) -> dict[str, tuple[list[str], list[str]]]:
    """Replace the partners of actions whose list differs; return the old and the new names of those, by action id.

    `wanted` are slugs by action id. Two slugs of one merged organisation are one partner.
    """
    table = tables.action_partners
    held = _held(db, list(wanted))
    lists = {key: list(dict.fromkeys(organisation_ids[slug] for slug in slugs)) for key, slugs in wanted.items()}
    changed = [key for key in wanted if lists[key] != held[key] and PARTNERS not in kept.get(key, ())]
    replaced = [key for key in changed if held[key]]
    if replaced:
        db.execute(delete(table).where(table.c.action_id.in_(replaced)))
    rows = [
        {"action_id": key, "organisation_id": organisation, "position": position}
        for key in changed
        for position, organisation in enumerate(lists[key], 1)
    ]
    insert_all(db, table, rows)
    names = _names(db, {one for key in changed for one in (*held[key], *lists[key])})
    return {key: ([names[one] for one in held[key]], [names[one] for one in lists[key]]) for key in changed}


def _held(db: Connection, action_ids: Sequence[str]) -> dict[str, list[int]]:
    """Return the ids of the partners of each action, in order."""
    table = tables.action_partners
    held: dict[str, list[int]] = {key: [] for key in action_ids}
    rows = select(table.c.action_id, table.c.organisation_id).where(table.c.action_id.in_(action_ids))
    for row in db.execute(rows.order_by(table.c.action_id, table.c.position)):
        held[row.action_id].append(row.organisation_id)
    return held


def _names(db: Connection, ids: set[int]) -> dict[int, str]:
    table = tables.organisations
    return {row.id: row.name for row in db.execute(select(table.c.id, table.c.name).where(table.c.id.in_(ids)))}
