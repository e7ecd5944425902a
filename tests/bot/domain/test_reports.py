"""Reports: who may have which, what they say, and that a closed period's stays as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, update

from bot.domain import corrections, period_closing, period_plans, report_rows, reports, updates, withdrawals
from bot.domain import report_figures as figures
from bot.domain.people import Caller
from bot.domain.period_dates import Dates
from bot.domain.period_plans import Wish
from bot.domain.refusal import NotAllowed, Refusal
from bot.domain.report_facts import ANSWERED, MISSING, NO_CHANGE, NOT_ASKED, WAITING, WITHDRAWN, Report
from bot.domain.report_figures import IMPROVED, NEW, NO_DATA, SAME, WORSE
from bot.domain.reports import Choice, Wanted
from bot.domain.updates import Submission
from storage import tables
from storage import updates as stored_updates
from tests.bot.domain.cast import (
    ADMIN,
    COORDINATOR,
    LONDON,
    LONDONER,
    NOBODY,
    OFFICER,
    OTHER_PLAN,
    PLAN,
    SLACK,
    STRANGER,
    T17,
    T18,
    one,
    person_row,
    rows,
    said,
)

BEFORE = datetime(2026, 9, 1, 9, tzinfo=UTC)
OPEN = datetime(2026, 10, 20, 9, tzinfo=UTC)
LATER = datetime(2027, 11, 1, 9, tzinfo=UTC)
FIRST = Dates(date(2026, 10, 12), date(2026, 11, 9), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 8))
SECOND = Dates(date(2027, 10, 18), date(2027, 11, 15), date(2027, 11, 29), date(2027, 12, 6), date(2027, 12, 14))
GUEST = Caller("T1", "T1", "UGUEST")
CONNECTED = Caller("T1", "T1", "UCONNECTED", is_stranger=True)


def begin(db: Connection, dates: Dates = FIRST, now: datetime = BEFORE) -> int:
    """Confirm a period, and return its id."""
    current = period_plans.confirm(db, COORDINATOR, Wish(PLAN, "yearly", dates), SLACK, now).current
    assert current is not None
    return current.id


def close(db: Connection, period_id: int, now: datetime = OPEN) -> None:
    period_closing.close(db, COORDINATOR, period_id, SLACK, now)


def answer(db: Connection, action_id: str, now: datetime = OPEN, **changes: Any) -> None:
    found = updates.form(db, OFFICER, action_id)
    draft = replace(found.draft, **{"note": f"Said on {now.isoformat()}", "stage": "Delivery"} | changes)
    key = f"V{action_id}{now.isoformat()}"
    assert isinstance(
        updates.save(db, OFFICER, Submission(action_id, found.base, key, draft), SLACK, now, LONDON), updates.Saved
    )


def append(db: Connection, period_id: int, action_id: str = T18, **values: Any) -> None:
    """Append an answer as the whole form would."""
    row = {
        "action_id": action_id,
        "kind": "update",
        "state": "accepted",
        "stages": [{"stage": "Delivery", "qualifier": None}],
        "note": "It goes on.",
        "as_of": OPEN.date(),
        "as_of_precision": "day",
        "author_id": person_row(db, OFFICER).id,
        "created_at": OPEN,
        "period_id": period_id,
    }
    stored_updates.append(db, row | values)


def row_of(report: Report, action_id: str) -> Any:
    return next(row for row in report.rows if row.action_id == action_id)


# --- who, and which -----------------------------------------------------------------------------------------


def asked(db: Connection, who: Caller, words: str = PLAN, now: datetime = OPEN) -> Wanted | Choice:
    return reports.look_up(db, who, words, now, LONDON)


WHO: tuple[tuple[Caller, bool, bool], ...] = (
    (COORDINATOR, True, True),
    (ADMIN, True, True),
    (OFFICER, False, True),
    (NOBODY, False, True),
    (LONDONER, False, True),
    (GUEST, False, False),
    (CONNECTED, False, False),
    (STRANGER, False, False),
)
"""Who may have a period's report while it is open, and when it is closed."""


def test_coordinators_may_at_any_time_and_colleagues_once_it_is_closed(db: Connection) -> None:
    guest = {"user_id": "UGUEST", "workspace_id": "T1", "team_id": "T1", "is_external": True, "created_at": BEFORE}
    db.execute(tables.people.insert().values(guest))
    period_id = begin(db)
    assert [(who, may(db, who, period_id)) for who, _, _ in WHO] == [(who, while_open) for who, while_open, _ in WHO]
    close(db, period_id)
    assert [(who, may(db, who, period_id)) for who, _, _ in WHO] == [(who, when_closed) for who, _, when_closed in WHO]


def may(db: Connection, who: Caller, period_id: int) -> bool:
    """Say whether somebody may, by words as well as by ids."""

    def got(ask: Callable[[], Wanted | Choice]) -> bool:
        try:
            found = ask()
        except Refusal:
            return False
        assert isinstance(found, Wanted)
        assert (found.period_id, found.period) == (period_id, "December 2026")
        return True

    by_words, by_ids = got(lambda: asked(db, who)), got(lambda: reports.allowed(db, who, PLAN, period_id))
    assert by_words == by_ids
    return by_words


