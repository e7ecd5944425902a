"""Next year's dates: the old programme's shape, every date proposed."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, update

from bot.domain import meetings, roll_forward
from bot.domain.audit import Origin
from bot.domain.refusal import Refusal
from storage import meetings as stored
from storage import tables
from tests.bot.domain.cast import everything, one, rows

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LONDON = "Europe/London"


def make(db: Connection, slug: str, year: int = 2027, days: list[date] | None = None) -> roll_forward.Planned:
    return roll_forward.make(db, slug, year, days, None, Origin("cli"), NOW, LONDON)


def test_meetings_of_another_year(db: Connection) -> None:
    planned = make(db, "lednet-2023")
    assert (planned.slug, planned.title) == ("lednet-2027", "LEDNet meetings 2027")
    old = stored.of_programme(db, "lednet-2023")
    assert [event.date.weekday() for event in planned.events] == [row.date.weekday() for row in old]
    assert [event.id for event in planned.events] == [f"lednet-{event.date}" for event in planned.events]
    assert {event.status for event in planned.events} == {"proposed"}
    new, before = stored.programme(db, "lednet-2027"), stored.programme(db, "lednet-2023")
    assert new is not None
    assert before is not None
    assert (new.document, new.reminders_from, new.themes) == (None, None, before.themes)
    assert one(db, tables.audit, did="programme.planned").details["from"] == "lednet-2023"


def test_learning_sets_keep_their_order_and_spacing(db: Connection) -> None:
    planned = make(db, "lga-sets-2024")
    assert "2027" in planned.title
    assert "lga-sets-2027:sp-tue-1" in {event.id for event in planned.events}
    for name in ("sp-tue", "sp-thu"):
        old = [row.date for row in stored.of_programme(db, "lga-sets-2024") if f":{name}-" in row.id]
        new = [event.date for event in planned.events if f":{name}-" in event.id]
        assert {later - first for later, first in zip(new, old, strict=True)} == {new[0] - old[0]}
    assert [(row.id, row.places) for row in stored.sets_of(db, planned.slug)] == [
        ("lga-sets-2027:sp-tue", 6),
        ("lga-sets-2027:sp-thu", 6),
    ]


def test_the_same_workspaces_see_it(db: Connection) -> None:
    slug = make(db, "lednet-2023").slug
    seers = [
        {row.workspace_id for row in rows(db, tables.programme_workspaces, programme_slug=one)}
        for one in (slug, "lednet-2023")
    ]
    assert seers[0] == seers[1]


@pytest.mark.parametrize(
    ("slug", "year", "days", "reason"),
    [
        ("lednet-2099", 2027, None, "no programme"),
        ("lednet-2023", 2023, None, "after 2023"),
        ("lednet-2023", 2026, None, "past already"),
        ("lednet-2023", 2027, [date(2027, 2, 26)], "has 5 dates"),
        ("lednet-2023", 2027, [date(2027, month, 1) for month in (3, 2, 4, 5, 6)], "order of time"),
        ("lednet-2023", 2027, [date(2027, 2, 26)] * 5, "each day once"),
    ],
)
def test_what_cannot_be_planned(db: Connection, slug: str, year: int, days: list[date] | None, reason: str) -> None:
    before = everything(db)
    with pytest.raises(Refusal, match=reason):
        make(db, slug, year, days)
    assert everything(db) == before


def test_a_year_is_planned_once(db: Connection) -> None:
    days = [date(2027, month, 1) for month in (2, 3, 4, 6, 7)]
    assert [event.date for event in make(db, "lednet-2023", days=days).events] == days
    before = everything(db)
    with pytest.raises(Refusal, match="planned already, as `lednet-2027`"):
        make(db, "lednet-2023")
    assert everything(db) == before
    assert meetings.from_row(stored.by_id_anywhere(db, "lednet-2027-02-01")).status == "proposed"


def test_only_the_newest_of_its_kind_that_has_dates_is_offered(db: Connection) -> None:
    every = ["lednet-2021", "lednet-2023", "lga-sets-2024"]
    assert roll_forward.offers(db, every, NOW.date()) == {"lednet-2023": 2027, "lga-sets-2024": 2027}
    cancelled = update(tables.events).where(tables.events.c.programme_slug == "lednet-2023")
    db.execute(cancelled.values(status="cancelled"))
    assert roll_forward.offers(db, every, NOW.date()) == {"lga-sets-2024": 2027}
