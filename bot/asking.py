"""What `convenor ask` answers (contracts.md, "Command line"): the rules of Slack's answers, all results at once."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import search
from bot.domain.people import Caller
from bot.domain.queries import Query, describe, given, read_otherwise
from bot.domain.refusal import Refusal
from storage import exports as stored
from storage import operators
from storage import people as stored_people
from storage.engine import Database


@dataclass(frozen=True)
class Answered:
    """How a question was read, and (ref or id, title) of what it found, best first.

    `corrected` and `dropped` are those of `search.Found`.
    """

    query: Query
    corrected: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of the command; `looked_for` and `read_as` are the same reading."""
        read = given(self.query) | ({"corrected": dict(self.corrected)} if self.corrected else {})
        return {
            "looked_for": read,
            "read_as": read,
            "results": [name for name, _ in self.results],
            "total": len(self.results),
        }

    def as_text(self) -> str:
        """Return the answer for a person to read."""
        otherwise = read_otherwise(self.corrected, self.dropped if self.results else ())
        rows = [f"{name:16} {title}" for name, title in self.results]
        return "\n".join([f"Looked for: {describe(self.query)}", *otherwise, *rows, f"{len(self.results)} found."])


def answer(
    database: Database, question: str, plan: str | None, person: str | None, now: datetime, zone: str
) -> Answered:
    """Answer a question as a person, or as the operator, who sees everything; nothing is written.

    Raises Refusal for a plan or a person that is not there.
    """
    with database.trying() as db:  # the operator's sight is a row that is taken back at the end
        plans = stored.plan_slugs(db)
        if plan is not None and plan not in plans:
            raise Refusal(f"There is no plan called {plan!r}. There are: {', '.join(plans) or 'none yet'}.")
        caller = _person(db, person) if person else _operator(db)
        query, corrected = search.read_with_spelling(db, caller, question, now, zone, plan or "")
        dropped = search.find(db, caller, query, 1, now).dropped
        return Answered(query, corrected, _results(db, caller, query, now), dropped)


def _operator(db: Connection) -> Caller:
    operators.let_see_everything(db)
    return Caller(operators.WORKSPACE, operators.WORKSPACE, "")


def _person(db: Connection, name: str) -> Caller:
    rows = stored_people.called(db, name)
    if len(rows) != 1:
        several = "several people" if rows else "nobody"
        raise Refusal(f"There is {several} called {name!r}. Give the Slack id, such as U012AB3CD.")
    return Caller(rows[0].workspace_id, rows[0].team_id, rows[0].user_id)


def _results(db: Connection, caller: Caller, query: Query, now: datetime) -> tuple[tuple[str, str], ...]:
    if query.about == "meetings":
        events = search.find(db, caller, query, 1, now).events
        return tuple((_short(event.id), f"{event.date.isoformat()} {event.title}") for event in events)
    if query == Query():
        return ()
    rows = search.every_row(db, caller, query, now)
    shared = Counter(row.ref for row in rows)
    return tuple((row.ref if shared[row.ref] == 1 else row.id, row.title) for row in rows)


def _short(event_id: str) -> str:
    """A session goes by its short form, "sp-tue-1"; a meeting by its id."""
    return event_id.rpartition(":")[2]
