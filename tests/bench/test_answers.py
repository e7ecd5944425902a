"""The bench of questions asks what it says; no figure is judged here."""

import json
from functools import partial
from typing import Any

import pytest

from bench import answers
from bench.answers import FILTER, GESTURES, GROWING, MEASURES, TEXT, growth
from bench.by_hand import ANSWERS, open_database
from bench.databases import asked
from bench.measures import BY_HAND, OURS
from bot.views.answers import draw
from storage.engine import Database


def test_by_hand_answers_what_we_answer(database_kind: str, blank_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers.many_actions, "UPDATES", 2)
    stage = answers.filled(400, lambda _: None, database_kind, blank_url.replace("postgresql+psycopg", "postgresql"))
    ours, theirs = Database(blank_url), open_database(stage.url)
    for gesture in GESTURES:
        with ours.reading() as db:
            message = draw(asked(db, gesture), "Europe/London")
        expected: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks), "response_type": "ephemeral"}
        assert len(expected["blocks"]) > 3
        make = partial(ANSWERS[gesture.name], statements=stage.statements[gesture.name], frame=expected)
        assert json.dumps(theirs.answer(make), sort_keys=True) == json.dumps(expected, sort_keys=True), gesture.name
    ours.close()
    theirs.close()


@pytest.mark.parametrize(("after", "kept"), [(1.4, True), (1.6, False)])
def test_growth_is_judged_by_our_own_medians(after: float, kept: bool) -> None:
    few = {(load.name, OURS): [{"median": 1.0}] for load in GROWING}
    many = {(load.name, OURS): [{"median": after}] for load in GROWING}
    assert [one for one, _ in growth("SQLite", few, many)] == [kept] * len(GROWING)


def test_every_bound_of_the_issue_is_in_the_table() -> None:
    names = {f"{gesture.name}, {many}" for gesture in GESTURES for many in ("1 client", "10 clients")}
    assert {(one.sample, one.figure) for one in MEASURES if one.bounds == {BY_HAND: 2.0}} == {
        (name, figure) for name in names for figure in ("median", "p99")
    }
    assert {load.gesture for load in GROWING} == set(GESTURES) - {TEXT}
    assert FILTER in GESTURES
