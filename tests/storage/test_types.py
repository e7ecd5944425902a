"""The column types: moments are aware and in UTC on every database."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from storage.engine import Database
from storage.tables import rates, seen

ANY_MOMENT = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, ZoneInfo("Europe/London"), timezone(timedelta(hours=-9, minutes=30))]),
    allow_imaginary=False,
)


def written_and_read(database: Database, moment: datetime | None) -> datetime | None:
    row = {"bucket": "T1", "allowance": 1, "refilled_at": datetime.now(UTC), "free_at": moment}
    with database.writing() as db:
        db.execute(rates.delete())
        db.execute(insert(rates).values(row))
    with database.reading() as db:
        return db.execute(select(rates.c.free_at)).scalar_one()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=ANY_MOMENT)
def test_a_moment_comes_back_as_the_same_instant_in_utc(database: Database, moment: datetime) -> None:
    found = written_and_read(database, moment)
    assert found == moment.astimezone(UTC)
    assert found.tzinfo is UTC


def test_no_moment_stays_none(database: Database) -> None:
    assert written_and_read(database, None) is None


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="say which zone it is in"):
        written_and_read(database, datetime(2024, 12, 2, 9, 0))  # noqa: DTZ001
    with database.reading() as db:
        assert db.execute(select(rates)).all() == []


def test_a_naive_moment_is_refused_in_a_comparison(database: Database) -> None:
    with database.reading() as db, pytest.raises(StatementError, match="say which zone it is in"):
        db.execute(select(rates).where(rates.c.refilled_at < datetime(2024, 12, 2, 9, 0)))  # noqa: DTZ001


def test_moments_are_compared_and_sorted_as_instants(database: Database) -> None:
    """09:30 in London's summer is before 09:00 UTC."""
    london = datetime(2024, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    utc = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)
    with database.writing() as db:
        db.execute(insert(seen), [{"gesture": "utc", "created_at": utc}, {"gesture": "london", "created_at": london}])
    with database.reading() as db:
        assert db.scalars(select(seen.c.gesture).order_by(seen.c.created_at)).all() == ["london", "utc"]
        assert db.scalars(select(seen.c.gesture).where(seen.c.created_at < utc)).all() == ["london"]


def test_sqlite_keeps_utc_text(sqlite_database: Database) -> None:
    moment = datetime(2024, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    with sqlite_database.writing() as db:
        db.execute(insert(seen).values(gesture="Ev1", created_at=moment))
        assert db.execute(text("select created_at from seen")).scalar_one() == "2024-07-01 08:30:00.000000"
