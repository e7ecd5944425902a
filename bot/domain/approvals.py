"""Review of updates, where a plan wants it: a coordinator accepts each one, or returns it with a comment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, audit, deliveries, history, people, roles
from bot.domain.actions import Action, Author
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.history import Entry
from bot.domain.people import Caller, Person
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored_actions
from storage import people as stored_people
from storage import plans as stored_plans
from storage import updates as stored
from storage.types import Record

REVIEW, SWITCH = "accept and return updates", "switch review of updates on and off"
COMMENT = (3, 1000)
PAGE = 10


@dataclass(frozen=True)
class Desk:
    """A plan whose updates somebody may review or have reviewed; `waiting` updates wait."""

    plan_slug: str
    title: str
    wants_review: bool
    waiting: int
    may_review: bool


@dataclass(frozen=True)
class Waiting:
    """An update that waits: which action's, whose, since when."""

    entry_id: int
    printed_ref: str
    title: str
    author: Author
    since: datetime


@dataclass(frozen=True)
class Listing:
    """The updates of a plan that wait, the oldest first; `done` says what was just decided."""

    plan_slug: str
    title: str
    items: tuple[Waiting, ...]
    total: int
    done: str | None = None


@dataclass(frozen=True)
class Choice:
    """The plans whose updates somebody reviews, when what was `typed` names none of them or nothing."""

    desks: tuple[Desk, ...]
    typed: str


@dataclass(frozen=True)
class Look:
    """One update that waits, beside the status that it would follow."""

    action: Action
    entry: Entry


@dataclass(frozen=True)
class ComeBack:
    """An update that was returned, for whom it concerns."""

    action: Action
    by: Author
    comment: str


def desks(db: Connection, caller: Caller) -> tuple[Desk, ...]:
    """Return the plans whose updates the caller may review, or for which they may switch review on."""
    person = people.find(db, caller)
    if person is None:
        return ()
    may_review, may_switch = (roles.reach(db, person.id, deed) for deed in (REVIEW, SWITCH))
    if not may_review and not may_switch:
        return ()
    return tuple(
        Desk(row.slug, row.title, row.wants_review, stored.count_waiting(db, row.slug), _is_in(may_review, row.slug))
        for row in stored_plans.visible(db, caller.workspace_id)
        if _is_in(may_switch, row.slug)
    )


def look_up(db: Connection, caller: Caller, words: str) -> Listing | Choice:
    """Return what waits in the plan that `words` name, or in the only one that the caller reviews.

    Raises NotAllowed for those who review no plan, or not that one.
    """
    slug = words.casefold()
    mine = tuple(one for one in desks(db, caller) if one.may_review)
    fitting = [one for one in mine if slug in ("", one.plan_slug)]
    if len(fitting) == 1:
        return listing(db, caller, fitting[0].plan_slug)
    if slug in {row.slug for row in stored_plans.visible(db, caller.workspace_id)}:
        return listing(db, caller, slug)
    if not mine:
        raise NotAllowed("Only a coordinator of a plan can review its updates, and you coordinate none.")
    return Choice(mine, words)


def listing(db: Connection, caller: Caller, plan_slug: str, done: str | None = None) -> Listing:
    """Return what waits in a plan; raises NotAllowed for all but its coordinators."""
    plan, _ = _plan(db, caller, plan_slug, REVIEW)
    rows = stored.waiting(db, plan_slug)
    items = tuple(
        Waiting(row.id, row.printed_ref, row.title, Author(row.author_user_id, row.author_name), row.created_at)
        for row in rows[:PAGE]
    )
    return Listing(plan_slug, plan.title, items, len(rows), done)


def look(db: Connection, caller: Caller, entry_id: int) -> Look:
    """Return one update that waits; raises Refusal when it does not wait any more, NotAllowed for others."""
    row, action, _ = _waiting(db, caller, entry_id)
    entry = history.entry(db, caller, action, row.id)
    assert entry is not None  # a coordinator sees every entry
    return Look(action, entry)


def accept(db: Connection, caller: Caller, entry_id: int, origin: Origin, now: datetime) -> Listing:
    """Let an update count, and return what else waits; raises Refusal when it does not wait any more."""
    row, action, person = _held(db, caller, entry_id)
    stored.judge(db, row.id, action.id, {"state": "accepted", "reviewed_by_id": person.id, "reviewed_at": now})
    audit.record(db, "update.accepted", ("action", action.id), person.id, origin, now, {"entry_id": row.id})
    return listing(db, caller, action.plan_slug, f"The update of {action.printed_ref} is accepted.")


