"""Writes the facts of one plan: plan, sections, actions, partners and the published status."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.domain.refs import key_of
from seed.bundle import Json
from seed.rows import Fates, put
from storage import tables, updates

ACTION_COLUMNS = ("ref", "printed_ref", "subsection", "title", "summary", "role", "objectives", "outcomes")
PLAN_COLUMNS = (
    "slug",
    "title",
    "document",
    "published_precision",
    "roles",
    "stages",
    "uses_rag",
    "wants_review",
)


def put_plan(db: Connection, facts: Json, organisation_ids: dict[str, int], now: datetime) -> Fates:
    """Bring a plan and all below it in line with its facts; return what became of each record."""
    fates = put(db, tables.plans, "slug", [_plan(facts, organisation_ids)])
    fates |= put(db, tables.sections, "id", _sections(facts))
    fates |= put(db, tables.actions, "id", _actions(facts))
    changed = _put_partners(db, facts, organisation_ids)
    changed |= _put_status(db, facts, now)
    for action_id in changed:
        if fates["actions", action_id] == "same":
            fates["actions", action_id] = "changed"
    return fates


def _plan(facts: Json, organisation_ids: dict[str, int]) -> Json:
    dates = {name: _date(facts[name]) for name in ("published_on", "starts_on", "ends_on")}
    publisher = {"organisation_id": organisation_ids[facts["publisher"]]}
    return {name: facts[name] for name in PLAN_COLUMNS} | dates | publisher


def _sections(facts: Json) -> list[Json]:
    slug = facts["slug"]
    return [
        {
            "id": f"{slug}/{section['slug']}",
            "plan_slug": slug,
            "title": section["title"],
            "position": position,
        }
        for position, section in enumerate(facts["sections"], 1)
    ]


def _actions(facts: Json) -> list[Json]:
    slug = facts["slug"]
    return [
        {name: action[name] for name in ACTION_COLUMNS}
        | {
            "id": _id(facts, action),
            "plan_slug": slug,
            "ref_key": key_of(action["ref"]),
            "section_id": f"{slug}/{action['section']}",
            "position": position,
            "source_lines": action["source_lines"],
            "uncertain": action["uncertain"],
        }
        for position, action in enumerate(facts["actions"], 1)
    ]


def _put_partners(db: Connection, facts: Json, organisation_ids: dict[str, int]) -> set[str]:
    """Replace the partners of actions whose list differs; return the ids of those actions."""
    table = tables.action_partners
    wanted = {
        _id(facts, action): [organisation_ids[slug] for slug in action["partners"]] for action in facts["actions"]
    }
    held: dict[str, list[int]] = {action_id: [] for action_id in wanted}
    rows = select(table.c.action_id, table.c.organisation_id).where(table.c.action_id.in_(wanted))
    for row in db.execute(rows.order_by(table.c.action_id, table.c.position)):
        held[row.action_id].append(row.organisation_id)
    changed = {action_id for action_id in wanted if wanted[action_id] != held[action_id]}
    lists = [
        {"action_id": action_id, "organisation_id": organisation, "position": position}
        for action_id in sorted(changed)
        for position, organisation in enumerate(wanted[action_id], 1)
    ]
    db.execute(delete(table).where(table.c.action_id.in_(changed)))
    if lists:
        db.execute(insert(table), lists)
    return changed


def _put_status(db: Connection, facts: Json, now: datetime) -> set[str]:
    """Append the published status of actions that lack it or now have another; return the ids of those."""
    given = [action for action in facts["actions"] if action["stages"]]
    last = _published(db, [_id(facts, action) for action in given], _date(facts["published_on"]))
    changed = set()
    for action in given:
        action_id = _id(facts, action)
        old = last.get(action_id)
        if old is not None and (old.stages, old.rag) == (action["stages"], action["rag"]):
            continue
        updates.append(db, _entry(facts, action, old, now))
        changed.add(action_id)
    return changed


def _published(db: Connection, action_ids: Sequence[str], as_of: date | None) -> dict[str, Row[Any]]:
    """Return the newest published entry of each action for that day."""
    table = tables.status_entries
    rows = select(table).where(table.c.action_id.in_(action_ids), table.c.kind == "published", table.c.as_of == as_of)
    return {row.action_id: row for row in db.execute(rows.order_by(table.c.id))}


def _entry(facts: Json, action: Json, old: Row[Any] | None, now: datetime) -> Json:
    return {
        "action_id": _id(facts, action),
        "kind": "published",
        "stages": action["stages"],
        "rag": action["rag"],
        "note": old.note if old else None,
        "as_of": _date(facts["published_on"]),
        "as_of_precision": facts["published_precision"],
        "state": "accepted",
        "corrects_id": old.id if old else None,
        "created_at": now,
    }


def _id(facts: Json, action: Json) -> str:
    return f"{facts['slug']}:{action['ref']}"


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
