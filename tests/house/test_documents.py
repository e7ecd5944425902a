"""Documents tell the truth: what is generated is current, what is named exists."""

import re
import shutil
from pathlib import Path

import pytest

from bot.cli import convenor
from seed.bundle import BUNDLED
from storage.tables import metadata
from tests.house import generated
from tests.house.source import ROOT, texts

DECISIONS = sorted(path for path in texts() if path.startswith("docs/decisions/"))
GUIDES = ("README.md", "CONTRIBUTING.md", "docs/security.md", "docs/operations.md")
PATH = re.compile(r"`((?:bot|jobs|storage|seed|tests|docs|requirements)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
TO_BE_TRIED = {"seed/facts/example-2027.json"}


def test_what_is_generated_is_up_to_date():
    assert generated.outdated() == [], "make fix"


def test_what_is_out_of_date_is_reported_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for path in {part.path for part in generated.PARTS}:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    (tmp_path / "bot/slack").mkdir(parents=True)
    readme = tmp_path / "README.md"
    readme.write_text(readme.read_text().replace("CONVENOR_ADMINS", "CONVENOR_KINGS", 2))
    changed = ["README.md", generated.MANIFEST]
    assert sorted(generated.outdated(tmp_path)) == sorted(changed)
    assert sorted(generated.write(tmp_path)) == sorted(changed)
    assert generated.outdated(tmp_path) == []
    assert generated.main([]) == 0
    assert capsys.readouterr().out == ""


def test_a_file_without_markers_is_a_fault(tmp_path: Path):
    for path in {part.path for part in generated.PARTS}:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("no markers")
    with pytest.raises(LookupError, match="needs the markers"):
        generated.wanted(tmp_path)


def test_how_long_is_said_of_tables_that_exist():
    assert set(generated.KEPT) <= set(metadata.tables)
    assert all(table.comment for table in metadata.tables.values())


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_that_a_guide_names_exist(guide):
    text = texts()[guide]
    targets = set(re.findall(r"^([a-z]+):", texts()["Makefile"], re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets
    named = set(re.findall(r"(?:`|^|bin/)convenor ([a-z]+(?:-[a-z]+)*)", text, re.MULTILINE))
    assert named <= set(convenor.commands)


@pytest.mark.parametrize("guide", [*GUIDES, *DECISIONS])
def test_files_that_a_document_names_exist(guide):
    text = texts()[guide]
    linked = [(ROOT / guide).parent / target for target in LINK.findall(text)]
    named = [ROOT / path for path in PATH.findall(text) if path not in TO_BE_TRIED]
    assert [str(path) for path in [*linked, *named] if not path.exists()] == []


def test_the_readme_names_the_two_commands_and_all_bundled_data():
    readme = texts()["README.md"]
    assert "make run" in readme
    assert "make test" in readme
    assert [bundle for bundle in BUNDLED if f"`{bundle}`" not in readme] == []


@pytest.mark.parametrize("path", DECISIONS)
def test_each_decision_says_why_and_what_holds_it(path):
    text = texts()[path]
    number = re.fullmatch(r"docs/decisions/(\d{4})-[a-z0-9-]+\.md", path)
    assert number is not None
    assert text.startswith(f"# {number[1]}: ")
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text
    assert re.search(r"^\*Checks:\* \S", text, re.MULTILINE)
    assert len(text.splitlines()) <= 60, "one page"


def test_decisions_are_numbered_without_gaps():
    assert [int(Path(path).name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
