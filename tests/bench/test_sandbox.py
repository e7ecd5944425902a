"""The sandbox's rows measure what they say; no figure is judged here."""

import pytest

from bench import browser, gestured, sandbox
from bench.measures import BUSY, LOADED, SANDBOX, TURNS
from bench.rounds import QUICK
from bench.trivial import trivial
from tests import browsing


def test_the_trivial_app_answers_the_same_gestures() -> None:
    with trivial() as slack:
        assert gestured.seconds(slack, range(1)) > 0
        names = [one.name for one in slack.wire if one.direction == "to bot"]
    assert len(names) == gestured.EACH


def test_ours_saves_every_form(tmp_path) -> None:
    with gestured.workspaces(tmp_path) as (ours, _):
        assert gestured.seconds(ours, range(len(gestured.ACTIONS))) > 0
        assert ours.rejected == ()


@pytest.mark.parametrize(("busy", "words"), [(140.0, "within"), (141.0, "OVER")])
def test_a_bound_is_kept_or_not(busy: float, words: str) -> None:
    pairs = {BUSY: ({"median": busy, "p95": 1.0}, {"median": 40.0, "p95": 1.0})}
    (kept, line), _ = sandbox.verdicts(pairs)
    assert kept == (words == "within")
    assert line.startswith(words)
    assert "of at most 100 ms more than the idle page" in line
    assert f"{busy / 40:.2f}" in sandbox.table(pairs)
    assert LOADED not in sandbox.table(pairs)


def test_every_bound_of_the_issue_is_in_the_table() -> None:
    at_most = {one.sample: (one.at_most, one.unit) for one in SANDBOX if one.at_most is not None}
    assert at_most == {TURNS: (20, "s"), LOADED: (300, "ms")}
    assert {one.figure for one in SANDBOX if one.sample == BUSY and one.more} == {"median", "p95"}


def test_without_a_browser_its_rows_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONVENOR_CHROMIUM", raising=False)
    monkeypatch.setattr(browsing, "CANDIDATES", ())
    monkeypatch.setattr(sandbox, "_turns", lambda *_: ({"time": 1.0}, {"time": 1.0}))
    pairs, notes = sandbox.measure(QUICK, lambda _: None)
    assert set(pairs) == {TURNS}
    assert notes == [browser.NO_CHROMIUM]
