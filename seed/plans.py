"""Writes the facts of one plan: plan, sections, actions, partners and the published status."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.domain.refs import key_of
from seed.action_partners import put_partners
from seed.bundle import Json
from seed.kept import WITHDRAWN, kept_fields, withdrawn_partners
from seed.rows import NO_EXTRA, SAME, Changes, Extra, Kept, batches, noted, put
from storage import search, tables, updates
from storage.types import Record

ACTION_COLUMNS = ("ref", "printed_ref", "subsection", "title", "summary", "role", "objectives", "outcomes")
IMPORTED_COLUMNS = ("wording",)
"""What only a document has: the bundled facts do not carry it."""

STATUS = ("stages", "rag", "note")
PLAN_COLUMNS = (
    "slug",
    "title",
    "document",
    "published_precision",
    "roles",
    "stages",
    "uses_rag",
)
FIRST_COLUMNS = ("wants_review",)
"""What a new plan begins with; then it is for people to say."""

Progress = Callable[[int], None]
"""Told how many more actions are written."""


def put_plan(
    db: Connection,
    facts: Json,
    organisation_ids: dict[str, int],
    now: datetime,
    progress: Progress = lambda _: None,
) -> Changes:
    """Bring a plan and all below it in line with its facts; return what became of each record.

    What a person corrected or settled stays as it is. Actions that the facts lack are left alone: see `withdraw`.
    """
    first = Extra({name: facts[name] for name in FIRST_COLUMNS}, NO_EXTRA.changed)
    changes = put(db, tables.plans, "slug", [_plan(facts, organisation_ids)], first)
    changes |= put(db, tables.sections, "id", _sections(facts))
    kept, taken_out = kept_fields(db, "action"), withdrawn_partners(db)
    for batch in batches(enumerate(facts["actions"], 1)):
        actions = [action for _, action in batch]
        rows = [_action(facts, action, position, kept) for position, action in batch]
        changes |= put(db, tables.actions, "id", rows, kept=kept)
        wanted = {
            action_id(facts, action): [slug for slug in action["partners"] if slug not in taken_out]
            for action in actions
        }
        for key, pair in put_partners(db, wanted, organisation_ids, kept).items():
            noted(changes, "actions", key, {"partners": pair})
        for key, fields in _put_status(db, facts, actions, kept, now).items():
            noted(changes, "actions", key, fields)
        search.refresh(db, [key for key in wanted if changes["actions", key] is not SAME], learn=True)
        progress(len(batch))
    search.put_in_order(db, facts["slug"])
    return changes


def withdraw(db: Connection, facts: Json, now: datetime) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Mark actions that are gone from a plan as withdrawn, and bring back those that are there again.

    Returns old and new of `withdrawn` for each, by id. What a person withdrew, merged, brought back or added is left
    alone.
    """
    lost, _ = gone(db, facts)
    there = {action_id(facts, action) for action in facts["actions"]}
    back = [row.id for row in _undecided(db, facts) if row.withdrawn_at is not None and row.id in there]
    changes: dict[str, dict[str, tuple[bool, bool]]] = {}
    for ids, moment in ((lost, now), (back, None)):
        for batch in batches(ids):
            table = tables.actions
            db.execute(update(table).where(table.c.id.in_(batch)).values(withdrawn_at=moment))
            search.refresh(db, batch)
        changes |= {key: {WITHDRAWN: (moment is None, moment is not None)} for key in ids}
    return changes


def gone(db: Connection, facts: Json) -> tuple[list[str], int]:
    """Return the actions that would be withdrawn, and how many the plan has."""
    there = {action_id(facts, action) for action in facts["actions"]}
    standing = [row.id for row in _undecided(db, facts) if row.withdrawn_at is None]
    return [key for key in standing if key not in there], len(standing)


def _undecided(db: Connection, facts: Json) -> list[Record]:
    """Return the plan's actions whose being in it no person has decided."""
    table, kept = tables.actions, kept_fields(db, "action")
    rows = select(table.c.id, table.c.withdrawn_at, table.c.merged_into_id).where(table.c.plan_slug == facts["slug"])
    found = db.execute(rows.order_by(table.c.position)).all()
    return [row for row in found if row.merged_into_id is None and WITHDRAWN not in kept.get(row.id, ())]


def action_id(facts: Json, action: Json) -> str:
    """Return the global id of an action: plan and ref."""
    return f"{facts['slug']}:{action['ref']}"


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


def _action(facts: Json, action: Json, position: int, kept: Kept) -> Json:
    slug, key = facts["slug"], action_id(facts, action)
    imported = {name: action[name] for name in IMPORTED_COLUMNS if name in action}
    return (
        {name: action[name] for name in ACTION_COLUMNS}
        | imported
        | {
            "id": key,
            "plan_slug": slug,
            "ref_key": key_of(action["ref"]),
            "section_id": f"{slug}/{action['section']}",
            "position": position,
            "source_lines": action["source_lines"],
            "uncertain": [name for name in action["uncertain"] if name not in kept.get(key, ())],
        }
    )


def _put_status(
    db: Connection, facts: Json, actions: Sequence[Json], kept: Kept, now: datetime
) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Append the published status of actions that lack it or now have another; return what differed, by id."""
    given = [action for action in actions if any(action.get(name) for name in STATUS)]
    as_of = _date(facts["published_on"])
    last = updates.published(db, [action_id(facts, action) for action in given], as_of)
    entries, differing = [], {}
    for action in given:
        key = action_id(facts, action)
        old = last.get(key)
        status = _status(action, old, kept.get(key, ()))
        fields = {name: (getattr(old, name, None), status[name]) for name in STATUS}
        if old is None or any(before != after for before, after in fields.values()):
            differing[key] = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
            entries.append(_entry(facts, key, status, old, as_of or now.date(), now))
    updates.append_published(db, entries)
    return differing


def _status(action: Json, old: Record | None, stays: Collection[str]) -> Json:
    """Return stages, RAG and note as published; what is not in the facts, or was decided by a person, stays."""
    held = {name: getattr(old, name) for name in STATUS if old and (name in stays or name not in action)}
    return {name: action.get(name) for name in STATUS} | held


def _entry(facts: Json, key: str, status: Json, old: Record | None, as_of: date, now: datetime) -> Json:
    return status | {
        "action_id": key,
        "kind": "published",
        "as_of": as_of,
        "as_of_precision": facts["published_precision"] or "day",
        "state": "accepted",
        "corrects_id": old.id if old and old.as_of == as_of else None,
        "created_at": now,
    }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
