"""What Slack delivers five times at the same moment changes what one delivery changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.domain import assignments, calendars, channels, conversations, meetings
from storage.engine import Database
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEDNET,
    NOBODY,
    NOW,
    PLAN,
    SLACK,
    STRANGE_ADMIN,
    T18,
    caller,
    counts,
    person_row,
)

MEETING = "lednet-2021-05-20"
SUBJECT = ("programme", "lednet-2021")

GESTURES: dict[str, tuple[Callable[[Connection], Any], dict[str, int]]] = {
    "follow": (
        lambda db: meetings.follow(db, NOBODY, MEETING, SLACK, NOW),
        {"people": 1, "follows": 1, "audit": 1},
    ),
    "calendar file": (
        lambda db: calendars.send_file(db, NOBODY, MEETING, "G1", SLACK, NOW),
        {"people": 1, "deliveries": 1, "audit": 1},
    ),
    "role": (
        lambda db: assignments.give_role(db, ADMIN, caller("UNEW"), "lead", "T18", "G1", SLACK, NOW),
        {"people": 1, "assignments": 1, "deliveries": 1, "audit": 1},
    ),
    "role of somebody known": (
        lambda db: assignments.give_role(db, ADMIN, LEDNET, "lead", "T18", "G1", SLACK, NOW),
        {"assignments": 1, "deliveries": 1, "audit": 1},
    ),
    "officer": (
        lambda db: assignments.add_officer(db, COORDINATOR, person_row(db, LEDNET).id, T18, "G1", SLACK, NOW),
        {"assignments": 1, "deliveries": 1, "audit": 1},
    ),
    "request": (
        lambda db: assignments.ask_to_be_added(db, NOBODY, T18, "G1", SLACK, NOW),
        {"people": 1, "deliveries": 1, "audit": 1},
    ),
    "admins by setting": (
        lambda db: assignments.appoint_admins(db, [ADMIN, STRANGE_ADMIN, caller("UNEW")], NOW),
        {"people": 1, "assignments": 1, "audit": 1},
    ),
    "somebody known as admin": (
        lambda db: assignments.appoint_admins(db, [ADMIN, STRANGE_ADMIN, LEDNET], NOW),
        {"assignments": 1, "audit": 1},
    ),
    "channel": (
        lambda db: channels.tie(db, COORDINATOR, "C1", [("plan", PLAN)], "V1", SLACK, NOW),
        {"channels": 1, "seen": 1, "deliveries": 1, "audit": 1},
    ),
    "reminders on": (
        lambda db: meetings.switch_reminders(db, LEDNET, "lednet-2021", True, SLACK, NOW),
        {"audit": 1},
    ),
    "question": (
        lambda db: conversations.take(db, NOBODY, "T18", ("C1", None), "Ev1", SLACK, NOW),
        {"people": 1, "seen": 1, "deliveries": 1},
    ),
}


@pytest.mark.parametrize("name", GESTURES)
def test_five_at_once_are_one(filled: Database, name: str) -> None:
    rule, expected = GESTURES[name]
    with filled.reading() as db:
        before = counts(db)
    barrier = Barrier(5)

    def deliver(_: int) -> None:
        barrier.wait()
        with filled.writing() as db:
            rule(db)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(deliver, range(5)))
    with filled.reading() as db:
        after = counts(db)
    assert {table: after[table] - before[table] for table in after if after[table] != before[table]} == expected
