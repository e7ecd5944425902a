"""Keeps the review items of one document in step with what was read from it last."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain.imports import ToCheck
from seed.bundle import Json
from seed.importers.draft import Review
from seed.plans import action_id
from storage import reviews

Key = tuple[str, str, str]
"""Subject kind, subject id and field: what one item is about."""


def put_reviews(db: Connection, facts: Json, review: tuple[Review, ...], now: datetime) -> bool:
    """Add new items, bring open ones up to date, drop those that no longer arise; say whether anything changed.

    What a person has settled stays settled, wherever its lines are now.
    """
    wanted = _rows(facts, review)
    held = {(row.subject_kind, row.subject_id, row.field): row for row in _held(db, facts)}
    missing = [row | {"created_at": now} for key, row in wanted.items() if key not in held]
    differing = [
        (held[key].id, row)
        for key, row in wanted.items()
        if key in held and held[key].state == "open" and any(getattr(held[key], name) != row[name] for name in row)
    ]
    gone = [row.id for key, row in held.items() if key not in wanted and row.state == "open"]
    for item_id, row in differing:
        reviews.renew(db, item_id, row)
    reviews.drop(db, gone)
    reviews.add(db, missing)
    return bool(missing or differing or gone)


def put_bundled(db: Connection, facts: Json, now: datetime) -> None:
    """Add items for what the bundled facts of a plan are not sure of: the lines and why, without the text itself.

    Once the document has been read here, what that reading leaves to be checked is all there is.
    """
    held = reviews.of_plan(db, facts["slug"])
    if any(row.source for row in held):
        return
    doubts = tuple(
        Review(action["ref"], field, action["source_lines"] or "", "", REASONS.get(field, DAMAGED))
        for action in facts["actions"]
        for field in action["uncertain"]
    )
    if facts["document"]:
        put_reviews(db, facts, doubts, now)


DAMAGED = "The text is damaged here, so this is a reading that may be wrong."
REASONS = {
    "ref": "The reference cannot be read in the text. It is inferred from its neighbours.",
    "section": "The text does not say for certain to which section it belongs.",
    "subsection": "The text does not say for certain under which heading it stands.",
    "role": "The text that was read gives no role.",
    "stages": "The stage cannot be read for certain.",
    "partners": "Where one name ends and the next begins cannot be told for certain.",
    "note": "The columns are mixed up where the note stands.",
    "wording": "The wording is cut off or mixed with its neighbours.",
}
"""Why a bundled fact is uncertain, by field."""


def to_check(db: Connection, facts: Json, review: tuple[Review, ...]) -> Iterator[ToCheck]:
    """Yield what a document leaves to be checked, without what a person has settled before."""
    settled = {(row.subject_kind, row.subject_id, row.field) for row in _held(db, facts) if row.state == "settled"}
    records = _records(facts)
    for one in review:
        if _key(_row(facts, records, one)) not in settled:
            yield ToCheck(facts["document"], one.ref, one.field, one.lines, one.text, one.reason)


def _held(db: Connection, facts: Json) -> Any:
    if facts["kind"] == "plan":
        return reviews.of_plan(db, facts["slug"])
    return reviews.of_programme(db, facts["slug"], [event["id"] for event in facts["events"]])


def _rows(facts: Json, review: tuple[Review, ...]) -> dict[Key, Json]:
    """Return the rows by key; what is said twice of one field becomes one item."""
    records = _records(facts)
    rows: dict[Key, Json] = {}
    for one in review:
        row = _row(facts, records, one)
        key = _key(row)
        if key in rows:
            joined = {name: f"{rows[key][name]}\n{row[name]}" for name in ("reason", "source")}
            row |= {name: text for name, text in joined.items() if row[name] not in rows[key][name]}
        rows[key] = row
    return rows


def _row(facts: Json, records: dict[str, Json], one: Review) -> Json:
    is_plan, record = facts["kind"] == "plan", records.get(one.ref or "")
    kind, subject = facts["kind"], facts["slug"]
    if record is not None:
        kind, subject = ("action", action_id(facts, record)) if is_plan else ("event", record["id"])
    return {
        "subject_kind": kind,
        "subject_id": subject,
        "plan_slug": facts["slug"] if is_plan else None,
        "ref": one.ref if record is not None else None,
        "field": one.field if record is not None and one.field else f"row {_digest(one.text)}",
        "reason": one.reason,
        "document": facts["document"],
        "lines": one.lines,
        "source": one.text,
        "reading": record.get(one.field) if record is not None and one.field else None,
    }


def _key(row: Json) -> Key:
    return row["subject_kind"], row["subject_id"], row["field"]


def _records(facts: Json) -> dict[str, Json]:
    """Return what a review item may name: actions by ref, or events by id."""
    key, records = ("ref", facts["actions"]) if facts["kind"] == "plan" else ("id", facts["events"])
    return {one[key]: one for one in records}


def _digest(text: str) -> str:
    """Return a name for a row that has no ref: it stays the same when lines above it are added."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
