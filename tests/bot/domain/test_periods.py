"""Reporting periods: confirmed by a coordinator, answered, given more time, closed, opened again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.domain import extensions, period_closing, period_dates, period_plans, periods, search, updates
from bot.domain.people import Caller
from bot.domain.period_dates import Dates
from bot.domain.period_plans import Calendar, Wish
from bot.domain.queries import Query
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.updates import Submission
from storage import tables
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LEAD,
    LONDON,
    LONDONER,
    NOBODY,
    OFFICER,
    OTHER_PLAN,
    PLAN,
    SLACK,
    STRANGE_ADMIN,
    T17,
    T18,
    one,
    person_row,
    rows,
    said,
)

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DATES = Dates(date(2026, 10, 12), date(2026, 11, 9), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 8))
OPEN = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
OVERDUE = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
DUE_AT = datetime(2026, 11, 9, 23, 59, tzinfo=UTC)


def confirm(db: Connection, dates: Dates = DATES, now: datetime = NOW, who: Caller = COORDINATOR) -> Calendar:
    return period_plans.confirm(db, who, Wish(PLAN, "yearly", dates), SLACK, now)


def answer(db: Connection, action_id: str, now: datetime, who: Caller = OFFICER, stage: str = "Delivery") -> None:
    base = updates.form(db, who, action_id).base
    draft = replace(updates.form(db, who, action_id).draft, stage=stage, note=f"Said on {now.isoformat()}")
    draft = replace(draft, completed_on=now.date(), evidence_url="https://example.gov.uk/done")
    submission = Submission(action_id, base, f"V{action_id}{now.isoformat()}", draft, ("completion",))
    assert isinstance(updates.save(db, who, submission, SLACK, now, LONDON), updates.Saved)


def due_of(db: Connection, action_id: str) -> datetime | None:
    found: datetime | None = one(db, tables.actions, id=action_id).next_due_at
    return found


def overdue(db: Connection, now: datetime) -> int:
    return search.find(db, COORDINATOR, Query(state="overdue"), 1, now).total


def test_the_example_proposes_its_next_date_and_keeps_what_was_before(db: Connection) -> None:
    before = period_plans.calendar(db, COORDINATOR, PLAN, NOW)
    assert (before.periods, before.proposed, before.current) == ((), DATES, None)
    after = confirm(db)
    old, new = after.periods
    assert (old.title, old.state, old.is_before_convenor) == ("December 2024", "closed", True)
    assert (new.title, new.state, new.dates) == ("December 2026", "confirmed", DATES)
    assert after.proposed is not None
    assert after.proposed.committee_on == date(2027, 12, 14)
    assert after.last_closed is None, "what was before Convenor is not opened again"
    assert [row[:4] for row in said(db, "period.confirmed")] == [("UCOORD", "plan", PLAN, "slack")]


def test_nothing_is_due_before_and_everything_open_after(db: Connection) -> None:
    assert overdue(db, OVERDUE) == 0
    confirm(db)
    open_ = [row for row in rows(db, tables.actions, plan_slug=PLAN) if row.next_due_at]
    assert {row.next_due_at for row in open_} == {DUE_AT}
    complete = {row.id for row in rows(db, tables.actions, plan_slug=PLAN)} - {row.id for row in open_}
    assert complete
    for action_id in complete:
        (entry,) = rows(db, tables.status_entries, action_id=action_id)
        assert [one["stage"] for one in entry.stages] == ["Complete"]
    assert overdue(db, DUE_AT) == 0, "the due day is in time to its end"
    assert overdue(db, DUE_AT + timedelta(minutes=1)) == len(open_)
    assert not [row for row in rows(db, tables.actions, plan_slug=OTHER_PLAN) if row.next_due_at]


def test_an_answer_at_any_time_counts_for_the_next_period(db: Connection) -> None:
    answer(db, T18, NOW - timedelta(days=90))
    confirm(db)
    assert due_of(db, T18) is None, "given while no period was confirmed"
    answer(db, T17, NOW)
    assert due_of(db, T17) is None
    following = period_dates.backwards(date(2027, 12, 14), "yearly", period_dates.working_days("ENG"))
    confirm(db, following)
    assert due_of(db, T17) == datetime(2027, 11, 15, 23, 59, tzinfo=UTC), "the next one it will be asked for"
    calendar = period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    assert calendar.current is not None
    assert calendar.current.dates == following
    answer(db, T18, OVERDUE + timedelta(days=60))
    assert due_of(db, T18) is None
    assert due_of(db, T17) == datetime(2027, 11, 15, 23, 59, tzinfo=UTC)


def current_id(db: Connection) -> int:
    period = periods.current(db, PLAN)
    assert period is not None
    return period.id


def test_who_completes_or_reopens_an_action_changes_whether_it_is_asked(db: Connection) -> None:
    confirm(db)
    answer(db, T18, NOW, stage="Complete")
    asked = {row.action_id for row in periods.asked_in(db, current_id(db))}
    assert T18 not in asked
    assert T17 in asked


def test_more_time_for_one_and_for_all(db: Connection) -> None:
    confirm(db)
    period_id = current_id(db)
    later = date(2026, 11, 18)
    extensions.extend(db, COORDINATOR, period_id, T18, later, "Off sick", SLACK, OPEN)
    assert due_of(db, T18) == datetime(2026, 11, 18, 23, 59, tzinfo=UTC)
    assert due_of(db, T17) == DUE_AT
    general = date(2026, 11, 16)
    extensions.extend(db, COORDINATOR, period_id, None, general, "Election", SLACK, OPEN)
    assert due_of(db, T17) == datetime(2026, 11, 16, 23, 59, tzinfo=UTC)
    assert due_of(db, T18) == datetime(2026, 11, 18, 23, 59, tzinfo=UTC)
    found = {row.action_id: row.due_on for row in periods.asked_in(db, period_id)}
    assert (found[T17], found[T18]) == (general, later)
    answer(db, T18, OPEN)
    assert due_of(db, T18) is None
    assert [row[1:3] for row in said(db, "period.extended")] == [("action", T18), ("plan", PLAN)]
    for day, reason, field, sentence in (
        (general, "why", "due_on", "already"),
        (date(2026, 11, 24), "why", "due_on", "Sign-off is on"),
        (date(2026, 11, 21), "why", "due_on", "weekend"),
        (date(2026, 11, 19), " ", "reason", "Say why"),
    ):
        with pytest.raises(Refusal, match=sentence) as refused:
            extensions.extend(db, COORDINATOR, period_id, None, day, reason, SLACK, OPEN)
        assert refused.value.field == field


def test_closing_freezes_and_ends_asking(db: Connection) -> None:
    confirm(db)
    answer(db, T18, OPEN)
    period_id = current_id(db)
    with pytest.raises(Refusal, match="has not opened"):
        period_closing.close(db, COORDINATOR, period_id, SLACK, NOW)
    assert overdue(db, OVERDUE) > 0
    period_closing.close(db, COORDINATOR, period_id, SLACK, OVERDUE)
    period_closing.close(db, COORDINATOR, period_id, SLACK, OVERDUE)
    assert len(said(db, "period.closed")) == 1
    assert overdue(db, OVERDUE) == 0
    frozen = rows(db, tables.snapshots, period_id=period_id)
    assert len(frozen) == len([row for row in rows(db, tables.actions, plan_slug=PLAN) if not row.withdrawn_at])
    answer(db, T18, OVERDUE + timedelta(hours=1))
    assert rows(db, tables.snapshots, period_id=period_id) == frozen
    with pytest.raises(Refusal, match="is closed"):
        extensions.extend(db, COORDINATOR, period_id, None, date(2026, 11, 18), "why", SLACK, OVERDUE)
    with pytest.raises(Refusal, match="Say why"):
        period_closing.reopen(db, COORDINATOR, period_id, "", SLACK, OVERDUE)
    opened = period_closing.reopen(db, COORDINATOR, period_id, "The chair asked", SLACK, OVERDUE)
    assert opened.current is not None
    assert opened.current.reopened_reason == "The chair asked"
    assert overdue(db, OVERDUE) > 0
    assert one(db, tables.actions, id=T18).next_due_at is None


def test_a_period_closes_by_itself_after_its_committee(db: Connection) -> None:
    confirm(db)
    assert period_closing.close_past(db, datetime(2026, 12, 8, 23, 0, tzinfo=UTC)) == 0
    after = datetime(2026, 12, 9, 6, 0, tzinfo=UTC)
    assert period_closing.close_past(db, after) == 1
    assert period_closing.close_past(db, after) == 0
    assert [row[0] for row in said(db, "period.closed")] == [None]
    period_closing.reopen(db, COORDINATOR, last_id(db), "A late figure", SLACK, after)
    assert period_closing.close_past(db, after + timedelta(days=2)) == 0


def last_id(db: Connection) -> int:
    return int(db.scalars(select(tables.periods.c.id).order_by(tables.periods.c.id.desc())).first() or 0)


def test_who_is_asked(db: Connection) -> None:
    confirm(db)
    assert periods.asked(db, OPEN) == (), "messages are off until the coordinator lets them go"
    period_plans.switch_messages(db, COORDINATOR, PLAN, True, SLACK, NOW)
    assert periods.asked(db, NOW) == (), "it has not opened"
    answer(db, T17, NOW)
    found = {row.action_id: row for row in periods.asked(db, OPEN)}
    lead, officer = person_row(db, LEAD).id, person_row(db, OFFICER).id
    assert found[T18].people == (lead,)
    assert found[T17].people == (officer,), "there is no lead officer: who helps is asked"
    assert (found[T17].is_answered, found[T18].is_answered) == (True, False)
    assert found[T18].due_at == DUE_AT
    assert not [row for row in found.values() if row.plan_slug != PLAN]
    period_closing.close(db, COORDINATOR, current_id(db), SLACK, OVERDUE)
    assert periods.asked(db, OVERDUE) == ()


def test_dates_change_while_it_is_confirmed(db: Connection) -> None:
    confirm(db)
    period_id = current_id(db)
    later = replace(DATES, due_on=date(2026, 11, 12))
    period_plans.confirm(db, COORDINATOR, Wish(PLAN, "yearly", later, period_id), SLACK, OPEN)
    assert due_of(db, T18) == datetime(2026, 11, 12, 23, 59, tzinfo=UTC)
    with pytest.raises(Refusal, match="asked already"):
        period_plans.confirm(db, COORDINATOR, Wish(PLAN, "yearly", DATES, period_id), SLACK, OPEN)
    with pytest.raises(Refusal, match="has this committee already"):
        confirm(db)
    with pytest.raises(Refusal, match="Choose one of"):
        period_plans.confirm(db, COORDINATOR, Wish(PLAN, "weekly", DATES), SLACK, NOW)


def test_a_plan_whose_years_are_over_is_not_asked(db: Connection) -> None:
    assert period_plans.calendar(db, LONDONER, OTHER_PLAN, NOW).proposed is None
    with pytest.raises(Refusal, match="ended on"):
        period_plans.form(db, LONDONER, OTHER_PLAN, None, NOW)
    with pytest.raises(Refusal, match="The plan ends on"):
        period_plans.confirm(db, LONDONER, Wish(OTHER_PLAN, "yearly", DATES), SLACK, NOW)


@pytest.mark.parametrize("who", [LEAD, OFFICER, LONDONER, NOBODY, STRANGE_ADMIN], ids=lambda who: who.user_id)
def test_others_may_not(db: Connection, who: Caller) -> None:
    confirm(db, who=ADMIN)
    period_id = current_id(db)
    for deed in (
        lambda: confirm(db, who=who),
        lambda: period_plans.calendar(db, who, PLAN, NOW),
        lambda: period_plans.form(db, who, PLAN, period_id, NOW),
        lambda: period_plans.switch_messages(db, who, PLAN, True, SLACK, NOW),
        lambda: extensions.extend(db, who, period_id, T18, date(2026, 11, 18), "why", SLACK, OPEN),
        lambda: period_closing.close(db, who, period_id, SLACK, OPEN),
        lambda: period_closing.reopen(db, who, period_id, "why", SLACK, OPEN),
    ):
        with pytest.raises((NotAllowed, Refusal), match=r"Only a coordinator|not here any more"):
            deed()
    assert current_id(db) == period_id
