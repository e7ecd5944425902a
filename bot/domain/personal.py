"""What is kept about one person: handed out, and erased, when they ask for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit
from bot.domain.audit import Origin
from bot.domain.people import Person, from_row
from bot.domain.refusal import Refusal
from storage import personal as stored


def one(db: Connection, words: str) -> Person:
    """Return the person with a Slack id, name or e-mail address; raises Refusal for none, and for several."""
    rows = stored.called(db, words.strip())
    if not rows:
        raise Refusal(f"Nobody is known as “{words}”. Give a Slack id like U012AB3CD, a name or an e-mail address.")
    if len(rows) > 1:
        ids = ", ".join(f"{row.workspace_id}:{row.user_id}" if row.user_id else row.email or "" for row in rows)
        raise Refusal(f"Several people are known as “{words}”. Give one of these instead: {ids}.")
    return from_row(rows[0])


def export(db: Connection, person: Person, origin: Origin, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return every row in which a person stands, by table; that it was handed out is in the audit log."""
    found = stored.kept(db, person.id)
    audit.record(db, "person.exported", ("person", str(person.id)), None, origin, now)
    return found


def erase(db: Connection, person: Person, origin: Origin, now: datetime) -> None:
    """Erase a person: name and addresses, roles, follows, and what was to be sent for them.

    What they answered for the plan stays without their name.
    """
    stored.erase(db, person.id, now)
    audit.record(db, "person.erased", ("person", str(person.id)), None, origin, now)
