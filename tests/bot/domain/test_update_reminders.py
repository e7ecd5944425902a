"""Whoever is asked for an update hears of it from the opening of the period until there is an answer, and no longer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.domain import due_reminders, reminders
from bot.domain import leaves as away_until
from storage import leaves, outages, personal_settings, tables
from storage import reminders as stored
from storage import updates as stored_updates
from tests.bot.domain.cast import ADMIN, LEAD, LONDON, NOBODY, NOW, PLAN, SLACK, T18, give, person_row

OPENS, DUE, COMMITTEE = date(2026, 12, 1), date(2027, 1, 22), date(2027, 3, 23)
EARLY, SOON, OVERDUE = date(2027, 1, 8), date(2027, 1, 19), date(2027, 1, 29)
DAY = timedelta(days=1)


@pytest.fixture
def asking(db: Connection) -> Connection:
    """The plan asks people in messages, for a period that is confirmed."""
    row = {"plan_slug": PLAN, "title": "March 2027", "opens_on": OPENS, "due_on": DUE, "signoff_on": date(2027, 2, 5)}
    row |= {"dispatch_on": date(2027, 3, 12), "committee_on": COMMITTEE, "state": "confirmed", "created_at": NOW}
    db.execute(insert(tables.periods).values(row))
    db.execute(update(tables.plans).where(tables.plans.c.slug == PLAN).values(reminders_from=NOW))
    return db


def mornings(db: Connection, since: date, until: date, who: Any = LEAD) -> Iterator[date]:
    """Look at a quarter past nine in winter, whenever anything is planned; yield the days on which T18 is asked for."""
    person, day = person_row(db, who), since
    while day <= until:
        now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9, minutes=15)
        reminders.plan(db, now, LONDON, {"action": {T18}})
        outages.beat(db, now)
        sent = [one for one in due_reminders.due(db, now, LONDON) if due_reminders.send(db, one, now)]
        if any(one.place.person_id == person.id and T18 in one.action_ids for one in sent):
            yield day
        ahead = stored.next_after(db, now)
        day = max(ahead.date(), day + timedelta(days=1)) if ahead else until + timedelta(days=1)


def test_opening_two_reminders_the_day_itself_and_four_after_it(asking: Connection) -> None:
    assert list(mornings(asking, OPENS, date(2027, 3, 20))) == [
        OPENS,
        date(2027, 1, 8),
        date(2027, 1, 19),
        DUE,
        date(2027, 1, 29),
        date(2027, 2, 12),
        date(2027, 2, 26),
        date(2027, 3, 12),
    ]


def test_an_answer_ends_it(asking: Connection) -> None:
    assert list(mornings(asking, DUE, DUE)) == [DUE]
    period_id = asking.scalars(select(tables.periods.c.id)).one()
    row = {
        "action_id": T18,
        "kind": "no_change",
        "stages": [],
        "as_of": DUE,
        "as_of_precision": "day",
        "state": "submitted",
    }
    row |= {"author_id": person_row(asking, LEAD).id, "period_id": period_id, "created_at": NOW}
    stored_updates.append(asking, row)
    assert list(mornings(asking, DUE + timedelta(days=1), date(2027, 3, 20))) == []
    left = asking.scalars(select(tables.reminders.c.status).where(tables.reminders.c.subject_id == T18))
    assert "superseded" in (statuses := set(left)) and "planned" not in statuses


def test_a_new_lead_officer_is_not_sent_what_others_got_before(asking: Connection) -> None:
    assert list(mornings(asking, date(2027, 1, 15), date(2027, 1, 15))) != []  # the service was down at the opening
    give(asking, NOBODY, "lead", "T18")
    assert list(mornings(asking, date(2027, 1, 16), DUE, NOBODY)) == [date(2027, 1, 19), DUE]


def test_nobody_is_asked_while_the_plan_does_not_ask(asking: Connection) -> None:
    asking.execute(update(tables.plans).values(reminders_from=None))
    assert list(mornings(asking, OPENS, OPENS)) == []


# --- a pause ---------------------------------------------------------------------------------------------


ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


def pause(db: Connection, until: date | None, **more: Any) -> None:
    values: dict[str, Any] = {"muted": [], "daily_at": None, "working_days": None, "paused_until": until}
    personal_settings.save(db, person_row(db, LEAD).id, values | {"changed_at": NOW} | more)


@pytest.fixture
def paused(asking: Connection) -> Iterator[Connection]:
    """The opening was told; from then on there is a pause, whose end a test sets."""
    assert list(mornings(asking, OPENS, OPENS)) == [OPENS]
    yield asking


@ON_SQLITE
@pytest.mark.parametrize(
    ("back", "told"),
    [
        (OPENS + 6 * DAY, [EARLY, SOON]),  # nothing fell into it
        (date(2027, 1, 12), [date(2027, 1, 12), SOON]),
        (SOON - DAY, [SOON]),  # the next step is near
        (SOON + DAY, [SOON + DAY]),  # of two steps the later one
        (DUE, []),  # the step of the due day says it
        (date(2027, 1, 25), [date(2027, 1, 25)]),  # the due day was in it: three steps, one message
        (date(2027, 2, 6), [date(2027, 2, 8)]),  # a Saturday
    ],
)
def test_of_what_fell_into_a_pause_the_last_step_comes_once(paused: Connection, back: date, told: list[date]) -> None:
    pause(paused, back)
    later = [DUE, OVERDUE, *(OVERDUE + n * 14 * DAY for n in (1, 2, 3))]
    wanted = sorted({*told, *(day for day in later if day >= back)})
    assert list(mornings(paused, OPENS + DAY, date(2027, 3, 20))) == wanted


@ON_SQLITE
def test_a_pause_that_is_lifted_earlier_lets_the_last_step_go(paused: Connection) -> None:
    pause(paused, OVERDUE)
    assert list(mornings(paused, OPENS + DAY, EARLY + DAY)) == []
    pause(paused, None)
    assert list(mornings(paused, date(2027, 1, 12), date(2027, 1, 20))) == [date(2027, 1, 12), SOON]


@ON_SQLITE
def test_settings_that_are_saved_again_after_a_pause_bring_back_no_earlier_step(paused: Connection) -> None:
    pause(paused, date(2027, 1, 25))
    assert list(mornings(paused, OPENS + DAY, date(2027, 1, 25))) == [date(2027, 1, 25)]
    pause(paused, None)
    assert list(mornings(paused, date(2027, 1, 26), OVERDUE)) == [OVERDUE]


@ON_SQLITE
def test_nothing_is_held_for_whoever_muted_it_or_when_the_period_is_closed(paused: Connection) -> None:
    pause(paused, date(2027, 1, 12), muted=["update"])
    assert list(mornings(paused, OPENS + DAY, date(2027, 1, 15))) == []
    pause(paused, date(2027, 1, 25))
    paused.execute(update(tables.periods).values(state="closed"))
    assert list(mornings(paused, OPENS + DAY, date(2027, 1, 28))) == []
    left = paused.scalars(select(tables.reminders.c.status).where(tables.reminders.c.subject_id == T18))
    assert "planned" not in set(left)


@ON_SQLITE
def test_what_is_late_waits_for_the_end_of_a_pause_too(asking: Connection) -> None:
    evening = datetime.combine(OPENS, time(20), UTC)
    reminders.plan(asking, evening, LONDON, {"action": {T18}})
    assert due_reminders.due(asking, evening, LONDON) == ()  # it waits for the morning
    pause(asking, OPENS + 3 * DAY)
    assert list(mornings(asking, OPENS + DAY, OPENS + 5 * DAY)) == [OPENS + 3 * DAY]


# --- leave -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "told", "covered"),
    [
        (date(2027, 1, 11), [date(2027, 1, 12), SOON, DUE], None),
        (date(2027, 1, 30), [date(2027, 2, 1)], None),  # a Saturday; four steps, one message
        (date(2027, 1, 11), [date(2027, 1, 12), SOON, DUE], [EARLY]),
    ],
)
def test_of_what_fell_into_a_leave_the_last_step_comes_once(
    paused: Connection, last: date, told: list[date], covered: list[date] | None
) -> None:
    cover = person_row(paused, ADMIN).id if covered else None
    row = {"person_id": person_row(paused, LEAD).id, "from_on": OPENS + DAY, "until_on": last, "cover_id": cover}
    start = datetime.combine(OPENS, time(12), UTC)
    paused.execute(insert(tables.leaves).values(row | {"created_at": start}))
    if covered:
        assert list(mornings(paused, OPENS + DAY, last, ADMIN)) == covered
    else:
        assert list(mornings(paused, OPENS + DAY, last)) == []
    leaves.end(paused, list(paused.scalars(select(tables.leaves.c.id))), datetime.combine(last + DAY, time(0, 5), UTC))
    assert list(mornings(paused, last + DAY, date(2027, 2, 3))) == told + ([] if last > OVERDUE else [OVERDUE])
    leaves.forget(paused, date(2027, 3, 2))
    assert list(mornings(paused, date(2027, 2, 4), date(2027, 2, 13))) == [date(2027, 2, 12)]
    late = select(tables.reminders.c.is_late).where(tables.reminders.c.status == "sent", tables.reminders.c.is_late)
    assert paused.scalars(late).all() == []


@ON_SQLITE
def test_a_leave_that_is_made_longer_holds_what_fell_into_it_before(paused: Connection) -> None:
    def away(until: date, day: date) -> None:
        now = datetime.combine(day, time(9), UTC)
        away_until.start(paused, LEAD, until, None, f"leave-{day}", SLACK, now, LONDON)

    away(date(2027, 1, 11), OPENS + DAY)
    assert list(mornings(paused, OPENS + DAY, EARLY)) == []
    away(date(2027, 1, 13), EARLY + DAY)
    assert list(mornings(paused, EARLY + DAY, SOON)) == [date(2027, 1, 14), SOON]
