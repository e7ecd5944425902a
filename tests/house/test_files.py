"""What may stand in the files of the repository, and what a real token must never meet."""

import re

import pytest
from click.testing import CliRunner

from bot import serving
from bot.cli import convenor
from tests.house.source import ROOT, texts

REQUIREMENT = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[^\s\\]+", re.MULTILINE | re.IGNORECASE)
ADDRESS = re.compile(r"://|(?:index-url|extra-index|find-links|trusted-host)")

# Written in pieces, so that this file does not name them itself.
THIS_MACHINE = ("/wo" + "rk/", ".lib" + "rary/", "/ro" + "ot/")
REGISTRIES = ("pypi." + "org", "files.python" + "hosted", "registry.npm" + "js", "proxy.go" + "lang")


@pytest.mark.parametrize("name", ["run", "dev"])
def test_each_requirement_has_its_hashes_and_no_address(name):
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    pinned = [found.group() for found in REQUIREMENT.finditer(text)]
    assert pinned
    blocks = re.split(r"\n(?=\S)", text)
    without = [block.split()[0] for block in blocks if REQUIREMENT.match(block) and "--hash=sha256:" not in block]
    assert without == []
    assert [line for line in text.splitlines() if line[:1] not in (" ", "#", "") and not REQUIREMENT.match(line)] == []
    assert ADDRESS.findall(text) == []


@pytest.mark.parametrize("banned", [*THIS_MACHINE, *REGISTRIES])
def test_no_file_names_a_path_of_one_machine_or_a_registry(banned):
    assert [path for path, text in texts().items() if banned in text] == []


def test_the_licence_is_whole():
    text = texts()["LICENSE"]
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("token", ["xoxb-1-2-abc", "xoxe.xoxb-1-abc"])
def test_the_sandbox_refuses_a_real_token(token, tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "sandbox", lambda *_: pytest.fail("it started"))
    done = CliRunner().invoke(
        convenor, ["sandbox", "--port", "0"], env={"SLACK_BOT_TOKEN": token, "CONVENOR_DATA_DIR": str(tmp_path)}
    )
    assert done.exit_code == 2
    assert "SLACK_BOT_TOKEN" in done.output
    assert token not in done.output
    assert list(tmp_path.iterdir()) == []


def test_continuous_integration_runs_everything():
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & 0o111
    assert "set -e" in texts()[".ci/run"]
    assert "make test" in texts()[".ci/run"]
