"""Named queries on actions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from storage import search
from storage.json_lists import json_list
from storage.tables import (
    action_partners,
    actions,
    assignments,
    organisations,
    people,
    plan_workspaces,
    plans,
    sections,
    status_entries,
)
from storage.types import Record
from storage.updates import ANSWER_STATE

_status = status_entries.alias("status")
_author = people.alias("author")
STATUS_COLUMNS = (
    _status.c.id.label("entry_id"),
    _status.c.kind.label("entry_kind"),
    _status.c.stages,
    _status.c.rag,
    _status.c.note,
    _status.c.as_of,
    _status.c.as_of_precision,
    _status.c.created_at.label("entry_created_at"),
    _status.c.milestone,
    _status.c.milestone_on,
    _status.c.evidence_url,
    _status.c.completed_on,
    _author.c.user_id.label("author_user_id"),
    _author.c.name.label("author_name"),
)
_CARD_COLUMNS = (
    actions.c.id,
    actions.c.plan_slug,
    actions.c.ref,
    actions.c.printed_ref,
    actions.c.section_id,
    actions.c.subsection,
    actions.c.title,
    actions.c.summary,
    actions.c.wording,
    actions.c.role,
    actions.c.objectives,
    actions.c.outcomes,
    actions.c.uncertain,
    actions.c.withdrawn_at,
    actions.c.next_due_at,
    plans.c.title.label("plan_title"),
    plans.c.stages.label("plan_stages"),
    plans.c.uses_rag,
    plans.c.is_public,
    sections.c.title.label("section_title"),
)


def _anywhere() -> Select[Any]:
    return (
        select(*_CARD_COLUMNS, *STATUS_COLUMNS)
        .join(plans, plans.c.slug == actions.c.plan_slug)
        .join(sections, sections.c.id == actions.c.section_id)
        .outerjoin(_status, _status.c.id == actions.c.current_entry_id)
        .outerjoin(_author, _author.c.id == _status.c.author_id)
    )


def _cards() -> Select[Any]:
    return (
        _anywhere()
        .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
        .where(plan_workspaces.c.workspace_id == bindparam("workspace_id"))
        .order_by(actions.c.plan_slug, actions.c.position)
    )


_PARTNERS = (
    select(organisations.c.name)
    .join(action_partners, action_partners.c.organisation_id == organisations.c.id)
    .where(action_partners.c.action_id == actions.c.id)
    .order_by(action_partners.c.position)
    .correlate(actions)
)
_OF_PLAN = (assignments.c.subject_kind == "plan") & (assignments.c.subject_id == actions.c.plan_slug)
_OF_ALL = assignments.c.subject_kind == "all"
_OF_ACTION = (assignments.c.subject_kind == "action") & (assignments.c.subject_id == actions.c.id)
_OF_SECTION = (assignments.c.subject_kind == "section") & (assignments.c.subject_id == actions.c.section_id)
_LEADS = (
    select(assignments.c.subject_kind, people.c.user_id, people.c.name)
    .join(assignments, assignments.c.person_id == people.c.id)
    .where(
        assignments.c.role == "lead",
        assignments.c.until_at.is_(None),
        people.c.deactivated_at.is_(None),
        or_(_OF_ACTION, _OF_SECTION),
    )
    .order_by(assignments.c.id)
    .correlate(actions)
)
STEWARDS = ("coordinator", "admin")
UPDATERS = ("officer", "lead", "deputy", "coordinator")
"""Who may correct a plan, and update an action: the card says so in its one statement."""


def _holds(roles: tuple[str, ...], about: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say whether the reader holds one of some roles for what an action lies within."""
    return exists(
        select(assignments.c.id)
        .join(people, people.c.id == assignments.c.person_id)
        .where(
            people.c.workspace_id == bindparam("workspace_id"),
            people.c.user_id == bindparam("user_id"),
            assignments.c.until_at.is_(None),
            or_(*(assignments.c.role == one for one in roles)),  # a list would be written out anew for every card
            about,
        )
        .correlate(actions)
    )


