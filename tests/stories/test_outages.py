"""After an outage its admins see all that it delayed, page by page; nobody else does."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, update

from storage import tables
from tests.stories.asking import ADMIN, COORDINATOR, OFFICER, asking_office, give, meet

BACK = datetime(2026, 12, 14, 11, tzinfo=UTC)
"""A Monday; what was due at 09:15 did not go then."""


def test_an_admin_sees_all_that_came_late(tmp_path: Path) -> None:
    with asking_office(tmp_path, None) as office:
        meet(office, OFFICER, 50)  # and the coordinator has the summary of their plan
        give(office, COORDINATOR, "admin", ("all", "*"))
        office.slack.move_clock(to=BACK)
        admin, other = office.slack.as_(ADMIN), office.slack.as_(COORDINATOR)
        told, theirs = (one.dm.wait_for("Convenor was away") for one in (admin, other))
        assert "51 late, 0 missed" in told.text and "And 31 more" in told.text
        shown = told.press("See all 51")  # the pages take each other's place
        first = shown.text
        second = shown.press("Next").text
        assert [one.count(", to @") for one in (first, second)] == [40, 11]
        assert all(f"Session {number} of 21 December 2026, to @{OFFICER}" in first + second for number in range(50))
        assert f"the week's summary of leicestershire-2024, to @{COORDINATOR}" in first + second
        assert shown.press("Previous").text == first

        opened = theirs.press("See all 51")
        (person,) = office.rows(tables.people, user_id=other.id)
        held = tables.assignments.c
        with office.convenor.database.writing() as db:
            db.execute(delete(tables.assignments).where(held.person_id == person.id, held.role == "admin"))
        for refused in (opened.press("Next"), theirs.press("See all 51")):
            assert "Only an admin can see what an outage delayed" in refused.text and "Session" not in refused.text

        with office.convenor.database.writing() as db:
            db.execute(update(tables.reminders).values(gap_id=None))
            db.execute(delete(tables.gaps))
        assert "This outage is not on record any more" in told.press("See all 51").text
