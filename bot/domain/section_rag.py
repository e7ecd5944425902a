"""RAG for a whole section at once: an entry for each action, by the coordinator."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, gestures, no_change, plans, updates
from bot.domain.actions import Action
from bot.domain.audit import Origin
from bot.domain.clock import local
from bot.domain.people import Caller, Person
from bot.domain.refusal import Refusal
from bot.domain.update_fields import RAGS
from storage import actions as stored_actions
from storage import plans as stored_plans
from storage import updates as stored

DEED = "set RAG for a section"
TO_DO = "set RAG for a section"
HOW = "RAG set for the whole section"
WHY = 1000


@dataclass(frozen=True)
class Form:
    """A plan's sections: (id, title, how many actions)."""

    plan_slug: str
    plan_title: str
    sections: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Wish:
    """What the form held; `rag` None takes it away. `view_id` tells a repeat."""

    plan_slug: str
    section_id: str
    rag: str | None
    why: str
    view_id: str


@dataclass(frozen=True)
class Done:
    """What was set: refs that changed, how many had it already, and refs that wait for review and were left alone."""

    section: str
    rag: str | None
    changed: tuple[str, ...]
    same: int
    waiting: tuple[str, ...]


def form(db: Connection, caller: Caller, slug: str) -> Form:
    """Return the form; raises NotAllowed for all but coordinators, Refusal for a plan without RAG."""
    plan, _ = plans.allowed(db, caller, slug, DEED, TO_DO)
    if not plan.uses_rag:
        raise Refusal(f"{plan.title} gives no RAG.")
    rows = [row for row in stored_plans.sections_seen(db, caller.workspace_id) if row.plan_slug == slug]
    counted = stored_plans.open_in_sections(db, slug)
    return Form(slug, plan.title, tuple((row.id, row.title, counted.get(row.id, 0)) for row in rows))


def save(db: Connection, caller: Caller, wish: Wish, origin: Origin, now: datetime, zone: str) -> Done:
    """Set the RAG of a section's actions that are not complete; all else of them stays as it is.

    It is nobody's answer: lead officers are asked for theirs all the same. What waits for review is left alone.
    """
    held = form(db, caller, wish.plan_slug)
    title = next((title for section_id, title, _ in held.sections if section_id == wish.section_id), None)
    if title is None:
        raise Refusal("Choose a section of this plan.", "section")
    if wish.rag not in (None, *RAGS):
        raise Refusal("Choose Red, Amber, Green or Not given.", "rag")
    _, person = plans.allowed(db, caller, wish.plan_slug, DEED, TO_DO)
    rows = stored_actions.of_section(db, caller.workspace_id, wish.section_id)
    found = [actions.from_row(row) for row in rows]
    ids = stored_plans.open_ids(db, wish.section_id)
    if not gestures.first_time(db, wish.view_id, now):
        return Done(title, wish.rag, (), len(ids), ())
    changed: list[str] = []
    waiting: list[str] = []
    for action in (one for one in found if one.id in ids):
        state = _set(db, action, person, wish, origin, now, zone)
        (changed if state == "changed" else waiting if state == "waits" else []).append(action.printed_ref)
    return Done(title, wish.rag, tuple(changed), len(ids) - len(changed) - len(waiting), tuple(waiting))


def _set(db: Connection, action: Action, person: Person, wish: Wish, origin: Origin, now: datetime, zone: str) -> str:
    stored_actions.lock(db, action.id)
    last = next(iter(stored.newest(db, action.id, 1)), None)
    if last is not None and last.state == "submitted":
        return "waits"
    if (last.rag if last else None) == wish.rag:
        return "same"
    today = local(now, zone).date()
    carried = no_change.carried(last) if last else {"stages": []}
    told = {"author_id": person.id, "recorded_by_id": person.id, "recorded_how": HOW, "period_id": None}
    dated = {"as_of": max(today, last.as_of) if last else today, "as_of_precision": "day"}
    why = {"internal_note": wish.why.strip()[:WHY] or None}
    updates.append(db, action, person, carried | told | dated | why | {"rag": wish.rag}, origin, now)
    return "changed"
