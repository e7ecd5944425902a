"""Named queries on days on which an organisation is closed, or keeps its channels quiet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select

from storage.tables import organisations, plan_workspaces, plans, programme_workspaces, programmes, quiet_days
from storage.types import Record


def add(db: Connection, values: Mapping[str, Any]) -> None:
    """Keep some days."""
    db.execute(insert(quiet_days).values(dict(values)))


def is_there(db: Connection, values: Mapping[str, Any]) -> bool:
    """Say whether days with these values are kept already."""
    same = (quiet_days.c[name] == value for name, value in values.items())
    return db.execute(select(quiet_days.c.id).where(*same).limit(1)).first() is not None


def remove(db: Connection, quiet_id: int) -> None:
    """Take some days away."""
    db.execute(delete(quiet_days).where(quiet_days.c.id == quiet_id))


def by_id(db: Connection, quiet_id: int) -> Record | None:
    """Return one row, or None."""
    return db.execute(select(quiet_days).where(quiet_days.c.id == quiet_id)).first()


def ahead(db: Connection, organisation_ids: Collection[int], today: date) -> Sequence[Record]:
    """Return what is entered for some organisations and not over yet, in order of time, with `organisation`."""
    found = (
        select(quiet_days, organisations.c.name.label("organisation"))
        .join(organisations, organisations.c.id == quiet_days.c.organisation_id)
        .where(quiet_days.c.organisation_id.in_(organisation_ids), quiet_days.c.until_on >= today)
    )
    return db.execute(found.order_by(quiet_days.c.from_on, quiet_days.c.id)).all()


def publishers(db: Connection, workspace_id: str) -> Sequence[Record]:
    """Return the organisations of the plans and programmes that a workspace sees."""
    of_plans = exists().where(
        plans.c.organisation_id == organisations.c.id,
        plan_workspaces.c.plan_slug == plans.c.slug,
        plan_workspaces.c.workspace_id == workspace_id,
    )
    of_programmes = exists().where(
        programmes.c.organisation_id == organisations.c.id,
        programme_workspaces.c.programme_slug == programmes.c.slug,
        programme_workspaces.c.workspace_id == workspace_id,
    )
    return db.execute(select(organisations).where(of_plans | of_programmes).order_by(organisations.c.name)).all()


def subjects_of(db: Connection, organisation_id: int) -> list[tuple[str, str]]:
    """Return the plans and programmes of an organisation, as subjects."""
    of_plans = db.scalars(select(plans.c.slug).where(plans.c.organisation_id == organisation_id))
    of_programmes = db.scalars(select(programmes.c.slug).where(programmes.c.organisation_id == organisation_id))
    return [("plan", slug) for slug in of_plans] + [("programme", slug) for slug in of_programmes]
