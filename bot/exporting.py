"""What the command line exports, as the rows of its JSON (contracts.md, "Command line"): published facts only."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import report_rows, reports
from bot.domain.refusal import Refusal
from bot.domain.report_facts import Report
from bot.views import report_words
from bot.views.reports import KINDS
from storage import exports as stored
from storage import partners as stored_partners
from storage import reports as stored_reports
from storage.engine import Database
from storage.types import Record


def actions(database: Database, plan: str | None) -> list[dict[str, Any]]:
    """Return the actions of one plan or of all; raises Refusal for a plan that is not there."""
    with database.reading() as db:
        _require("plan", plan, stored.plan_slugs(db))
        partners: dict[str, list[str]] = {}
        for row in stored.involved(db, plan):
            partners.setdefault(row.action_id, []).append(row.name)
        return [_action(row, partners.get(row.id, [])) for row in stored.published_actions(db, plan)]


def _action(row: Record, partners: list[str]) -> dict[str, Any]:
    return {
        "plan": row.plan_slug,
        "ref": row.ref,
        "section": row.section_title,
        "subsection": row.subsection,
        "objectives": row.objectives,
        "role": row.role,
        "stages": [one["stage"] for one in row.stages or ()],
        "rag": row.rag,
        "partners": partners,
        "title": row.title,
        "wording": row.wording,
        "note": row.note,
        "outcomes": row.outcomes,
        "source": {"document": row.document, "lines": row.source_lines},
        "uncertain": row.uncertain,
    }


def meetings(database: Database, programme: str | None) -> list[dict[str, Any]]:
    """Return the dated events of one programme or of all; raises Refusal for a programme that is not there."""
    with database.reading() as db:
        _require("programme", programme, stored.programme_slugs(db))
        return [_meeting(row) for row in stored.dated_events(db, programme)]


def _meeting(row: Record) -> dict[str, Any]:
    return {
        "id": row.id,
        "programme": row.programme_slug,
        "date": row.date.isoformat(),
        "start": f"{row.starts:%H:%M}" if row.starts else None,
        "end": f"{row.ends:%H:%M}" if row.ends else None,
        "zone": row.zone,
        "title": row.title,
        "theme": row.theme,
        "kind": row.kind,
        "provisional": row.status == "proposed",
    }


def partners(database: Database, plan: str | None) -> list[dict[str, Any]]:
    """Return the partners of one plan or of all, by name; an action's ref names its plan where two plans share it."""
    with database.reading() as db:
        _require("plan", plan, stored.plan_slugs(db))
        rows = list(stored.involved(db, plan))
        aliases = _aliases(db)
    shared = Counter(ref for ref, _ in {(row.ref, row.plan_slug) for row in rows})
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row.name, {"name": row.name, "aliases": aliases.get(row.id, []), "actions": []})
        one["actions"].append(row.action_id if shared[row.ref] > 1 else row.ref)
    return [found[name] for name in sorted(found, key=str.casefold)]


def _aliases(db: Connection) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in stored_partners.aliases(db):
        found.setdefault(row.organisation_id, []).append(row.alias)
    return found


def updates(database: Database, plan: str | None) -> list[dict[str, Any]]:
    """Return every status entry of one plan or of all as it was recorded; raises Refusal for an unknown plan."""
    with database.reading() as db:
        _require("plan", plan, stored.plan_slugs(db))
        return [_update(row) for row in stored_reports.history(db, plan)]


def _update(row: Record) -> dict[str, Any]:
    return {
        "plan": row.plan_slug,
        "ref": row.ref,
        "kind": row.kind,
        "stages": [one["stage"] for one in row.stages],
        "rag": row.rag,
        "note": row.note,
        "as_of": row.as_of.isoformat(),
        "state": row.state,
        "author": row.author_name,
        "created_at": row.created_at.isoformat(),
    }


def report(database: Database, plan: str, period: str | None, now: datetime, zone: str) -> Report:
    """Return the report of a plan; raises Refusal for a plan or period that is not there."""
    with database.reading() as db:
        wanted = reports.for_console(db, plan, period, now, zone)
        return report_rows.report(db, wanted.plan_slug, wanted.period_id, now)


def report_files(made: Report, format_: str, zone: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of a report's files: of one format, or of "all"."""
    name = report_words.file_name(made.head, zone)
    for one in KINDS if format_ == "all" else (format_,):
        yield f"{name}.{one}", KINDS[one].make(made, made.rows, zone)


def report_notices(made: Report, zone: str) -> tuple[str, ...]:
    """Return what a reader must know of a report: that it is a draft, or not final."""
    return report_words.notices(made, zone)


def _require(kind: str, slug: str | None, there: Sequence[str]) -> None:
    if slug is not None and slug not in there:
        known = ", ".join(there) or "none yet"
        raise Refusal(f"There is no {kind} called {slug!r}. There are: {known}.")
