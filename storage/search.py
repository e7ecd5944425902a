"""The index of actions: full text as stems, and facets to filter by; `refresh` keeps both in step.

`search_index` is FTS5 on SQLite and a tsvector on PostgreSQL. Both hold the same stems, so both find the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import due
from storage.bulk import insert_all
from storage.found import LAST, NOT_GIVEN
from storage.json_lists import json_list
from storage.tables import action_facets, action_partners, actions, search_entries, search_words, status_entries
from storage.types import Record
from storage.words import stems_of, words

AT_ONCE = 500
TWO = "2"
Facet = tuple[Any, ...]
"""A row of `action_facets`: facet, value, plan, position, action."""

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

_PARTNERS = (
    select(action_partners.c.organisation_id)
    .where(action_partners.c.action_id == actions.c.id)
    .order_by(action_partners.c.position)
    .correlate(actions)
)
_FACETS = select(action_facets).where(action_facets.c.action_id == actions.c.id).correlate(actions)
_ACTIONS = (
    select(
        actions.c.id,
        actions.c.plan_slug,
        actions.c.position,
        actions.c.section_id,
        actions.c.subsection,
        actions.c.title,
        actions.c.summary,
        actions.c.wording,
        actions.c.role,
        actions.c.objectives,
        actions.c.outcomes,
        actions.c.withdrawn_at,
        status_entries.c.stages,
        status_entries.c.rag,
        status_entries.c.note,
        json_list(_PARTNERS).label("partners"),
        search_entries.c.id.label("texts_id"),
        search_entries.c.title.label("held_title"),
        search_entries.c.wording.label("held_wording"),
        search_entries.c.note.label("held_note"),
        json_list(_FACETS).label("held_facets"),
        due.HAS_PERIOD.label("has_period"),
    )
    .outerjoin(status_entries, status_entries.c.id == actions.c.current_entry_id)
    .outerjoin(search_entries, search_entries.c.action_id == actions.c.id)
    .where(actions.c.id.in_(_IDS))
)
"""What is searched of actions, and what the index holds of them."""

_TAKE_FACETS = delete(action_facets).where(action_facets.c.action_id.in_(_IDS))
_CHANGE = update(search_entries).where(search_entries.c.id == bindparam("entry"))
_KNOWN_WORDS = select(search_words.c.word).where(search_words.c.word.in_(bindparam("words", expanding=True)))

_PUT = {
    "sqlite": text(
        "insert into search_index (rowid, title, wording, note) "
        "select id, title, wording, note from search_entries where action_id in :ids"
    ).bindparams(_IDS),
    "postgresql": text(
        "insert into search_index (rowid, stems) select id, "
        "setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', wording), 'B') || "
        "setweight(to_tsvector('simple', note), 'C') from search_entries where action_id in :ids"
    ).bindparams(_IDS),
}
_TAKE = {
    "sqlite": text(
        "insert into search_index (search_index, rowid, title, wording, note) "
        "select 'delete', id, title, wording, note from search_entries where action_id in :ids"
    ).bindparams(_IDS),
    "postgresql": text(
        "delete from search_index where rowid in (select id from search_entries where action_id in :ids)"
    ).bindparams(_IDS),
}
"""Both read `search_entries`: what is taken out must be taken before these change, what is put in after."""


def refresh(db: Connection, action_ids: Iterable[str], learn: bool = False) -> None:
    """Index actions anew, in the caller's transaction: whoever changes what is searched of them calls this.

    When their next update is due rests on the facets, and is kept in step with them.
    `learn`: their words, too, can be what a misspelt one was meant to be. Imports and loads learn; a single update
    does not, since two at once would wait for each other over a word that both have.
    """
    for ids in _portions(list(dict.fromkeys(action_ids))):
        rows = db.execute(_ACTIONS, {"ids": ids}).all()
        written = {row.id: [words(source) for source in _sources(row)] for row in rows if row.withdrawn_at is None}
        _put_texts(db, rows, {one: _stemmed(*each) for one, each in written.items()})
        _put_facets(db, rows)
        if asked := [row.id for row in rows if row.has_period]:
            due.refresh(db, asked)
        if learn:
            _put_words(db, {word for each in written.values() for source in each for word in source})


def put_in_order(db: Connection, plan_slug: str) -> None:
    """Give the facets of a plan's actions the positions of these: an import may move one that is else the same."""
    rows, of_plan = action_facets.c, action_facets.alias().c
    moved = (
        select(of_plan.action_id)
        .join(actions, actions.c.id == of_plan.action_id)
        .where(of_plan.facet == "plan", of_plan.value == plan_slug, of_plan.position != actions.c.position)
    )
    place = select(actions.c.position).where(actions.c.id == rows.action_id).scalar_subquery()
    db.execute(update(action_facets).where(rows.action_id.in_(moved)).values(position=place))


def fill(db: Connection) -> None:
    """Index every action, where none is indexed yet."""
    if db.execute(select(search_entries.c.id).limit(1)).first() is None:
        refresh(db, db.scalars(select(actions.c.id).order_by(actions.c.plan_slug, actions.c.position)).all(), True)


def vocabulary(db: Connection) -> Sequence[str]:
    """Return every word that the index has met."""
    return db.scalars(select(search_words.c.word)).all()


