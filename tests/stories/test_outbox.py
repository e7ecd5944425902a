"""Messages survive what happens to processes: `kill -9`, Ctrl-C, a Slack that drops its replies."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from bot.assembly import Convenor
from bot.cli import convenor as command_line
from bot.sandbox import Workspace
from storage import tables
from storage.engine import Database
from tests.jobs.office import GENERAL, LEARNING, LEDNET, NET_ZERO, Office, said
from tests.jobs.relay import Relay, relayed
from tests.stories.process import Process, running, settings_for

WITHIN_S = 2
MESSAGES = 50


@pytest.fixture
def relay(workspace: Workspace) -> Iterator[Relay]:
    with relayed(workspace.api_url) as one:
        yield one


def _fill(office: Office, number: int = MESSAGES) -> list[str]:
    """Put messages for twelve places into the outbox; return their keys."""
    everybody = [office.person(one.id).id for one in office.slack.people]
    places = [{"channel_id": one} for one in (LEDNET, NET_ZERO, LEARNING)] + [{"person_id": one} for one in everybody]
    assert len(places) == 12
    keys = [f"message {each}" for each in range(number)]
    for each, key in enumerate(keys):
        office.put(key, **places[each % 12])
    return keys


def _let_leases_end(database: Database) -> None:
    """As if the 30 seconds had passed in which a dead worker's messages are left alone."""
    with database.writing() as db:
        leased = update(tables.deliveries).where(tables.deliveries.c.status == "leased")
        db.execute(leased.values(lease_until=tables.deliveries.c.created_at))


def test_kill_9_in_the_middle_of_fifty_messages(
    workspace: Workspace, relay: Relay, database: Database, tmp_path: Path
) -> None:
    """Killed when Slack has a message of which the database does not know; replies are dropped besides."""
    office = Office(workspace, database)
    keys = _fill(office)
    settings = settings_for(workspace, database, tmp_path, relay.url)
    workspace.fail_next("chat.postMessage", drop_reply=True, times=4)
    held = relay.hold("chat.postMessage", "answer", after=17)
    with running("run", settings=settings, log=tmp_path / "log") as first:
        held.wait()
        first.kill()
    before = office.statuses()
    posted = len(office.everything())
    assert 0 < before.count("sent") < posted < MESSAGES, "killed between Slack's ok and our commit"
    _let_leases_end(database)
    workspace.fail_next("chat.postMessage", drop_reply=True, times=3)
    with running("run", settings=settings, log=tmp_path / "log") as second:
        second.until(lambda: set(office.statuses()) == {"sent"})
        assert second.ctrl_c(WITHIN_S) == 0
    assert Counter(office.everything()) == Counter(said(key) for key in keys)


def _waiting(office: Office, status: str) -> int:
    return office.statuses().count(status)


def test_ctrl_c_leaves_what_is_not_sent(workspace: Workspace, database: Database, tmp_path: Path) -> None:
    office = Office(workspace, database)
    keys = _fill(office, 15)
    slow = {"CONVENOR_POSTS_PER_MINUTE": "1"}
    settings = settings_for(workspace, database, tmp_path, workspace.api_url)
    with running("run", settings=settings | slow, log=tmp_path / "log") as process:
        process.until(lambda: "listening" in process.said and _waiting(office, "sent") == 1)
        assert process.ctrl_c(WITHIN_S) == 0
    assert _waiting(office, "pending") == 14 and "Traceback" not in process.said
    with running("run", settings=settings, log=tmp_path / "log2") as process:
        process.until(lambda: "listening" in process.said)
        with database.writing() as db:
            db.execute(tables.rates.delete())
            db.execute(update(tables.deliveries).values(next_attempt_at=tables.deliveries.c.created_at))
        process.until(lambda: _waiting(office, "sent") == 15)
    assert Counter(office.everything()) == Counter(said(key) for key in keys)


def test_ctrl_c_finishes_what_is_on_its_way(
    workspace: Workspace, relay: Relay, sqlite_database: Database, tmp_path: Path
) -> None:
    office = Office(workspace, sqlite_database)
    office.put("one")
    office.put("two")
    held = relay.hold("chat.postMessage")
    settings = settings_for(workspace, sqlite_database, tmp_path, relay.url)
    with running("run", settings=settings, log=tmp_path / "log") as process:
        held.wait()
        process.until(lambda: "listening" in process.said)
        threading.Timer(0.7, held.release).start()
        assert process.ctrl_c(WITHIN_S) == 0
    assert office.statuses() == ["sent", "pending"] and office.texts() == [said("one")]


