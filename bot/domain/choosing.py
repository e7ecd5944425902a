"""Choosing the action of an update by typing: a ref, or words of its title."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.domain import people, roles, updates
from bot.domain.actions import Near
from bot.domain.people import Caller
from bot.domain.refs import key_of
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.update_fields import Draft
from bot.domain.updates import Form
from storage import choosing as stored

OFFERED = 20


def typed(db: Connection, caller: Caller, words: str) -> tuple[Near, ...]:
    """Return the actions that the caller may update and that fit what was typed so far; without words, the first."""
    person = people.find(db, caller)
    reach = roles.reach(db, person.id, "update an action") if person else frozenset()
    if not reach:
        return ()
    each = [(word, key_of(word)) for word in words.split()]
    rows = stored.actions_within(db, caller.workspace_id, reach, key_of(words), each, OFFERED)
    return tuple(Near(row.id, row.printed_ref, row.title) for row in rows)


def form(db: Connection, caller: Caller, action_id: str, given: Draft) -> Form:
    """Return the form of a chosen action with a note and a link that were given; raises Refusal beside the menu."""
    if not action_id:
        raise Refusal("Choose the action.", "action")
    try:
        found = updates.form(db, caller, action_id)
    except NotAllowed:
        raise Refusal("You cannot update that action. Choose one that the menu offers.", "action") from None
    draft = replace(
        found.draft,
        note=given.note or found.draft.note,
        evidence_url=given.evidence_url or found.draft.evidence_url,
    )
    return replace(found, draft=draft)
