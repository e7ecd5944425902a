"""Named queries: what they leave out, and in which order they answer, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import NoResultFound

from storage import (
    actions,
    channels,
    deliveries,
    drafts,
    gestures,
    meetings,
    partners,
    people,
    reminders,
    tables,
    workspaces,
)
from storage.engine import Database
from storage.reset import empty
from storage.upsert import insert_new
from tests.storage.rows import NOW, ROWS, counts, fill

DAY = date(2021, 5, 20)
MEETING = "lednet-2021-05-20"
SECOND = timedelta(seconds=1)
_ids = count(100)


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A connection to a database with one row in each table, which is rolled back after the test."""
    with database.trying() as db:
        fill(db)
        yield db


def add(db: Connection, table: Table, **values: Any) -> Any:
    """Insert a row like the one in `ROWS`, with other values; return its key."""
    row = ROWS[table.name] | values
    if "id" in table.c and "id" not in values:
        row["id"] = next(_ids)
    db.execute(insert(table).values(row))
    return row[next(iter(table.primary_key)).name]


def change(db: Connection, table: Table, **values: Any) -> None:
    db.execute(update(table).values(**values))


# The outbox


def message(db: Connection, **values: Any) -> int:
    return int(add(db, tables.deliveries, **({"key": f"key-{next(_ids)}"} | values)))


def claim(db: Connection, now: datetime = NOW, machine: datetime = NOW, most: int = 10, token: str = "A") -> list[int]:
    ids = [row.id for row in deliveries.claimable(db, now, machine, most)]
    return [row.id for row in deliveries.lease(db, ids, token, machine + timedelta(minutes=1))] if ids else []


@pytest.mark.parametrize(
    ("values", "claimed"),
    [
        ({"due_at": NOW, "next_attempt_at": NOW}, True),
        ({"due_at": NOW + SECOND}, False),
        ({"next_attempt_at": NOW + SECOND}, False),
        ({"status": "leased", "lease_until": NOW - SECOND}, True),
        ({"status": "leased", "lease_until": NOW}, False),
        ({"status": "leased", "lease_until": NOW + SECOND}, False),
        ({"status": "leased", "lease_until": NOW - SECOND, "next_attempt_at": NOW + SECOND}, False),
        ({"status": "sent"}, False),
        ({"status": "dropped"}, False),
        ({"status": "dead", "lease_until": NOW - SECOND}, False),
    ],
)
def test_what_can_be_claimed(db: Connection, values: dict[str, Any], claimed: bool) -> None:
    change(db, tables.deliveries, **values)
    assert claim(db) == ([1] if claimed else [])


def test_the_two_clocks_of_a_claim(db: Connection) -> None:
    """Due by programme time, attempted by machine time."""
    change(db, tables.deliveries, due_at=NOW, next_attempt_at=NOW + timedelta(days=9))
    assert claim(db, now=NOW, machine=NOW + timedelta(days=8)) == []
    assert claim(db, now=NOW - SECOND, machine=NOW + timedelta(days=9)) == []
    assert claim(db, now=NOW, machine=NOW + timedelta(days=9)) == [1]


def test_a_claim_leases_the_longest_waiting(db: Connection) -> None:
    late = message(db, due_at=NOW)
    early = message(db, due_at=NOW - SECOND)
    assert claim(db, most=1) == [early] and claim(db, most=1) == [1]
    row = db.execute(select(tables.deliveries).where(tables.deliveries.c.id == early)).one()
    assert (row.status, row.lease_token, row.lease_until) == ("leased", "A", NOW + timedelta(minutes=1))
    assert claim(db, most=2, token="B") == [late]
    assert claim(db) == []


