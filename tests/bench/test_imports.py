"""The bench of imports imports what it says; no figure is judged here."""

from bench.imports import ACTIONS, BOUNDS, measure, table, verdicts


def test_imports_are_measured_in_a_process_of_their_own() -> None:
    rows = measure("sqlite", 30, lambda _: None)
    assert list(rows)[:2] == ["30 actions", "30 actions again"]
    assert all(one["s"] > 0 and one["MB"] > 10 for one in rows.values())
    assert "30 actions again" in table("SQLite", rows)


def test_a_bound_is_kept_or_not() -> None:
    name = f"{ACTIONS:,} actions"
    assert name in BOUNDS
    slow, small = verdicts("SQLite", {name: {"s": 61, "MB": 400}})
    assert (slow[0], small[0]) == (False, True)
    assert slow[1].startswith("OVER")
