"""The bench of the outbox measures what it says; its figures are not judged here, but Slack refuses nothing."""

from dataclasses import replace

import pytest

from bench.sending import Found, Plan, measure, table, verdicts

GOOD = Found(10_000, 95.0, 98.9, 0, {1_000: 1.0, 1_000_000: 1.9})


def test_messages_leave_and_ticks_are_timed() -> None:
    found = measure("sqlite", Plan(650, (100, 1_000)), lambda _: None)
    assert found.limited == 0 and found.seconds > 1 and found.share > 0
    assert list(found.tick_ms) == [100, 1_000] and min(found.tick_ms.values()) > 0
    assert "tick, 1,000 not due" in table("SQLite", found)


@pytest.mark.parametrize(
    ("found", "which"),
    [
        (replace(GOOD, share=94.0), 0),
        (replace(GOOD, limited=1), 1),
        (replace(GOOD, tick_ms={1_000: 1.0, 1_000_000: 2.1}), 2),
    ],
)
def test_a_bound_is_kept_or_not(found: Found, which: int) -> None:
    assert all(kept for kept, _ in verdicts("SQLite", GOOD))
    judged = list(verdicts("SQLite", found))
    assert [kept for kept, _ in judged] == [number != which for number in range(3)]
    assert judged[which][1].startswith("OVER")
