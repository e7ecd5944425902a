"""Who has which role: giving one, asking for one, and the admins that a setting names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, deliveries, people, roles
from bot.domain.audit import Origin, Subject
from bot.domain.deliveries import Place
from bot.domain.people import Caller, Person
from bot.domain.refs import key_of
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored_actions
from storage import meetings as stored_meetings
from storage import passes as stored_passes
from storage import people as stored
from storage import plans as stored_plans
from storage.types import Record

SETTING = Origin("setting")


@dataclass(frozen=True)
class RoleGiven:
    """A role that somebody now holds; `about` is what people call its subject."""

    person: Person
    role: str
    subject: Subject
    about: str


def is_admin(db: Connection, caller: Caller) -> bool:
    """Say whether somebody may give roles."""
    person = people.find(db, caller)
    return person is not None and roles.may(db, person.id, "give roles", ())


def appoint_admins(db: Connection, callers: Iterable[Caller], now: datetime) -> None:
    """Let those be admins whom the setting CONVENOR_ADMINS names; whom it named once and names no more is none.

    Admins by another admin's will stay.
    """
    named = set()
    for caller in callers:
        appoint(db, caller, "admin", roles.EVERYTHING, now)
        named.add(people.ensure(db, caller, now).id)
    for row in stored.given_by_setting(db, "admin"):
        if row.person_id not in named:
            end(db, row, None, SETTING, now)


def appoint(
    db: Connection, caller: Caller, role: str, subject: Subject, now: datetime, origin: Origin = SETTING
) -> None:
    """Give somebody a role because a setting or the sandbox's cast says so; nobody is told, who holds it keeps it."""
    assign(db, people.ensure(db, caller, now), role, subject, None, origin, now)


def give_role(
    db: Connection, caller: Caller, to: Caller, role: str, words: str, key: str, origin: Origin, now: datetime
) -> RoleGiven:
    """Give a role for what `words` name: a plan, a programme, a section or an action.

    Raises NotAllowed when the caller is no admin, Refusal when the role or the words are not understood.
    """
    if not is_admin(db, caller):
        raise NotAllowed("Only an admin can give roles. `/convenor help` shows your Slack id: send it to an admin.")
    if role not in roles.SCOPES:
        raise Refusal(f"There is no role “{role}”. Roles are: {', '.join(roles.SCOPES)}.")
    subject, about = _subject(db, caller.workspace_id, role, words)
    person = people.ensure(db, to, now)
    given = RoleGiven(person, role, subject, about)
    if assign(db, person, role, subject, people.find(db, caller), origin, now):
        tell(db, given, key, origin, now)
    return given


def add_officer(
    db: Connection, caller: Caller, person_id: int, action_id: str, key: str, origin: Origin, now: datetime
) -> RoleGiven:
    """Let a coordinator answer a request: the person becomes officer of one action.

    Raises NotAllowed when the caller does not coordinate the plan, Refusal when either's workspace does not see it.
    """
    action = stored_actions.by_id(db, caller.workspace_id, action_id)
    if action is None:
        raise Refusal("That action is not here any more.")
    giver = people.find(db, caller)
    around = roles.around_action(action_id, action.section_id, action.plan_slug)
    if giver is None or not roles.may(db, giver.id, "answer requests to be added", around):
        raise NotAllowed(f"Only a coordinator of {action.plan_title} can add officers.")
    row = next(iter(stored.by_ids(db, [person_id])), None)
    if row is None or row.workspace_id is None or stored_actions.by_id(db, row.workspace_id, action_id) is None:
        raise Refusal("Whoever asked is not here any more, or does not see this plan.")
    person = people.from_row(row)
    given = RoleGiven(person, "officer", ("action", action_id), f"{action.printed_ref} {action.title}")
    if assign(db, person, "officer", given.subject, giver, origin, now):
        tell(db, given, key, origin, now)
    return given


def assign(
    db: Connection, person: Person, role: str, subject: Subject, giver: Person | None, origin: Origin, now: datetime
) -> bool:
    """Give a role unless the person holds it, and say whether it is new; the right to do so is checked elsewhere.

    An officer for as long as an update is passed to them becomes one for good.
    """
    stored.lock(db, person.id)
    giver_id = giver.id if giver else None
    if role in stored.roles(db, person.id, [subject]):
        passing = _passing(db, person, role, subject)
        if passing is None:
            return False
        end(db, passing, giver_id, origin, now)
    given = {"person_id": person.id, "role": role}
    about = {"subject_kind": subject[0], "subject_id": subject[1], "origin": origin.door}
    stored.assign(db, given | about | {"from_at": now, "given_by_id": giver_id})
    audit.record(db, "role.given", subject, giver_id, origin, now, given)
    return True


