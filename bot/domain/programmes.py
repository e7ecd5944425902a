"""What a programme is about: its clusters or priorities, and how one takes part."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from storage import meetings as stored
from storage.types import Record


@dataclass(frozen=True)
class Theme:
    """A cluster or a priority; `what` says what it does, in our words or else in those of the document."""

    title: str
    what: str | None


@dataclass(frozen=True)
class About:
    """A programme as its document describes it; `themes_are` is "cluster" or "priority", None without themes."""

    slug: str
    title: str
    kind: str
    themes_are: str | None
    themes: tuple[Theme, ...]
    rules: dict[str, Any]


def meetings_with_themes(db: Connection, caller: Caller) -> tuple[About, ...]:
    """Return the programmes of meetings that the caller's workspace sees and that name themes, the newest first."""
    rows = [row for row in stored.programmes_seen(db, caller.workspace_id) if row.kind == "meetings" and row.themes]
    return tuple(from_row(row) for row in sorted(rows, key=lambda row: row.slug, reverse=True))


def one(db: Connection, caller: Caller, slug: str) -> About:
    """Return one programme; raises Refusal when the caller's workspace does not see it."""
    for row in stored.programmes_seen(db, caller.workspace_id):
        if row.slug == slug:
            return from_row(row)
    raise Refusal("That programme is not here any more. `/meetings` and `/learning-sets` show what there is.")


def from_row(row: Record) -> About:
    """Return the description that a programme's row holds."""
    rules = dict(row.rules)
    told = {**_worded(rules), **rules}
    about = told.pop("about", {})
    themes = tuple(Theme(title, about.get(title) or rules.get("wording", {}).get(title)) for title in row.themes)
    return About(row.slug, row.title, row.kind, row.themes_are if themes else None, themes, told)


def _worded(rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rules of which only the document's wording is known: those of an import that nobody has reworded."""
    return {name: value for name, value in rules.get("wording", {}).items() if isinstance(value, list)}
