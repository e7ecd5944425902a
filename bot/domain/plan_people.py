"""Who answers for what in a plan: assigned by its coordinators, by action or by section, and taken away."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, assignments, people, plans, roles
from bot.domain.actions import Action, Author
from bot.domain.assignments import RoleGiven
from bot.domain.audit import Origin, Subject
from bot.domain.people import Caller, Person
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import passes as stored_passes
from storage import people as stored
from storage import plans as stored_plans
from storage.types import Record

DEED = "assign people"
TO_DO = "assign people"
PAGE = 10
ENDED = "That role has ended already."
ROLES = ("lead", "deputy", "officer")
"""What somebody can be for a section or an action."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds; `about` is what people call its subject."""

    id: int
    plan_slug: str
    who: Author
    role: str
    about: str


@dataclass(frozen=True)
class PlanPeople:
    """A page (from 1) of who holds which role in a plan, in the plan's order."""

    plan_slug: str
    plan_title: str
    holdings: tuple[Holding, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Form:
    """The form that assigns: to one action, or, with `action` None, to sections and actions of the plan."""

    plan_slug: str
    plan_title: str
    sections: tuple[tuple[str, str], ...]
    action: Action | None


@dataclass(frozen=True)
class Wish:
    """What the form held: `user_ids` are people on Slack; `name` and `email` somebody who is not."""

    plan_slug: str
    action_id: str | None
    section_ids: tuple[str, ...]
    refs: str
    role: str
    user_ids: tuple[str, ...]
    name: str
    email: str
    instead: bool


@dataclass(frozen=True)
class Assigned:
    """Who now holds a role, and for what; `ended` counts those who held it before and do no more."""

    people: tuple[Author, ...]
    role: str
    about: tuple[str, ...]
    ended: int


def listing(db: Connection, caller: Caller, slug: str, page: int) -> PlanPeople:
    """Return a page of a plan's people; raises NotAllowed for all but those who assign them."""
    plan, _ = plans.allowed(db, caller, slug, DEED, TO_DO)
    found = _holdings(db, caller, slug)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(found[(page - 1) * PAGE : page * PAGE])
    return PlanPeople(slug, plan.title, shown, page, pages, len(found))


def form(db: Connection, caller: Caller, slug: str, action_id: str | None) -> Form:
    """Return the form; raises NotAllowed for all but those who assign people to the plan."""
    plan, _ = plans.allowed(db, caller, slug, DEED, TO_DO)
    action = actions.card(db, caller, action_id).action if action_id else None
    if action is not None and action.plan_slug != slug:
        raise Refusal("That action is not in this plan.")
    return Form(slug, plan.title, _sections(db, caller, slug), action)


def assign(db: Connection, caller: Caller, wish: Wish, key: str, origin: Origin, now: datetime) -> Assigned:
    """Give a role to people; each who is on Slack is told once.

    Raises NotAllowed, or Refusal naming the field that is wrong.
    """
    _, giver = plans.allowed(db, caller, wish.plan_slug, DEED, TO_DO)
    if wish.role not in ROLES:
        raise Refusal(f"Choose one of {', '.join(ROLES)}.", "role")
    subjects = _subjects(db, caller, wish)
    whom = _whom(db, caller, wish, now)
    about = tuple(subjects.values())
    new: list[Person] = []
    for subject in subjects:
        new += [one for one in whom if assignments.assign(db, one, wish.role, subject, giver, origin, now)]
        if subject[0] == "action":
            stored_passes.settle(db, subject[1], giver.id, now)
    ended = _end_others(db, wish, subjects, whom, giver, origin, now) if wish.instead else 0
    for number, one in enumerate(dict.fromkeys(new)):
        given = RoleGiven(one, wish.role, next(iter(subjects)), ", ".join(about))
        assignments.tell(db, given, f"{key}:assigned:{number}", origin, now)
    return Assigned(tuple(Author(one.user_id, one.name) for one in whom), wish.role, about, ended)


def take_away(db: Connection, caller: Caller, assignment_id: int, origin: Origin, now: datetime) -> Holding:
    """End somebody's role in a plan; raises NotAllowed, or Refusal where it has ended already."""
    row = stored.assignment(db, assignment_id)
    slug = _plan_of(db, (row.subject_kind, row.subject_id)) if row else None
    if row is None or slug is None:
        raise Refusal(ENDED)
    _, person = plans.allowed(db, caller, slug, DEED, TO_DO)
    if row.role == "coordinator" and not roles.may(db, person.id, "give roles", ()):
        raise Refusal("Only an admin can take the coordinator's role away.")
    found = next((one for one in _holdings(db, caller, slug) if one.id == assignment_id), None)
    if found is None:  # their account is gone
        raise Refusal(ENDED)
    assignments.end(db, row, person.id, origin, now)
    return found


def _holdings(db: Connection, caller: Caller, slug: str) -> list[Holding]:
    """Coordinators first, then each section and its actions."""
    sections = dict(_sections(db, caller, slug))
    refs = {row.id: row for row in stored_actions.refs(db, slug)}
    places = {("section", one): (1, number, 0) for number, one in enumerate(sections)}
    of_section = {one: number for number, one in enumerate(sections)}
    places |= {("action", row.id): (1, of_section[row.section_id], n) for n, row in enumerate(refs.values(), 1)}
    rows = stored.of_plan(db, slug)
    ordered = sorted(
        rows, key=lambda row: (places.get((row.subject_kind, row.subject_id), (0, 0, 0)), row.role, row.id)
    )
    return [
        Holding(row.id, slug, Author(row.user_id, row.name or row.email), row.role, _called(row, sections, refs))
        for row in ordered
    ]


def _called(row: Record, sections: dict[str, str], refs: dict[str, Record]) -> str:
    if row.subject_kind == "section":
        return sections[row.subject_id]
    if row.subject_kind == "action":
        return f"{refs[row.subject_id].printed_ref} {refs[row.subject_id].title}"
    return "the plan"


def _sections(db: Connection, caller: Caller, slug: str) -> tuple[tuple[str, str], ...]:
    rows = stored_plans.sections_seen(db, caller.workspace_id)
    return tuple((row.id, row.title) for row in rows if row.plan_slug == slug)


def _subjects(db: Connection, caller: Caller, wish: Wish) -> dict[Subject, str]:
    """Return what the role is for, with what people call it."""
    if wish.action_id is not None:
        action = actions.card(db, caller, wish.action_id).action
        if action.plan_slug != wish.plan_slug:
            raise Refusal("That action is not in this plan.")
        return {("action", action.id): action.printed_ref}
    titles = dict(_sections(db, caller, wish.plan_slug))
    found: dict[Subject, str] = {("section", one): titles[one] for one in wish.section_ids if one in titles}
    keys = {row.ref_key: row for row in stored_actions.refs(db, wish.plan_slug)}
    for ref in re.split(r"[,;\n]+", wish.refs):
        if ref.strip():
            row = keys.get(key_of(ref))
            if row is None:
                raise Refusal(f"There is no action “{ref.strip()}” in this plan. Write them like T18, T19.", "refs")
            found["action", row.id] = row.printed_ref
    if not found:
        raise Refusal("Choose a section, or name an action.", "refs")
    return found


def _whom(db: Connection, caller: Caller, wish: Wish, now: datetime) -> list[Person]:
    found = [people.ensure(db, Caller(caller.workspace_id, caller.team_id, one), now) for one in wish.user_ids]
    if wish.email.strip():
        if not EMAIL.fullmatch(wish.email.strip()):
            raise Refusal("This is no e-mail address. Write it like a.khan@example.gov.uk.", "email")
        found.append(people.ensure_by_email(db, wish.email, wish.name.strip(), now))
    elif wish.name.strip():
        raise Refusal("Give their e-mail address, too: names alone are mixed up.", "email")
    if not found:
        raise Refusal("Choose somebody, or give the name and e-mail address of who is not on Slack.", "people")
    return list(dict.fromkeys(found))


def _end_others(
    db: Connection,
    wish: Wish,
    subjects: Iterable[Subject],
    whom: list[Person],
    giver: Person,
    origin: Origin,
    now: datetime,
) -> int:
    kept = {one.id for one in whom}
    others = [
        row for subject in subjects for row in stored.held_for(db, wish.role, subject) if row.person_id not in kept
    ]
    for row in others:
        assignments.end(db, row, giver.id, origin, now)
    return len(others)


def _plan_of(db: Connection, subject: Subject) -> str | None:
    kind, subject_id = subject
    if kind == "plan":
        return subject_id
    return stored_plans.plan_of(db, kind, subject_id)
