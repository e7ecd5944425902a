"""Very many actions with ten updates each, from the words of the bundled plans, written through the storage layer."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from string import ascii_uppercase
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, select, update

from bench.gestures import BOT_TOKEN, TEAM
from bot.domain import people, workspaces
from bot.domain.people import Caller
from bot.domain.refs import key_of
from bot.domain.workspaces import Vault
from seed.bundle import organisations, read
from seed.load import put_organisations
from storage import search, tables
from storage.engine import Database

PLANS = 20
"""As many for few actions as for many: what is asked for costs the same names to read."""

UPDATES, AUTHORS = 10, 50
SECTIONS = ("Transport", "Buildings and Energy", "Business and Economy", "Nature and Land Use", "Communities")
SUBSECTIONS = ("Freight", "Retrofit", "Skills", "Food", "Water", None, None)
ROLES = ("Lead", "Ask", "Influence")
STAGES = ("Discovery", "Design", "Delivery", "Complete")
RAGS = ("Red", "Amber", "Green", None)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 31)
AT_ONCE = 5_000


def fill(database: Database, many: int, say: Callable[[str], None] = print) -> None:
    """Write `many` actions with UPDATES each, index them, and let one workspace see them; always the same ones."""
    with database.writing() as db:
        workspaces.install(db, {"team_id": TEAM, "team": "Bench"}, BOT_TOKEN, Vault("bench"), NOW)
        partners = _frame(db)
    dice = random.Random(2026)
    titles, sentences = _texts()
    for first in range(0, many, AT_ONCE):
        say(f"{first:,} of {many:,} actions")
        numbers = range(first, min(first + AT_ONCE, many))
        with database.writing() as db:
            ids = _actions(db, numbers, many, dice, titles, sentences)
            _partners(db, ids, partners, dice)
            _updates(db, ids, dice, sentences)
            search.refresh(db, ids, learn=True)
    settle(database)


def settle(database: Database) -> None:
    """Let the database tidy up now: else PostgreSQL does it in the middle of a round."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")
    engine.dispose()


def _frame(db: Connection) -> list[int]:
    """Put the plans, their sections and the partners; return the partners' ids."""
    put_organisations(db, list(organisations()))
    ids = list(db.scalars(select(tables.organisations.c.id).order_by(tables.organisations.c.id)))
    for number in range(PLANS):
        slug = _plan(number)
        values = {"slug": slug, "title": f"Plan {number} 2030", "organisation_id": ids[0], "roles": ROLES}
        values |= {"stages": STAGES, "uses_rag": True, "wants_review": False}
        db.execute(insert(tables.plans).values(values))
        db.execute(insert(tables.plan_workspaces).values(plan_slug=slug, workspace_id=TEAM))
        _put(
            db,
            tables.sections,
            [
                {"id": _section(number, place), "plan_slug": slug, "title": title, "position": place + 1}
                for place, title in enumerate(SECTIONS)
            ],
        )
    for number in range(AUTHORS):
        people.ensure(db, Caller(TEAM, TEAM, f"U{number}"), NOW)
    return ids


def _texts() -> tuple[list[str], list[str]]:
    actions = [one for slug in ("leicestershire-2024", "local-london-2019") for one in read(slug)["actions"]]
    sentences = [part for one in actions for part in one["summary"].split(". ")]
    return [one["title"] for one in actions], sentences


def _actions(
    db: Connection, numbers: range, many: int, dice: random.Random, titles: Sequence[str], sentences: Sequence[str]
) -> list[str]:
    rows = []
    for number in numbers:
        plan, position = divmod(number, many // PLANS)
        ref = f"{ascii_uppercase[plan]}{position + 1}"
        rows.append(
            {
                "id": f"{_plan(plan)}:{ref}",
                "plan_slug": _plan(plan),
                "ref": ref,
                "ref_key": key_of(ref),
                "printed_ref": ref,
                "section_id": _section(plan, dice.randrange(len(SECTIONS))),
                "subsection": dice.choice(SUBSECTIONS),
                "position": position + 1,
                "title": dice.choice(titles),
                "wording": ". ".join(dice.sample(sentences, 2)),
                "role": dice.choice(ROLES),
                "objectives": [str(dice.randint(1, 6))],
                "outcomes": [],
                "uncertain": [],
            }
        )
    _put(db, tables.actions, rows)
    return [row["id"] for row in rows]


def _partners(db: Connection, ids: Sequence[str], partners: Sequence[int], dice: random.Random) -> None:
    rows = [
        {"action_id": one, "organisation_id": partner, "position": place}
        for one in ids
        for place, partner in enumerate(dice.sample(partners, 2), 1)
    ]
    _put(db, tables.action_partners, rows)


def _updates(db: Connection, ids: Sequence[str], dice: random.Random, sentences: Sequence[str]) -> None:
    """Write the updates month by month; the last one counts."""
    rows = [row for one in ids for row in _of_action(one, dice, sentences)]
    _put(db, tables.status_entries, rows)
    entries, rows_of = tables.status_entries, tables.actions
    last = select(entries.c.id).where(entries.c.action_id == rows_of.c.id).order_by(entries.c.id.desc()).limit(1)
    for first in range(0, len(ids), 500):
        some = rows_of.c.id.in_(ids[first : first + 500])
        db.execute(update(rows_of).where(some).values(current_entry_id=last.scalar_subquery()))


def _of_action(action_id: str, dice: random.Random, sentences: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number in range(UPDATES):
        yield {
            "action_id": action_id,
            "kind": "update" if number else "published",
            "stages": [{"stage": dice.choice(STAGES), "qualifier": None}],
            "rag": dice.choice(RAGS),
            "note": dice.choice(sentences),
            "as_of": FIRST_DAY + timedelta(days=30 * number),
            "as_of_precision": "day",
            "state": "accepted",
            "author_id": dice.randint(1, AUTHORS) if number else None,
            "created_at": NOW,
        }


def _put(db: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    db.execute(insert(table), rows)


def _plan(number: int) -> str:
    return f"plan-{number:02}-2030"


def _section(plan: int, place: int) -> str:
    return f"{_plan(plan)}/section-{place}"
