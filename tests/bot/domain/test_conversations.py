"""Questions are taken down once and answered from the outbox."""

import pytest
from sqlalchemy import Connection

from bot.domain import conversations
from storage import tables
from tests.bot.domain.cast import LEAD, NOBODY, NOW, SLACK, counts, everything, one, person_row, rows


def take(db: Connection, words: str, key: str = "Ev1", thread: str | None = None) -> None:
    conversations.take(db, NOBODY, words, ("C1", thread), key, SLACK, NOW)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("T18", "T18"),
        ("<@UBOT> what is T18? ", "what is T18?"),
        ("what is <@WBOT|convenor> T18", "what is  T18"),
        ("<@UBOT>", ""),
        ("a < b @UBOT", "a < b @UBOT"),
        ("<@ubot> T18", "<@ubot> T18"),
    ],
)
def test_the_question_without_the_bots_name(db: Connection, said: str, asked: str) -> None:
    take(db, said)
    row = one(db, tables.deliveries, kind="answer")
    assert row.payload == {"words": asked, "person": person_row(db, NOBODY).id, "pages": None, "contact": None}


def test_the_answer_goes_where_it_was_asked(db: Connection) -> None:
    take(db, "T18", thread="1700000000.000100")
    row = one(db, tables.deliveries, kind="answer")
    assert (row.team_id, row.channel_id, row.thread_ts, row.person_id) == ("T1", "C1", "1700000000.000100", None)
    assert (row.key, row.due_at, row.request_id) == ("gesture:Ev1:1", NOW, "req-1")
    take(db, "T18", "Ev2")
    assert [row.thread_ts for row in rows(db, tables.deliveries, kind="answer")] == ["1700000000.000100", None]


def test_one_event_is_answered_once(db: Connection) -> None:
    take(db, "T18")
    before = everything(db)
    take(db, "T18")
    conversations.take(db, LEAD, "T17", ("C2", None), "Ev1", SLACK, NOW)
    assert everything(db) == before


def test_a_question_writes_its_answer_and_no_more(db: Connection) -> None:
    before = counts(db)
    conversations.take(db, LEAD, "T18", ("C1", None), "Ev1", SLACK, NOW)
    after = counts(db)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "deliveries": 1,
        "seen": 1,
    }