def test_what_a_rate_holds_back_is_not_claimed(db: Connection) -> None:
    change(db, tables.deliveries, status="sent")
    row = db.execute(select(tables.deliveries)).one()
    here, there = message(db, channel_id="C1", person_id=None), message(db, channel_id="C2", person_id=None)
    to_person = message(db, channel_id=None, person_id=1)
    free = {"allowance": 0, "refilled_at": NOW, "free_at": NOW + SECOND}
    held = {"C1": [there, to_person], "person:1": [there]}
    for place, left in held.items():
        db.execute(tables.rates.insert().values(bucket=f"{row.team_id} chat.postMessage {place}", **free))
        assert [one.id for one in deliveries.claimable(db, NOW, NOW, 9)] == left
    assert len(deliveries.claimable(db, NOW, NOW + SECOND, 9)) == 3
    change(db, tables.rates, free_at=NOW)
    assert [one.place for one in deliveries.claimable(db, NOW, NOW, 9)] == ["C1", "C2", "person:1"]
    db.execute(tables.rates.delete())
    db.execute(tables.rates.insert().values(bucket=f"{row.team_id} chat.postMessage", **free))
    assert deliveries.claimable(db, NOW, NOW, 9) == [] and here


def test_claimed_rows_come_in_the_order_they_were_made(db: Connection) -> None:
    change(db, tables.deliveries, status="sent")
    first, second = message(db), message(db)
    assert claim(db) == [first, second]


def test_two_claimers_share_the_queue(database: Database) -> None:
    with database.writing() as db:
        fill(db)
        expected = {1, *(message(db) for _ in range(9))}
    barrier = Barrier(4)

    def take(number: int) -> list[int]:
        barrier.wait()
        with database.writing() as db:
            return claim(db, most=3, token=f"token-{number}")

    with ThreadPoolExecutor(4) as pool:
        taken = [each for found in pool.map(take, range(4)) for each in found]
    with database.writing() as db:
        taken += claim(db)
    assert len(taken) == len(set(taken)) == 10
    assert set(taken) == expected


def test_only_who_holds_a_message_changes_it(db: Connection) -> None:
    other = message(db)
    claim(db)
    assert deliveries.change(db, 1, "B", {"status": "sent"}) is False
    assert deliveries.change(db, 1, "A", {"status": "sent"}) is True
    assert deliveries.change(db, 999, "A", {"status": "sent"}) is False
    found = {row.id: row.status for row in deliveries.listed(db, failed_only=False)}
    assert found == {other: "leased", 1: "sent"}


def test_an_operator_sees_the_newest_first(db: Connection) -> None:
    dead = message(db, status="dead")
    newest = message(db)
    assert [row.id for row in deliveries.listed(db, failed_only=False)] == [newest, dead, 1]
    assert [row.id for row in deliveries.listed(db, failed_only=True)] == [dead]


def test_only_a_dead_message_is_changed_as_one_that_failed(db: Connection) -> None:
    dead = message(db, status="dead", attempts=7, error="channel_not_found")
    assert deliveries.change_failed(db, 1, {"status": "pending"}) is False
    assert deliveries.change_failed(db, 999, {"status": "pending"}) is False
    assert deliveries.change_failed(db, dead, {"status": "pending", "attempts": 0}) is True
    row = db.execute(select(tables.deliveries).where(tables.deliveries.c.id == dead)).one()
    assert (row.status, row.attempts) == ("pending", 0)
    assert deliveries.change_failed(db, dead, {"status": "pending"}) is False


def test_what_failed_comes_newest_first_with_its_workspace(db: Connection) -> None:
    first, second = message(db, status="dead", kind="digest"), message(db, status="dead", kind="reminder")
    for kind in ("answer", "emptied"):
        message(db, status="dead", kind=kind)
    assert [row.id for row in deliveries.failed(db, ["answer"], 9)] == [second, first]
    assert [row.id for row in deliveries.failed(db, ["answer"], 1)] == [second]
    assert deliveries.failed(db, ["answer"], 1)[0].workspace_id
    assert deliveries.failed_one(db, first, ["digest"]) is None and deliveries.failed_one(db, first, []) is not None


