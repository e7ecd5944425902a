"""The form of an action that was chosen from a menu."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.domain import updates
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.update_fields import Draft
from bot.domain.updates import Form

NOT_YOURS = "You cannot update that action. Its card says who can, and lets you ask to be added."


def form(db: Connection, caller: Caller, action_id: str, given: Draft) -> Form:
    """Return the form of a chosen action with a note and a link that were given; raises Refusal beside the menu."""
    if not action_id:
        raise Refusal("Choose the action.", "action")
    try:
        found = updates.form(db, caller, action_id)
    except NotAllowed:
        raise Refusal(
            "You cannot update that action. Choose another one; its card says who can, and lets you ask to be added.",
            "action",
        ) from None
    draft = replace(
        found.draft,
        note=given.note or found.draft.note,
        evidence_url=given.evidence_url or found.draft.evidence_url,
    )
    return replace(found, draft=draft)
