"""When which reminder goes to whom, and when none does."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, delete, select, update

from bot.domain import due_reminders, reminders
from jobs.reminders import send_due
from storage import meetings, people, tables
from storage import reminders as stored
from storage.engine import Database
from tests.jobs.office import Office, Running
from tests.jobs.programme import (
    CHANNEL,
    KNOWN,
    LEDNET,
    LONDON,
    NEW_YORK,
    PARIS,
    Message,
    at,
    change,
    first_sent,
    follow,
    lednet,
    meeting,
    rows,
    somebody,
    tick,
    tie,
)

DAY = date(2021, 5, 20)
BEFORE = DAY - timedelta(days=7)
NINE, QUARTER_PAST = at(BEFORE, 8), at(BEFORE, 8, 15)  # in London it is summer time
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
EVENT = f"{LEDNET}-{DAY}"
TO_CHANNEL, TO_PERSON = Message(CHANNEL, (EVENT,)), Message("U1", (EVENT,))


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """LEDNet with one meeting, a channel and a follower; rolled back after the test."""
    with database.trying() as db:
        lednet(db)
        meeting(db, DAY)
        tie(db)
        follow(db, somebody(db))
        yield db


def unfollow(db: Connection, subject_id: str = LEDNET) -> None:
    kind = "programme" if subject_id == LEDNET else "event"
    assert meetings.unfollow(db, somebody(db), kind, subject_id)


# --- the moment ------------------------------------------------------------------------------------------


def test_seven_days_before_at_nine_and_at_a_quarter_past(db: Connection) -> None:
    assert tick(db, NINE - SECOND) == []
    assert tick(db, NINE) == [TO_CHANNEL]
    assert tick(db, QUARTER_PAST - SECOND) == []
    assert tick(db, QUARTER_PAST) == [TO_PERSON]
    assert tick(db, QUARTER_PAST + timedelta(days=3)) == []


@pytest.mark.parametrize(
    ("day", "channel", "london", "paris", "new_york"),
    [
        # Clocks go back on 31 October 2021 in Europe, on 7 November in New York.
        (date(2021, 11, 6), "30 08:00", "30 08:15", "30 07:15", "30 13:15"),
        (date(2021, 11, 7), "31 09:00", "31 09:15", "31 08:15", "31 13:15"),
        (date(2021, 11, 14), "07 09:00", "07 09:15", "07 08:15", "07 14:15"),
        # They go forward on 27 March 2022 in Europe, on 13 March in New York.
        (date(2022, 3, 20), "13 09:00", "13 09:15", "13 08:15", "13 13:15"),
        (date(2022, 4, 2), "26 09:00", "26 09:15", "26 08:15", "26 13:15"),
        (date(2022, 4, 3), "27 08:00", "27 08:15", "27 07:15", "27 13:15"),
    ],
)
def test_the_hour_is_right_across_the_clock_changes(
    db: Connection, day: date, channel: str, london: str, paris: str, new_york: str
) -> None:
    meeting(db, day)
    follow(db, somebody(db, "UPARIS", PARIS))
    follow(db, somebody(db, "UNEWYORK", NEW_YORK))
    sent = first_sent(db, at(day - timedelta(days=7), 12))
    told = {to: moment.strftime("%d %H:%M") for to, moment in sent.items()}
    assert told == {CHANNEL: channel, "U1": london, "UPARIS": paris, "UNEWYORK": new_york}


def test_the_channel_counts_in_the_events_zone(db: Connection) -> None:
    meeting(db, date(2021, 8, 5), zone=NEW_YORK)
    sent = first_sent(db, at(date(2021, 7, 29), 12))
    assert sent[CHANNEL] == at(date(2021, 7, 29), 13) and sent["U1"] == at(date(2021, 7, 29), 8, 15)


def test_who_has_no_zone_yet_lives_in_the_settings_zone(db: Connection) -> None:
    follow(db, somebody(db, "U2", None))
    sent = first_sent(db, NINE, zone=PARIS)
    assert sent["U2"] == QUARTER_PAST - timedelta(hours=1) and sent["U1"] == QUARTER_PAST


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2021, 1, 10), date(2030, 12, 31)),
    event_zone=st.sampled_from([LONDON, PARIS, NEW_YORK, "Pacific/Auckland"]),
    own_zone=st.sampled_from([LONDON, PARIS, NEW_YORK, "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_any_day_anywhere(sqlite_database: Database, day: date, event_zone: str, own_zone: str) -> None:
    for to, zone, clock in ((CHANNEL, event_zone, time(9)), ("U1", own_zone, time(9, 15))):
        with sqlite_database.trying() as db:
            lednet(db)
            meeting(db, day, zone=event_zone)
            tie(db)
            follow(db, somebody(db, "U1", own_zone))
            due = datetime.combine(day - timedelta(days=7), clock, ZoneInfo(zone)).astimezone(UTC)
            assert to not in [message.to for message in tick(db, due - SECOND)]
            assert to in [message.to for message in tick(db, due)]
            assert to not in [message.to for message in tick(db, at(day, 0))]


# --- nothing for a moment that had passed ----------------------------------------------------------------


def _switched_on(db: Connection, moment: datetime) -> None:
    db.execute(update(tables.programmes).values(reminders_from=moment))


def _known(db: Connection, moment: datetime) -> None:
    db.execute(update(tables.events).values(known_from=moment))


def _tied(db: Connection, moment: datetime) -> None:
    db.execute(update(tables.channels).values(created_at=moment))


def _followed(db: Connection, moment: datetime) -> None:
    db.execute(update(tables.follows).values(created_at=moment))


CAUSES = [
    pytest.param(_switched_on, [TO_CHANNEL, TO_PERSON], id="switched-on"),
    pytest.param(_known, [TO_CHANNEL, TO_PERSON], id="date-known"),
    pytest.param(_tied, [TO_CHANNEL], id="channel-tied"),
    pytest.param(_followed, [TO_PERSON], id="followed"),
]
Cause = Callable[[Connection, datetime], None]


@pytest.mark.parametrize(("cause", "concerned"), CAUSES)
def test_nothing_for_a_moment_that_had_passed_when_its_cause_became_known(
    db: Connection, cause: Cause, concerned: list[Message]
) -> None:
    cause(db, QUARTER_PAST + SECOND)
    sent = [message for hour in range(0, 8 * 24, 6) for message in tick(db, QUARTER_PAST + SECOND + hour * HOUR)]
    assert [message for message in sent if message in concerned] == []
    assert len(sent) == 2 - len(concerned)


@pytest.mark.parametrize(("cause", "concerned"), CAUSES)
def test_a_cause_that_was_known_just_in_time_counts(db: Connection, cause: Cause, concerned: list[Message]) -> None:
    cause(db, NINE)
    assert tick(db, QUARTER_PAST + SECOND) == [TO_CHANNEL, TO_PERSON]


def test_after_an_outage_what_was_planned_goes_while_it_is_of_use(db: Connection) -> None:
    assert tick(db, QUARTER_PAST + timedelta(days=1)) == [TO_CHANNEL, TO_PERSON]


def test_what_is_late_waits_for_working_hours(db: Connection) -> None:
    assert tick(db, QUARTER_PAST + timedelta(days=1, hours=9)) == []  # Friday evening
    assert tick(db, QUARTER_PAST + timedelta(days=2)) == []  # Saturday
    monday = NINE + timedelta(days=4)
    assert tick(db, monday) == [TO_CHANNEL] and tick(db, QUARTER_PAST + timedelta(days=4)) == [TO_PERSON]


def test_on_the_day_itself_it_still_goes_and_the_day_after_it_is_missed(db: Connection) -> None:
    reminders.plan(db, NINE - SECOND, LONDON)
    midnight = at(DAY, 23)  # in London it is midnight
    assert tick(db, midnight) == []
    assert {status for _, status in rows(db)} == {"missed"}
    assert tick(db, midnight + timedelta(days=3)) == []


def test_in_the_evening_of_the_day_it_is_missed(db: Connection) -> None:
    reminders.plan(db, NINE - SECOND, LONDON)
    assert tick(db, at(DAY, 22)) == []
    assert {status for _, status in rows(db)} == {"missed"}


# --- off, moved, cancelled, left -------------------------------------------------------------------------


def test_nothing_while_off(db: Connection) -> None:
    db.execute(update(tables.programmes).values(reminders_from=None))
    assert tick(db, QUARTER_PAST) == [] and rows(db) == []


def test_off_again_supersedes_what_is_planned(db: Connection) -> None:
    reminders.plan(db, NINE - SECOND, LONDON)
    assert rows(db) == [("channel:T1:C1", "planned"), (f"person:{somebody(db)}", "planned")]
    db.execute(update(tables.programmes).values(reminders_from=None))
    assert tick(db, NINE - SECOND) == [] and {status for _, status in rows(db)} == {"superseded"}


def test_off_in_the_last_second_sends_nothing(db: Connection) -> None:
    reminders.plan(db, NINE - SECOND, LONDON)
    db.execute(update(tables.programmes).values(reminders_from=None))
    assert tick(db, QUARTER_PAST) == []


def test_off_and_on_again_before_the_moment_sends_once(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(days=2), LONDON)
    db.execute(update(tables.programmes).values(reminders_from=None))
    reminders.plan(db, NINE - timedelta(days=1), LONDON)
    _switched_on(db, NINE - timedelta(hours=1))
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON] and tick(db, QUARTER_PAST + SECOND) == []


def test_on_again_after_the_moment_sends_nothing(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(days=2), LONDON)
    db.execute(update(tables.programmes).values(reminders_from=None))
    reminders.plan(db, NINE - timedelta(days=1), LONDON)
    _switched_on(db, QUARTER_PAST + SECOND)
    assert tick(db, QUARTER_PAST + 2 * SECOND) == []


@pytest.mark.parametrize("in_time", [True, False], ids=["ticked-before", "in-the-last-second"])
@pytest.mark.parametrize(
    "values",
    [{"status": "cancelled"}, {"status": "proposed"}, {"date": DAY + timedelta(days=30)}],
    ids=["cancelled", "proposed", "moved"],
)
def test_what_is_cancelled_only_proposed_or_moved_is_not_announced(
    db: Connection, values: dict[str, object], in_time: bool
) -> None:
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    change(db, EVENT, known_from=NINE - timedelta(minutes=1), **values)
    if in_time:
        reminders.plan(db, NINE - SECOND, LONDON)
    assert tick(db, QUARTER_PAST) == []
    assert not {status for _, status in rows(db)} & {"sent"}


def test_a_date_that_is_only_proposed_says_nothing_until_it_is_confirmed(db: Connection) -> None:
    day = DAY + timedelta(days=30)
    proposed = meeting(db, day, status="proposed")
    moment = at(day - timedelta(days=7), 8)
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON]
    assert tick(db, moment - SECOND) == []
    change(db, proposed, status="confirmed")
    assert tick(db, moment) == [Message(CHANNEL, (proposed,))]


def test_what_has_moved_is_announced_seven_days_before_its_new_date(db: Connection) -> None:
    assert len(tick(db, QUARTER_PAST)) == 2
    later = DAY + timedelta(days=30)
    change(db, EVENT, date=later, known_from=QUARTER_PAST + timedelta(days=1))
    assert tick(db, QUARTER_PAST + timedelta(days=2)) == []
    assert tick(db, at(later - timedelta(days=7), 8, 15)) == [TO_CHANNEL, TO_PERSON]


def test_what_has_moved_into_the_next_seven_days_is_not_announced(db: Connection) -> None:
    moved = NINE - timedelta(days=1)
    reminders.plan(db, moved - SECOND, LONDON)
    change(db, EVENT, date=DAY - timedelta(days=3), known_from=moved)
    assert [message for hour in range(0, 24 * 8, 3) for message in tick(db, moved + timedelta(hours=hour))] == []


def test_a_change_of_place_before_the_moment_sends_once(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    change(db, EVENT, place="Town hall")
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON]


def test_a_change_of_place_after_the_moment_does_not_send_again(db: Connection) -> None:
    assert len(tick(db, QUARTER_PAST)) == 2
    change(db, EVENT, place="Town hall")
    assert tick(db, QUARTER_PAST + timedelta(days=1)) == []


def test_who_no_longer_follows_gets_nothing(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    unfollow(db)
    assert tick(db, NINE) == [TO_CHANNEL]
    assert tick(db, QUARTER_PAST) == []
    assert rows(db) == [("channel:T1:C1", "sent"), (f"person:{somebody(db)}", "superseded")]


def test_who_left_since_the_last_tick_gets_nothing(db: Connection) -> None:
    """And so for a clock that jumps, as the sandbox's does."""
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    unfollow(db)
    db.execute(delete(tables.channels))
    assert tick(db, QUARTER_PAST) == []


