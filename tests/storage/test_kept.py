"""What is kept at hand is never older than the database."""

from functools import partial

from sqlalchemy import Connection, insert, select

from storage.engine import Database
from storage.kept import MOST, kept
from storage.tables import search_words


def words(db: Connection) -> tuple[str, ...]:
    return kept(db, "words", lambda: tuple(db.scalars(select(search_words.c.word).order_by(search_words.c.word))))


def add(db: Connection, word: str) -> None:
    db.execute(insert(search_words).values(word=word))


def asked(database: Database) -> tuple[str, ...]:
    with database.reading() as db:
        return words(db)


def test_what_others_write_is_seen_at_once(database: Database) -> None:
    for number in range(3):
        assert asked(database) == tuple(f"word{one}" for one in range(number))
        with database.writing() as db:
            add(db, f"word{number}")


def test_it_is_read_once_while_nothing_is_written(database: Database) -> None:
    """On PostgreSQL every commit counts, also one in another test's database: one quiet moment of many is enough."""
    times = iter(range(1000))

    def count() -> int:
        with database.reading() as db:
            return kept(db, "count", partial(next, times))

    assert any(count() == count() for _ in range(100))
    before = count()
    with database.writing() as db:
        add(db, "another")
    assert count() > before


def test_what_one_writes_and_takes_back_is_not_kept(database: Database) -> None:
    with database.trying() as db:
        assert words(db) == ()
        add(db, "never")
        assert words(db) == ("never",)
    with database.trying() as db:
        assert words(db) == ()
    assert asked(database) == ()


def test_not_everything_is_kept(database: Database) -> None:
    with database.reading() as db:
        found = [kept(db, number, partial(str, number)) for number in range(50)]
        assert found == [str(number) for number in range(50)]
        assert len(db.info["kept"]) <= MOST