def test_the_refusal_says_when_and_who(db: Connection) -> None:
    begin(db)
    with pytest.raises(NotAllowed, match=r"Once it is closed, everybody here can have its report\..*<@UCOORD>"):
        asked(db, OFFICER)
    with pytest.raises(NotAllowed, match=r"^December 2026 is not closed yet\."):
        asked(db, OFFICER, f"{PLAN} december 2026")
    with pytest.raises(NotAllowed):
        asked(db, OFFICER, f"{PLAN} today")


def test_a_plan_and_a_period_are_named_as_people_write_them(db: Connection) -> None:
    begin(db)
    title = "Leicestershire net zero action plan"
    for words in (PLAN, "leicestershire", title, f"{PLAN} DECEMBER 2026", f"{PLAN} 2026", f"{title} december 2026"):
        found = asked(db, COORDINATOR, words)
        assert isinstance(found, Wanted), words
        assert (found.plan_slug, found.period) == (PLAN, "December 2026"), words
    today = asked(db, COORDINATOR, f"{PLAN} today")
    assert isinstance(today, Wanted)
    assert today.period is None


def test_what_is_not_there_is_refused_with_what_there_is(db: Connection) -> None:
    begin(db)
    with pytest.raises(Refusal, match=f"There are: `{PLAN}`, `{OTHER_PLAN}`"):
        asked(db, COORDINATOR, "rutland")
    with pytest.raises(Refusal, match=r"no period called “December 2024”\. There are: December 2026\. `today`"):
        asked(db, COORDINATOR, f"{PLAN} December 2024")
    with pytest.raises(Refusal, match="no plan here yet"):
        asked(db, STRANGER)
    assert isinstance(asked(db, COORDINATOR, ""), Choice)
    found = asked(db, COORDINATOR, PLAN, now=BEFORE)
    assert isinstance(found, Wanted)
    assert found.period is None, "it has not opened: how the plan stands today"


def test_asking_twice_by_the_same_gesture_is_asking_once(db: Connection) -> None:
    begin(db)
    wanted = asked(db, COORDINATOR)
    assert isinstance(wanted, Wanted)
    for _ in range(2):
        reports.request(db, COORDINATOR, wanted, "gesture-1", SLACK, OPEN)
    (row,) = rows(db, tables.reports)
    assert (row.state, row.period_id, row.delivery_id) == (
        "waiting",
        wanted.period_id,
        rows(db, tables.deliveries)[-1].id,
    )
    assert [line[:3] for line in said(db, "report.asked")] == [("UCOORD", "plan", PLAN)]


# --- what it says -------------------------------------------------------------------------------------------


def test_what_was_answered_what_waits_and_what_is_missing(db: Connection) -> None:
    period_id = begin(db)
    assert {row.answer for row in report_rows.report(db, PLAN, None, OPEN).rows} == {""}
    answer(db, T18)
    append(db, period_id, T17, kind="no_change")
    append(db, period_id, f"{PLAN}:T3", state="submitted", note="Not yet accepted")
    append(db, period_id, f"{PLAN}:T4", state="returned")
    append(db, period_id, f"{PLAN}:T5", internal_note="among us", needs_help="a hand")
    report = report_rows.report(db, PLAN, period_id, OPEN)
    found = {row.ref: row for row in report.rows}
    answers = [found[ref].answer for ref in ("T18", "T17", "T3", "T4", "T5")]
    assert answers == [ANSWERED, NO_CHANGE, WAITING, MISSING, ANSWERED]
    complete = [row for row in report.rows if [one.stage for one in row.stages] == ["Complete"]]
    assert {row.answer for row in complete} == {NOT_ASKED}
    open_ = sum(row.next_due_at is not None for row in rows(db, tables.actions, plan_slug=PLAN))
    waiting = sum(row.answer in (MISSING, WAITING) for row in report.rows)
    assert waiting == open_ + 1, "one that waits for review has been answered, and is not due any more"
    told = repr(report)
    assert not any(secret in told for secret in ("Not yet accepted", "among us", "a hand"))


def test_milestones_of_the_period_tell_both_dates_and_who_agreed(db: Connection) -> None:
    period_id = begin(db)
    first = {"milestone": "Tenders out", "milestone_on": date(2027, 1, 1)}
    append(db, period_id, **first)
    append(db, period_id, **first | {"milestone_on": date(2027, 6, 1), "milestone_reason": "No bids"})
    (moved,) = row_of(report_rows.report(db, PLAN, period_id, OPEN), T18).redated
    assert (moved.was_on, moved.now_on, moved.why, moved.agreed_by) == (
        date(2027, 1, 1),
        date(2027, 6, 1),
        "No bids",
        "",
    )
    close(db, period_id)
    after = begin(db, SECOND, LATER)
    assert row_of(report_rows.report(db, PLAN, after, LATER), T18).redated == ()
    assert row_of(report_rows.report(db, PLAN, None, LATER), T18).redated == ()


