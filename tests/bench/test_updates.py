"""The bench of updates writes by hand what we write; no figure is judged here."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from bench import many_actions, officers, recording, updates
from bench.by_hand import open_database
from bench.measures import BY_HAND
from bench.updates import MEASURES
from bench.updating import opened, saved, unchanged
from bot.views import updates as views
from storage import tables
from storage.engine import Database

ZONE = recording.ZONE
WRITTEN = (
    tables.status_entries,
    tables.audit,
    tables.seen,
    tables.planning_marks,
    tables.search_entries,
    tables.action_facets,
)
OF_THEIR_OWN = ("id", "created_at", "at", "details", "request_id", "gesture")


Rows = dict[str, list[str]]


class Bench:
    """Two actions of the same kind, one for us and one for the bare app."""

    def __init__(self, kind: str, url: str) -> None:
        self.stage = updates.filled(400, lambda _: None, kind, url.replace("postgresql+psycopg", "postgresql"))
        self.ours, self.theirs = Database(url), open_database(self.stage.url)
        self.held = officers.all_held(self.ours)
        self.recorded = json.loads(json.dumps(recording.recorded(self.ours, *updates.samples_of(self.held))))

    def rows(self) -> Rows:
        with self.ours.reading() as db:
            return rows(db)


@pytest.fixture
def bench(database_kind: str, blank_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(many_actions, "UPDATES", 2)
    one = Bench(database_kind, blank_url)
    yield one
    one.ours.close()
    one.theirs.close()


def rows(db: Connection) -> Rows:
    """All rows of the tables that are written, without what differs each time."""
    found: Rows = {}
    for table in WRITTEN:
        all_of_it = db.execute(select(table)).mappings()
        kept = [{name: value for name, value in row.items() if name not in OF_THEIR_OWN} for row in all_of_it]
        found[table.name] = sorted(map(str, kept))
    return found


def test_by_hand_opens_the_form_that_we_open(bench: Bench) -> None:
    one = bench.held[0]
    with bench.ours.reading() as db:
        expected = views.form(recording.form_of(db, one), ZONE)
    assert opened(bench.theirs, bench.recorded, one.user_id, one.id) == expected


def test_by_hand_saves_what_we_save(bench: Bench) -> None:
    one = next(filter(officers.is_saved_at_once, bench.held))
    before = bench.rows()
    with bench.ours.trying() as db:
        expected = views.saved(recording.save(db, one), ZONE)
        ours = rows(db)
    view = saved(bench.theirs, bench.recorded, one.user_id, officers.saved(one, "")["view"])
    assert view == expected
    assert bench.rows() == ours != before


def test_by_hand_says_no_change_as_we_say_it(bench: Bench) -> None:
    one = next(filter(officers.may_stand, bench.held))
    with bench.ours.trying() as db:
        expected = views.confirmed(recording.say_no_change(db, one))
        ours = rows(db)
    pressed = officers.unchanged(one, "http://slack/")
    message = unchanged(bench.theirs, bench.recorded, one.user_id, one.id, one.entry_id, pressed["trigger_id"])
    entry_id = message["blocks"][-1]["elements"][0].pop("value")
    assert int(entry_id) > one.entry_id
    assert expected.blocks[-1]["elements"][0].pop("value")
    assert message == {"text": expected.text, "blocks": list(expected.blocks)}
    assert bench.rows() == ours


def test_a_small_run_counts_what_both_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_actions, "UPDATES", 2)
    plan = updates.rounds.Plan(rounds=1, slice_s=0.05, warm_s=0.05, starts=0, turns=0, loads=0, said=0)
    samples = updates.measure("sqlite", 2_000, plan, lambda _: None)
    assert {(one.sample, app) for one in MEASURES for app in ("ours", BY_HAND)} <= set(samples)


def test_every_bound_of_the_issue_is_in_the_table() -> None:
    names = {f"{name}, {many}" for name in ("open form", "save", "no change") for many in ("1 client", "10 clients")}
    assert {(one.sample, one.figure) for one in MEASURES if one.bounds == {BY_HAND: 2.0}} == {
        (name, figure) for name in names for figure in ("median", "p99")
    }
