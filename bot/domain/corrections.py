"""Corrections of a plan's actions: what a coordinator's form holds, the checks, and what is written."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, gestures, organisations, plans
from bot.domain.action_fields import Draft, Plan, held_draft, read
from bot.domain.actions import Action, Card
from bot.domain.audit import Origin, Subject
from bot.domain.clock import local
from bot.domain.people import Caller, Person
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import corrections as stored
from storage import plans as stored_plans
from storage import updates as stored_updates
from storage.types import Record

REASON = (3, 500)
STATUS = ("stages", "rag", "note")
"""What is not a column of the action but a status entry that corrects the one before."""


@dataclass(frozen=True)
class Form:
    """What the form opens with; `action` is None for a new one, `base` tells what it was filled from."""

    plan: Plan
    action: Action | None
    base: str
    draft: Draft


@dataclass(frozen=True)
class Submission:
    """A form that was sent: about `subject` (an action or, for a new one, its plan), filled from `base`."""

    subject: str
    base: str
    view_id: str
    draft: Draft


@dataclass(frozen=True)
class Overtaken:
    """Somebody else changed the action meanwhile: the form again as typed, and how those fields read now."""

    form: Form
    theirs: Draft


@dataclass(frozen=True)
class Corrected:
    """The action as it stands now; `fields` are those that changed, none for a form that came twice."""

    card: Card
    fields: tuple[str, ...]


def steward(db: Connection, caller: Caller, slug: str) -> tuple[Record, Person]:
    """Return the plan's row and the caller; raises Refusal for a plan not seen, NotAllowed without right."""
    return plans.allowed(db, caller, slug, "correct a plan", "correct it")


def form(db: Connection, caller: Caller, action_id: str) -> Form:
    """Return the form filled with an action; raises NotAllowed for all but the plan's coordinators and admins."""
    card = actions.card(db, caller, action_id)
    plan, _ = steward(db, caller, card.action.plan_slug)
    held = held_draft(card)
    return Form(plan_facts(db, caller, plan), card.action, fingerprint(held), held)


def empty_form(db: Connection, caller: Caller, slug: str) -> Form:
    """Return the form for a new action of a plan; raises as `form` does."""
    plan, _ = steward(db, caller, slug)
    return Form(plan_facts(db, caller, plan), None, "", {})


def save(
    db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime, zone: str
) -> Corrected | Overtaken:
    """Correct what differs from the action as it stands; the same form is saved once.

    Raises NotAllowed, or Refusal naming the field that is wrong.
    """
    action = actions.card(db, caller, submission.subject).action
    plan, person = steward(db, caller, action.plan_slug)
    stored_plans.lock(db, plan.slug)
    stored_actions.lock(db, action.id)
    card = actions.card(db, caller, action.id)
    if gestures.is_known(db, submission.view_id):
        return Corrected(card, ())
    held = held_draft(card)
    about = plan_facts(db, caller, plan)
    draft = {**held, **submission.draft}
    if fingerprint(held) != submission.base:
        theirs = {name: held[name] for name in held if held[name] != draft[name]}
        return Overtaken(Form(about, card.action, fingerprint(held), draft), theirs)
    found = read(db, about, card.action, held, draft)
    if not found:
        raise Refusal("Nothing has changed yet. Change a field, or close the form.", "reason")
    reason = checked_reason(draft)
    gestures.first_time(db, submission.view_id, now)
    write(db, card.action, found, reason, person, origin, now, zone)
    return Corrected(actions.card(db, caller, action.id), tuple(found))


def add(db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime, zone: str) -> Corrected:
    """Add an action to a plan; raises NotAllowed, or Refusal naming the field that is wrong.

    An import leaves it where it is, whether the document has it or not.
    """
    plan, person = steward(db, caller, submission.subject)
    stored_plans.lock(db, plan.slug)
    if gestures.is_known(db, submission.view_id):
        raise Refusal("This action is added already. Close the form.")
    found = read(db, plan_facts(db, caller, plan), None, {}, submission.draft)
    reason = checked_reason(submission.draft)
    gestures.first_time(db, submission.view_id, now)
    action_id = _free_id(db, plan.slug, found["ref"])
    named = ("ref", "ref_key", "printed_ref", "title", "section_id")
    empty = {"outcomes": [], "uncertain": [], "plan_slug": plan.slug, "id": action_id}
    stored_actions.add(db, {name: found[name] for name in named} | empty)
    action = actions.card(db, caller, action_id).action
    write(db, action, found | {"withdrawn": False}, reason, person, origin, now, zone, "action.added")
    return Corrected(actions.card(db, caller, action_id), tuple(found))


