"""Many plain rows at once, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from storage.bulk import insert_all
from storage.engine import Database
from storage.tables import audit, search_words

WORDS = ["naïve", "tab\there", "two\nlines", "\\N", "quote\"'", "comma,", "ünïcode 🌳", ""]


def test_rows_arrive_as_they_are(database: Database) -> None:
    with database.writing() as db:
        insert_all(db, search_words, [{"word": word} for word in WORDS])
        insert_all(db, search_words, [])
        db.execute(insert(search_words).values(word="after"))
    with database.reading() as db:
        assert set(db.scalars(select(search_words.c.word))) >= {*WORDS, "after"}


def test_types_are_bound_as_a_statement_binds_them(database: Database) -> None:
    """Moments, JSON and what is not given; the database counts the ids."""
    facts = {"at": datetime(2026, 11, 26, 9, 30, tzinfo=UTC), "person_id": None, "did": "tried", "origin": "test"}
    facts |= {"subject_kind": "plan", "subject_id": "one"}
    details: list[Any] = [{"a": [1, None, "ü\t\\N"]}, {}]
    with database.writing() as db:
        insert_all(db, audit, [facts | {"details": one} for one in details])
    wanted = select(audit.c.at, audit.c.person_id, audit.c.details).where(audit.c.did == "tried").order_by(audit.c.id)
    with database.reading() as db:
        assert [tuple(row) for row in db.execute(wanted)] == [(facts["at"], None, one) for one in details]


def test_what_fails_is_all_undone(database: Database) -> None:
    with pytest.raises(DBAPIError), database.writing() as db:
        insert_all(db, search_words, [{"word": "once"}, {"word": "twice"}, {"word": "twice"}])
    with database.reading() as db:
        assert "once" not in db.scalars(select(search_words.c.word)).all()