@pytest.mark.parametrize("method", ["chat.postMessage", "users.info"])
def test_ctrl_c_while_slack_does_not_answer(
    workspace: Workspace, relay: Relay, sqlite_database: Database, tmp_path: Path, method: str
) -> None:
    office = Office(workspace, sqlite_database)
    _fill(office, 5)
    held = relay.hold(method, "request")
    settings = settings_for(workspace, sqlite_database, tmp_path, relay.url)
    with running("run", settings=settings, log=tmp_path / "log") as process:
        held.wait()
        process.until(lambda: "listening" in process.said)
        assert process.ctrl_c(WITHIN_S) == 0
    assert "Traceback" not in process.said
    assert not {"dead", "dropped"} & set(office.statuses())
    with sqlite_database.reading() as db:
        assert db.execute(text("pragma integrity_check")).scalar_one() == "ok"


def _opened(process: Process) -> bool:
    return "Convenor's sandbox is open: http://127.0.0.1:" in process.said


def test_ctrl_c_ends_the_sandbox(tmp_path: Path, _sqlite_template: Path) -> None:
    (tmp_path / "sandbox.db").write_bytes(_sqlite_template.read_bytes())
    settings = {"CONVENOR_DATA_DIR": str(tmp_path)}
    arguments = ("sandbox", "--port", "0", "--at", "2021-05-12T09:00")
    with running(*arguments, settings=settings, log=tmp_path / "log") as process:
        process.until(lambda: _opened(process))
        assert process.ctrl_c(WITHIN_S) == 0
        assert "Traceback" not in process.said
    database = Database(f"sqlite:///{tmp_path / 'sandbox.db'}")
    with database.reading() as db:
        assert db.execute(text("pragma integrity_check")).scalar_one() == "ok"
        assert db.execute(text("select count(*) from events")).scalar_one() > 10
    database.close()
    with running(*arguments, settings=settings, log=tmp_path / "log2") as again:
        again.until(lambda: _opened(again))
        assert again.ctrl_c(WITHIN_S) == 0


# --- with the bot in this process ------------------------------------------------------------------------


def test_a_question_is_answered_once_though_slack_drops_its_reply(workspace: Workspace, any_convenor: Convenor) -> None:
    officer = workspace.as_("Transport officer")
    workspace.fail_next("chat.postMessage", drop_reply=True)
    question = officer.write("what is T17?")
    officer.dm.wait_for("T17", after=question)
    with any_convenor.database.reading() as db:
        (row,) = db.execute(tables.deliveries.select()).all()
    assert row.attempts == 1
    officer.write("what is T18?")
    answer = officer.dm.wait_for("T18", after=question)
    bot_said = [one for one in officer.dm.messages if one.author == "Convenor" and "T17" in one.text.split("\n")[0]]
    assert len(bot_said) == 1 and answer.ts


def test_a_mention_is_answered_in_its_thread_once(workspace: Workspace, convenor: Convenor) -> None:
    officer = workspace.as_("Transport officer")
    question = officer.mention("#lednet", "what is T17?")
    officer.channel("#lednet").wait_for("T17", after=question)
    assert len(question.replies) == 1


def _outbox(convenor: Convenor, *arguments: str) -> str:
    environment = {
        "CONVENOR_DATABASE_URL": convenor.settings.database,
        "CONVENOR_DATA_DIR": str(convenor.settings.data_dir),
        "CONVENOR_SECRET_KEY": "for tests",
    }
    result = CliRunner().invoke(command_line, ["outbox", *arguments], env=environment, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_an_operator_sees_what_failed_and_sends_it_again(workspace: Workspace, any_convenor: Convenor) -> None:
    coordinator = workspace.as_("LEDNet team")
    form = coordinator.slash("/convenor", "settings", "#general")
    form.fill(Announces=form.options("Announces")[:1]).submit()
    coordinator.dm.wait_for("I could not post in #general")
    (failed,) = json.loads(_outbox(any_convenor, "--failed", "--json"))
    assert (failed["kind"], failed["error"], failed["status"]) == ("channel_tied", "not_in_channel", "dead")
    assert failed["to"] == GENERAL and failed["attempts"] == 1
    coordinator.join("#general")
    assert f"Delivery {failed['id']} will be sent again." in _outbox(any_convenor, "--retry", str(failed["id"]))
    coordinator.channel("#general").wait_for("This channel now announces")
    assert json.loads(_outbox(any_convenor, "--failed", "--json")) == []
