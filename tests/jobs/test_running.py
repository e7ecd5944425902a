"""A job that fails: what the log has of it, and that the next one goes on."""

import time

from sqlalchemy import text
from structlog.testing import capture_logs

from jobs.running import guarded
from storage.engine import Database


def test_a_fault_is_logged_with_its_traceback() -> None:
    with capture_logs() as logged:
        assert guarded("sums", lambda: 1 / 0)() is False
    assert logged == [{"event": "job failed", "job": "sums", "log_level": "error", "exc_info": True}]


def test_a_connection_that_the_server_ended_is_one_line(postgresql_database: Database) -> None:
    def frozen_for_too_long() -> None:
        with postgresql_database.writing() as db:
            db.execute(text("set idle_in_transaction_session_timeout = '20ms'"))
            time.sleep(0.5)
            db.execute(text("select 1"))

    with capture_logs() as logged:
        assert guarded("reminders", frozen_for_too_long)() is False
    assert logged == [{"event": "database connection lost, tries again", "job": "reminders", "log_level": "warning"}]
    with postgresql_database.writing() as db:
        assert db.execute(text("select 1")).scalar_one() == 1
