"""The job that makes reports: one maker each, taken over when it is gone, told of at the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain import assignments, reports
from bot.domain.audit import Origin
from bot.domain.people import Caller
from jobs import reports as job
from jobs.housekeeping import KEEP_FILES, tidy
from jobs.reports import LEASE, REST, TRIES, make_due
from seed.load import load
from storage import report_files, tables
from storage.types import Record
from tests.jobs.office import NOW, OFFICER, Office

PLAN = "local-london-2019"


@pytest.fixture
def asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose officer coordinates a plan and has asked for its report; the message has gone.

    Its files are those that are made quickly: how the others are made is nothing to the job.
    """
    monkeypatch.setattr(job.reports, "FORMATS", ("docx", "csv"))
    who = Caller(office.slack.team_id, office.slack.team_id, OFFICER)
    with office.database.writing() as db:
        load(db, [PLAN], [office.slack.team_id], NOW)
        assignments.appoint(db, who, "coordinator", ("plan", PLAN), NOW)
        wanted = reports.look_up(db, who, PLAN, NOW, "Europe/London")
        assert isinstance(wanted, reports.Wanted)
        reports.request(db, who, wanted, "key", Origin("slack", "request-7"), NOW)
    assert make_due(office.desk) == 0, "its message is not there yet"
    office.send()
    return office


def row(office: Office) -> Record:
    with office.database.reading() as db:
        return db.execute(select(tables.reports)).one()


def shown(office: Office) -> list[str]:
    """What stands in the officer's direct messages."""
    channel = office.person().dm_channel
    assert channel is not None
    return [text for text in office.texts(channel) if text]


def sent(office: Office) -> None:
    """Let the outbox send as fast as Slack allows."""
    for _ in range(3):
        office.send()
        office.machine.pass_(2)


def test_it_is_made_once_and_its_message_says_so(asked: Office) -> None:
    assert "is being made" in shown(asked)[0]
    assert [make_due(asked.desk), make_due(asked.desk)] == [1, 0]
    assert "is ready: it comes below" in shown(asked)[0]
    sent(asked)
    assert asked.statuses() == ["sent"] * 3
    assert asked.calls("files.completeUploadExternal") == 2
    assert row(asked).told_at is not None


@pytest.mark.parametrize("status", [429, 500])
def test_the_end_is_told_though_slack_is_busy(asked: Office, status: int) -> None:
    asked.slack.fail_next("chat.update", status)
    make_due(asked.desk)
    assert "is being made" in shown(asked)[0]
    asked.machine.pass_(2)
    assert make_due(asked.desk) == 0
    assert "is ready" in shown(asked)[0]
    assert len(asked.statuses()) == 3


def test_a_maker_that_is_gone_is_replaced_and_its_work_is_not_doubled(asked: Office) -> None:
    with asked.database.writing() as db:
        now = asked.machine()
        gone = report_files.claim(db, now, "gone", now + LEASE)
    assert gone is not None
    assert make_due(asked.desk) == 0, "somebody is at it"
    asked.machine.pass_(LEASE.total_seconds() + 1)
    assert make_due(asked.desk) == 1
    job._make(asked.desk, gone, "gone")
    assert (row(asked).state, len(asked.statuses())) == ("made", 3)


def test_what_cannot_be_made_is_given_up_with_a_reference(asked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job.reports, "FORMATS", ("no such format",))
    for tries in range(1, TRIES + 1):
        assert (make_due(asked.desk), make_due(asked.desk), row(asked).attempts) == (1, 0, tries)
        asked.machine.pass_(tries * REST.total_seconds() + 1)
    assert row(asked).state == "failed"
    assert "could not be made" in shown(asked)[0]
    assert "Reference: request-7" in shown(asked)[0]
    assert make_due(asked.desk) == 0


def test_a_long_one_shows_how_far_it_is(asked: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "SHOWN_EVERY", timedelta(0))
    make_due(asked.desk)
    said = [str(one.request) for one in asked.slack.wire if one.name == "chat.update"]
    assert any("Word: 0 of 19 actions" in one for one in said)


def test_files_go_to_nobody_who_may_not_have_them_any_more(asked: Office) -> None:
    make_due(asked.desk)
    with asked.database.writing() as db:
        db.execute(update(tables.assignments).values(until_at=NOW))
    sent(asked)
    assert asked.statuses() == ["sent"] + ["dropped"] * 2


def test_files_are_forgotten_a_week_after_they_were_made(asked: Office) -> None:
    make_due(asked.desk)
    for ahead, left in ((KEEP_FILES - timedelta(minutes=1), 2), (timedelta(minutes=2), 0)):
        asked.machine.pass_(ahead.total_seconds())
        tidy(asked.desk)
        with asked.database.reading() as db:
            assert len(db.execute(select(tables.report_files)).all()) == left
