"""Actions of plans: look one up by what people type, list one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import people, roles
from bot.domain.nearest import Near, nearest
from bot.domain.people import Caller
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from storage import actions as stored
from storage import people as stored_people
from storage import plans as stored_plans
from storage.types import Record


@dataclass(frozen=True)
class Stage:
    """A project stage; `qualifier` says which part of the action is at it."""

    stage: str
    qualifier: str | None = None


@dataclass(frozen=True)
class Author:
    """Who wrote something: a Slack user id where there is one, and a name where it is known."""

    user_id: str | None
    name: str | None


@dataclass(frozen=True)
class Status:
    """One status entry; `as_of` is exact to `precision`: day, month or year."""

    entry_id: int
    kind: str
    stages: tuple[Stage, ...]
    rag: str | None
    note: str | None
    as_of: date
    precision: str
    author: Author | None
    created_at: datetime
    milestone: str | None = None
    milestone_on: date | None = None
    evidence_url: str | None = None
    completed_on: date | None = None


@dataclass(frozen=True)
class Action:
    """An action with the status that counts now, if it has one."""

    id: str
    plan_slug: str
    plan_title: str
    ref: str
    printed_ref: str
    section_id: str
    section: str
    subsection: str | None
    title: str
    summary: str | None
    wording: str | None
    role: str | None
    objectives: tuple[str, ...] | None
    outcomes: tuple[str, ...]
    uncertain: tuple[str, ...]
    withdrawn: bool
    plan_stages: tuple[str, ...]
    uses_rag: bool
    status: Status | None
    is_public: bool = False
    next_due_at: datetime | None = None


@dataclass(frozen=True)
class Card:
    """All that an action's card shows; `merged_into` is id and ref of the action that it went into.

    `answer_state` is that of the last answer, for those who may update the action: it may wait for review.
    """

    action: Action
    partners: tuple[str, ...]
    leads: tuple[Author, ...]
    may_correct: bool = False
    merged_into: tuple[str, str] | None = None
    may_update: bool = False
    answer_state: str | None = None


@dataclass(frozen=True)
class Choice:
    """Several plans use the ref that was typed."""

    words: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class NotFound:
    """No action has that ref; `has_plans` says whether there is any plan to look in."""

    words: str
    nearest: tuple[Near, ...]
    has_plans: bool


@dataclass(frozen=True)
class Mine:
    """The actions that a person answers for or helps with."""

    actions: tuple[Action, ...]
    has_plans: bool


def look_up(db: Connection, caller: Caller, words: str) -> Card | Choice | NotFound:
    """Return the card of the action that `words` name (as in `named`), or what comes nearest to them."""
    if (found := named(db, caller, words)) is not None:
        return found
    has_plans = bool(stored_plans.slugs(db, caller.workspace_id))
    return NotFound(words, nearest(db, caller.workspace_id, words.rpartition(":")[2]), has_plans)


def named(db: Connection, caller: Caller, words: str) -> Card | Choice | None:
    """Return the action that `words` name, in the plans that the caller's workspace sees; None where none has that ref.

    `words` is a ref in any spelling, or the global form `plan:ref`.
    """
    plan, _, ref = words.rpartition(":")
    key = key_of(ref)
    plan = plan.strip().casefold()
    found = stored.by_key(db, caller.workspace_id, key, caller.user_id) if key else []
    rows = [row for row in found if plan in ("", row.plan_slug)]
    if len(rows) == 1:
        return card_of(rows[0])
    return Choice(words, tuple(from_row(row) for row in rows)) if rows else None


def card(db: Connection, caller: Caller, action_id: str) -> Card:
    """Return the card of one action; raises Refusal when the caller's workspace does not see it."""
    return card_of(_seen(stored.by_id(db, caller.workspace_id, action_id, caller.user_id)))


def standing(db: Connection, caller: Caller, action_id: str) -> Action:
    """Return one action as it stands; raises Refusal when the caller's workspace does not see it."""
    return from_row(_seen(stored.standing(db, caller.workspace_id, action_id)))


def _seen(row: Record | None) -> Record:
    if row is None:
        raise Refusal("That action is not here any more. `/action mine` lists yours.")
    return row


def mine(db: Connection, caller: Caller) -> Mine:
    """Return the caller's own actions, in the order of their plans."""
    person = people.find(db, caller)
    rows = stored.mine(db, caller.workspace_id, person.id) if person else []
    return Mine(tuple(from_row(row) for row in rows), bool(stored_plans.slugs(db, caller.workspace_id)))


def coordinators(db: Connection, action: Action) -> tuple[people.Person, ...]:
    """Return who coordinates the action's plan."""
    rows = stored_people.holders(db, ["coordinator"], [("plan", action.plan_slug)])
    return tuple(dict.fromkeys(people.from_row(row) for row in rows))


def around(action: Action) -> tuple[tuple[str, str], ...]:
    """Return the subjects whose roles reach this action."""
    return roles.around_action(action.id, action.section_id, action.plan_slug)


def card_of(row: Record) -> Card:
    """Return the card of a row that has partners and leads with it."""
    leads = [(kind, Author(user_id, name)) for kind, user_id, name in row.leads or ()]
    of_action = tuple(author for kind, author in leads if kind == "action")
    return Card(
        from_row(row),
        partners=tuple(name for (name,) in row.partners or ()),
        leads=of_action or tuple(author for _, author in leads),
        may_correct=bool(row.is_steward),
        merged_into=(row.merged_into_id, row.merged_into_ref) if row.merged_into_ref else None,
        may_update=bool(row.may_update),
        answer_state=row.answer_state if row.may_update else None,
    )


def from_row(row: Record) -> Action:
    """Return the action of a row of the card's query."""
    return Action(
        id=row.id,
        plan_slug=row.plan_slug,
        plan_title=row.plan_title,
        ref=row.ref,
        printed_ref=row.printed_ref,
        section_id=row.section_id,
        section=row.section_title,
        subsection=row.subsection,
        title=row.title,
        summary=row.summary,
        wording=row.wording,
        role=row.role,
        objectives=None if row.objectives is None else tuple(row.objectives),
        outcomes=tuple(row.outcomes),
        uncertain=tuple(row.uncertain),
        withdrawn=row.withdrawn_at is not None,
        plan_stages=tuple(row.plan_stages),
        uses_rag=row.uses_rag,
        status=_status(row) if row.entry_id is not None else None,
        is_public=row.is_public,
        next_due_at=row.next_due_at,
    )


def published_status(row: Record) -> Status:
    """Return the status of a published entry's row."""
    return _status(row)


def stages_of(stored_stages: Sequence[dict[str, Any]]) -> tuple[Stage, ...]:
    """Return stages as they are stored: a list of {stage, qualifier}."""
    return tuple(Stage(one["stage"], one.get("qualifier")) for one in stored_stages)


def _status(row: Record) -> Status:
    author = None if row.entry_kind == "published" else Author(row.author_user_id, row.author_name)
    return Status(
        entry_id=row.entry_id,
        kind=row.entry_kind,
        stages=stages_of(row.stages),
        rag=row.rag,
        note=row.note,
        as_of=row.as_of,
        precision=row.as_of_precision,
        author=author,
        created_at=row.entry_created_at,
        milestone=row.milestone,
        milestone_on=row.milestone_on,
        evidence_url=row.evidence_url,
        completed_on=row.completed_on,
    )
