"""Confirming and changing dates that are only proposed."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.domain import calendars, due_reminders, learning_sets, meetings, proposed_dates, reminders, roll_forward
from bot.domain.refusal import NotAllowed, Refusal
from storage import tables
from tests.bot.domain.cast import ADMIN, LEDNET, NOBODY, SLACK, STRANGER, everything, one, rows

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WEEK_BEFORE = datetime(2027, 2, 19, 9, 30, tzinfo=UTC)
LONDON = "Europe/London"
FIRST = "lednet-2027-02-26"


@pytest.fixture
def planned(db: Connection) -> Connection:
    """LEDNet's meetings of 2027 and the learning sets', as their coordinator and an admin planned them."""
    roll_forward.plan(db, LEDNET, "lednet-2023", 2027, None, SLACK, NOW, LONDON)
    roll_forward.plan(db, ADMIN, "lga-sets-2024", 2027, None, SLACK, NOW, LONDON)
    return db


def confirm(db: Connection, who: Any = LEDNET, event_id: str = FIRST, revision: int = 0) -> meetings.Event:
    return proposed_dates.confirm(db, who, event_id, revision, SLACK, NOW)


def move(db: Connection, day: date, starts: time | None = None, ends: time | None = None) -> meetings.Event:
    return proposed_dates.move(db, LEDNET, FIRST, day, starts, ends, SLACK, NOW)


def test_confirming_makes_it_an_ordinary_date(planned: Connection) -> None:
    with pytest.raises(Refusal, match="proposed, not confirmed"):
        calendars.send_file(planned, NOBODY, FIRST, "G1", SLACK, NOW)
    event = confirm(planned)
    assert (event.status, event.revision, event.updated_at) == ("confirmed", 1, NOW)
    assert one(planned, tables.events, id=FIRST).known_from == NOW
    assert one(planned, tables.audit, did="date.confirmed").subject_id == FIRST
    calendars.send_file(planned, NOBODY, FIRST, "G1", SLACK, NOW)
    with pytest.raises(Refusal, match="confirmed already"):
        confirm(planned, revision=1)


def test_nobody_is_reminded_before(planned: Connection) -> None:
    meetings.follow(planned, NOBODY, FIRST, SLACK, NOW)
    meetings.switch_reminders(planned, LEDNET, "lednet-2027", True, SLACK, NOW)
    assert reminders.preview(planned, "lednet-2027", NOW, LONDON) == ()
    assert reminders.plan(planned, NOW, LONDON) == 0
    confirm(planned)
    assert reminders.plan(planned, NOW, LONDON) == 2  # a week and a day before
    assert [due.event_ids for due in due_reminders.due(planned, WEEK_BEFORE, LONDON)] == [(FIRST,)]


@pytest.mark.parametrize("who", [NOBODY, STRANGER], ids=lambda who: who.user_id)
def test_only_coordinators_and_admins(planned: Connection, who: Any) -> None:
    before = everything(planned)
    for attempt in (
        lambda: confirm(planned, who),
        lambda: proposed_dates.move(planned, who, FIRST, date(2027, 3, 1), None, None, SLACK, NOW),
        lambda: proposed_dates.waiting(planned, who, "lednet-2027", NOW),
        lambda: roll_forward.plan(planned, who, "lednet-2023", 2028, None, SLACK, NOW, LONDON),
    ):
        with pytest.raises(Refusal):
            attempt()
    assert everything(planned) == before
    assert proposed_dates.desks(planned, who, NOW, LONDON) == ()


def test_the_coordinator_of_the_old_one_has_the_new_one_only(planned: Connection) -> None:
    (mine,) = [desk for desk in proposed_dates.desks(planned, LEDNET, NOW, LONDON) if desk.waiting]
    assert (mine.slug, mine.waiting, mine.next_year) == ("lednet-2027", 5, 2028)
    with pytest.raises(NotAllowed):
        confirm(planned, LEDNET, "lga-sets-2027:sp-tue-1")
    assert confirm(planned, ADMIN, "lga-sets-2027:sp-tue-1").status == "confirmed"


def test_a_list_offers_to_confirm_only_to_who_may(planned: Connection) -> None:
    for who, expected in ((LEDNET, {True}), (NOBODY, {False})):
        listed = meetings.ahead(planned, who, NOW, LONDON).ahead
        assert {row.may_confirm for row in listed} == expected, who
    (newest, _) = learning_sets.every(planned, ADMIN, NOW, LONDON)
    assert all(row.may_confirm for one_set in newest.sets for row in one_set.sessions)


def test_a_changed_date_stays_proposed_and_what_was_seen_before_is_not_confirmed(planned: Connection) -> None:
    event = move(planned, date(2027, 3, 3), time(10), time(11, 30))
    assert (event.id, event.status, event.revision) == (FIRST, "proposed", 1)
    with pytest.raises(Refusal, match="it is LEDNet meeting on 3 March 2027 now"):
        confirm(planned)
    assert one(planned, tables.audit, did="date.moved").details == {"from": "2027-02-26", "to": "2027-03-03"}
    assert confirm(planned, revision=1).starts == time(10)


@pytest.mark.parametrize(
    ("day", "starts", "ends", "field"),
    [
        (date(2026, 11, 24), None, None, "date"),
        (date(2027, 3, 3), time(10), time(10), "ends"),
        (date(2027, 3, 3), None, time(10), "ends"),
    ],
)
def test_what_a_date_cannot_be(planned: Connection, day: date, starts: Any, ends: Any, field: str) -> None:
    before = everything(planned)
    with pytest.raises(Refusal) as refused:
        move(planned, day, starts, ends)
    assert refused.value.field == field
    assert everything(planned) == before


def test_confirm_all_leaves_what_others_did(planned: Connection) -> None:
    seen = {event.id: event.revision for event in proposed_dates.waiting(planned, LEDNET, "lednet-2027", NOW).events}
    confirm(planned)
    assert len(proposed_dates.confirm_all(planned, LEDNET, seen, SLACK, NOW)) == 4
    assert {row.status for row in rows(planned, tables.events, programme_slug="lednet-2027")} == {"confirmed"}
    assert proposed_dates.waiting(planned, LEDNET, "lednet-2027", NOW).events == ()


def test_what_speaks_against_a_day(planned: Connection) -> None:
    def doubts(event_id: str, day: date) -> proposed_dates.Doubts:
        return proposed_dates.doubts(planned, ADMIN, meetings.one(planned, ADMIN, event_id), day)

    assert not doubts(FIRST, date(2027, 3, 3)).some
    assert doubts(FIRST, date(2027, 3, 17)).closed_in == ("Northern Ireland",)
    assert doubts(FIRST, date(2027, 3, 6)).is_weekend
    second = meetings.ahead(planned, ADMIN, NOW, LONDON).ahead[1].event
    assert doubts(FIRST, second.date).others == (second,)
    third = meetings.one(planned, ADMIN, "lga-sets-2027:sp-tue-3")
    swapped = doubts("lga-sets-2027:sp-tue-1", date(2029, 1, 10)).out_of_order
    assert third in swapped
    assert len(swapped) == 2