def test_payloads_are_emptied_after_sending(db: Connection) -> None:
    old = [
        message(db, status="sent", sent_at=NOW - SECOND),
        message(db, status="dropped", sent_at=NOW - SECOND),
        message(db, status="dropped", created_at=NOW - 2 * SECOND),
        message(db, status="dead", created_at=NOW - 2 * SECOND),
    ]
    kept = [
        message(db, status="sent", sent_at=NOW, created_at=NOW - SECOND),
        message(db, status="dead", created_at=NOW - SECOND),
        message(db, status="pending", created_at=NOW - SECOND),
        message(db, status="leased", created_at=NOW - SECOND),
        1,
    ]
    assert deliveries.empty_payloads(db, NOW, NOW - SECOND) == len(old)
    assert deliveries.empty_payloads(db, NOW, NOW - SECOND) == 0
    found = {row.id: (row.kind, row.payload) for row in deliveries.listed(db, failed_only=False)}
    assert found == dict.fromkeys(old, ("emptied", {})) | dict.fromkeys(kept, ("digest", {"items": [1]}))


def test_what_is_due_and_since_when(db: Connection) -> None:
    assert deliveries.due(db, NOW) == (1, NOW) and deliveries.any_waiting(db)
    message(db, status="leased", due_at=NOW - SECOND)
    message(db, due_at=NOW + SECOND)
    for status in ("sent", "dropped", "dead"):
        message(db, status=status, due_at=NOW - 2 * SECOND)
    assert deliveries.due(db, NOW) == (2, NOW - SECOND)
    db.execute(delete(tables.reminders))
    change(db, tables.deliveries, status="sent")
    assert deliveries.due(db, NOW) == (0, None) and not deliveries.any_waiting(db)


def test_a_delivery_by_its_key(db: Connection) -> None:
    one = message(db, key="digest:2")
    assert deliveries.id_of(db, "digest:2") == one
    with pytest.raises(NoResultFound):
        deliveries.id_of(db, "digest:3")


# People


def test_profiles_that_are_missing_or_old_are_read_the_missing_first(db: Connection) -> None:
    db.execute(update(tables.people).values(profile_at=NOW - SECOND))
    older = add(db, tables.people, user_id="U2", profile_at=NOW - 2 * SECOND)
    missing = add(db, tables.people, user_id="U3", profile_at=None)
    add(db, tables.people, user_id="U4", profile_at=NOW)
    add(db, tables.people, user_id="U5", profile_at=None, erased_at=NOW)
    add(db, tables.people, user_id=None, workspace_id=None, profile_at=None)
    assert [row.id for row in people.without_profile(db, NOW)] == [missing, older, 1]


def test_profiles_are_read_by_twenties(db: Connection) -> None:
    for number in range(25):
        add(db, tables.people, user_id=f"UX{number}")
    assert len(people.without_profile(db, NOW)) == 20


def test_one_person_changes(db: Connection) -> None:
    other = add(db, tables.people, user_id="U2")
    people.change(db, other, {"name": "Renamed"})
    assert [people.by_id(db, each).name for each in (1, other)] == ["Transport officer", "Renamed"]
    with pytest.raises(NoResultFound):
        people.by_id(db, 999)


def test_what_a_person_holds_now(db: Connection) -> None:
    add(db, tables.assignments, role="lead", until_at=NOW)
    held = add(db, tables.assignments, role="deputy")
    other = add(db, tables.people, user_id="U2")
    add(db, tables.assignments, person_id=other)
    assert [row.id for row in people.held(db, 1)] == [1, held]


def test_roles_for_several_subjects(db: Connection) -> None:
    add(db, tables.assignments, role="lead", subject_kind="section", subject_id="s")
    add(db, tables.assignments, role="deputy", subject_kind="section", subject_id="t")
    add(db, tables.assignments, role="admin", subject_kind="section", subject_id="s", until_at=NOW)
    subjects = [("action", "leicestershire-2024:T18"), ("section", "s"), ("plan", "t")]
    assert people.roles(db, 1, subjects) == {"officer", "lead"}
    assert people.roles(db, 2, subjects) == set()


