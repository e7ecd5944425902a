"""What a file does not say of its plan or programme stays as the database has it."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, Table, select

from seed.bundle import Json
from seed.importers.draft import Draft
from storage import tables

OWNERS = ("publisher", "organisation")
COLUMNS = {"programme_kind": "kind", "publisher": "owner", "organisation": "owner"}
"""Where a field has another name than its column."""


def as_it_stands(db: Connection, facts: Json, assumed: Collection[str]) -> Json:
    """Return the facts with the fields that were `assumed` taken from the database, where it knows the slug."""
    table: Table = tables.plans if facts["kind"] == "plan" else tables.programmes
    owner = tables.organisations
    named = select(table, owner.c.slug.label("owner")).join(owner, owner.c.id == table.c.organisation_id)
    held = db.execute(named.where(table.c.slug == facts["slug"])).mappings().first()
    if not assumed or held is None:
        return facts
    return facts | {name: held[COLUMNS.get(name, name)] for name in assumed}


def left_to_check(draft: Draft, facts: Json) -> Draft:
    """Return a draft without the question whose it is, where the database knows that."""
    asked = [name for name in OWNERS if name in facts and facts[name] == dict(draft.facts)[name]]
    return replace(draft, review=tuple(one for one in draft.review if one.field not in OWNERS or one.field in asked))
