"""SQLite and PostgreSQL find the same, in the same order."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import action_options, nearest, search, vocabulary
from bot.domain.queries import Query
from storage.engine import Database
from tests.bot.domain.cast import LONDON, NOBODY

NOW = datetime(2024, 12, 15, 9, tzinfo=UTC)
QUESTIONS = [one["question"] for one in json.loads((Path(__file__).parents[2] / "golden/questions.json").read_text())]
WORDS = sorted({word for one in QUESTIONS for word in one.split()})

Found = tuple[Query, list[str], tuple[str, ...]]


@pytest.fixture(scope="module")
def both(_filled_sqlite: Database, _filled_postgresql: Database) -> tuple[Database, Database]:
    return _filled_sqlite, _filled_postgresql


def found(database: Database, question: str, sort: str = "") -> Found:
    with database.reading() as db:
        query, _ = search.read_with_spelling(db, NOBODY, question, NOW, LONDON)
        names = [name for _, name in query.partners]
        if query.about == "meetings":
            return query, names, tuple(one.id for one in search.find(db, NOBODY, query, 1, NOW).events)
        query = Query(**{**vars(query), "sort": sort})
        every = tuple(row.id for row in search.every_row(db, NOBODY, query, NOW))
        first = search.find(db, NOBODY, query, 1, NOW)
        assert tuple(one.id for one in first.rows) == every[: search.PAGE]
        assert first.total == len(every)
        return query, names, every


def without_ids(one: Found) -> tuple[Query, list[str], tuple[str, ...]]:
    query, names, every = one
    return Query(**{**vars(query), "partners": ()}), names, every


@pytest.mark.parametrize("sort", ["", "stage", "rag", "due"])
def test_every_question(both: tuple[Database, Database], sort: str) -> None:
    for question in QUESTIONS[::2] if not sort else QUESTIONS[:12]:
        ours, theirs = (without_ids(found(one, question, sort)) for one in both)
        assert ours == theirs, question


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
def test_words_in_any_order(both: tuple[Database, Database], question: str) -> None:
    ours, theirs = (without_ids(found(one, question)) for one in both)
    assert ours == theirs


@pytest.mark.parametrize("typed", ["t1", "leader", "recyclin", "electric v", "biodivrsity", "people", "hydrogn"])
def test_what_is_offered_and_what_is_near(both: tuple[Database, Database], typed: str) -> None:
    offered, near = [], []
    for one in both:
        with one.reading() as db:
            offered.append(action_options.typed(db, NOBODY, typed))
            near.append(nearest.nearest(db, NOBODY.workspace_id, typed))
    assert offered[0] == offered[1] != ()
    assert near[0] == near[1]


def test_what_is_near_a_ref_that_is_not_there(both: tuple[Database, Database]) -> None:
    near = []
    for one in both:
        with one.reading() as db:
            near.append(nearest.nearest(db, NOBODY.workspace_id, "T181"))
    assert near[0] == near[1] != ()


def test_the_names(both: tuple[Database, Database]) -> None:
    names = []
    for one in both:
        with one.reading() as db:
            known = vocabulary.known(db, NOBODY.workspace_id)
            read = {one.name: getattr(known, one.name) for one in fields(known)}
            names.append(read | {"partners": {name: each.name for name, each in known.partners.items()}})
    assert names[0] == names[1]
