"""Each command's good and bad end, and the JSON that others build on (contracts.md, "Command line")."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli import convenor
from storage import tables
from tests.bot.commanding import Ended, call
from tests.bot.web.payloads import encoded, event
from tests.office import Office
from tests.office import office as opened

AT = "2021-05-13T09:20"
REMINDER = ["at", "rule", "subject", "workspace", "to", "items", "text"]
DELIVERY = ["id", "key", "kind", "workspace", "to", "status", "attempts", "due_at", "sent_at", "ts", "error"]


@pytest.fixture
def still(tmp_path: Path) -> Iterator[Office]:
    """An office in which no jobs run: what is in the outbox stays there."""
    with opened(tmp_path, ticking=False) as one:
        yield one


def on(office: Office, *arguments: str) -> Ended:
    address = office.convenor.database.url.render_as_string(hide_password=False)
    return call(*arguments, CONVENOR_DATABASE_URL=address, CONVENOR_DATA_DIR=str(office.folder))


def with_mail(office: Office) -> None:
    """Three answers in the outbox, one of them given up."""
    for _ in range(3):
        office.slack.post_signed(*encoded(event(office.slack), "event_callback"))
    with office.convenor.database.writing(wake=False) as db:
        table = tables.deliveries
        db.execute(table.update().where(table.c.id == 2).values(status="dead", error="not_in_channel", attempts=1))


# --- usage --------------------------------------------------------------------------------------------------


def test_help_and_version() -> None:
    assert call("--version").out.strip().endswith(version("convenor"))
    text = call("--help").out
    for name in convenor.commands:
        assert name in text
        assert call(name, "-h").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["remind"],
        ["remind", "--dry-run", "--at", "tomorrow"],
        ["remind", "--dry-run", "--at"],
        ["outbox", "--retry", "x"],
        ["manifest"],
        ["manifest", "--url", "convenor.example"],
        ["migrate", "extra"],
        ["sandbox", "--port", "99999"],
        ["run", "--port", "1"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    ended = call(*arguments, CONVENOR_DATA_DIR=str(tmp_path))
    assert (ended.code, ended.out) == (2, "")
    assert "Error: " in ended.err


@pytest.mark.parametrize("command", ["migrate", "outbox", "doctor", "remind --dry-run", "run"])
def test_wrong_settings(command: str) -> None:
    ended = call(*command.split(), CONVENOR_DATABASE_URL="mysql://x", CONVENOR_TIMEZONE="Nowhere")
    assert (ended.code, ended.out) == (2, "")
    assert [line.partition(":")[0] for line in ended.err.splitlines()] == ["CONVENOR_DATABASE_URL", "CONVENOR_TIMEZONE"]


def test_a_wrong_zone_beside_a_time(tmp_path: Path) -> None:
    ended = call("remind", "--dry-run", "--at", AT, CONVENOR_TIMEZONE="Nowhere", CONVENOR_DATA_DIR=str(tmp_path))
    assert (ended.code, ended.out) == (2, "")
    assert "CONVENOR_TIMEZONE" in ended.err


@pytest.mark.parametrize("command", [["outbox"], ["remind", "--dry-run"]], ids=" ".join)
def test_a_database_that_is_not_migrated(command: list[str], tmp_path: Path) -> None:
    ended = call(*command, CONVENOR_DATA_DIR=str(tmp_path))
    assert ended.code == 1
    assert "Run `convenor migrate` first" in ended.err


@pytest.mark.parametrize("command", [["outbox"], ["migrate"], ["remind", "--dry-run"]], ids=" ".join)
def test_a_database_that_is_away(command: list[str]) -> None:
    away = "postgresql+psycopg://me:secret-word@127.0.0.1:1/x"
    ended = call(*command, CONVENOR_DATABASE_URL=away, CONVENOR_SECRET_KEY="k")
    assert ended.code == 1
    assert "CONVENOR_DATABASE_URL" in ended.err
    assert "secret-word" not in ended.err


@pytest.mark.parametrize("command", [["outbox"], ["migrate"]], ids=" ".join)
def test_a_database_of_a_newer_version(command: list[str], still: Office) -> None:
    with still.convenor.database.writing(wake=False) as db:
        db.exec_driver_sql("update alembic_version set version_num = '9999'")
    ended = on(still, *command)
    assert ended.code == 1
    assert "newer version" in ended.err


# --- migrate ------------------------------------------------------------------------------------------------


def test_migrate(blank_url: str, tmp_path: Path) -> None:
    settings = {"CONVENOR_DATABASE_URL": blank_url, "CONVENOR_SECRET_KEY": "k", "CONVENOR_DATA_DIR": str(tmp_path)}
    first, second = call("migrate", **settings), call("migrate", **settings)
    assert first.code == second.code == 0
    assert first.out == second.out
    assert "The database is at schema" in first.out
    assert call("outbox", **settings).out == "It is empty.\n"


# --- remind -------------------------------------------------------------------------------------------------


def test_remind(still: Office) -> None:
    rows = on(still, "remind", "--dry-run", "--at", AT, "--json").rows
    assert [list(row) for row in rows] == [REMINDER] * len(rows)
    by_place = {row["to"]: row for row in rows if "lednet-2021-05-20" in row["items"]}
    assert set(by_place) == {"C02LEDNET00", "U02TRANSOFF", "U02LEDNETTM"}
    channel = by_place["C02LEDNET00"]
    assert channel["subject"] == "lednet-2021-05-20"
    assert channel["items"] == ["lednet-2021-05-20"]
    assert channel["workspace"] == still.slack.team_id
    assert datetime.fromisoformat(channel["at"]) == datetime(2021, 5, 13, 8, tzinfo=UTC)
    assert datetime.fromisoformat(by_place["U02LEDNETTM"]["at"]) == datetime(2021, 5, 13, 8, 15, tzinfo=UTC)
    assert "Coming up" in channel["text"]


def test_remind_changes_nothing(still: Office) -> None:
    before = still.counts() | {"reminders": len(still.rows(tables.reminders))}
    on(still, "remind", "--dry-run", "--at", AT)
    assert still.counts() | {"reminders": len(still.rows(tables.reminders))} == before


@pytest.mark.parametrize("only", ["U02TRANSOFF", "Transport officer", "transport OFFICER"])
def test_remind_one_person(still: Office, only: str) -> None:
    rows = on(still, "remind", "--dry-run", "--at", AT, "--only", only, "--json").rows
    assert [row["to"] for row in rows] == ["U02TRANSOFF"]


def test_remind_in_words(still: Office) -> None:
    assert "C02LEDNET00: Coming up" in on(still, "remind", "--dry-run", "--at", AT).out
    assert on(still, "remind", "--dry-run", "--at", AT, "--only", "Newcomer").out == "Nothing would go.\n"
    assert on(still, "remind", "--dry-run", "--at", AT, "--only", "Newcomer", "--json").rows == []
    assert on(still, "remind", "--dry-run", "--at", AT, "--only", "Nobody", "--json").rows == []


def test_times_are_local_unless_they_say_otherwise(still: Office) -> None:
    """09:00 in London in May is 08:00 UTC."""
    for at, number in (("2021-05-13T09:00", 1), ("2021-05-13T08:00Z", 1), ("2021-05-13T08:59", 0)):
        assert len(on(still, "remind", "--dry-run", "--at", at, "--json").rows) == number, at


# --- outbox -------------------------------------------------------------------------------------------------


def test_outbox(still: Office) -> None:
    with_mail(still)
    rows = on(still, "outbox", "--json").rows
    assert [list(row) for row in rows] == [DELIVERY] * 3
    assert [row["id"] for row in rows] == [3, 2, 1]
    assert {row["kind"] for row in rows} == {"answer"}
    assert {row["to"] for row in rows} == {"C02LEDNET00"}
    assert rows[0]["status"] == "pending"
    assert rows[0]["sent_at"] is rows[0]["ts"] is rows[0]["error"] is None
    assert datetime.fromisoformat(rows[0]["due_at"]).tzinfo is not None


def test_outbox_failed_and_retry(still: Office) -> None:
    with_mail(still)
    [failed] = on(still, "outbox", "--failed", "--json").rows
    assert (failed["id"], failed["error"]) == (2, "not_in_channel")
    done = on(still, "outbox", "--retry", "2")
    assert (done.code, done.out) == (0, "Delivery 2 will be sent again.\n")
    assert on(still, "outbox", "--failed").out == "Nothing has failed.\n"
    assert still.rows(tables.deliveries, id=2)[0].status == "pending"


@pytest.mark.parametrize("number", ["2", "77"])
def test_retry_of_what_has_not_failed(still: Office, number: str) -> None:
    still.slack.post_signed(*encoded(event(still.slack), "event_callback"))
    ended = on(still, "outbox", "--retry", number)
    assert ended.code == 1
    assert f"No failed delivery has the id {number}" in ended.err


def test_outbox_in_words(still: Office) -> None:
    with_mail(still)
    lines = on(still, "outbox").out.splitlines()
    assert len(lines) == 3
    assert "pending" in lines[0]
    assert "C02LEDNET00" in lines[0]


def test_a_retried_message_goes_out(office: Office) -> None:
    coordinator = office.slack.as_("LEDNet team")
    coordinator.slash("/convenor", "settings", "#general").fill(Announces=["LEDNet strategy 2023"]).submit()
    coordinator.dm.wait_for("I could not post in #general")
    [failed] = on(office, "outbox", "--failed", "--json").rows
    coordinator.join("#general")
    assert on(office, "outbox", "--retry", str(failed["id"])).code == 0
    office.convenor.ticking.hurry()
    coordinator.channel("#general").wait_for("This channel now announces")


# --- manifest -----------------------------------------------------------------------------------------------


def test_manifest_for_http() -> None:
    made = json.loads(call("manifest", "--url", "https://convenor.example.gov.uk/").out)
    endpoint = "https://convenor.example.gov.uk/slack/events"
    assert {one["url"] for one in made["features"]["slash_commands"]} == {endpoint}
    assert made["settings"]["event_subscriptions"]["request_url"] == endpoint
    assert made["settings"]["interactivity"]["request_url"] == endpoint
    assert made["settings"]["socket_mode_enabled"] is False


def test_manifest_for_socket_mode() -> None:
    done = call("manifest", "--socket-mode")
    assert json.loads(done.out)["settings"]["socket_mode_enabled"] is True
    assert "http" not in done.out.replace("https://convenor.example", "")


def test_roll_forward(still: Office) -> None:
    made = on(still, "roll-forward", "lednet-2023", "--year", "2090", "--json")
    assert (made.code, len(made.rows)) == (0, 5)
    assert {(row["programme"], row["provisional"]) for row in made.rows} == {("lednet-2090", True)}
    again = on(still, "roll-forward", "lednet-2023", "--year", "2090")
    assert again.code == 1
    assert "2090 is planned already" in again.err
    assert on(still, "export", "meetings", "--programme", "lednet-2090", "--json").rows == made.rows
    assert on(still, "roll-forward", "lednet-2023", "--year", "2091", "--dates", "soon").code == 2


# --- reports and updates ------------------------------------------------------------------------------------

UPDATE = ["plan", "ref", "kind", "stages", "rag", "note", "as_of", "state", "author", "created_at"]


def test_a_report_is_written_into_a_folder(still: Office) -> None:
    made = on(still, "export", "report", "local-london-2019", "--out", str(still.folder / "new" / "out"))
    assert made.code == 0
    names = [Path(line).name.rpartition(".")[2] for line in made.out.splitlines()]
    assert names == ["docx", "xlsx", "csv", "png"]
    assert all(Path(line).stat().st_size > 1000 for line in made.out.splitlines())
    assert made.err.startswith("DRAFT: 19 actions of 19 without the plan's official wording")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["rutland"], 1, "There is no plan called 'rutland'. There are: leicestershire-2024, local-london-2019."),
        (["local-london-2019", "--period", "spring"], 1, "has no period called “spring”. It has none yet."),
        (["local-london-2019", "--format", "pdf"], 2, "'pdf' is not one of"),
        (["local-london-2019", "--format", "csv", "--out", "office.db/x"], 1, "Choose another --out."),
    ],
)
def test_a_report_that_cannot_be_made(still: Office, arguments: list[str], code: int, says: str) -> None:
    here = [str(still.folder / one) if one.startswith("office.db") else one for one in arguments]
    ended = on(still, "export", "report", *here)
    assert (ended.code, says in ended.err) == (code, True), ended.err


def test_updates_are_exported_as_they_were_recorded(still: Office) -> None:
    officer = still.slack.as_("Transport officer")
    officer.slash("/action", "update T18").fill({"Note": "Two cars came."}).submit()
    rows = on(still, "export", "updates", "--plan", "leicestershire-2024", "--json").rows
    assert [list(row) for row in rows[:1]] == [UPDATE]
    assert (rows[0]["kind"], rows[0]["author"]) == ("published", None)
    last = rows[-1]
    assert (last["ref"], last["kind"], last["note"], last["state"]) == ("T18", "update", "Two cars came.", "accepted")
    assert last["author"] == "Transport officer"
    assert "  T18 " in on(still, "export", "updates").out
