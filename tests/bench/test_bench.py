"""The bench measures what it says; no figure is judged here."""

import json
from functools import partial

import pytest
from slack_sdk.signature import SignatureVerifier

from bench import driver
from bench.by_hand import ANSWERS, open_database
from bench.databases import asked, with_examples
from bench.gestures import CARD, GESTURES, SIGNING_SECRET
from bench.measures import BY_HAND, FIXED, MEASURES, MEMORY, OURS, START
from bench.rounds import figures
from bench.table import table, verdicts
from bot.views.answers import draw
from storage.engine import Database


def test_by_hand_answers_what_we_answer(database_kind: str, blank_url: str) -> None:
    stage = with_examples(database_kind, blank_url)
    ours, theirs = Database(blank_url), open_database(stage.url)
    for gesture in GESTURES:
        with ours.reading() as db:
            message = draw(asked(db, gesture), "Europe/London")
        expected = {"text": message.text, "blocks": list(message.blocks), "response_type": "ephemeral"}
        make = partial(ANSWERS[gesture.name], statements=stage.statements[gesture.name], frame=expected)
        answer = theirs.answer(make)
        assert json.dumps(answer, sort_keys=True) == json.dumps(expected, sort_keys=True), "mend bench/by_hand.py"
    ours.close()
    theirs.close()


def test_requests_are_signed_and_told_apart() -> None:
    requests = [driver.signed(CARD.form, SIGNING_SECRET, 1) for _ in range(2)]
    head, _, body = requests[0].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    assert int(headers["Content-Length"]) == len(body)
    assert body != requests[1].partition(b"\r\n\r\n")[2]


def test_figures() -> None:
    taken = figures([float(number) for number in range(100, 0, -1)], 2.0)
    assert taken == {"median": 50.5, "p95": 96.0, "p99": 100.0, "rate": 50.0, "answers": 100}


@pytest.mark.parametrize(("ours", "words"), [(6.0, "within"), (6.2, "OVER")])
def test_a_bound_is_kept_or_not(ours: float, words: str) -> None:
    samples = {(MEMORY, OURS): [{"rss": ours}], (MEMORY, FIXED): [{"rss": 2.0}]}
    ((kept, line),) = verdicts("SQLite", samples)
    assert kept == (words == "within")
    assert line.startswith(words)
    assert "of at most 3 times fixed" in line
    assert f"{ours:,.1f}" in table("SQLite", samples)


def test_every_bound_of_the_issue_is_in_the_table() -> None:
    bounded = {(one.sample, one.figure): dict(one.bounds) for one in MEASURES if one.bounds}
    card = {
        (f"card, {many}", figure): {BY_HAND: 2} for many in ("1 client", "10 clients") for figure in ("median", "p99")
    }
    assert bounded == card | {(MEMORY, "rss"): {FIXED: 3}, (START, "first answer"): {FIXED: 5}}