_OTHER = actions.alias("other")
_MERGED_INTO = (
    select(_OTHER.c.printed_ref).where(_OTHER.c.id == actions.c.merged_into_id).correlate(actions).scalar_subquery()
)
_WITH_PEOPLE = _cards().add_columns(
    json_list(_PARTNERS).label("partners"),
    json_list(_LEADS).label("leads"),
    _holds(STEWARDS, or_(_OF_PLAN, _OF_ALL)).label("is_steward"),
    _holds(UPDATERS, or_(_OF_ACTION, _OF_SECTION, _OF_PLAN, _OF_ALL)).label("may_update"),
    ANSWER_STATE.label("answer_state"),
    actions.c.merged_into_id,
    _MERGED_INTO.label("merged_into_ref"),
)
_BY_KEY = _WITH_PEOPLE.where(actions.c.ref_key == bindparam("ref_key"))
_BY_ID = _WITH_PEOPLE.where(actions.c.id == bindparam("id"))
_STANDING = _cards().where(actions.c.id == bindparam("id"))
_BY_IDS = _cards().where(actions.c.id.in_(bindparam("ids", expanding=True)))
_WITH_KEYS = (
    select(actions.c.id, actions.c.plan_slug, actions.c.ref_key, actions.c.printed_ref)
    .join(plan_workspaces, plan_workspaces.c.plan_slug == actions.c.plan_slug)
    .where(
        plan_workspaces.c.workspace_id == bindparam("workspace_id"),
        actions.c.ref_key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(actions.c.plan_slug, actions.c.position)
)
_PUBLIC = (
    _anywhere()
    .add_columns(
        json_list(_PARTNERS).label("partners"),
        json_list(_LEADS).label("leads"),
        false().label("is_steward"),
        false().label("may_update"),
        null().label("answer_state"),
        actions.c.merged_into_id,
        _MERGED_INTO.label("merged_into_ref"),
    )
    .where(
        plans.c.is_public,
        actions.c.plan_slug == bindparam("plan_slug"),
        actions.c.ref_key == bindparam("ref_key"),
    )
)
_SEEN = _cards().where(actions.c.withdrawn_at.is_(None))
_MINE = _cards().where(
    actions.c.withdrawn_at.is_(None),
    actions.c.id.in_(
        select(actions.c.id)
        .join(
            assignments,
            or_(_OF_ACTION, _OF_SECTION),
        )
        .where(
            assignments.c.person_id == bindparam("person_id"),
            assignments.c.role.in_(("officer", "lead", "deputy")),
            assignments.c.until_at.is_(None),
        )
    ),
)
_HELD = select(actions.c.id).where(actions.c.id == bindparam("id")).with_for_update()
_PLACE = (
    select(
        actions.c.id,
        actions.c.section_id,
        actions.c.plan_slug,
        actions.c.printed_ref,
        actions.c.title,
        actions.c.current_entry_id,
        plans.c.title.label("plan_title"),
        plans.c.wants_review,
    )
    .join(plans, plans.c.slug == actions.c.plan_slug)
    .where(actions.c.id == bindparam("id"))
)


def by_key(db: Connection, workspace_id: str, ref_key: str, user_id: str = "") -> Sequence[Record]:
    """Return the actions with that ref that a workspace sees: one for each plan that uses it.

    `partners` is a list of [name] in the plan's order, `leads` one of [action or section, user_id, name]: of the action
    itself, or of its section. `is_steward` says whether that user may correct the action's plan, `may_update` whether
    they may update it; `answer_state` is the state of the last answer that a person gave, if any did.
    """
    return db.execute(_BY_KEY, {"workspace_id": workspace_id, "ref_key": ref_key, "user_id": user_id}).all()


def by_id(db: Connection, workspace_id: str, action_id: str, user_id: str = "") -> Record | None:
    """Return one action that a workspace sees, or None; columns as in `by_key`."""
    return db.execute(_BY_ID, {"workspace_id": workspace_id, "id": action_id, "user_id": user_id}).first()


def standing(db: Connection, workspace_id: str, action_id: str) -> Record | None:
    """Return one action that a workspace sees without its people and partners, or None."""
    return db.execute(_STANDING, {"workspace_id": workspace_id, "id": action_id}).first()


def public(db: Connection, plan_slug: str, ref_key: str) -> Record | None:
    """Return an action of a plan that the world may see, or None."""
    return db.execute(_PUBLIC, {"plan_slug": plan_slug, "ref_key": ref_key}).first()


def mine(db: Connection, workspace_id: str, person_id: int) -> Sequence[Record]:
    """Return the actions that a person answers for or helps with."""
    return db.execute(_MINE, {"workspace_id": workspace_id, "person_id": person_id}).all()


def place(db: Connection, action_id: str) -> Record:
    """Return an action's section and plan; raises NoResultFound."""
    return db.execute(_PLACE, {"id": action_id}).one()


def with_partner(db: Connection, workspace_id: str, organisation_id: int) -> Sequence[Record]:
    """Return the actions in which an organisation may be involved."""
    found = _cards().where(
        actions.c.withdrawn_at.is_(None),
        actions.c.id.in_(
            select(action_partners.c.action_id).where(action_partners.c.organisation_id == organisation_id)
        ),
    )
    return db.execute(found, {"workspace_id": workspace_id}).all()


def of_section(db: Connection, workspace_id: str, section_id: str) -> Sequence[Record]:
    """Return the actions of a section, in the plan's order."""
    found = _cards().where(actions.c.withdrawn_at.is_(None), actions.c.section_id == section_id)
    return db.execute(found, {"workspace_id": workspace_id}).all()


def lock(db: Connection, action_id: str) -> None:
    """Hold the action until the transaction ends; on SQLite a writer holds everything."""
    if db.dialect.name != "sqlite":
        db.execute(_HELD, {"id": action_id})


def by_ids(db: Connection, workspace_id: str, action_ids: Sequence[str]) -> Sequence[Record]:
    """Return some actions that a workspace sees, in the plans' order."""
    return db.execute(_BY_IDS, {"workspace_id": workspace_id, "ids": list(action_ids)}).all()


def with_keys(db: Connection, workspace_id: str, ref_keys: Iterable[str]) -> Sequence[Record]:
    """Return id, plan_slug, ref_key and printed_ref of the actions with some refs that a workspace sees."""
    return db.execute(_WITH_KEYS, {"workspace_id": workspace_id, "keys": list(ref_keys)}).all()


def source(db: Connection, action_id: str) -> Record:
    """Return `document` and `source_lines`: where an action was read; raises NoResultFound."""
    found = select(plans.c.document, actions.c.source_lines).join(plans, plans.c.slug == actions.c.plan_slug)
    return db.execute(found.where(actions.c.id == action_id)).one()


def refs(db: Connection, plan_slug: str) -> Sequence[Record]:
    """Return id, ref_key, printed_ref, title, section_id and withdrawn_at of every action of a plan."""
    columns = (actions.c.id, actions.c.ref_key, actions.c.printed_ref, actions.c.title, actions.c.withdrawn_at)
    found = select(*columns, actions.c.section_id).where(actions.c.plan_slug == plan_slug)
    return db.execute(found.order_by(actions.c.position)).all()


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Insert an action at the end of its plan."""
    last = select(func.coalesce(func.max(actions.c.position), 0)).where(actions.c.plan_slug == values["plan_slug"])
    db.execute(insert(actions).values(dict(values) | {"position": last.scalar_subquery() + 1}))
    search.refresh(db, [values["id"]])


def change(db: Connection, action_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of one action."""
    db.execute(update(actions).where(actions.c.id == action_id).values(dict(values)))
    search.refresh(db, [action_id])


def set_partners(db: Connection, action_id: str, organisation_ids: Sequence[int]) -> None:
    """Replace the partners of one action, in that order."""
    db.execute(delete(action_partners).where(action_partners.c.action_id == action_id))
    rows = [
        {"action_id": action_id, "organisation_id": one, "position": position}
        for position, one in enumerate(organisation_ids, 1)
    ]
    if rows:
        db.execute(insert(action_partners), rows)
    search.refresh(db, [action_id])


def keys_of_plan(db: Connection, plan_slug: str) -> dict[str, str]:
    """Return the ids of a plan's actions, withdrawn ones too, by the key of their refs."""
    found = select(actions.c.ref_key, actions.c.id).where(actions.c.plan_slug == plan_slug)
    return {row.ref_key: row.id for row in db.execute(found)}


def plans_of(db: Connection, action_ids: Sequence[str]) -> set[str]:
    """Return the plans of some actions."""
    return set(db.scalars(select(actions.c.plan_slug).where(actions.c.id.in_(action_ids)))) if action_ids else set()


def titles(db: Connection, action_ids: Sequence[str]) -> list[Record]:
    """Return id, ref and title of actions, whoever sees them."""
    found: list[Record] = []
    for first in range(0, len(action_ids), 10_000):  # SQLite takes 32,766 values in one statement
        some = actions.c.id.in_(action_ids[first : first + 10_000])
        found += db.execute(select(actions.c.id, actions.c.ref, actions.c.title).where(some)).all()
    return found