def _passing(db: Connection, person: Person, role: str, subject: Subject) -> Record | None:
    """Return the role that ends with a pass, where the person holds no other of its kind."""
    held = stored_passes.of_action(db, subject[1]) if (role, subject[0]) == ("officer", "action") else None
    if held is None or held.to_id != person.id:
        return None
    mine = [row for row in stored.held_for(db, role, subject) if row.person_id == person.id]
    return mine[0] if all(row.from_at == held.at for row in mine) else None


def end(db: Connection, assignment: Record, by_id: int | None, origin: Origin, now: datetime) -> None:
    """End a role that somebody holds; the row stays, with its dates."""
    stored.end(db, assignment.id, now)
    subject = (assignment.subject_kind, assignment.subject_id)
    details = {"person_id": assignment.person_id, "role": assignment.role}
    audit.record(db, "role.ended", subject, by_id, origin, now, details)


def _subject(db: Connection, workspace_id: str, role: str, words: str) -> tuple[Subject, str]:
    scopes = roles.SCOPES[role]
    if scopes == ("all",):
        return roles.EVERYTHING, "everything"
    found = _named(db, workspace_id, words.strip())
    fitting = [(subject, about) for subject, about in found if subject[0] in scopes]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"`{subject[1]}`" for subject, _ in fitting)
        raise Refusal(f"“{words}” fits several: {names}. Type one of these instead.")
    wanted = " or ".join(f"{_EXAMPLES[kind]} ({kind})" for kind in scopes)
    raise Refusal(f"“{words}” is nothing the role {role} can be given for. Name it like {wanted}.")


_EXAMPLES = {
    "plan": "`leicestershire-2024`",
    "programme": "`lednet-2023`",
    "section": "`leicestershire-2024/transport`",
    "action": "`T18`",
}


def _named(db: Connection, workspace_id: str, words: str) -> list[tuple[Subject, str]]:
    found: list[tuple[Subject, str]] = []
    slug = words.casefold()
    found += [(("plan", p.slug), p.title) for p in stored_plans.visible(db, workspace_id) if p.slug == slug]
    found += [
        (("programme", p.slug), p.title) for p in stored_meetings.programmes_seen(db, workspace_id) if p.slug == slug
    ]
    found += [
        (("section", s.id), f"{s.title}, {s.plan_title}")
        for s in stored_plans.sections_seen(db, workspace_id)
        if words.casefold() in (s.id.casefold(), s.title.casefold())
    ]
    plan, _, ref = words.rpartition(":")
    plan = plan.strip().casefold()
    found += [
        (("action", a.id), f"{a.printed_ref} {a.title}")
        for a in stored_actions.by_key(db, workspace_id, key_of(ref))
        if plan in ("", a.plan_slug)
    ]
    return found


def ask_to_be_added(
    db: Connection, caller: Caller, action_id: str, key: str, origin: Origin, now: datetime
) -> tuple[Person, ...]:
    """Ask the coordinators of an action's plan to make the caller its officer; return whom was asked.

    Raises Refusal when nobody coordinates the plan. `key` is the gesture's: it is asked once.
    """
    action = stored_actions.by_id(db, caller.workspace_id, action_id)
    if action is None:
        raise Refusal("That action is not here any more.")
    person = people.ensure(db, caller, now)
    rows = stored.holders(db, ["coordinator"], [("plan", action.plan_slug)])
    coordinators = tuple(people.from_row(row) for row in rows if row.user_id and row.team_id)
    if not coordinators:
        raise Refusal(f"Nobody coordinates {action.plan_title} yet. Ask an admin to name a coordinator.")
    new = False
    for number, coordinator in enumerate(coordinators, 1):
        assert coordinator.team_id is not None
        new |= deliveries.enqueue(
            db,
            f"gesture:{key}:{number}",
            "asked_to_be_added",
            Place(coordinator.team_id, person_id=coordinator.id),
            {"person": person.id, "action": action_id},
            now,
            origin.request_id,
        )
    if new:
        audit.record(db, "role.asked", ("action", action_id), person.id, origin, now)
    return coordinators


def tell(db: Connection, given: RoleGiven, key: str, origin: Origin, now: datetime) -> None:
    """Let somebody know of a role that is new to them; `key` tells a repeat."""
    if given.person.team_id is None:
        return
    place = Place(given.person.team_id, person_id=given.person.id)
    payload = {"role": given.role, "about": given.about}
    deliveries.enqueue(db, f"gesture:{key}:1", "role_given", place, payload, now, origin.request_id)
