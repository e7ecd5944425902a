"""A small round of the chaos: a process dies twice, a fifth of the calls fails, and every message is there once."""

from pathlib import Path

from bench.chaos import Plan, play
from storage.engine import Database

SMALL = Plan(sends=30, dies_after_s=(0.1, 0.4), most_kills=2, hasten=True)


def test_every_message_is_there_once(sqlite_database: Database, tmp_path: Path) -> None:
    result = play("sqlite", sqlite_database.url.render_as_string(), tmp_path, seed=1, plan=SMALL)
    assert result.is_good, str(result)
    assert result.sent == SMALL.sends - 1 and result.failed.total() == 1, "the bot is not in #general"
    assert result.kills and result.faults
