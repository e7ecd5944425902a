"""The LEDNet team plans next year's dates, changes one, confirms them; nobody else can, and nothing goes out before."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import tables
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

LEDNET, PARTICIPANT, ADMINISTRATOR = "LEDNet team", "Participant", "Administrator"
BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    with opened(tmp_path, database_url, start_at=BEGAN) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def events(office: Office, programme: str) -> dict[str, str]:
    return {row.date.isoformat(): row.status for row in office.rows(tables.events, programme_slug=programme)}


def test_next_year_is_planned_changed_and_confirmed(office: Office) -> None:
    team = office.slack.as_(LEDNET)
    form = team.slash("/convenor", "admin roll-forward lednet-2023 2028")
    assert form.title == "Plan 2028's dates"
    assert form.labels[0] == "LEDNet meeting: Friday 25 February 2028"
    form = form.fill({form.labels[0]: "2028-02-28"}).submit()
    assert "Planned: LEDNet meetings 2028, 5 dates." in form.text
    assert form.buttons == ["Confirm", "Change date"] * 5
    assert set(events(office, "lednet-2028").values()) == {"proposed"}

    form = form.press("Change date").fill(Date="2028-05-29", Starts="10:00", Ends="09:00").submit()
    assert "Monday 29 May 2028:" in form.text
    assert "bank holiday in England, Wales, Scotland and Northern Ireland" in form.text
    assert "after the start" in str(form.submit().errors)
    listed = form.fill(Ends="11:30").submit()
    assert "Changed: LEDNet meeting is proposed for Monday 29 May 2028, 10:00 to 11:30." in listed.text

    listed = listed.press("Confirm")
    assert "Confirmed: LEDNet meeting" in listed.text
    assert sorted(events(office, "lednet-2028").values()) == ["confirmed"] + ["proposed"] * 4
    listed = listed.submit()
    assert "Confirmed: 4 dates" in listed.text
    assert set(events(office, "lednet-2028").values()) == {"confirmed"}
    audited = [row for row in office.rows(tables.audit) if row.subject_id.startswith("lednet-2028") and row.origin]
    assert {"programme.planned", "date.moved", "date.confirmed"} <= {row.did for row in audited}
    again = team.slash("/convenor", "admin roll-forward lednet-2023 2028")
    assert "2028 is planned already, as lednet-2028" in again.text


def test_only_who_coordinates_plans_and_confirms(office: Office) -> None:
    refused = office.slack.as_(PARTICIPANT).slash("/convenor", "admin roll-forward lednet-2023 2028")
    assert "Only a coordinator of LEDNet strategy 2023 or an admin" in refused.text
    assert events(office, "lednet-2028") == {}


def test_sessions_are_confirmed_and_followed_where_they_stand(office: Office) -> None:
    listed = office.slack.as_(ADMINISTRATOR).slash("/learning-sets")
    assert listed.buttons.count("Confirm") == 3  # the sandbox has confirmed the first set
    listed = listed.press("Confirm")
    assert listed.buttons.count("Confirm") == 2
    assert sorted(events(office, "lga-sets-2027").values()) == ["confirmed"] * 4 + ["proposed"] * 2
    seen = office.slack.as_(PARTICIPANT).slash("/learning-sets")
    assert "Confirm" not in seen.buttons
    assert "Date proposed: " in seen.text
    assert seen.press("Follow").buttons.count("Stop following") == 1