def write(
    db: Connection,
    action: Action,
    found: Mapping[str, Any],
    reason: str,
    person: Person,
    origin: Origin,
    now: datetime,
    zone: str,
    did: str = "action.corrected",
) -> None:
    """Write values by column, with a correction for each, so that no import changes them back."""
    columns = {name: value for name, value in found.items() if name not in (*STATUS, "partners", "withdrawn")}
    if columns:
        stored_actions.change(db, action.id, columns)
    if "partners" in found:
        known = organisations.by_slug(db)
        stored_actions.set_partners(db, action.id, [known[slug].id for slug in found["partners"]])
    if not found.keys().isdisjoint(STATUS):
        _correct_status(db, action, found, person, now, zone)
    keep(db, ("action", action.id), _kept(found), reason, person, now)
    audit.record(db, did, ("action", action.id), person.id, origin, now, {"fields": sorted(found)})


def keep(
    db: Connection, subject: Subject, found: Mapping[str, Any], reason: str, person: Person, now: datetime
) -> None:
    """Note what was corrected: an import leaves these fields alone."""
    row = {"subject_kind": subject[0], "subject_id": subject[1], "reason": reason, "person_id": person.id, "at": now}
    for name, value in found.items():
        stored.append(db, row | {"field": name, "value": value})


def _kept(found: Mapping[str, Any]) -> dict[str, Any]:
    """What imports leave alone. A status is not: the entry that corrects it counts until a newer text follows."""
    status = {name: value for name, value in found.items() if name in STATUS}
    rest = {name: value for name, value in found.items() if name not in STATUS}
    return rest | ({"status": status} if status else {})


def checked_reason(draft: Draft) -> str:
    """Return the reason; raises Refusal when it says nothing or is too long."""
    reason = draft.get("reason", "").strip()
    least, most = REASON
    if not least <= len(reason) <= most:
        raise Refusal(f"Give the reason in a few words ({least} to {most} characters): it is kept.", "reason")
    return reason


def plan_facts(db: Connection, caller: Caller, row: Record) -> Plan:
    """Return what a form has to know of a plan."""
    sections = [one for one in stored_plans.sections_seen(db, caller.workspace_id) if one.plan_slug == row.slug]
    named = tuple((one.id, one.title) for one in sections)
    return Plan(row.slug, row.title, tuple(row.roles), tuple(row.stages), row.uses_rag, named)


def fingerprint(held: Draft) -> str:
    """Return a mark of what a form was filled with: another one says that something changed since."""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16]


def _free_id(db: Connection, slug: str, ref: str) -> str:
    """Return an id for a new action: an action whose ref was corrected still has its old ref in its id."""
    taken = {row.id for row in stored_actions.refs(db, slug)}
    number, found = 1, f"{slug}:{ref}"
    while found in taken:
        number += 1
        found = f"{slug}:{ref} ({number})"
    return found


def _correct_status(
    db: Connection, action: Action, found: Mapping[str, Any], person: Person, now: datetime, zone: str
) -> None:
    """Append an entry that corrects the one that counts: it is of the same day, so a newer text still follows it."""
    last = action.status
    stages = last.stages if last else ()
    entry = {
        "stages": [{"stage": one.stage, "qualifier": one.qualifier} for one in stages],
        "rag": last.rag if last else None,
        "note": last.note if last else None,
    }
    row = {
        "action_id": action.id,
        "kind": "correction",
        "state": "accepted",
        "author_id": person.id,
        "as_of": last.as_of if last else local(now, zone).date(),
        "as_of_precision": last.precision if last else "day",
        "corrects_id": last.entry_id if last else None,
        "created_at": now,
    }
    stored_updates.append(db, row | entry | {name: found[name] for name in STATUS if name in found})