def test_a_channel_that_no_longer_announces_it_gets_nothing(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    db.execute(delete(tables.channels))
    assert tick(db, NINE - SECOND) == [] and tick(db, QUARTER_PAST) == [TO_PERSON]


def test_who_follows_again_gets_it_once(db: Connection) -> None:
    reminders.plan(db, NINE - timedelta(hours=2), LONDON)
    unfollow(db)
    reminders.plan(db, NINE - timedelta(hours=1), LONDON)
    follow(db, somebody(db), EVENT, since=NINE - timedelta(minutes=30))
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON]
    unfollow(db, EVENT)
    assert tick(db, QUARTER_PAST + SECOND) == []
    follow(db, somebody(db), EVENT, since=QUARTER_PAST + 2 * SECOND)
    assert tick(db, QUARTER_PAST + timedelta(hours=1)) == []


def test_who_follows_the_programme_and_the_event_gets_it_once(db: Connection) -> None:
    follow(db, somebody(db), EVENT)
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON]


@pytest.mark.parametrize("ticked_before", [True, False])
def test_an_account_that_is_gone_gets_nothing(db: Connection, ticked_before: bool) -> None:
    if ticked_before:
        reminders.plan(db, NINE - SECOND, LONDON)
    people.change(db, somebody(db), {"deactivated_at": NINE})
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL]