def test_holders_are_in_the_order_they_came(db: Connection) -> None:
    subject = ("action", "leicestershire-2024:T18")
    second = add(db, tables.people, user_id="U2")
    third = add(db, tables.people, user_id="U3")
    for person in (third, second):
        add(db, tables.assignments, person_id=person, role="lead")
    add(db, tables.assignments, person_id=add(db, tables.people, user_id="U4", erased_at=NOW))
    add(db, tables.assignments, person_id=add(db, tables.people, user_id="U5", deactivated_at=NOW))
    add(db, tables.assignments, person_id=second, role="deputy")
    add(db, tables.assignments, person_id=second, role="officer", until_at=NOW)
    found = people.holders(db, ["officer", "lead"], [subject])
    assert [(row.id, row.role, row.subject_kind) for row in found] == [
        (1, "officer", "action"),
        (second, "lead", "action"),
        (third, "lead", "action"),
    ]


# Meetings


def test_followers_of_an_event_or_its_programme(db: Connection) -> None:
    def follower(kind: str, subject_id: str, **values: Any) -> int:
        person = add(db, tables.people, **({"user_id": f"U{next(_ids)}"} | values))
        add(db, tables.follows, person_id=person, subject_kind=kind, subject_id=subject_id, created_at=NOW + SECOND)
        return int(person)

    both = follower("programme", "lednet-2021")
    add(db, tables.follows, person_id=both)
    follower("event", "lednet-2021-07-29")
    follower("programme", "lednet-2023")
    follower("plan", "lednet-2021")
    follower("event", MEETING, deactivated_at=NOW)
    follower("event", MEETING, user_id=None, workspace_id=None)
    found = [(row.id, row.follows_from) for row in reminders.followers_of(db, MEETING, "lednet-2021")]
    assert found == [(1, NOW), (both, NOW)]


@pytest.mark.parametrize(
    ("values", "found"), [({}, True), ({"status": "proposed"}, False), ({"status": "cancelled"}, False)]
)
def test_what_can_be_reminded_of(db: Connection, values: dict[str, Any], found: bool) -> None:
    assert reminders.events_to_tell(db, [MEETING]) == []  # reminders are off
    meetings.switch_reminders(db, "lednet-2021", NOW)
    if values:
        change(db, tables.events, **values)
    assert [row.id for row in reminders.events_to_tell(db, [MEETING, "other"])] == ([MEETING] if found else [])
    assert reminders.events_to_tell(db, []) == ()
    assert reminders.events_from(db, DAY) == {MEETING} and reminders.events_from(db, DAY + timedelta(days=1)) == set()


def test_reminders_of_one_programme_are_switched(db: Connection) -> None:
    add(db, tables.programmes, slug="lednet-2023")
    meetings.switch_reminders(db, "lednet-2023", NOW)
    add(db, tables.programme_workspaces, programme_slug="lednet-2023")
    assert [row.reminders_from for row in meetings.programmes_seen(db, "T1")] == [None, NOW]
    meetings.switch_reminders(db, "lednet-2023", None)
    assert [row.reminders_from for row in meetings.programmes_seen(db, "T1")] == [None, None]


def test_events_are_in_order_of_time_those_of_all_day_first(db: Connection) -> None:
    expected = [
        add(db, tables.events, id="a", date=DAY - timedelta(days=1)),
        add(db, tables.events, id="z", starts=None),
        add(db, tables.events, id="y", starts=time(9)),
        add(db, tables.events, id="b", starts=time(10, 30)),
        MEETING,
    ]
    assert [row.id for row in meetings.of_programme(db, "lednet-2021")] == expected
    assert [row.id for row in meetings.ahead(db, "T1", "meeting", DAY, 9)] == expected[1:]
    assert [row.id for row in meetings.ahead(db, "T1", "meeting", DAY, 2)] == expected[1:3]
    assert meetings.last(db, "T1", "meeting", DAY).id == "a"  # type: ignore[union-attr]
    assert meetings.last(db, "T1", "session", DAY) is None


