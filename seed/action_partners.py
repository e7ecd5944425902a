"""Writes who may be involved in the actions of a plan, in the plan's order."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from seed.rows import Kept
from storage import tables

PARTNERS = "partners"


def put_partners(
    db: Connection, wanted: Mapping[str, Sequence[str]], organisation_ids: Mapping[str, int], kept: Kept
) -> dict[str, tuple[list[str], list[str]]]:
    """Replace the partners of actions whose list differs; return the old and the new slugs of those, by action id.

    `wanted` are slugs by action id. Two slugs of one merged organisation are one partner.
    """
    table = tables.action_partners
    held = _held(db, list(wanted))
    changed: dict[str, tuple[list[str], list[str]]] = {}
    rows = []
    for key, slugs in wanted.items():
        mine = dict.fromkeys(organisation_ids[slug] for slug in slugs)
        if PARTNERS in kept.get(key, ()) or list(mine) == [organisation for organisation, _ in held[key]]:
            continue
        changed[key] = ([slug for _, slug in held[key]], list(slugs))
        rows += [
            {"action_id": key, "organisation_id": organisation, "position": position}
            for position, organisation in enumerate(mine, 1)
        ]
    replaced = [key for key in changed if held[key]]
    if replaced:
        db.execute(delete(table).where(table.c.action_id.in_(replaced)))
    if rows:
        db.execute(insert(table), rows)
    return changed


def _held(db: Connection, action_ids: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """Return id and slug of the partners of each action, in order."""
    table, organisations = tables.action_partners, tables.organisations
    held: dict[str, list[tuple[int, str]]] = {key: [] for key in action_ids}
    rows = select(table.c.action_id, organisations.c.id, organisations.c.slug).join(organisations)
    for row in db.execute(rows.where(table.c.action_id.in_(action_ids)).order_by(table.c.action_id, table.c.position)):
        held[row.action_id].append((row.id, row.slug))
    return held
