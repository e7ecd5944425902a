"""Settings: every fault at once, each naming its variable; the made secret key."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from bot.cli import main
from bot.config import SettingsFault


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("CONVENOR_", "SLACK_")) or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONVENOR_DATA_DIR", str(tmp_path))


BAD = {
    "CONVENOR_DATABASE_URL": "mysql://x",
    "CONVENOR_ADMINS": "Jane",
    "CONVENOR_PUBLIC_URL": "convenor.example",
    "PORT": "99999",
    "CONVENOR_TIMEZONE": "Europe/Leicester",
    "CONVENOR_POSTS_PER_MINUTE": "0",
    "CONVENOR_LOG": "xml",
    "SLACK_BOT_TOKEN": "xoxp-1",
    "SLACK_APP_TOKEN": "xoxb-1",
    "SLACK_API_URL": "slack",
}


@pytest.mark.parametrize("variable", BAD)
def test_one_fault(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, BAD[variable])
    with pytest.raises(SettingsFault) as fault:
        config.read()
    [line] = fault.value.lines
    assert line.startswith(f"{variable}: ")
    assert len(line) > len(variable) + 12


def test_every_fault_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BAD.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFault) as fault:
        config.read()
    assert {line.partition(":")[0] for line in fault.value.lines} == set(BAD)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CONVENOR_DATABASE_URL", "nonsense"),
        ("CONVENOR_DATABASE_URL", "://"),
        ("CONVENOR_ADMINS", "T1:"),
        ("CONVENOR_ADMINS", "X1:U1"),
        ("CONVENOR_ADMINS", "U1,,U2,jane"),
        ("CONVENOR_PUBLIC_URL", "ftp://x.example"),
        ("CONVENOR_PUBLIC_URL", "https://"),
        ("CONVENOR_PUBLIC_URL", "http://[::1"),
        ("CONVENOR_LEARNING_SETS_CONTACT", "the LGA"),
        ("CONVENOR_LEARNING_SETS_CONTACT", "me@x.gov.uk>"),
        ("CONVENOR_TIMEZONE", "../etc/passwd"),
        ("CONVENOR_TIMEZONE", "/etc/localtime"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("CONVENOR_POSTS_PER_MINUTE", "many"),
    ],
)
def test_other_faults(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsFault) as fault:
        config.read()
    assert fault.value.lines[0].startswith(f"{variable}: ")


def test_a_fault_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-very-secret")
    monkeypatch.setenv("CONVENOR_DATABASE_URL", "mysql://me:very-secret@host/x")
    with pytest.raises(SettingsFault) as fault:
        config.read()
    assert "very-secret" not in str(fault.value)


def test_defaults(tmp_path: Path) -> None:
    settings = config.read()
    assert settings.database == f"sqlite:///{tmp_path / 'convenor.db'}"
    assert (settings.bind, settings.port) == ("127.0.0.1", 3000)
    assert (settings.timezone, settings.load) == ("Europe/London", "none")
    assert (settings.log, settings.posts_per_minute, settings.admins) == ("text", 300, ())
    assert settings.api_url == "https://slack.com/api/"


def test_empty_variables_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BAD:
        monkeypatch.setenv(name, "")
    assert config.read().port == 3000


def test_admins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_ADMINS", " U1, T1:U2 ,E9:W3,")
    assert config.read().admins == ("U1", "T1:U2", "E9:W3")


def test_an_address_gets_its_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8090/api")
    assert config.read().api_url == "http://127.0.0.1:8090/api/"


# --- the secret key -----------------------------------------------------------------------------------------


def test_the_made_key_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = config.read()
    made = settings.secret()
    assert len(made) >= 40
    assert config.read().secret() == made
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_given_key_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_SECRET_KEY", "given")
    assert config.read().secret() == "given"
    assert not (tmp_path / "secret.key").exists()


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_requires_a_key(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_DATABASE_URL", f"{scheme}://me@host/x")
    with pytest.raises(SettingsFault, match="CONVENOR_SECRET_KEY: is required on PostgreSQL"):
        config.read()
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SettingsFault) as fault:
        config.read()
    assert {line.partition(":")[0] for line in fault.value.lines} == {"CONVENOR_SECRET_KEY", "PORT"}
    monkeypatch.delenv("PORT")
    monkeypatch.setenv("CONVENOR_SECRET_KEY", "given")
    assert config.read().database == f"{scheme}://me@host/x"


# --- `convenor run` -----------------------------------------------------------------------------------------


def test_run_says_every_fault_and_ends_with_2(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
    done = subprocess.run(command, env=kept | BAD, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert {line.partition(":")[0] for line in done.stderr.splitlines()} == set(BAD)
    assert "Traceback" not in done.stderr + done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}),
        ({"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_BOT_TOKEN"}),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_SIGNING_SECRET"}),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s", "CONVENOR_LOAD": "nothing"}, {"CONVENOR_LOAD"}),
        ({"CONVENOR_LOAD": "nothing"}, {"CONVENOR_LOAD", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}),
    ],
)
def test_run_without_what_slack_needs(
    variables: dict[str, str],
    named: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["convenor", "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert {line.partition(":")[0] for line in capsys.readouterr().err.splitlines()} == named
    assert list(tmp_path.iterdir()) == []
