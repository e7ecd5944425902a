"""Many plain rows at once, on both databases."""

import pytest
from psycopg.errors import UniqueViolation
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.bulk import insert_all
from storage.engine import Database
from storage.tables import search_words

WORDS = ["naïve", "tab\there", "two\nlines", "\\N", "quote\"'", "comma,", "ünïcode 🌳", ""]


def test_rows_arrive_as_they_are(database: Database) -> None:
    with database.writing() as db:
        insert_all(db, search_words, [{"word": word} for word in WORDS])
        insert_all(db, search_words, [])
        db.execute(insert(search_words).values(word="after"))
    with database.reading() as db:
        assert set(db.scalars(select(search_words.c.word))) >= {*WORDS, "after"}


def test_what_fails_is_all_undone(database: Database) -> None:
    with pytest.raises((IntegrityError, UniqueViolation)), database.writing() as db:
        insert_all(db, search_words, [{"word": "once"}, {"word": "twice"}, {"word": "twice"}])
    with database.reading() as db:
        assert "once" not in db.scalars(select(search_words.c.word)).all()
