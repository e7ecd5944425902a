"""Loads bundled plans and programmes into the database; a second load changes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from bot.domain.partners import fold
from seed.bundle import BUNDLED, Json, chosen, needed_organisations, organisations, read
from seed.kept import kept_fields
from seed.plans import put_plan
from seed.programmes import put_programme
from seed.reviewing import put_bundled
from seed.rows import SAME, Changes, noted, put
from storage import audit, tables
from storage import partners as stored_partners
from storage.upsert import insert_new

__all__ = ["BUNDLED", "Loaded", "chosen", "load", "put_organisations"]

LOADED = "seed.loaded"
LOAD_LOCK = 0x5EED


@dataclass(frozen=True)
class Loaded:
    """How many records were new, changed, or the same as before.

    Records are organisations, plans, sections, actions, programmes, learning sets and events.
    """

    new: int
    changed: int
    same: int


def load(db: Connection, ids: Sequence[str], workspace_ids: Sequence[str], now: datetime) -> Loaded:
    """Load bundled plans and programmes and show them to workspaces.

    Facts that were loaded before and are the same in the bundle are left alone, whatever people have made
    of the rows since; facts that differ in a newer bundle are updated. People's entries are never touched.
    Raises LookupError, a sentence, for an id that is not bundled, before anything is written.
    """
    found = [read(bundle_id) for bundle_id in ids]
    if found:
        lock(db)
    changes: Changes = {}
    for facts in found:
        changes |= {key: change for key, change in _one(db, facts, now).items() if key not in changes}
        _show(db, facts, workspace_ids)
    counted = Counter(change.fate for change in changes.values())
    return Loaded(counted["new"], counted["changed"], counted["same"])


def lock(db: Connection) -> None:
    """Let what loads or imports at the same time wait until this transaction ends; SQLite has one writer anyway."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(LOAD_LOCK)))


def put_organisations(
    db: Connection, slugs: Sequence[str], known: Mapping[str, Json] | None = None
) -> tuple[dict[str, int], Changes]:
    """Insert or update organisations with their aliases; return their ids by slug, and what became of them.

    `known` says what they are; default the bundled ones. The id of one that was merged is that of its survivor.
    """
    known = organisations() if known is None else known
    names = ("slug", "name", "kind", "nation", "what")
    table, kept = tables.organisations, kept_fields(db, "organisation")
    changes = put(
        db, table, "slug", [{name: known[slug][name] for name in names} for slug in slugs if slug in known], kept=kept
    )
    ids = stored_partners.ids(db, slugs)
    open_ids = {slug: each for slug, each in ids.items() if "aliases" not in kept.get(slug, ())}
    for slug, aliases in _add_aliases(db, open_ids, known).items():
        noted(changes, table.name, slug, {"aliases": ([], aliases)})
    return ids, changes


def _add_aliases(db: Connection, ids: dict[str, int], known: Mapping[str, Json]) -> dict[str, list[str]]:
    """Insert the aliases that organisations lack; return them by slug."""
    table = tables.organisation_aliases
    mine = select(table.c.organisation_id, table.c.folded).where(table.c.organisation_id.in_(ids.values()))
    held = {tuple(row) for row in db.execute(mine)}
    missing: dict[tuple[int, str], str] = {}
    added: dict[str, list[str]] = {}
    for slug in ids.keys() & known.keys():
        for alias in known[slug]["aliases"]:
            key = (ids[slug], fold(alias))
            if key not in held and key not in missing:
                missing[key] = alias
                added.setdefault(slug, []).append(alias)
    if missing:
        rows = [{"organisation_id": key[0], "folded": key[1], "alias": alias} for key, alias in missing.items()]
        db.execute(insert(table), rows)
    return added


def _one(db: Connection, facts: Json, now: datetime) -> Changes:
    digest = _digest(facts)
    if _loaded(db, facts) == digest:
        return dict.fromkeys(_keys(facts), SAME)
    ids, changes = put_organisations(db, needed_organisations(facts))
    changes |= put_plan(db, facts, ids, now) if facts["kind"] == "plan" else put_programme(db, facts, ids, now)
    if facts["kind"] == "plan":
        put_bundled(db, facts, now)
    row = {"at": now, "did": LOADED, "details": {"digest": digest}, "origin": "setting"}
    audit.write(db, row | {"subject_kind": facts["kind"], "subject_id": facts["slug"]})
    return changes


def _digest(facts: Json) -> str:
    known = organisations()
    content = [facts, [known[slug] for slug in needed_organisations(facts)]]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _loaded(db: Connection, facts: Json) -> Any:
    """Return the digest of what was loaded last, or None."""
    mine = tables.audit.c
    last = (
        select(mine.details)
        .where(mine.subject_kind == facts["kind"], mine.subject_id == facts["slug"], mine.did == LOADED)
        .order_by(mine.id.desc())
        .limit(1)
    )
    details = db.scalars(last).first()
    return details["digest"] if details else None


def _keys(facts: Json) -> list[tuple[str, str]]:
    """Return the keys of the records that `_one` writes for these facts."""
    slug = facts["slug"]
    keys = [("organisations", organisation) for organisation in needed_organisations(facts)]
    if facts["kind"] == "plan":
        keys += [
            ("plans", slug),
            *(("sections", f"{slug}/{section['slug']}") for section in facts["sections"]),
        ]
        return keys + [("actions", f"{slug}:{action['ref']}") for action in facts["actions"]]
    keys += [("programmes", slug), *(("learning_sets", learning_set["id"]) for learning_set in facts["sets"])]
    return keys + [("events", event["id"]) for event in facts["events"]]


def _show(db: Connection, facts: Json, workspace_ids: Sequence[str]) -> None:
    is_plan = facts["kind"] == "plan"
    table: Table = tables.plan_workspaces if is_plan else tables.programme_workspaces
    column = "plan_slug" if is_plan else "programme_slug"
    insert_new(db, table, [{column: facts["slug"], "workspace_id": workspace} for workspace in workspace_ids])
