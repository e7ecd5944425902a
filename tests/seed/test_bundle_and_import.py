"""The bundled facts, read by people, and the importers agree on every fact of the five documents."""

from pathlib import Path
from typing import Any

import pytest

from seed.bundle import BUNDLED, Json, read
from seed.importers import read_document

FRAME = {
    "plan": (
        "kind", "slug", "title", "publisher", "document", "published_on", "published_precision", "starts_on",
        "ends_on", "roles", "stages", "uses_rag",
    ),
    "programme": (
        "kind", "slug", "title", "organisation", "programme_kind", "document", "themes_are", "themes", "sets",
    ),
}  # fmt: skip
ACTION = (
    "ref", "printed_ref", "section", "subsection", "objectives", "role", "stages", "rag", "partners", "outcomes",
    "source_lines",
)  # fmt: skip
OWN_WORDS = {"about", "entry_criteria", "challenges", "topics", "benefits", "joining"}
"""Rules that the bundle holds in words of its own; the documents' are under `wording`."""


@pytest.fixture
def both(request: pytest.FixtureRequest, shared_seeds: Path) -> tuple[Json, dict[str, Any]]:
    """The bundled facts and the imported ones of one document."""
    bundled = read(request.param)
    path = shared_seeds / bundled["document"]
    return bundled, dict(read_document(path.name, path.read_bytes()).facts)


of_each = pytest.mark.parametrize("both", BUNDLED, indirect=True)
of_plans = pytest.mark.parametrize("both", [one for one in BUNDLED if read(one)["kind"] == "plan"], indirect=True)
of_programmes = pytest.mark.parametrize(
    "both", [one for one in BUNDLED if read(one)["kind"] == "programme"], indirect=True
)


@of_each
def test_the_frame_is_the_same(both: tuple[Json, dict[str, Any]]) -> None:
    bundled, imported = both
    names = FRAME[bundled["kind"]]
    assert {name: imported[name] for name in names} == {name: bundled[name] for name in names}


@of_plans
def test_every_fact_of_every_action_is_the_same(both: tuple[Json, dict[str, Any]]) -> None:
    """What both doubt may be not known to one of them, and a marked reading to the other."""
    bundled, imported = both
    sections = [section["slug"] for section in bundled["sections"]]
    assert [one["slug"] for one in imported["sections"] if one["slug"] in sections] == sections
    found = {action["ref"]: action for action in imported["actions"] if action["section"] in sections}
    assert list(found) == [action["ref"] for action in bundled["actions"]]
    differing = [
        f"{action['ref']}: {name} is {action[name]!r} in the bundle, {found[action['ref']][name]!r} in the document"
        for action in bundled["actions"]
        for name in ACTION
        if action[name] != found[action["ref"]][name] and not _not_known_to_one(name, action, found[action["ref"]])
    ]
    assert differing == []


@of_plans
def test_the_same_is_uncertain(both: tuple[Json, dict[str, Any]]) -> None:
    bundled, imported = both
    found = {action["ref"]: sorted(action["uncertain"]) for action in imported["actions"]}
    differing = {
        action["ref"]: {"bundle": sorted(action["uncertain"]), "document": found[action["ref"]]}
        for action in bundled["actions"]
        if sorted(action["uncertain"]) != found[action["ref"]]
    }
    assert differing == {}


@of_programmes
def test_every_event_and_rule_is_the_same(both: tuple[Json, dict[str, Any]]) -> None:
    bundled, imported = both
    assert imported["events"] == bundled["events"]
    stated = {name: value for name, value in bundled["rules"].items() if name not in OWN_WORDS}
    assert {name: value for name, value in imported["rules"].items() if name != "wording"} == stated


def _not_known_to_one(name: str, *readings: Json) -> bool:
    return all(name in one["uncertain"] for one in readings) and any(not one[name] for one in readings)
