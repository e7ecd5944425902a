"""Actions that leave a plan: withdrawn, merged into another one, and brought back."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, audit, corrections, gestures
from bot.domain.actions import Action, Card
from bot.domain.audit import Origin
from bot.domain.corrections import Submission
from bot.domain.people import Caller, Person
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from storage import actions as stored
from storage import plans as stored_plans

UNDONE = "Brought back"
"""The reason of a correction that undoes one: the button asks for none."""


def ask(db: Connection, caller: Caller, action_id: str) -> Card:
    """Return what somebody is about to withdraw or merge; raises NotAllowed for all but those who may correct it."""
    card = actions.card(db, caller, action_id)
    corrections.steward(db, caller, card.action.plan_slug)
    if card.action.withdrawn:
        raise Refusal(f"{card.action.printed_ref} is withdrawn already. Open it to press *Bring back*.")
    return card


def withdraw(db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime) -> Card:
    """Take an action out of its plan: it stays readable, nobody is asked about it, no import brings it back."""
    action, person = _held(db, caller, submission)
    if action is None:
        return actions.card(db, caller, submission.subject)
    reason = corrections.checked_reason(submission.draft)
    _leave(db, action, None, submission, reason, person, origin, now)
    return actions.card(db, caller, action.id)


def merge(db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime) -> Card:
    """Withdraw an action because it is the same as another one of its plan, whose card then is where to look.

    Raises Refusal for the field `into` unless that names one other action that stands.
    """
    action, person = _held(db, caller, submission)
    if action is None:
        return actions.card(db, caller, submission.subject)
    words = submission.draft.get("into", "").strip()
    into = next((row for row in stored.refs(db, action.plan_slug) if row.ref_key == key_of(words)), None)
    if into is None:
        raise Refusal(f"{action.plan_title} has no action “{words}”. Type a reference such as T18.", "into")
    if into.id == action.id:
        raise Refusal("This is the same action. Type the reference of the one that stays.", "into")
    if into.withdrawn_at is not None:
        raise Refusal(f"{into.printed_ref} is withdrawn itself. Bring it back first, or choose another one.", "into")
    reason = corrections.checked_reason(submission.draft)
    _leave(db, action, into.id, submission, reason, person, origin, now)
    return actions.card(db, caller, action.id)


def bring_back(db: Connection, caller: Caller, action_id: str, key: str, origin: Origin, now: datetime) -> Card:
    """Undo a withdrawal or a merge; nothing happens to an action that stands."""
    action = actions.card(db, caller, action_id).action
    plan, person = corrections.steward(db, caller, action.plan_slug)
    stored_plans.lock(db, plan.slug)
    card = actions.card(db, caller, action_id)
    if card.action.withdrawn and gestures.first_time(db, key, now):
        stored.change(db, action_id, {"withdrawn_at": None, "merged_into_id": None})
        corrections.keep(db, ("action", action_id), {"withdrawn": False}, UNDONE, person, now)
        audit.record(db, "action.brought_back", ("action", action_id), person.id, origin, now)
    return actions.card(db, caller, action_id)


def _held(db: Connection, caller: Caller, submission: Submission) -> tuple[Action | None, Person]:
    """Return the action, held for this transaction, and who withdraws it; None for one that is withdrawn already."""
    action = actions.card(db, caller, submission.subject).action
    plan, person = corrections.steward(db, caller, action.plan_slug)
    stored_plans.lock(db, plan.slug)
    now_stands = not actions.card(db, caller, action.id).action.withdrawn
    return (action if now_stands else None), person


def _leave(
    db: Connection,
    action: Action,
    into_id: str | None,
    submission: Submission,
    reason: str,
    person: Person,
    origin: Origin,
    now: datetime,
) -> None:
    gestures.first_time(db, submission.view_id, now)
    stored.change(db, action.id, {"withdrawn_at": now, "merged_into_id": into_id})
    corrections.keep(db, ("action", action.id), {"withdrawn": True}, reason, person, now)
    details = {"into": into_id} if into_id else {}
    did = "action.merged" if into_id else "action.withdrawn"
    audit.record(db, did, ("action", action.id), person.id, origin, now, details)
