"""The bench of reports makes every file of one; no figure is judged here."""

from bench.reports import ACTIONS, measure, table, verdicts


def test_a_report_is_measured_in_a_process_of_its_own() -> None:
    figures = measure("sqlite", 30, lambda _: None)
    assert list(figures) == ["reading", "Word", "Excel", "CSV", "One page", "all", "MB"]
    assert all(value > 0 for value in figures.values())
    assert "Report of 30 actions, SQLite" in table("SQLite", 30, figures)


def test_a_bound_is_kept_or_not() -> None:
    slow, small = verdicts("SQLite", ACTIONS, {"all": 21, "MB": 160})
    assert (slow[0], small[0]) == (False, True)
    assert slow[1].startswith("OVER")
