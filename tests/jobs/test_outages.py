"""What becomes of reminders when the service was down, or their date moves; and that a dry run says what then goes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from bot import listing
from bot.domain import date_changes
from bot.domain.audit import Origin
from bot.domain.date_changes import Typed
from bot.domain.people import Caller
from bot.domain.reminder_rules import SHIPPED
from jobs import messages
from jobs.desk import Desk
from jobs.reminders import send_due
from storage import due, notices, reset, tables
from storage import reminders as stored
from storage.engine import Database
from tests.jobs.programme import (
    CHANNEL,
    KNOWN,
    LEDNET,
    LONDON,
    NEW_YORK,
    TEAM,
    at,
    follow,
    meeting,
    rules,
    somebody,
    tie,
)
from tests.jobs.programme import lednet as programme
from tests.storage.rows import ROWS

DAY = date(2021, 5, 20)  # a Thursday
EVENT = f"{LEDNET}-{DAY}"
HOUR = timedelta(hours=1)
SLACK = Origin("slack")
ADMIN = Caller(TEAM, TEAM, "UADMIN")


class World:
    """LEDNet with all shipped rules, a channel, a follower and an admin; `tick` does what the job does at a moment."""

    def __init__(self, database: Database, **values: Any) -> None:
        self.database = database
        self.now = at(DAY - timedelta(days=30), 8)
        with database.writing() as db:
            programme(db)
            rules(db, *(rule.name for rule in SHIPPED))
            meeting(db, DAY, **values)
            tie(db)
            follow(db, somebody(db))
            row = {"role": "admin", "subject_kind": "all", "subject_id": "*", "from_at": KNOWN}
            db.execute(insert(tables.assignments).values(row | {"person_id": somebody(db, "UADMIN")}))

    def tick(self, now: datetime) -> list[tuple[str, str]]:
        """(kind, to) of what went into the outbox."""
        self.now = now
        before = set(self.outbox())
        send_due(Desk(self.database, lambda: self.now, lambda: self.now, LONDON, lambda _: None, 60))
        return [row[1:3] for row in self.outbox() if row not in before]

    def run(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """Let the job run: tick at the beginning, whenever anything falls due, and at the end."""
        sent = self.tick(since)
        while self.now < until:
            with self.database.writing() as db:
                ahead = (stored.next_after(db, self.now), notices.next_after(db, self.now), until)
                now = min(one for one in ahead if one is not None)
                db.execute(update(tables.heartbeats).values(ticked_at=now))
            sent += self.tick(min(now, until))
        return sent

    def outbox(self) -> Sequence[tuple[str, str, str]]:
        found = select(tables.deliveries, tables.people.c.user_id).outerjoin(tables.people)
        with self.database.reading() as db:
            rows = db.execute(found.order_by(tables.deliveries.c.id)).all()
        return [(row.key, row.kind, row.channel_id or row.user_id) for row in rows]

    def statuses(self) -> dict[str, set[str]]:
        with self.database.reading() as db:
            rows = db.execute(select(tables.reminders)).all()
        return {status: {row.rule for row in rows if row.status == status} for status in {row.status for row in rows}}

    def text(self, kind: str) -> str:
        with self.database.reading() as db:
            row = db.execute(select(tables.deliveries).where(tables.deliveries.c.kind == kind)).all()[-1]
            message = messages.draw(db, row, self.now, LONDON)
        assert message is not None
        return message.text + str(message.blocks)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def days_before(number: int, hour: int = 8) -> datetime:
    return at(DAY - timedelta(days=number), hour)


def test_all_goes_on_time_while_it_runs(database: Database) -> None:
    world = World(database, starts=time(10, 30))
    sent = world.run(days_before(15), days_before(0, 12))
    assert sent == [
        ("reminder", CHANNEL),  # two weeks
        ("reminder", CHANNEL),  # one week
        ("digest", "U1"),
        ("digest", "U1"),  # the working day before
        ("soon", "U1"),  # two hours
    ]
    assert set(world.statuses()) == {"sent"}


def test_down_over_a_step_one_message_that_says_it_is_late_and_admins_hear_of_it(world: World) -> None:
    world.run(days_before(15), days_before(8))
    sent = world.run(days_before(6, 9), days_before(6, 12))
    assert sent == [("reminder", CHANNEL), ("digest", "U1"), ("gap", "UADMIN")]
    assert "This comes late" in world.text("reminder") and "Some of this comes late" in world.text("digest")
    away = world.text("gap")
    assert "away Wed 12 May 09:00 to Fri 14 May 10:00: 2 late, 0 missed" in away
    assert f"LEDNet meeting of 20 May 2021, to <#{CHANNEL}>" in away


def test_down_for_three_weeks_one_not_four(world: World) -> None:
    world.run(days_before(22), days_before(21))
    sent = world.run(days_before(1, 9), days_before(0, 12))
    assert sent == [("reminder", CHANNEL), ("digest", "U1"), ("gap", "UADMIN")]
    assert world.statuses() == {
        "sent": {"meeting_in_channel", "meeting_day_before"},
        "missed": {"meeting_in_channel_early", "meeting_for_followers"},
    }
    assert "1 late, 2 missed" in world.text("gap")


def test_what_the_next_step_says_soon_is_not_said_twice(database: Database) -> None:
    world = World(database, starts=time(10, 30))
    world.run(days_before(8), days_before(5))
    sent = world.run(days_before(1, 13), days_before(0, 12))
    assert [one for one in sent if one[0] != "gap"] == [("soon", "U1")]


def test_down_at_the_weekend_it_waits_for_monday(database: Database) -> None:
    world = World(database)
    with database.writing() as db:
        db.execute(update(tables.events).values(date=date(2021, 5, 25), known_from=KNOWN))  # a week after Tuesday 18
    world.run(at(date(2021, 5, 10), 8), at(date(2021, 5, 17), 15))
    assert world.run(at(date(2021, 5, 22), 10), at(date(2021, 5, 23), 20)) == [("gap", "UADMIN")]
    sent = world.run(at(date(2021, 5, 24), 6), at(date(2021, 5, 24), 16))
    assert sorted(sent) == [("digest", "U1"), ("reminder", CHANNEL)]


def test_what_is_late_stays_out_of_a_channel_that_is_quiet_before_an_election(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    world.run(days_before(15), days_before(8))
    with world.database.writing() as db:
        row = {"organisation_id": stored.organiser_of(db, LEDNET).id, "kind": "pre_election", "by_id": somebody(db)}
        row |= {"from_on": DAY - timedelta(days=6), "until_on": DAY - timedelta(days=3), "created_at": KNOWN}
        db.execute(insert(tables.quiet_days).values(row))
    assert world.run(days_before(6, 9), days_before(3, 12)) == [("digest", "U1"), ("gap", "UADMIN")]


def test_when_it_is_over_it_is_missed(world: World) -> None:
    world.run(days_before(8), days_before(8))
    assert world.run(at(DAY + timedelta(days=1), 8), at(DAY + timedelta(days=1), 12)) == [("gap", "UADMIN")]
    assert set(world.statuses()) == {"missed"}


def test_nothing_goes_while_all_is_paused_and_late_what_is_of_use(world: World) -> None:
    with world.database.writing() as db:
        db.execute(insert(tables.pauses).values(from_at=KNOWN))
    assert world.run(days_before(15), days_before(6)) == []
    with world.database.writing() as db:
        db.execute(update(tables.pauses).values(until_at=days_before(6, 9)))
    assert world.run(days_before(6, 9), days_before(6, 12)) == [("reminder", CHANNEL), ("digest", "U1")]


def test_rescheduled_after_some_were_told_one_correction_each_and_none_of_the_old(world: World) -> None:
    world.run(days_before(15), days_before(6))  # the channel and U1 were told
    with world.database.writing() as db:
        follow(db, somebody(db, "U2", NEW_YORK), since=days_before(6))
        typed = Typed(DAY + timedelta(days=30), time(11), None, None)
        date_changes.move(db, ADMIN, EVENT, 0, typed, True, "V1", SLACK, world.now)
    sent = world.run(world.now, days_before(0, 20))
    assert sorted(sent) == [("correction", to) for to in (CHANNEL, "U1", "U2")]
    assert "Was: Thursday 20 May 2021" in world.text("correction")
    sent = world.run(at(DAY + timedelta(days=14), 8), at(DAY + timedelta(days=30), 12))
    assert [one for one in sent if one[0] == "correction"] == []
    assert sorted(sent).count(("reminder", CHANNEL)) == 2 and sorted(sent).count(("soon", "U2")) == 1


def test_what_is_answered_while_its_message_waits_in_the_outbox_is_not_asked(sqlite_database: Database) -> None:
    world = World(sqlite_database)
    with world.database.writing() as db:
        _ask(db, somebody(db, "U3"))
    world.run(days_before(17), days_before(16, 7))
    assert world.run(days_before(16, 7), days_before(16, 12)) == [("digest", "U3")]
    with world.database.writing() as db:
        row = db.execute(select(tables.deliveries).where(tables.deliveries.c.kind == "digest")).one()
        assert messages.draw(db, row, world.now, LONDON)
        answer = ROWS["status_entries"] | {"created_at": world.now, "period_id": ROWS["periods"]["id"]}
        db.execute(insert(tables.status_entries).values(answer | {"author_id": somebody(db, "U3")}))
        db.execute(update(tables.actions).values(current_entry_id=answer["id"]))
        assert messages.draw(db, row, world.now, LONDON) is None


# --- dry run and real run --------------------------------------------------------------------------------


MOMENTS = st.lists(st.integers(0, 24 * 24 * 60), min_size=2, max_size=8)
"""Minutes after a beginning."""


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=MOMENTS, is_moved=st.booleans())
def test_a_dry_run_lists_what_the_real_run_sends(sqlite_database: Database, minutes: list[int], is_moved: bool) -> None:
    with sqlite_database.writing() as db:
        reset.empty(db)
    _list_and_send(sqlite_database, minutes, is_moved)


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=MOMENTS, is_moved=st.booleans())
def test_and_so_on_postgresql(postgresql_database: Database, minutes: list[int], is_moved: bool) -> None:
    with postgresql_database.writing() as db:
        reset.empty(db)
    _list_and_send(postgresql_database, minutes, is_moved)


def _list_and_send(database: Database, minutes: list[int], is_moved: bool) -> None:
    world = World(database, starts=time(10, 30))
    with database.writing() as db:
        meeting(db, DAY + timedelta(days=5), slug=LEDNET, zone=NEW_YORK)
        follow(db, somebody(db, "U2", "Asia/Kolkata"))
        _ask(db, somebody(db))
    start = days_before(16)
    for number, minute in enumerate(sorted(set(minutes))):
        now = start + timedelta(minutes=minute)
        if is_moved and number == 1:
            _move(world, now)
        listed = listing.due_reminders(database, now, LONDON, None)
        assert sorted((one["to"], one["text"]) for one in listed) == sorted(_really_sent(world, now))


def _ask(db: Connection, person_id: int) -> None:
    """Let somebody be asked for an update that is due four days before the meeting, and coordinate its plan."""
    plan, section, action = (ROWS[name] for name in ("plans", "sections", "actions"))
    organiser = db.execute(select(tables.organisations.c.id)).scalar_one()
    db.execute(insert(tables.plans).values(plan | {"organisation_id": organiser, "reminders_from": KNOWN}))
    db.execute(insert(tables.plan_workspaces).values(ROWS["plan_workspaces"]))
    db.execute(insert(tables.sections).values(section))
    db.execute(insert(tables.actions).values(action | {"current_entry_id": None}))
    period = ROWS["periods"] | {"confirmed_by_id": None, "created_at": KNOWN}
    days = {"opens_on": DAY - timedelta(days=16), "due_on": DAY - timedelta(days=4)}
    db.execute(insert(tables.periods).values(period | days))
    for role, kind, about in (("lead", "action", action["id"]), ("coordinator", "plan", plan["slug"])):
        row = {"person_id": person_id, "role": role, "subject_kind": kind, "subject_id": about, "from_at": KNOWN}
        db.execute(insert(tables.assignments).values(row))
    due.refresh_plan(db, plan["slug"])


def _really_sent(world: World, now: datetime) -> Iterator[tuple[str, str]]:
    before = {row[0] for row in world.outbox()}
    world.tick(now)
    with world.database.reading() as db:
        for key, kind, to in world.outbox():
            row = db.execute(select(tables.deliveries).where(tables.deliveries.c.key == key)).one()
            message = (
                messages.draw(db, row, now, LONDON) if key not in before and kind not in ("gap", "lost_time") else None
            )
            if message:
                yield to, message.text


def _move(world: World, now: datetime) -> None:
    with world.database.writing() as db:
        row = db.execute(select(tables.events).where(tables.events.c.id == EVENT)).one()
        if row.date > now.date():
            typed = Typed(DAY + timedelta(days=3), time(9), None, None)
            date_changes.move(db, ADMIN, EVENT, row.revision, typed, True, f"V{now}", SLACK, now)