def test_an_event_whoever_sees_it(db: Connection) -> None:
    assert meetings.by_id(db, "T2", MEETING) is None
    assert meetings.by_id_anywhere(db, MEETING).programme_title == "LEDNet"
    with pytest.raises(NoResultFound):
        meetings.by_id_anywhere(db, "lednet-1999-01-01")


def test_channels_of_a_programme(db: Connection) -> None:
    add(db, tables.workspaces, team_id="T0")
    for team, channel, kind, subject in (
        ("T1", "C2", "programme", "lednet-2021"),
        ("T1", "C1", "programme", "lednet-2021"),
        ("T0", "C9", "programme", "lednet-2021"),
        ("T1", "C3", "programme", "lednet-2023"),
        ("T1", "C4", "plan", "lednet-2021"),
    ):
        add(db, tables.channels, team_id=team, channel_id=channel, subject_kind=kind, subject_id=subject)
    found = [(row.team_id, row.channel_id) for row in meetings.channels_for(db, "lednet-2021")]
    assert found == [("T0", "C9"), ("T1", "C1"), ("T1", "C2")]
    assert sorted(channels.all_tied(db)) == [("T0", "C9"), ("T1", "C1"), ("T1", "C2"), ("T1", "C3"), ("T1", "C4")]


def test_a_tie_is_made_and_undone_once(db: Connection) -> None:
    row = {"team_id": "T1", "channel_id": "C7", "subject_kind": "plan", "subject_id": "p", "created_at": NOW}
    assert [channels.tie(db, row), channels.tie(db, row)] == [True, False]
    assert channels.tied_to(db, "T1", "C7") == {("plan", "p")}
    assert channels.tied_to(db, "T2", "C7") == channels.tied_to(db, "T1", "C8") == set()
    for wrong in (("T2", "C7", "plan", "p"), ("T1", "C8", "plan", "p"), ("T1", "C7", "programme", "p")):
        assert channels.untie(db, *wrong) is False
    assert channels.untie(db, "T1", "C7", "plan", "q") is False
    assert [channels.untie(db, "T1", "C7", "plan", "p"), channels.untie(db, "T1", "C7", "plan", "p")] == [True, False]
    assert channels.tied_to(db, "T1", "C1") == {("plan", "leicestershire-2024")}


# Reminders


def test_a_reminder_is_planned_once(db: Connection) -> None:
    row = {name: value for name, value in ROWS["reminders"].items() if name != "id"}
    reminders.add(db, [row, row | {"revision": 1}, row | {"recipient": "person:2"}])
    reminders.add(db, [row])
    reminders.add(db, [])
    assert counts(db)["reminders"] == 3


def test_what_is_due_first_comes_first(db: Connection) -> None:
    for_channel = {"person_id": None, "channel_id": "C1", "recipient": "channel:T1:C1"}
    late = add(db, tables.reminders, **for_channel)
    early = add(db, tables.reminders, due_at=NOW - SECOND, recipient="person:2")
    assert [row.id for row in reminders.due(db, NOW)] == [early, 1, late]
    assert [row.id for row in reminders.due(db, NOW - SECOND)] == [early] and reminders.any_due(db, NOW - SECOND)
    for status in ("sent", "superseded", "missed"):
        change(db, tables.reminders, status=status)
        assert reminders.due(db, NOW) == [] and not reminders.any_due(db, NOW)


