"""Officers' questions and what has to be in the answers, by `convenor ask`.

`golden/questions.json` holds them as the shared questions do: `must` is in the answer, `must_not` is not; for lookups
and filters nothing else is but `ok`, for the others nine of the first ten are of these.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from seed.load import BUNDLED, load
from storage.engine import Database
from tests.bot.commanding import call
from tests.databases import migrate

AT = "2024-12-15T09:00Z"
GOLDEN = json.loads((Path(__file__).parents[1] / "golden/questions.json").read_text())
SHARED = Path(__file__).resolve().parents[3] / "shared/questions.json"
EXACT = ("filter", "lookup")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the bundled facts."""
    address = f"sqlite:///{tmp_path_factory.mktemp('bundled') / 'convenor.db'}"
    migrate(address)
    database = Database(address)
    with database.writing() as db:
        load(db, BUNDLED, [], datetime.fromisoformat(AT))
    database.close()
    return address


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, shared_seeds: Path) -> str:
    """A database into which the documents were imported, by the command."""
    address = f"sqlite:///{tmp_path_factory.mktemp('imported') / 'convenor.db'}"
    migrate(address)
    documents = sorted(map(str, shared_seeds.glob("*.txt")))
    assert call("import", *documents, CONVENOR_DATABASE_URL=address).code == 0
    return address


def faults(address: str, questions: list[dict[str, Any]]) -> list[str]:
    """Ask all questions; return a line for each that is answered wrongly."""
    found = []
    for one in questions:
        ended = call("ask", one["question"], "--json", "--at", AT, CONVENOR_DATABASE_URL=address)
        assert ended.code == 0, ended.err
        results = ended.rows["results"]
        wanted, welcome = set(one["must"]), set(one["must"]) | set(one["ok"])
        looked_at = results if one["kind"] in EXACT else results[:10]
        strange = [result for result in looked_at if result not in welcome]
        too_many = len(strange) > (0 if one["kind"] in EXACT else len(looked_at) / 10)
        missing, unwelcome = wanted - set(results), set(results) & set(one["must_not"])
        if missing or unwelcome or too_many or not results:
            found.append(f"{one['question']}: read {ended.rows['read_as']}, {missing=}, {strange=}, {unwelcome=}")
    return found


def test_our_own_questions(bundled: str) -> None:
    assert len(GOLDEN) > 60
    assert faults(bundled, GOLDEN) == []


def test_our_own_questions_of_the_documents(imported: str) -> None:
    """Those whose answers depend on the texts; facts to filter by are the same ones."""
    assert faults(imported, [one for one in GOLDEN if one["kind"] not in EXACT]) == []


def test_the_shared_questions(imported: str) -> None:
    if not SHARED.is_file():
        reason = f"the shared questions are not there: {SHARED}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    assert faults(imported, json.loads(SHARED.read_text())) == []


def test_a_wrong_answer_is_noticed(bundled: str) -> None:
    wrong = {"kind": "filter", "question": "completed transport actions", "must": ["T6"], "ok": [], "must_not": []}
    assert faults(bundled, [wrong]) == []
    assert len(faults(bundled, [wrong | {"must": ["T7"]}])) == 1
    assert len(faults(bundled, [wrong | {"must_not": ["T6"]}])) == 1
    assert len(faults(bundled, [wrong | {"must": []}])) == 1


def test_the_text_says_what_was_not_taken_as_typed(bundled: str) -> None:
    ended = call("ask", "trasnport charge points zebra", "--at", AT, CONVENOR_DATABASE_URL=bundled)
    assert "I read “trasnport” as “transport”.\n" in ended.out
    assert "Left out: “zebra”." in ended.out