def test_directions_are_measured_from_the_plan_then_from_the_last_closed_period(db: Connection) -> None:
    first = begin(db)
    append(db, first, T18, rag="Amber")
    append(db, first, T17, stages=[{"stage": "Complete", "qualifier": None}])
    report = report_rows.report(db, PLAN, first, OPEN)
    assert report.head.compared_with == "December 2024, as published"
    assert row_of(report, T17).direction == IMPROVED
    assert row_of(report, f"{PLAN}:T3").direction == NO_DATA, "nobody has answered"
    close(db, first)
    second = begin(db, SECOND, LATER)
    append(db, second, T18, rag="Red", as_of=LATER.date())
    append(db, second, T17, stages=[{"stage": "Delivery", "qualifier": None}], as_of=LATER.date())
    db.execute(delete(tables.snapshots).where(tables.snapshots.c.action_id == f"{PLAN}:T34"))
    append(db, second, f"{PLAN}:T34", as_of=LATER.date())
    append(db, second, f"{PLAN}:T3", as_of=LATER.date(), stages=[one_stage(report, f"{PLAN}:T3")])
    report = report_rows.report(db, PLAN, second, LATER)
    assert report.head.compared_with == "December 2026"
    assert [row_of(report, f"{PLAN}:{ref}").direction for ref in ("T18", "T17", "T34", "T3")] == [
        WORSE,
        WORSE,
        NEW,
        SAME,
    ]


def test_withdrawn_actions_are_rows_of_their_own_and_missing_nowhere(db: Connection) -> None:
    period_id = begin(db)
    before = report_rows.report(db, PLAN, period_id, OPEN)
    for ref, draft in (("T17", {"into": "T18"}), ("T3", {})):
        submission = corrections.Submission(f"{PLAN}:{ref}", "", f"V{ref}", draft | {"reason": "The same"})
        (withdrawals.merge if draft else withdrawals.withdraw)(db, COORDINATOR, submission, SLACK, OPEN)
    report = report_rows.report(db, PLAN, period_id, OPEN)
    assert len(report.rows) == len(before.rows) == len(rows(db, tables.actions, plan_slug=PLAN))
    merged, gone = row_of(report, T17), row_of(report, f"{PLAN}:T3")
    assert [(row.withdrawn_on, row.merged_into) for row in (merged, gone)] == [
        (OPEN.date(), "T18"),
        (OPEN.date(), None),
    ]
    assert {(row.answer, row.direction) for row in (merged, gone)} == {(WITHDRAWN, WITHDRAWN)}
    assert len(figures.missing(report.rows)) == len(figures.missing(before.rows)) - 2
    close(db, period_id)
    withdrawals.bring_back(db, COORDINATOR, T17, "G1", SLACK, OPEN)
    assert row_of(report_rows.report(db, PLAN, period_id, OPEN), T17) == merged, "frozen"
    second = begin(db, SECOND, LATER)
    append(db, second, T17, as_of=LATER.date())
    assert row_of(report_rows.report(db, PLAN, second, LATER), T17).direction == NEW, "brought back since"


def one_stage(report: Report, action_id: str) -> dict[str, Any]:
    (stage,) = row_of(report, action_id).stages
    return {"stage": stage.stage, "qualifier": stage.qualifier}


def later_update(db: Connection) -> None:
    answer(db, T18, LATER, rag="Red")


def other_words(db: Connection) -> None:
    db.execute(update(tables.actions).where(tables.actions.c.id == T18).values(title="Other", wording="Other"))
    db.execute(update(tables.organisations).values(name="Other"))
    db.execute(update(tables.sections).values(title="Other"))
    db.execute(update(tables.plans).values(title="Other", stages=["Other"], uses_rag=False))


def taken_out(db: Connection) -> None:
    db.execute(update(tables.actions).where(tables.actions.c.id == T18).values(withdrawn_at=LATER))


def test_a_closed_periods_report_is_the_same_after_later_changes(db: Connection) -> None:
    period_id = begin(db)
    answer(db, T18, rag="Green")
    standing = report_rows.report(db, PLAN, period_id, OPEN)
    close(db, period_id)
    frozen = report_rows.report(db, PLAN, period_id, OPEN)
    assert frozen == Report(replace(standing.head, closed=True), standing.rows)
    for change in (later_update, other_words, taken_out):
        change(db)
        assert report_rows.report(db, PLAN, period_id, LATER) == frozen, change.__name__
    assert report_rows.report(db, PLAN, None, LATER) != frozen


def test_what_is_opened_again_is_read_anew_and_frozen_anew(db: Connection) -> None:
    period_id = begin(db)
    close(db, period_id)
    period_closing.reopen(db, COORDINATOR, period_id, "One came late", SLACK, OPEN + timedelta(hours=1))
    answer(db, T18, OPEN + timedelta(hours=2), note="It came late")
    close(db, period_id, OPEN + timedelta(hours=3))
    report = report_rows.report(db, PLAN, period_id, LATER)
    assert (report.head.at, row_of(report, T18).note) == (OPEN + timedelta(hours=3), "It came late")
    assert one(db, tables.snapshots, action_id=T18).period_id == period_id