def give_back(db: Connection, caller: Caller, entry_id: int, comment: str, origin: Origin, now: datetime) -> Listing:
    """Return an update with a comment to whom it came from, and return what else waits.

    Raises Refusal when it does not wait any more, or beside the field `comment`.
    """
    row, action, person = _held(db, caller, entry_id)
    said = comment.strip()
    if not COMMENT[0] <= len(said) <= COMMENT[1]:
        raise Refusal(f"Say what is missing, in {COMMENT[0]} to {COMMENT[1]:,} characters.", "comment")
    review = {"state": "returned", "reviewed_by_id": person.id, "reviewed_at": now, "returned_comment": said}
    stored.judge(db, row.id, action.id, review)
    audit.record(db, "update.returned", ("action", action.id), person.id, origin, now, {"entry_id": row.id})
    _tell(db, row, origin, now)
    return listing(db, caller, action.plan_slug, f"The update of {action.printed_ref} is returned.")


def switch(db: Connection, caller: Caller, plan_slug: str, wanted: bool, origin: Origin, now: datetime) -> None:
    """Let each update of a plan be accepted by a coordinator first, or let all count at once from now on.

    What waits then still waits for a coordinator. Raises NotAllowed for all but coordinators and admins.
    """
    plan, person = _plan(db, caller, plan_slug, SWITCH)
    if plan.wants_review == wanted:
        return
    stored_plans.change(db, plan_slug, {"wants_review": wanted})
    did = "review.switched_on" if wanted else "review.switched_off"
    audit.record(db, did, ("plan", plan_slug), person.id, origin, now)


def come_back(db: Connection, reader: Caller, entry_id: int) -> ComeBack | None:
    """Return what is told of a returned update; None when it was answered meanwhile, or is not theirs to see."""
    row = stored.by_id(db, entry_id)
    if row is None:
        return None
    newest = stored.newest(db, row.action_id, 1)
    if not newest or newest[0].id != row.id or row.state != "returned":
        return None
    action = actions.card(db, reader, row.action_id).action
    return ComeBack(action, Author(row.reviewer_user_id, row.reviewer_name), row.returned_comment or "")


def _tell(db: Connection, row: Record, origin: Origin, now: datetime) -> None:
    """Tell the author, or whoever recorded it for an author without Slack."""
    for person_id in (row.author_id, row.recorded_by_id):
        person = stored_people.by_id(db, person_id) if person_id is not None else None
        if person is not None and person.team_id and person.user_id and not person.deactivated_at:
            place = Place(person.team_id, person_id=person.id)
            key = f"update_returned:{row.id}"
            deliveries.enqueue(db, key, "update_returned", place, {"entry": row.id}, now, origin.request_id)
            return


def _held(db: Connection, caller: Caller, entry_id: int) -> tuple[Record, Action, Person]:
    """Return an update that waits, its action held until the transaction ends: of two who decide one is first."""
    _, action, _ = _waiting(db, caller, entry_id)
    stored_actions.lock(db, action.id)
    return _waiting(db, caller, entry_id)


def _waiting(db: Connection, caller: Caller, entry_id: int) -> tuple[Record, Action, Person]:
    row = stored.by_id(db, entry_id)
    if row is None:
        raise Refusal("That update is not here any more.")
    action = actions.card(db, caller, row.action_id).action
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, REVIEW, actions.around(action)):
        raise NotAllowed(f"Only a coordinator of {action.plan_title} can accept or return its updates.")
    if row.state == "submitted" and stored.newest_answer(db, action.id) == row.id:
        return row, action, person
    by = f" by <@{row.reviewer_user_id}>" if row.reviewer_user_id else ""
    how = {"accepted": f"was accepted{by}", "returned": f"was returned{by}"}.get(
        row.state, "was replaced by a newer one"
    )
    raise Refusal(f"This update of {action.printed_ref} {how}. Nothing is left to decide here.")


def _plan(db: Connection, caller: Caller, plan_slug: str, deed: str) -> tuple[Record, Person]:
    plan = next((row for row in stored_plans.visible(db, caller.workspace_id) if row.slug == plan_slug), None)
    if plan is None:
        raise Refusal("That plan is not here any more.")
    person = people.find(db, caller)
    if person is None or not roles.may(db, person.id, deed, (("plan", plan_slug),)):
        raise NotAllowed(f"Only a coordinator of {plan.title} can do that.")
    return plan, person


def _is_in(reach: frozenset[tuple[str, str]], plan_slug: str) -> bool:
    return roles.EVERYTHING in reach or ("plan", plan_slug) in reach