def begun(db: Connection, beginning: str, most: int) -> Sequence[str]:
    """Return words that the index has met and that begin so."""
    words = select(search_words.c.word).where(search_words.c.word.between(beginning, beginning + LAST))
    return db.scalars(words.order_by(search_words.c.word).limit(most)).all()


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _put_facets(db: Connection, rows: Sequence[Record]) -> None:
    held = {row.id: {tuple(facet) for facet in row.held_facets or ()} for row in rows}
    wanted = {row.id: dict.fromkeys(_facets(row)) for row in rows}
    changed = [one for one, facets in wanted.items() if facets.keys() != held[one]]
    if taken := [one for one in changed if held[one]]:
        db.execute(_TAKE_FACETS, {"ids": taken})
    names = action_facets.columns.keys()
    insert_all(db, action_facets, [dict(zip(names, facet, strict=True)) for one in changed for facet in wanted[one]])


def _sources(row: Record) -> tuple[str, str, str]:
    """Title, wording and note; our summary stands in for a wording that is not at hand."""
    return row.title, row.wording or row.summary or "", row.note or ""


def _stemmed(*written: Sequence[str]) -> dict[str, str]:
    title, wording, note = (" ".join(stems_of(each)) for each in written)
    return {"title": title, "wording": wording, "note": note}


def _put_texts(db: Connection, rows: Sequence[Record], wanted: dict[str, dict[str, str]]) -> None:
    held = {row.id: row.texts_id for row in rows if row.texts_id is not None}
    same = {row.id for row in rows if wanted.get(row.id) == _held_texts(row)}
    old = [one for one in held if one not in same]
    if old:
        db.execute(_TAKE[db.dialect.name], {"ids": old})
    gone = [held[one] for one in old if one not in wanted]
    if gone:
        db.execute(delete(search_entries).where(search_entries.c.id.in_(gone)))
    changed = [{"entry": held[one], **texts} for one, texts in wanted.items() if one in held and one not in same]
    if changed:
        db.execute(_CHANGE, changed)
    missing = [{"action_id": one, **texts} for one, texts in wanted.items() if one not in held]
    insert_all(db, search_entries, missing)
    new = [one for one in wanted if one not in same]
    if new:
        db.execute(_PUT[db.dialect.name], {"ids": new})


def _held_texts(row: Record) -> dict[str, str]:
    return {"title": row.held_title, "wording": row.held_wording, "note": row.held_note}


def _put_words(db: Connection, found: set[str]) -> None:
    met = sorted(word for word in found if 3 <= len(word) <= 40 and not word.isdigit())
    known: set[str] = set()
    for portion in _portions(met):
        known.update(db.scalars(_KNOWN_WORDS, {"words": portion}))
    missing = [{"word": word} for word in met if word not in known]
    if missing:
        build = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
        db.execute(build(search_words).on_conflict_do_nothing(), missing)


def _facets(row: Record) -> Iterator[Facet]:
    """Yield what a row is filtered by; a withdrawn action by nothing."""
    if row.withdrawn_at is not None:
        return
    stages = [one["stage"] for one in row.stages or ()]
    values = {
        "plan": [row.plan_slug],
        "section": [row.section_id],
        "subsection": [row.subsection],
        "role": [row.role],
        "stage": stages or [NOT_GIVEN],
        "stages": [TWO] if len(stages) > 1 else [],
        "rag": [row.rag or NOT_GIVEN],
        "objective": row.objectives or [],
        "outcome": row.outcomes,
        "partner": [str(organisation_id) for (organisation_id,) in row.partners or ()],
    }
    for facet, given in values.items():
        for value in given:
            if value:
                yield facet, value, row.plan_slug, row.position, row.id


def _next_value(after: Any) -> Any:
    rows = action_facets.alias()
    found = select(func.min(rows.c.value)).where(rows.c.facet == bindparam("facet"))
    return found.where(rows.c.value > after) if after is not None else found


_FIRST_VALUE = _next_value(None).cte("found", recursive=True)
_VALUES = _FIRST_VALUE.union_all(
    select(_next_value(_FIRST_VALUE.c[0]).scalar_subquery()).where(_FIRST_VALUE.c[0].is_not(None))
)
_SEEN_VALUES = (
    select(_VALUES.c[0])
    .where(
        exists().where(
            action_facets.c.facet == bindparam("facet"),
            action_facets.c.value == _VALUES.c[0],
            action_facets.c.plan_slug.in_(bindparam("plan_slugs", expanding=True)),
        )
    )
    .order_by(_VALUES.c[0])
)
"""One step in the index for each value, not one for each row."""


def values(db: Connection, facet: str, plan_slugs: Sequence[str]) -> Sequence[str]:
    """Return the values that a facet has in some plans, in order."""
    return db.scalars(_SEEN_VALUES, {"facet": facet, "plan_slugs": list(plan_slugs)}).all()


def known(db: Connection, asked: Iterable[str]) -> set[str]:
    """Return which of some words the index has met."""
    return set(db.scalars(_KNOWN_WORDS, {"words": list(asked)}))


def is_found(db: Connection, stem: str) -> bool:
    """Say whether any text has a word with this stem or, of several stems with blanks, these words in a row."""
    query = "search_index match :asked" if db.dialect.name == "sqlite" else "stems @@ to_tsquery('simple', :asked)"
    found = text(f"select rowid from search_index where {query} limit 1")  # noqa: S608 one of the two above
    asked = f'"{stem}"' if db.dialect.name == "sqlite" else stem.replace(" ", " <-> ")
    return db.execute(found, {"asked": asked}).first() is not None


def is_ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """Say whether Alembic compares a table with `storage/tables.py`: the full-text index is each database's own."""
    return not (kind == "table" and name is not None and name.startswith("search_index"))