def test_a_zone_that_becomes_known_counts(db: Connection) -> None:
    """Whoever follows as their first gesture has no zone for some seconds, and is planned for London's."""
    person = somebody(db, "U2", None)
    follow(db, person)
    reminders.plan(db, NINE - timedelta(days=3), LONDON)
    people.change(db, person, {"zone": NEW_YORK})
    assert first_sent(db, NINE)["U2"] == at(BEFORE, 13, 15)


def test_only_meetings_are_announced(db: Connection) -> None:
    meeting(db, DAY, id=f"{LEDNET}-other", kind="workshop")
    assert tick(db, QUARTER_PAST) == [TO_CHANNEL, TO_PERSON]


# --- one message a day -----------------------------------------------------------------------------------


def test_one_message_a_day_carries_several_events(db: Connection) -> None:
    lednet(db, "lednet-2023")
    other = meeting(db, DAY, "lednet-2023")
    follow(db, somebody(db), "lednet-2023")
    tie(db, slug="lednet-2023")
    assert tick(db, NINE) == [TO_CHANNEL, Message(CHANNEL, (other,))], "a channel gets one for each"
    assert tick(db, QUARTER_PAST) == [Message("U1", (EVENT, other))]
    assert db.scalars(select(tables.deliveries.c.key).where(tables.deliveries.c.kind == "digest")).all() == [
        f"digest:{somebody(db)}:{BEFORE}"
    ]


