"""Meetings ahead, following them, and who switches their reminders."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Connection, delete, update

from bot.domain import meetings
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LATER,
    LEAD,
    LEDNET,
    LONDON,
    NOBODY,
    NOW,
    OFFICER,
    SLACK,
    STRANGE_ADMIN,
    STRANGER,
    counts,
    end_roles,
    everything,
    give,
    person_row,
    rows,
    said,
)

FIRST = "lednet-2021-05-20"
MEETINGS_2021 = [FIRST, "lednet-2021-07-29", "lednet-2021-10-06", "lednet-2021-12-13", "lednet-2022-02-24"]
BEFORE = datetime(2021, 5, 12, 8, tzinfo=UTC)


def ids(found: meetings.Meetings) -> list[str]:
    return [listed.event.id for listed in found.ahead]


def ahead(db: Connection, now: datetime = BEFORE, who: Caller = NOBODY) -> list[str]:
    return ids(meetings.ahead(db, who, now, LONDON))


def change(db: Connection, event_id: str, **values: object) -> None:
    db.execute(update(tables.events).where(tables.events.c.id == event_id).values(**values))


def follows(db: Connection, who: Caller) -> set[tuple[str, str]]:
    found = rows(db, tables.follows, person_id=person_row(db, who).id)
    return {(row.subject_kind, row.subject_id) for row in found}


# What lies ahead


def test_the_next_five_meetings_the_next_first(db: Connection) -> None:
    found = meetings.ahead(db, NOBODY, BEFORE, LONDON)
    assert ids(found) == MEETINGS_2021
    assert found.last is None
    assert [listed.event.id for listed in meetings.ahead(db, NOBODY, BEFORE, LONDON, most=7).ahead] == [
        *MEETINGS_2021,
        "lednet-2023-02-24",
        "lednet-2023-04-19",
    ]


def test_all_that_is_known_of_a_meeting(db: Connection) -> None:
    change(db, FIRST, place="City Hall", revision=3, updated_at=LATER)
    assert meetings.one(db, NOBODY, FIRST) == meetings.Event(
        id=FIRST,
        programme_slug="lednet-2021",
        programme="LEDNet work programme 2021/22",
        set_title=None,
        kind="meeting",
        title="LEDNet meeting: air quality and transport",
        theme="air quality and transport",
        date=date(2021, 5, 20),
        starts=None,
        ends=None,
        zone=LONDON,
        place="City Hall",
        status="confirmed",
        revision=3,
        updated_at=LATER,
    )


def test_all_that_is_known_of_a_session(db: Connection) -> None:
    session = meetings.one(db, NOBODY, "lga-sets-2024:sp-tue-2")
    assert (session.kind, session.set_title, session.date) == ("session", "Tuesday set", date(2024, 11, 26))
    assert (session.starts, session.ends, session.place) == (time(10, 30), time(12), "Microsoft Teams")


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2021, 5, 20, 22, 59, tzinfo=UTC), FIRST),  # still the day itself in London
        (datetime(2021, 5, 20, 23, 0, tzinfo=UTC), "lednet-2021-07-29"),
        (datetime(2022, 2, 24, 23, 59, tzinfo=UTC), "lednet-2022-02-24"),
        (datetime(2022, 2, 25, 0, 0, tzinfo=UTC), "lednet-2023-02-24"),
    ],
)
def test_a_meeting_is_ahead_until_its_day_is_over_where_one_is(db: Connection, now: datetime, first: str) -> None:
    assert ahead(db, now)[0] == first


def test_with_none_ahead_the_last_one_is_told(db: Connection) -> None:
    found = meetings.ahead(db, NOBODY, NOW, LONDON)
    assert found.ahead == ()
    assert found.last is not None
    assert found.last.id == "lednet-2023-11-30"
    change(db, "lednet-2023-11-30", status="cancelled")
    found = meetings.ahead(db, NOBODY, NOW, LONDON)
    assert found.last is not None
    assert found.last.id == "lednet-2023-09-29"


def test_the_last_one_is_of_before_today(db: Connection) -> None:
    now = datetime(2023, 11, 30, 12, tzinfo=UTC)
    assert ahead(db, now) == ["lednet-2023-11-30"]
    change(db, "lednet-2023-11-30", status="cancelled")
    found = meetings.ahead(db, NOBODY, now, LONDON)
    assert (found.ahead, found.last and found.last.id) == ((), "lednet-2023-09-29")


def test_of_two_on_the_last_day_the_one_with_the_later_id_is_told(db: Connection) -> None:
    change(db, FIRST, date=date(2023, 11, 30))
    found = meetings.ahead(db, NOBODY, NOW, LONDON)
    assert found.last is not None
    assert found.last.id == "lednet-2023-11-30"
    change(db, "lednet-2023-09-29", date=date(2023, 12, 1))
    found = meetings.ahead(db, NOBODY, NOW, LONDON)
    assert found.last is not None
    assert found.last.id == "lednet-2023-09-29"


def test_where_there_never_was_one_there_is_none(db: Connection) -> None:
    for who in (STRANGER, STRANGE_ADMIN):
        assert meetings.ahead(db, who, BEFORE, LONDON) == meetings.Meetings((), None)
        assert meetings.ahead(db, who, NOW, LONDON) == meetings.Meetings((), None)


def test_cancelled_ones_are_left_out_and_proposed_ones_are_not(db: Connection) -> None:
    change(db, FIRST, status="cancelled")
    change(db, MEETINGS_2021[1], status="proposed")
    found = meetings.ahead(db, NOBODY, BEFORE, LONDON)
    assert ids(found)[:2] == MEETINGS_2021[1:3]
    assert found.ahead[0].event.status == "proposed"


def test_sessions_are_no_meetings(db: Connection) -> None:
    assert ahead(db, datetime(2024, 11, 1, tzinfo=UTC)) == []


def test_on_one_day_all_day_comes_first_then_by_time(db: Connection) -> None:
    day = date(2021, 5, 20)
    change(db, MEETINGS_2021[1], date=day, starts=time(14))
    change(db, MEETINGS_2021[2], date=day, starts=time(9, 30))
    assert ahead(db)[:3] == [FIRST, MEETINGS_2021[2], MEETINGS_2021[1]]


# Following


def test_following_twice_is_once(db: Connection) -> None:
    before = counts(db)
    assert meetings.follow(db, OFFICER, FIRST, SLACK, NOW).id == FIRST
    meetings.follow(db, OFFICER, FIRST, SLACK, LATER)
    assert follows(db, OFFICER) == {("event", FIRST)}
    assert rows(db, tables.follows)[0].created_at == NOW
    assert said(db, "follow.begun") == [("UOFFICER", "event", FIRST, "slack", "req-1", {}, NOW)]
    after = counts(db)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "follows": 1,
        "audit": 1,
    }


def test_who_follows_first_becomes_known(db: Connection) -> None:
    meetings.follow(db, NOBODY, FIRST, SLACK, NOW)
    person = person_row(db, NOBODY)
    assert (person.team_id, person.created_at) == ("T1", NOW)


def test_a_list_says_what_the_reader_follows(db: Connection) -> None:
    meetings.follow(db, OFFICER, MEETINGS_2021[1], SLACK, NOW)
    follow_programme(db, LEAD)
    for who, expected in ((OFFICER, [False, True, False]), (LEAD, [True] * 3), (NOBODY, [False] * 3)):
        found = meetings.ahead(db, who, BEFORE, LONDON, most=3)
        assert [listed.followed for listed in found.ahead] == expected
    later = meetings.ahead(db, LEAD, datetime(2023, 1, 1, tzinfo=UTC), LONDON)
    assert not any(listed.followed for listed in later.ahead)


def follow_programme(db: Connection, who: Caller) -> None:
    meetings.follow_programme(db, who, "lednet-2021", SLACK, NOW)


def test_unfollowing_ends_it(db: Connection) -> None:
    meetings.follow(db, OFFICER, FIRST, SLACK, NOW)
    meetings.follow(db, OFFICER, MEETINGS_2021[1], SLACK, NOW)
    meetings.follow(db, LEAD, FIRST, SLACK, NOW)
    assert meetings.unfollow(db, OFFICER, FIRST, SLACK, LATER).id == FIRST
    assert follows(db, OFFICER) == {("event", MEETINGS_2021[1])}
    assert follows(db, LEAD) == {("event", FIRST)}
    assert said(db, "follow.ended") == [("UOFFICER", "event", FIRST, "slack", "req-1", {}, LATER)]


def test_who_followed_the_programme_keeps_its_other_events(db: Connection) -> None:
    follow_programme(db, LEAD)
    follow_programme(db, OFFICER)
    meetings.follow(db, LEAD, FIRST, SLACK, NOW)
    meetings.unfollow(db, LEAD, FIRST, SLACK, LATER)
    assert follows(db, LEAD) == {("event", event) for event in MEETINGS_2021[1:]}
    assert follows(db, OFFICER) == {("programme", "lednet-2021")}
    assert [listed.followed for listed in meetings.ahead(db, LEAD, BEFORE, LONDON).ahead] == [False] + [True] * 4
    meetings.follow(db, LEAD, FIRST, SLACK, LATER)
    assert all(listed.followed for listed in meetings.ahead(db, LEAD, BEFORE, LONDON).ahead)


def test_ending_what_never_was_changes_nothing(db: Connection) -> None:
    before = everything(db)
    meetings.unfollow(db, OFFICER, FIRST, SLACK, NOW)
    assert everything(db) == before


@pytest.mark.parametrize("event_id", [FIRST, "lednet-1999-01-01"])
def test_another_workspace_can_neither_see_nor_follow(db: Connection, event_id: str) -> None:
    before = everything(db)
    for rule in (
        lambda: meetings.one(db, STRANGER, event_id),
        lambda: meetings.follow(db, STRANGER, event_id, SLACK, NOW),
        lambda: meetings.unfollow(db, STRANGER, event_id, SLACK, NOW),
    ):
        with pytest.raises(Refusal) as refusal:
            rule()
        assert refusal.value.sentence == (
            "That date is not here any more. `/meetings` and `/learning-sets` show what there is."
        )
    assert everything(db) == before


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        ("confirmed", BEFORE, True),
        ("confirmed", datetime(2021, 5, 20, 22, 59, tzinfo=UTC), True),
        ("confirmed", datetime(2021, 5, 20, 23, 0, tzinfo=UTC), False),
        ("proposed", BEFORE, False),
        ("cancelled", BEFORE, False),
    ],
)
def test_only_a_confirmed_event_is_worth_a_reminder_until_its_day_ends(
    db: Connection, status: str, now: datetime, expected: bool
) -> None:
    change(db, FIRST, status=status)
    assert meetings.is_ahead(meetings.one(db, NOBODY, FIRST), now) is expected


# Whose reminders


def slugs(programmes: tuple[meetings.Programme, ...]) -> list[str]:
    return [programme.slug for programme in programmes]


def test_coordinators_switch_their_own_programmes_and_admins_all(db: Connection) -> None:
    assert slugs(meetings.coordinated(db, LEDNET)) == ["lednet-2021", "lednet-2023"]
    assert slugs(meetings.coordinated(db, ADMIN)) == ["lednet-2021", "lednet-2023", "lga-sets-2024"]
    for who in (NOBODY, LEAD, OFFICER, COORDINATOR, STRANGER, STRANGE_ADMIN):
        assert meetings.coordinated(db, who) == ()
    end_roles(db, LEDNET)
    assert meetings.coordinated(db, LEDNET) == ()


def test_a_facilitator_does_not_switch_reminders(db: Connection) -> None:
    give(db, NOBODY, "facilitator", "lga-sets-2024")
    assert meetings.coordinated(db, NOBODY) == ()


def test_all_that_a_coordinator_sees_of_a_programme(db: Connection) -> None:
    assert meetings.coordinated_one(db, LEDNET, "lednet-2023") == meetings.Programme(
        slug="lednet-2023",
        title="LEDNet strategy 2023",
        kind="meetings",
        themes_are="priority",
        themes=(
            "Finance and Investment",
            "Future places",
            "Future Transport",
            "Health and Environment",
            "Adaptation and Flooding",
        ),
        reminders_from=None,
    )


def test_others_are_told_whom_to_ask(db: Connection) -> None:
    for who in (NOBODY, COORDINATOR):
        with pytest.raises(NotAllowed) as refusal:
            meetings.coordinated_one(db, who, "lednet-2021")
        assert refusal.value.sentence == (
            "Only a coordinator of LEDNet work programme 2021/22 can do that. Ask <@ULEDNET>."
        )
    with pytest.raises(NotAllowed) as refusal:
        meetings.coordinated_one(db, LEDNET, "lga-sets-2024")
    assert refusal.value.sentence.endswith("can do that. Ask an admin.")


def test_a_programme_that_one_does_not_see_is_not_there(db: Connection) -> None:
    for who, slug in ((STRANGER, "lednet-2021"), (STRANGE_ADMIN, "lednet-2021"), (ADMIN, "lednet-1999")):
        with pytest.raises(Refusal) as refusal:
            meetings.coordinated_one(db, who, slug)
        assert refusal.value.sentence == "That programme is not here any more. `/meetings` shows what there is."
        assert not isinstance(refusal.value, NotAllowed)


def test_reminders_are_switched_on_from_now_and_off(db: Connection) -> None:
    assert meetings.switch_reminders(db, LEDNET, "lednet-2021", True, SLACK, NOW).reminders_from == NOW
    again = meetings.switch_reminders(db, LEDNET, "lednet-2021", True, SLACK, LATER)
    assert again.reminders_from == NOW
    assert meetings.seen(db, NOBODY, "lednet-2023").reminders_from is None
    assert meetings.switch_reminders(db, ADMIN, "lednet-2021", False, SLACK, LATER).reminders_from is None
    assert meetings.switch_reminders(db, ADMIN, "lednet-2021", False, SLACK, LATER).reminders_from is None
    assert said(db, "reminders.on") == [("ULEDNET", "programme", "lednet-2021", "slack", "req-1", {}, NOW)]
    assert said(db, "reminders.off") == [("UADMIN", "programme", "lednet-2021", "slack", "req-1", {}, LATER)]


@pytest.mark.parametrize("who", [NOBODY, COORDINATOR, STRANGER], ids=lambda who: who.user_id)
def test_nobody_else_switches_them(db: Connection, who: Caller) -> None:
    before = everything(db)
    for on in (True, False):
        with pytest.raises(Refusal):
            meetings.switch_reminders(db, who, "lednet-2021", on, SLACK, NOW)
    assert everything(db) == before


def test_a_programme_that_is_shown_no_more_is_gone(db: Connection) -> None:
    db.execute(delete(tables.programme_workspaces))
    assert meetings.coordinated(db, LEDNET) == ()
    assert meetings.ahead(db, LEDNET, BEFORE, LONDON) == meetings.Meetings((), None)
    with pytest.raises(Refusal):
        meetings.one(db, LEDNET, FIRST)
