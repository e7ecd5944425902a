"""The figures of a report: every action is counted once, in every table; directions follow their rules."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain import report_figures as figures
from bot.domain.actions import Stage
from bot.domain.report_facts import MISSING, WITHDRAWN, Head, Row, head_from_json, row_from_json, to_json
from bot.domain.report_figures import DIRECTIONS, IMPROVED, NEW, NO_DATA, SAME, WORSE, Standing
from tests.bot.views.reporting import HEAD, ROW

KNOWN = HEAD.stages
WITHOUT_RAG = replace(HEAD, uses_rag=False)
NAMES = (*KNOWN, "Paused", "Withdrawn", "Not given", "Now and then")

rows_ = some.lists(
    some.builds(
        lambda number, section, stages, rag, direction, answer, withdrawn_on: replace(
            ROW,
            action_id=f"p:{number}",
            section=section,
            stages=tuple(Stage(name) for name in stages),
            rag=rag,
            direction=direction,
            answer=answer,
            withdrawn_on=withdrawn_on,
        ),
        some.integers(),
        some.sampled_from(("Transport", "Waste", "Homes")),
        some.lists(some.sampled_from(NAMES), max_size=2),
        some.sampled_from(("Red", "Amber", "Green", None)),
        some.sampled_from((*DIRECTIONS, WITHDRAWN)),
        some.sampled_from(("", MISSING, "no change")),
        some.sampled_from((None, date(2027, 1, 4))),
    ),
    max_size=40,
)


@given(rows_, some.booleans())
def test_every_action_is_counted_once_in_every_table(rows: list[Row], uses_rag: bool) -> None:
    head = replace(HEAD, uses_rag=uses_rag)
    tables = (figures.by_stage(head, rows), figures.by_rag(head, rows), figures.by_direction(rows))
    assert [one is None for one in tables] == [False, not uses_rag, False]
    for counts in filter(None, tables):
        assert counts.total == len(rows)
        assert sum(map(counts.of_class, range(len(counts.classes)))) == len(rows)
        of_sections = [counts.of_section(place) for place in range(len(counts.sections))]
        assert of_sections == [sum(row.section == one for row in rows) for one in counts.sections]
        assert len(set(counts.classes)) == len(counts.classes)


def test_two_stages_and_unknown_ones_have_rows_of_their_own() -> None:
    rows = [
        replace(ROW, stages=tuple(map(Stage, names))) for names in (["Design"], ["Delivery", "Discovery"], ["X"], [])
    ]
    counts = figures.by_stage(HEAD, rows)
    assert counts is not None
    found = {name: counts.of_class(place) for place, name in enumerate(counts.classes)}
    assert found == {
        "Discovery": 0,
        "Design": 1,
        "Delivery": 0,
        "Complete": 0,
        "X": 1,
        "Delivery and Discovery": 1,
        "Not given": 1,
    }


def at(*stages: str, rag: str | None = None) -> Standing:
    return Standing(tuple(map(Stage, stages)), rag)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, at("Design"), NEW),
        (at("Design", rag="Amber"), at("Design", rag="Green"), IMPROVED),
        (at("Design", rag="Amber"), at("Delivery", rag="Red"), WORSE),
        (at("Design", rag="Amber"), at("Delivery", rag="Amber"), SAME),
        (at("Design"), at("Delivery"), IMPROVED),
        (at("Delivery", "Discovery"), at("Design"), SAME),
        (at("Delivery"), at("Delivery", "Design"), WORSE),
        (at("Design"), at("Design", rag="Red"), NO_DATA),
        (at(), at("Design"), NO_DATA),
        (at("Paused"), at("Design"), NO_DATA),
        (at("Delivery", rag="Red"), at("Complete"), IMPROVED),
        (at("Complete"), at("Delivery", rag="Red"), WORSE),
        (at("Complete"), at("Complete"), SAME),
    ],
)
def test_the_direction_of_travel(before: Standing | None, now: Standing, expected: str) -> None:
    assert figures.direction(HEAD, before, now) == expected


@given(some.sampled_from(KNOWN), some.sampled_from(KNOWN), *[some.sampled_from(("Red", "Amber", "Green", None))] * 2)
def test_without_rag_the_stage_alone_decides(was: str, now: str, rag: str | None, other: str | None) -> None:
    found = figures.direction(WITHOUT_RAG, at(was, rag=rag), at(now, rag=other))
    there, here = KNOWN.index(was), KNOWN.index(now)
    assert found == (SAME if there == here else IMPROVED if here > there else WORSE)


@given(rows_)
def test_facts_go_through_json_unchanged(rows: list[Row]) -> None:
    assert [row_from_json(to_json(row)) for row in rows] == rows
    head: Head = replace(HEAD, at=datetime(2027, 3, 3, 10, 30, 15, 123, tzinfo=UTC))
    assert head_from_json(to_json(head)) == head