def test_what_comes_after_the_message_of_the_day_waits_for_the_next_one(db: Connection) -> None:
    assert len(tick(db, QUARTER_PAST)) == 2
    person = somebody(db)
    second = meeting(db, DAY + timedelta(days=1), zone=LONDON)
    moved = {"due_at": QUARTER_PAST + timedelta(hours=1)}
    reminders.plan(db, QUARTER_PAST + SECOND, LONDON)
    mine = tables.reminders.c.subject_id == second, tables.reminders.c.person_id == person
    db.execute(update(tables.reminders).where(*mine).values(moved))
    assert tick(db, QUARTER_PAST + timedelta(hours=2)) == []
    assert Message("U1", (second,)) in tick(db, QUARTER_PAST + timedelta(days=1))


def test_each_person_and_each_channel_has_their_own(db: Connection) -> None:
    follow(db, somebody(db, "U2"))
    tie(db, "C2")
    assert Counter(message.to for message in tick(db, QUARTER_PAST)) == {"C1": 1, "C2": 1, "U1": 1, "U2": 1}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 10 * 24 * 60), min_size=1, max_size=40))
def test_whenever_it_ticks_each_message_is_sent_once(sqlite_database: Database, minutes: list[int]) -> None:
    """Ticks at any moments from three days before to the event's day; some after the moment."""
    start = NINE - timedelta(days=3)
    moments = sorted(start + timedelta(minutes=minute) for minute in minutes)
    with sqlite_database.trying() as db:
        lednet(db)
        meeting(db, DAY)
        tie(db)
        follow(db, somebody(db))
        sent = [message for moment in moments for message in tick(db, moment)]
    assert sent.count(TO_CHANNEL) == any(_may_go(moment, NINE) for moment in moments)
    assert sent.count(TO_PERSON) == any(_may_go(moment, QUARTER_PAST) for moment in moments)


def _may_go(moment: datetime, due_at: datetime) -> bool:
    """On time, or in the working hours of a later day up to the event's."""
    here = moment.astimezone(ZoneInfo(LONDON))
    works = here.weekday() < 5 and due_at.astimezone(ZoneInfo(LONDON)).time() <= here.time() < time(17, 30)
    return due_at <= moment <= due_at + HOUR or (moment > due_at and works and here.date() <= DAY)


# --- the preview -----------------------------------------------------------------------------------------


