"""A job that fails: what the log has of it, and that the next one goes on."""

import time

import pytest
from sqlalchemy import text

from jobs.running import guarded
from storage.engine import Database


def test_a_fault_is_logged_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded("sums", lambda: 1 / 0)() is False
    said = "".join(capsys.readouterr())
    assert "job failed" in said
    assert "ZeroDivisionError" in said


def test_a_connection_that_the_server_ended_is_one_line(
    postgresql_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    def frozen_for_too_long() -> None:
        with postgresql_database.writing() as db:
            db.execute(text("set idle_in_transaction_session_timeout = '20ms'"))
            time.sleep(0.5)
            db.execute(text("select 1"))

    assert guarded("reminders", frozen_for_too_long)() is False
    said = "".join(capsys.readouterr())
    assert "database connection lost, tries again" in said
    assert "job=reminders" in said
    assert "Traceback" not in said
    with postgresql_database.writing() as db:
        assert db.execute(text("select 1")).scalar_one() == 1
