"""Named queries on how people want to be reminded."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.tables import person_settings
from storage.types import Record


def of_person(db: Connection, person_id: int) -> Record | None:
    """Return somebody's settings, None where they never changed any."""
    return db.execute(select(person_settings).where(person_settings.c.person_id == person_id)).first()


def of_people(db: Connection, person_ids: Collection[int]) -> dict[int, Record]:
    """Return the settings of those who have some, by person."""
    found = select(person_settings).where(person_settings.c.person_id.in_(person_ids))
    return {row.person_id: row for row in db.execute(found)}


def save(db: Connection, person_id: int, values: Mapping[str, Any]) -> None:
    """Keep somebody's settings."""
    mine = update(person_settings).where(person_settings.c.person_id == person_id)
    if not db.execute(mine.values(dict(values))).rowcount:
        db.execute(insert(person_settings).values(dict(values) | {"person_id": person_id}))
