"""What the Home tab holds."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.domain import actions, home, meetings
from tests.bot.domain.cast import COORDINATOR, LEAD, LEDNET, LONDON, NOW, SLACK, STRANGER, T18

BEFORE = datetime(2021, 5, 12, 8, tzinfo=UTC)


def test_ones_own_actions_and_the_next_three_dates(db: Connection) -> None:
    meetings.follow(db, LEAD, "lednet-2021-07-29", SLACK, NOW)
    found = home.home(db, LEAD, BEFORE, LONDON)
    assert found.mine == actions.mine(db, LEAD)
    assert [action.id for action in found.mine.actions] == [T18]
    assert [(listed.event.id, listed.followed) for listed in found.meetings.ahead] == [
        ("lednet-2021-05-20", False),
        ("lednet-2021-07-29", True),
        ("lednet-2021-10-06", False),
    ]
    assert found.coordinated == ()


def test_a_coordinator_finds_their_programmes(db: Connection) -> None:
    found = home.home(db, LEDNET, NOW, LONDON)
    assert [programme.slug for programme in found.coordinated] == ["lednet-2021", "lednet-2023"]
    assert (found.meetings.ahead, found.meetings.last is not None) == ((), True)
    assert home.home(db, COORDINATOR, NOW, LONDON).coordinated == ()


def test_a_stranger_finds_nothing(db: Connection) -> None:
    empty = home.Home(actions.Mine((), False), meetings.Meetings((), None), ())
    assert home.home(db, STRANGER, BEFORE, LONDON) == empty
