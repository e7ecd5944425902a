"""The statements of our updates, recorded once: what differs from action to action stands in them by its name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, event, select

from bench.gestures import TEAM
from bench.officers import NOTE, Held, may_stand, saved
from bot.domain import no_change, updates
from bot.domain.audit import Origin
from bot.domain.no_change import Confirmed
from bot.domain.people import Caller
from bot.domain.updates import Form, Saved
from bot.views import updates as views
from storage.engine import Database
from storage.tables import actions, people, search_entries, status_entries

ZONE = "Europe/London"
ORIGIN = Origin("slack", "bench")
LEARNT = (
    ("SELECT actions.id, actions.plan_slug, actions.ref", "card"),
    ("SELECT people.id", "person"),
    ("SELECT status_entries.id, status_entries.action_id", "last"),
    ("INSERT INTO status_entries", "entry"),
    ("SELECT actions.id, actions.plan_slug, actions.position", "texts"),
)
"""How a statement begins -> what `bench/updating.py` learns from its rows for those that come after it."""

Statements = list[dict[str, Any]]


def recorded(database: Database, sample: Held, other: Held) -> dict[str, Any]:
    """Return the statements of each gesture, and the form as `sample` opens it; nothing is kept of what it writes.

    *No change* is said of `other`.
    """
    assert not may_stand(sample)
    assert may_stand(other)
    with database.reading() as db, _noted(db) as opening:
        form = updates.form(db, _caller(sample), sample.id)
        opening = _named(opening, _facts(db, sample))
    return {
        "open": opening,
        "form": views.form(form, ZONE),
        "save": _written(database, sample, save),
        "no change": _written(database, other, say_no_change),
    }


def save(db: Connection, one: Held) -> Saved:
    """Save the form of an action, with NOTE in it."""
    submission = views.read(saved(one, "")["view"])
    found = updates.save(db, _caller(one), submission, ORIGIN, datetime.now(UTC), ZONE)
    assert isinstance(found, Saved)
    return found


def say_no_change(db: Connection, one: Held) -> Confirmed:
    """Say that nothing has changed of an action."""
    now = datetime.now(UTC)
    found = no_change.save(db, _caller(one), one.id, one.entry_id, f"{one.entry_id}.bench", ORIGIN, now, ZONE)
    assert isinstance(found, Confirmed)
    return found


def form_of(db: Connection, one: Held) -> Form:
    """Return what the form of an action opens with."""
    return updates.form(db, _caller(one), one.id)


def _caller(one: Held) -> Caller:
    return Caller(TEAM, TEAM, one.user_id)


def _written(database: Database, one: Held, write: Any) -> Statements:
    with database.trying() as db:
        facts = _facts(db, one)
        with _noted(db) as statements:
            write(db, one)
        last = select(status_entries.c.id).order_by(status_entries.c.id.desc()).limit(1)
        entry_id = db.scalars(last).one()
        return _named(statements, facts | {entry_id: "entry", json.dumps({"entry_id": entry_id}): "details"})


def _facts(db: Connection, one: Held) -> dict[Any, str]:
    """Return the names of what is this action's own: no two have the same value."""
    action = db.execute(select(actions.c.plan_slug, actions.c.section_id).where(actions.c.id == one.id)).one()
    texts = db.execute(select(search_entries).where(search_entries.c.action_id == one.id)).one()
    note = db.scalars(select(status_entries.c.note).where(status_entries.c.id == one.entry_id)).one()
    facts = {
        one.id: "action",
        action.plan_slug: "plan",
        action.section_id: "section",
        one.user_id: "user",
        db.scalars(select(people.c.id).where(people.c.user_id == one.user_id)).one(): "person",
        json.dumps([{"stage": one.stage, "qualifier": None}]): "stages",
        one.rag: "rag",
        note: "note",
        f"V{one.entry_id} {one.id}": "key",
        f"{one.entry_id}.bench": "key",
        texts.id: "texts",
        texts.title: "title",
        texts.wording: "wording",
    }
    assert len(facts) == 13, facts
    return facts | {NOTE: "note"}


@contextmanager
def _noted(db: Connection) -> Iterator[Statements]:
    """Yield a list of the statements that are executed meanwhile."""
    statements: Statements = []

    def note(_db: Any, cursor: Any, sql: str, parameters: Any, _context: Any, is_many: bool) -> None:
        if is_many:
            return
        columns = [column[0] for column in cursor.description or ()]
        learns = next((name for start, name in LEARNT if sql.startswith(start)), None)
        statements.append({"sql": sql, "parameters": parameters, "columns": columns, "learns": learns})

    event.listen(db, "after_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db, "after_cursor_execute", note)


def _named(statements: Statements, facts: dict[Any, str]) -> Statements:
    return [one | {"parameters": _all_named(one.get("parameters", ()), facts)} for one in statements]


def _all_named(parameters: Any, facts: dict[Any, str]) -> Any:
    if isinstance(parameters, dict):
        return {name: _name_of(value, facts) for name, value in parameters.items()}
    return [_name_of(value, facts) for value in parameters]


def _name_of(value: Any, facts: dict[Any, str]) -> Any:
    plain = _plain(value)
    return f"@{facts[plain]}" if plain is not None and plain in facts else plain


def _plain(value: Any) -> Any:
    """Return a parameter as a process can be handed it; psycopg's wrapper of JSON as its text."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value.obj) if hasattr(value, "obj") else value
