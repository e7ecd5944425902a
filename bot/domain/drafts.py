"""What somebody typed into the update form and could not be saved: kept, offered again, thrown away."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import people, update_fields, updates
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from bot.domain.updates import Form, Submission
from storage import drafts as stored


def keep(db: Connection, caller: Caller, submission: Submission, now: datetime) -> None:
    """Keep what a form held; its next opening offers it. Raises NotAllowed as saving would."""
    updates.form(db, caller, submission.action_id)
    person = people.ensure(db, caller, now)
    stored.keep(db, person.id, submission.action_id, update_fields.to_json(submission.draft), now)


def form(db: Connection, caller: Caller, action_id: str) -> Form:
    """Return the form filled with what was kept; raises Refusal when there is nothing."""
    found = updates.form(db, caller, action_id)
    if found.kept is None:
        raise Refusal("What you typed is not kept any more. Close this and press *Update* again.")
    return replace(found, draft=found.kept.draft, kept=None)


def drop(db: Connection, caller: Caller, action_id: str) -> Form:
    """Throw away what was kept, and return the form as it opens without it."""
    found = updates.form(db, caller, action_id)
    person = people.find(db, caller)
    if person:
        stored.drop(db, person.id, action_id)
    return replace(found, kept=None)
