"""Learning sets with their sessions in order."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, insert, update

from bot.domain import learning_sets
from storage import tables
from tests.bot.domain.cast import LONDON, NOBODY, NOW, STRANGER


def over(db: Connection, now: datetime) -> bool:
    (programme,) = learning_sets.every(db, NOBODY, now, LONDON)
    return programme.over


def test_both_sets_with_their_sessions_in_order(db: Connection) -> None:
    (programme,) = learning_sets.every(db, NOBODY, NOW, LONDON)
    assert programme.slug == "lga-sets-2024"
    assert programme.title == "LGA Sustainability Action Learning Sets 2024: Sustainable Procurement"
    assert (programme.rules["places"], programme.rules["longest_minutes"]) == (6, 90)
    assert [(one.id, one.title, one.places) for one in programme.sets] == [
        ("lga-sets-2024:sp-tue", "Tuesday set", 6),
        ("lga-sets-2024:sp-thu", "Thursday set", 6),
    ]
    for one, days in zip(programme.sets, ((5, 26, 10), (7, 28, 12)), strict=True):
        assert [session.event.date.day for session in one.sessions] == list(days)
        assert [session.event.id for session in one.sessions] == [f"{one.id}-{number}" for number in (1, 2, 3)]
        assert {session.event.set_title for session in one.sessions} == {one.title}


def test_sets_are_in_the_programmes_order_and_sessions_in_that_of_time(db: Connection) -> None:
    sets, events = tables.learning_sets, tables.events
    db.execute(update(sets).where(sets.c.id == "lga-sets-2024:sp-thu").values(position=0))
    db.execute(update(events).where(events.c.id == "lga-sets-2024:sp-thu-1").values(date=date(2025, 1, 9)))
    (programme,) = learning_sets.every(db, NOBODY, NOW, LONDON)
    assert [one.title for one in programme.sets] == ["Thursday set", "Tuesday set"]
    assert [session.event.id[-1] for session in programme.sets[0].sessions] == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 10, 1, tzinfo=UTC), False),
        (datetime(2024, 12, 12, 23, 59, tzinfo=UTC), False),
        (datetime(2024, 12, 13, 0, 0, tzinfo=UTC), True),
    ],
)
def test_a_programme_is_over_after_the_day_of_its_last_session(db: Connection, now: datetime, expected: bool) -> None:
    assert over(db, now) is expected


def test_over_where_one_is(db: Connection) -> None:
    """At 23:30 UTC in July it is tomorrow in London."""
    db.execute(update(tables.events).values(date=date(2026, 7, 1)))
    assert over(db, datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) is True
    assert over(db, datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) is False


def another(db: Connection, slug: str, day: date) -> None:
    """Add a programme of one set with one session, as an import would."""
    organisation = db.scalars(tables.organisations.select()).first()
    values = {"slug": slug, "title": slug, "organisation_id": organisation, "kind": "learning_sets"}
    db.execute(insert(tables.programmes).values(**values, themes=[], rules={}))
    db.execute(insert(tables.programme_workspaces).values(programme_slug=slug, workspace_id="T1"))
    db.execute(
        insert(tables.learning_sets).values(id=f"{slug}:a", programme_slug=slug, title="A", position=1, places=6)
    )
    event = {"id": f"{slug}:a-1", "programme_slug": slug, "learning_set_id": f"{slug}:a", "kind": "session"}
    more = {"title": "One", "date": day, "zone": LONDON, "status": "confirmed", "revision": 0}
    db.execute(insert(tables.events).values(**event, **more, known_from=NOW, updated_at=NOW))


def test_those_still_running_come_first(db: Connection) -> None:
    another(db, "a-sets", date(2020, 1, 1))
    another(db, "y-sets", date(2027, 1, 1))
    another(db, "z-sets", date(2026, 12, 1))
    found = learning_sets.every(db, NOBODY, NOW, LONDON)
    assert [(programme.slug, programme.over) for programme in found] == [
        ("y-sets", False),
        ("z-sets", False),
        ("a-sets", True),
        ("lga-sets-2024", True),
    ]


def test_another_workspace_sees_none(db: Connection) -> None:
    assert learning_sets.every(db, STRANGER, NOW, LONDON) == ()