def test_the_preview_says_what_then_goes(db: Connection) -> None:
    db.execute(update(tables.programmes).values(reminders_from=None))
    now = NINE - timedelta(days=2)
    ahead = reminders.preview(db, LEDNET, now, LONDON)
    assert [(one.due_at, one.channel_id, one.user_id) for one in ahead] == [
        (NINE, CHANNEL, None),
        (QUARTER_PAST, None, "U1"),
    ]
    assert rows(db) == []
    _switched_on(db, now)
    assert tick(db, NINE) == [TO_CHANNEL] and tick(db, QUARTER_PAST) == [TO_PERSON]


def test_the_preview_leaves_out_what_has_passed_and_what_is_proposed(db: Connection) -> None:
    meeting(db, DAY + timedelta(days=1), status="proposed")
    assert reminders.preview(db, LEDNET, QUARTER_PAST + SECOND, LONDON) == ()


# --- replicas --------------------------------------------------------------------------------------------


def _world(database: Database, people_count: int = 5) -> None:
    with database.writing() as db:
        lednet(db)
        lednet(db, "lednet-2023")
        meeting(db, DAY)
        meeting(db, DAY, "lednet-2023")
        tie(db)
        for number in range(people_count):
            person = somebody(db, f"U{number}")
            follow(db, person)
            follow(db, person, "lednet-2023")


def _outbox(database: Database) -> list[tuple[str, int]]:
    """(kind, number of events) of each message."""
    with database.reading() as db:
        table = tables.deliveries
        return [(row.kind, len(row.payload["events"])) for row in db.execute(select(table).order_by(table.c.id))]


def test_two_replicas_send_each_message_once(database: Database) -> None:
    _world(database)
    together = threading.Barrier(2)

    def replica(own: Database) -> None:
        for moment in (NINE - SECOND, NINE, QUARTER_PAST, QUARTER_PAST + SECOND):
            together.wait(10)
            with own.writing() as db:
                tick(db, moment)

    with ExitStack() as closing:
        both = [Database(database.url.render_as_string(hide_password=False)) for _ in range(2)]
        for own in both:
            closing.callback(own.close)
        for running in [Running(lambda own=own: replica(own)) for own in both]:
            running.end()
    assert Counter(_outbox(database)) == {("reminder", 1): 1, ("digest", 2): 5}


def test_a_replica_leaves_no_half_of_a_digest(database: Database) -> None:
    """While another one decides about a person's first reminder, it does not send the second one alone."""
    _world(database, people_count=1)
    with database.writing() as db:
        reminders.plan(db, NINE, LONDON)
        first = db.scalars(select(tables.reminders.c.id).where(tables.reminders.c.person_id.is_not(None))).first()
    begun = threading.Event()

    def other() -> None:
        begun.wait(10)
        with database.writing() as db:
            tick(db, QUARTER_PAST)

    running = Running(other)
    with database.trying() as db:
        db.execute(select(tables.reminders).where(tables.reminders.c.id == first).with_for_update())
        begun.set()
        assert not running.ended_within(0.3)
    running.end()
    assert ("digest", 2) in _outbox(database)


def test_the_job_writes_the_outbox_and_wakes_the_sender(office: Office) -> None:
    with office.database.writing() as db:
        lednet(db)
        meeting(db, DAY)
        tie(db)
    woken = []
    office.database.after_commit = lambda _: woken.append(1)
    office.now = NINE - SECOND
    assert send_due(office.desk) == 0 and woken == []
    office.now = NINE
    assert send_due(office.desk) == 1 and woken == [1]
    assert send_due(office.desk) == 0 and woken == [1]
    with office.database.reading() as db:
        row = db.execute(select(tables.deliveries)).one()
        reminder = db.execute(select(tables.reminders)).one()
    assert (row.kind, row.payload["events"], row.channel_id) == ("reminder", [EVENT], CHANNEL)
    assert (reminder.status, reminder.delivery_id) == ("sent", row.id)


def test_due_reads_without_writing_what_is_not_due(db: Connection) -> None:
    reminders.plan(db, KNOWN, LONDON)
    assert stored.due(db, NINE - SECOND) == []
    assert due_reminders.due(db, NINE - SECOND, LONDON) == ()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (tables.programmes, {"reminders_from": None}),
        (tables.events, {"status": "cancelled"}),
        (tables.people, {"deactivated_at": NINE}),
    ],
    ids=["off", "cancelled", "gone"],
)
def test_what_is_due_is_decided_by_the_facts_of_that_moment(
    db: Connection, table: Table, values: dict[str, object]
) -> None:
    """Though nothing was planned anew since."""
    db.execute(delete(tables.channels))
    reminders.plan(db, NINE - SECOND, LONDON)
    db.execute(update(table).values(values))
    assert due_reminders.due(db, QUARTER_PAST, LONDON) == ()
    assert [status for _, status in rows(db)] == ["superseded"]