def test_reminders_are_settled_together(db: Connection) -> None:
    other = add(db, tables.reminders, revision=2)
    third = add(db, tables.reminders, revision=3)
    reminders.settle(db, [1, other], {"status": "sent"})
    reminders.settle(db, [], {"status": "missed"})
    found = {row.id: row.status for row in reminders.of_subjects(db, "event", [MEETING])}
    assert found == {1: "sent", other: "sent", third: "planned"}
    assert reminders.of_subjects(db, "event", []) == () == tuple(reminders.of_subjects(db, "action", [MEETING]))


def test_a_mark_is_taken_once(db: Connection) -> None:
    db.execute(delete(tables.planning_marks))
    for subject in (("event", MEETING), ("event", MEETING), ("workspace", "T1")):
        reminders.mark(db, *subject)
    assert reminders.any_marks(db)
    assert {(row.subject_kind, row.subject_id) for row in reminders.take_marks(db)} == {("event", MEETING)}
    assert not reminders.any_marks(db) and list(reminders.take_marks(db)) == []


# The rest


def test_gestures_are_forgotten_when_they_are_old(db: Connection) -> None:
    gestures.note(db, "old", NOW - SECOND)
    assert gestures.forget(db, NOW) == 1
    assert (gestures.known(db, "old"), gestures.known(db, "Ev1")) == (False, True)


def test_drafts_are_forgotten_when_they_are_old(db: Connection) -> None:
    draft = ROWS["drafts"]
    assert drafts.forget(db, draft["saved_at"]) == 0
    assert drafts.of(db, draft["person_id"], draft["action_id"]) is not None
    assert drafts.forget(db, draft["saved_at"] + SECOND) == 1
    assert drafts.of(db, draft["person_id"], draft["action_id"]) is None


def test_how_many_of_several_rows_were_new(db: Connection) -> None:
    rows = [{"gesture": name, "created_at": NOW} for name in ("Ev1", "Ev2", "Ev2", "Ev3")]
    assert insert_new(db, tables.seen, rows) == 2
    assert insert_new(db, tables.seen, rows[0]) == 0
    assert insert_new(db, tables.seen, []) == 0
    assert counts(db)["seen"] == 3


def test_an_action_that_is_gone_has_no_place(db: Connection) -> None:
    with pytest.raises(NoResultFound):
        actions.place(db, "leicestershire-2024:T99")


def test_a_locked_action_is_waited_for(database: Database) -> None:
    """Who comes second reads what the first one wrote."""
    with database.writing() as db:
        fill(db)
        add(db, tables.status_entries, id=2)
    barrier = Barrier(2)

    def late() -> int | None:
        barrier.wait()
        with database.writing() as db:
            actions.lock(db, "leicestershire-2024:T18")
            return actions.place(db, "leicestershire-2024:T18").current_entry_id

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as db:
            actions.lock(db, "leicestershire-2024:T18")
            second = pool.submit(late)
            barrier.wait()
            change(db, tables.actions, current_entry_id=2)
        assert second.result(timeout=10) == 2


def test_partners_by_name_and_their_other_names(db: Connection) -> None:
    assert [(row.id, row.name) for row in partners.seen(db, "T1")] == [(1, "Leicestershire")]
    assert partners.seen(db, "T2") == []
    add(db, tables.organisation_aliases, folded="aa", alias="AA")
    assert [row.alias for row in partners.aliases(db)] == ["AA", "LCC"]
    change(db, tables.actions, withdrawn_at=NOW)
    assert partners.seen(db, "T1") == []


def test_workspaces_that_took_the_app_away_are_left_out(db: Connection) -> None:
    add(db, tables.workspaces, team_id="T0")
    add(db, tables.workspaces, team_id="T2", revoked_at=NOW)
    assert [row.team_id for row in workspaces.every(db)] == ["T0", "T1"]
    assert workspaces.by_team(db, "T2") is not None
    assert workspaces.by_team(db, "T3") is None


def test_everything_goes_and_can_come_again(db: Connection) -> None:
    assert set(counts(db).values()) == {1}
    empty(db)
    assert set(counts(db).values()) == {0}
    fill(db)
