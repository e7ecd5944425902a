"""Reports over signed HTTP: asked for, made by a job, sent as files; a closed period's stays as it was."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.domain import period_closing, period_plans
from bot.domain.audit import Origin
from bot.domain.people import Caller
from bot.domain.periods import Period
from bot.sandbox.shown import Channel, Shown
from tests.bot.commanding import call
from tests.bot.views.reporting import lines, sheets, tables
from tests.office import Office
from tests.office import office as opened
from tests.pressing import Watch

OFFICER, COORDINATOR, NEWCOMER = "Transport officer", "Plan coordinator", "Newcomer"
PLAN = "leicestershire-2024"
BEFORE = datetime(2026, 9, 22, 9, tzinfo=UTC)
PATIENCE_S = 30.0
FORMULA = '=HYPERLINK("http://evil.example")'
BY = Origin("slack")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The bot beside a workspace; at the end all that was shown is pressed."""
    with opened(tmp_path, start_at=BEFORE) as one:
        watch = Watch(one)
        yield one
        assert one.slack.rejected == ()
        watch.press_everything()
        assert one.slack.rejected == ()


def coordinator(office: Office) -> Caller:
    return Caller(office.slack.team_id, office.slack.team_id, office.slack.as_(COORDINATOR).id)


def period(office: Office) -> Period:
    """The period that is open: the sandbox begins in one."""
    with office.convenor.database.reading() as db:
        current = period_plans.calendar(db, coordinator(office), PLAN, office.slack.now()).current
    assert current is not None
    return current


def close(office: Office, period_id: int) -> None:
    with office.convenor.database.writing() as db:
        period_closing.close(db, coordinator(office), period_id, BY, office.slack.now())


def arrived(channel: Channel, after: Shown) -> dict[str, bytes]:
    """The files of the report that a message announces, by their endings."""
    ready = channel.wait_for("is ready: it comes below", PATIENCE_S, after=None)
    assert ready.ts >= after.ts
    found = {}
    for kind in ("Word", "Excel", "CSV", "One page"):
        (file,) = channel.wait_for(f", {kind}. ", PATIENCE_S, after=after).files
        found[file.name.rpartition(".")[2]] = file.read()
    return found


def asked(office: Office, name: str, words: str) -> dict[str, bytes]:
    """Ask for a report, and wait for its files."""
    person = office.slack.as_(name)
    before = person.write("Now for the report")
    answer = person.slash("/convenor", f"report {words}")
    assert "on its way to your messages" in answer.text
    return arrived(person.dm, before)


def test_an_update_is_reported_frozen_and_not_altered_by_a_later_one(office: Office) -> None:
    current = period(office)
    officer = office.slack.as_(OFFICER)
    officer.slash("/action", "update T18").fill(Note=FORMULA).submit()
    refused = officer.slash("/convenor", f"report {PLAN}")
    assert "Once it is closed, everybody here can have its report" in refused.text

    first = asked(office, COORDINATOR, PLAN)
    row = next(line for line in sheets(first["xlsx"])["Actions"] if line[0] == "T18")
    assert (row[7], row[-1]) == (FORMULA, "update received")
    assert "<f>" not in ZipFile(io.BytesIO(first["xlsx"])).read("xl/worksheets/sheet1.xml").decode()
    assert [line[7] for line in lines(first["csv"]) if line[0] == "T18"] == [f"'{FORMULA}"]
    assert sheets(first["xlsx"])["By stage"][-1][-1] == len(lines(first["csv"])) - 1 == 176
    assert [FORMULA in cells for cells in tables(first["docx"])[-1] if cells[0] == "T18"] == [True]

    close(office, current.id)
    frozen = asked(office, NEWCOMER, f"{PLAN} {current.title}")
    office.slack.move_clock(by=timedelta(days=2))
    officer.slash("/action", "update T18").fill(Note="Something else came of it").submit()
    assert asked(office, OFFICER, PLAN) == frozen, "the same bytes, whoever asks and whatever came later"
    address = office.convenor.database.url.render_as_string(hide_password=False)
    settings = {"CONVENOR_DATABASE_URL": address, "CONVENOR_DATA_DIR": str(office.folder)}
    told = call("export", "report", PLAN, "--format", "docx", "--out", str(office.folder / "out"), **settings)
    assert told.code == 0, told.err
    assert Path(told.out.strip()).read_bytes() == frozen["docx"]
    assert "DRAFT: 176 actions of 176" in told.err


def test_without_words_the_plans_are_offered(office: Office) -> None:
    someone = office.slack.as_(COORDINATOR)
    offered = someone.slash("/convenor", "report")
    assert "Of which plan" in offered.text
    assert offered.buttons == ["Make report", "Make report"]
    assert "Which plan do you mean" in someone.slash("/convenor", "report rutland").text
    assert "has no period called" in someone.slash("/convenor", f"report {PLAN} spring").text
    assert "on its way" in offered.press("Make report").text
    someone.dm.wait_for("is ready: it comes below", PATIENCE_S)


def test_a_whole_round_from_the_reminder_to_the_report(tmp_path: Path) -> None:
    """Reminded, answered, returned, corrected, accepted; the period is closed, and its report stays as it was."""
    with opened(tmp_path, start_at=datetime(2026, 11, 25, 9, tzinfo=UTC)) as office:
        lead, steward = office.slack.as_("Transport lead"), office.slack.as_(COORDINATOR)
        steward.home().press("Switch review on")
        office.slack.move_clock(to=datetime(2026, 11, 25, 9, 16, tzinfo=UTC))
        reminder = lead.dm.wait_for("wait for you")
        answered = (
            reminder.press("Update", nth=0).fill(Note="Three towns have charge points.", Stage="Delivery").submit()
        )
        ref = answered.title.split()[0]
        answered.close(everything=True)

        review = steward.home().press("1 to review").press("Look")
        review.fill({"Or return it": "How many points are there?"}).submit().close(everything=True)
        form = lead.dm.wait_for("How many points are there?").press("Update")
        assert form.values["Note"] == "Three towns have charge points."
        form.fill(Note="Three towns have nine charge points.").submit().close(everything=True)
        steward.home().press("1 to review").press("Look").press("Accept").close(everything=True)

        title = period(office).title
        steward.home().press("Reporting periods").press("Close the period").submit().close(everything=True)
        frozen = asked(office, COORDINATOR, f"{PLAN} {title}")
        (row,) = [line for line in sheets(frozen["xlsx"])["Actions"] if line[0] == ref]
        assert (row[7], row[-1]) == ("Three towns have nine charge points.", "update received")
        assert not any("Three towns have charge points." in cells for cells in lines(frozen["csv"]))

        office.slack.move_clock(by=timedelta(days=1))
        lead.slash("/action", f"update {ref}").fill(Note="A tenth one was vandalised.").submit()
        steward.home().press("1 to review").press("Look").press("Accept").close(everything=True)
        assert asked(office, NEWCOMER, f"{PLAN} {title}") == frozen
        assert office.slack.rejected == ()
        assert [line for line in office.log if line["event"] == "fault"] == []
