"""What people and organisations chose decides what comes to them, and when; what somebody asked for always comes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import deliveries, reminders
from tests.jobs.office import until
from tests.office import Office
from tests.stories.asking import ADMIN, LEAD, OFFICER, asking_office, give, lead, meet

NETWORK = "London Environment Directors' Network"
CLOSED = {"First day": "2026-12-14", "Last day": "2026-12-15"}
BEFORE_ELECTION = {"First day": "2026-12-16", "Last day": "2026-12-17"}
BEFORE_ELECTION |= {"What": "Before an election: only channels are quiet"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A Wednesday; a step of what is asked for falls on Monday the 14th, and so does one of a meeting."""
    with asking_office(tmp_path, None, datetime(2026, 12, 9, 9, tzinfo=UTC)) as one:
        first = lead(one, LEAD, 1)[0]
        give(one, OFFICER, "officer", ("action", first.id))
        meet(one, OFFICER, 1)
        yield one


def at(office: Office, day: int, hour: int, minute: int) -> None:
    """Let time pass until then, in December 2026; what is due by then has gone."""
    now = datetime(2026, 12, day, hour, minute, tzinfo=UTC)
    office.slack.move_clock(to=now)
    until(lambda: _is_quiet(office, now))


def _is_quiet(office: Office, now: datetime) -> bool:
    with office.convenor.database.reading() as db:
        return not (reminders.any_marks(db) or reminders.any_due(db, now) or deliveries.any_waiting(db))


def mornings(office: Office, name: str) -> int:
    return sum("Good morning" in one.text for one in office.slack.as_(name).dm.messages)


def test_time_days_and_a_pause_are_kept_and_what_was_asked_for_always_comes(office: Office) -> None:
    somebody, officer = office.slack.as_(LEAD), office.slack.as_(OFFICER)
    form = somebody.slash("/convenor", "settings")
    assert "at 11:30" in form.fill({"At what time": "11:30", "On which days": ["Tuesday", "Thursday"]}).submit().text
    officer.slash("/convenor", "settings").fill({"Nothing until": "2026-12-18"}).submit()
    for day, hour, minute in ((14, 12, 0), (15, 11, 29)):
        at(office, day, hour, minute)
        assert mornings(office, LEAD) == 0
    at(office, 15, 11, 31)
    assert somebody.dm.wait_for("1 update waits for you")

    office.slack.as_(ADMIN).home().press("Pause all messages")
    officer.slash("/meetings").press("Add to calendar")
    assert officer.dm.wait_for("put it into your calendar").files
    officer.write("what is T18?")
    officer.dm.wait_for("T18:")
    office.slack.as_(ADMIN).home().press("Let them go on")
    at(office, 17, 12, 0)
    assert mornings(office, OFFICER) == 0
    at(office, 18, 9, 16)
    assert officer.dm.wait_for("Coming up for you")


def test_an_organisations_days_keep_its_channels_quiet(office: Office) -> None:
    """The step of the 14th comes before a closure, that of the 16th not at all before an election, but to people."""
    meet(office, OFFICER, 1, date(2026, 12, 23))
    admin, officer = office.slack.as_(ADMIN), office.slack.as_(OFFICER)
    admin.slash("/convenor", "settings", "#lednet").fill(Announces=["LEDNet work programme 2021/22"]).submit()
    form = admin.home().press("Closure days and elections").fill({"Whose days": NETWORK, **CLOSED}).submit()
    assert form.fill({"Whose days": NETWORK, **BEFORE_ELECTION}).submit().buttons.count("Remove") == 2
    posts = []
    for day in (10, 11, 14, 15, 16, 17, 18):
        at(office, day, 10, 0)
        posts.append(sum("Coming up" in one.text for one in admin.channel("#lednet").messages))
    assert posts == [0, 1, 1, 1, 1, 1, 1]
    assert "21 December 2026" in admin.channel("#lednet").messages[-1].text
    assert any("23 December 2026" in one.text for one in officer.dm.messages)


def test_a_channel_hears_of_a_moved_date_once_the_election_is_over(office: Office) -> None:
    admin, officer = office.slack.as_(ADMIN), office.slack.as_(OFFICER)
    channel = admin.channel("#lednet")
    admin.slash("/convenor", "settings", "#lednet").fill(Announces=["LEDNet work programme 2021/22"]).submit()
    admin.home().press("Closure days and elections").fill({"Whose days": NETWORK, **BEFORE_ELECTION}).submit()
    at(office, 14, 10, 0)
    channel.wait_for("Coming up")
    at(office, 16, 10, 0)
    asked = admin.slash("/meetings").press("Change").fill(Date="2027-01-14").submit()
    assert "Tell 1 person and 1 channel?" in asked.text
    saved = asked.submit().text
    assert "1 message will go at 16 December 2026, 10:05" in saved
    assert "1 channel hears of it after the election, on Friday 18 December 2026" in saved

    def moved() -> tuple[int, int]:
        return tuple(sum("has moved" in one.text for one in place.messages) for place in (officer.dm, channel))

    office.slack.move_clock(by=timedelta(minutes=6))
    officer.dm.wait_for("has moved")
    office.slack.move_clock(by=timedelta(days=1))
    officer.write("what is T18?")
    officer.dm.wait_for("T18:")
    assert moved() == (1, 0)
    office.slack.move_clock(to=datetime(2026, 12, 18, 9, 1, tzinfo=UTC))
    assert "21 December 2026" in channel.wait_for("has moved").text
    at(office, 18, 12, 0)
    assert moved() == (1, 1)
