"""Named queries on people, their workspaces and their roles."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, tuple_, update

from storage.tables import actions, assignments, people, sections
from storage.types import Record
from storage.upsert import insert_new

Subject = tuple[str, str]

_BY_SLACK_ID = select(people).where(
    people.c.workspace_id == bindparam("workspace_id"), people.c.user_id == bindparam("user_id")
)
_BY_ID = select(people).where(people.c.id == bindparam("id"))
_WITHOUT_PROFILE = (
    select(people)
    .where(people.c.user_id.is_not(None), people.c.erased_at.is_(None))
    .where(or_(people.c.profile_at.is_(None), people.c.profile_at < bindparam("before")))
    .order_by(people.c.profile_at.is_not(None), people.c.profile_at, people.c.id)
    .limit(20)
)
_ABOUT = tuple_(assignments.c.subject_kind, assignments.c.subject_id).in_(bindparam("subjects", expanding=True))
_ROLES = select(assignments.c.role).where(
    assignments.c.person_id == bindparam("person_id"), assignments.c.until_at.is_(None), _ABOUT
)
_HOLDERS = (
    select(people, assignments.c.role, assignments.c.subject_kind)
    .join(assignments, assignments.c.person_id == people.c.id)
    .where(assignments.c.role.in_(bindparam("wanted", expanding=True)), assignments.c.until_at.is_(None), _ABOUT)
    .where(people.c.erased_at.is_(None), people.c.deactivated_at.is_(None))
    .order_by(people.c.id)
)


def by_slack_id(db: Connection, workspace_id: str, user_id: str) -> Record | None:
    """Return one person's row, or None."""
    return db.execute(_BY_SLACK_ID, {"workspace_id": workspace_id, "user_id": user_id}).first()


def by_id(db: Connection, person_id: int) -> Record:
    """Return one person's row; raises NoResultFound."""
    return db.execute(_BY_ID, {"id": person_id}).one()


def by_ids(db: Connection, person_ids: Collection[int]) -> Sequence[Record]:
    """Return the rows of some people."""
    return db.execute(select(people).where(people.c.id.in_(person_ids)).order_by(people.c.id)).all()


def lock(db: Connection, person_id: int) -> None:
    """Hold a person until the transaction ends: two who give them the same role at once give it once."""
    if db.dialect.name != "sqlite":
        db.execute(select(people.c.id).where(people.c.id == person_id).with_for_update(key_share=True))


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Insert a person unless (workspace, user) is there already."""
    insert_new(db, people, values)


def change(db: Connection, person_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of one person."""
    db.execute(update(people).where(people.c.id == person_id).values(dict(values)))


def without_profile(db: Connection, before: datetime) -> Sequence[Record]:
    """Return up to 20 people whose Slack profile was never read or not since `before`."""
    return db.execute(_WITHOUT_PROFILE, {"before": before}).all()


def roles(db: Connection, person_id: int, subjects: Collection[Subject]) -> set[str]:
    """Return the roles a person holds now for any of the subjects."""
    return set(db.scalars(_ROLES, {"person_id": person_id, "subjects": list(subjects)}))


def holders(db: Connection, wanted: Collection[str], subjects: Collection[Subject]) -> Sequence[Record]:
    """Return people who hold one of the roles for any of the subjects, with `role` and `subject_kind`.

    Whose account is gone is left out: they are neither asked nor named as those who can.
    """
    return db.execute(_HOLDERS, {"wanted": list(wanted), "subjects": list(subjects)}).all()


def of_plan(db: Connection, plan_slug: str, action_ids: Collection[str] | None = None) -> Sequence[Record]:
    """Return the roles that hold now for a plan, its sections and its actions (or some), with who holds them.

    Whose account is gone is left out.
    """
    of_actions = select(actions.c.id).where(actions.c.plan_slug == plan_slug) if action_ids is None else action_ids
    here = or_(
        and_(assignments.c.subject_kind == "plan", assignments.c.subject_id == plan_slug),
        and_(
            assignments.c.subject_kind == "section",
            assignments.c.subject_id.in_(select(sections.c.id).where(sections.c.plan_slug == plan_slug)),
        ),
        and_(
            assignments.c.subject_kind == "action",
            assignments.c.subject_id.in_(of_actions),
        ),
    )
    columns = (assignments.c.id, assignments.c.role, assignments.c.subject_kind, assignments.c.subject_id)
    who = (people.c.id.label("person_id"), people.c.user_id, people.c.name, people.c.email, people.c.team_id)
    found = (
        select(*columns, *who)
        .join(people, people.c.id == assignments.c.person_id)
        .where(assignments.c.until_at.is_(None), here)
        .where(people.c.erased_at.is_(None), people.c.deactivated_at.is_(None))
    )
    return db.execute(found.order_by(assignments.c.id)).all()


def held(db: Connection, person_id: int) -> Sequence[Record]:
    """Return the assignments that a person holds now."""
    found = select(assignments).where(assignments.c.person_id == person_id, assignments.c.until_at.is_(None))
    return db.execute(found.order_by(assignments.c.id)).all()


def assign(db: Connection, values: Mapping[str, Any]) -> None:
    """Append an assignment."""
    db.execute(insert(assignments).values(dict(values)))


def end(db: Connection, assignment_id: int, now: datetime) -> None:
    """End an assignment."""
    db.execute(update(assignments).where(assignments.c.id == assignment_id).values(until_at=now))


def assignment(db: Connection, assignment_id: int) -> Record | None:
    """Return one assignment that still holds, or None."""
    found = select(assignments).where(assignments.c.id == assignment_id, assignments.c.until_at.is_(None))
    return db.execute(found).first()


def held_for(db: Connection, role: str, subject: Subject) -> Sequence[Record]:
    """Return the assignments of a role that hold now for one subject."""
    of_it = (assignments.c.subject_kind == subject[0], assignments.c.subject_id == subject[1])
    found = select(assignments).where(assignments.c.role == role, assignments.c.until_at.is_(None), *of_it)
    return db.execute(found.order_by(assignments.c.id)).all()


def given_by_setting(db: Connection, role: str) -> Sequence[Record]:
    """Return the assignments of a role that hold because a setting says so."""
    found = select(assignments).where(assignments.c.role == role, assignments.c.origin == "setting")
    return db.execute(found.where(assignments.c.until_at.is_(None)).order_by(assignments.c.id)).all()


def by_email(db: Connection, email: str) -> Record | None:
    """Return the person with an e-mail address, in whatever case; who is on Slack before who is not."""
    found = select(people).where(func.lower(people.c.email) == email.strip().lower(), people.c.erased_at.is_(None))
    gone_last = (people.c.deactivated_at.is_not(None), people.c.user_id.is_(None), people.c.id)
    return db.execute(found.order_by(*gone_last).limit(1)).first()


def add_without_slack(db: Connection, values: Mapping[str, Any]) -> Record:
    """Insert a person who is a name and an e-mail address, and return the row."""
    return db.execute(insert(people).values(dict(values)).returning(people)).one()


def called(db: Connection, name: str) -> Sequence[Record]:
    """Return the people on Slack who have that user id or, in any case, that name."""
    found = select(people).where(people.c.user_id.is_not(None)).order_by(people.c.id)
    return db.execute(found.where((people.c.user_id == name) | (func.lower(people.c.name) == name.lower()))).all()
