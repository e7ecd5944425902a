"""The bundled facts: which there are, and how they are read from `seed/facts/`."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
"""A JSON object as Python holds it."""

BUNDLED: tuple[str, ...] = (
    "leicestershire-2024",
    "local-london-2019",
    "lednet-2021",
    "lednet-2023",
    "lga-sets-2024",
)


def chosen(text: str) -> tuple[str, ...]:
    """Return the ids that a setting such as CONVENOR_LOAD names.

    '' and 'none' are none, 'examples' are all, else ids between commas, each once and in that order.
    Raises LookupError, a sentence, for an id that is not bundled.
    """
    words = tuple(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))
    if words in ((), ("none",)):
        return ()
    if words == ("examples",):
        return BUNDLED
    for word in words:
        require(word)
    return words


def require(bundle_id: str) -> None:
    """Raise LookupError, a sentence that lists what there is, when `bundle_id` is not bundled."""
    if bundle_id not in BUNDLED:
        there = ", ".join(BUNDLED)
        raise LookupError(f"There is no bundled data called {bundle_id!r}: choose none, examples, or from {there}.")


def read(bundle_id: str) -> Json:
    """Return the facts of one plan or programme as its file holds them; LookupError when there is none."""
    require(bundle_id)
    return _file(bundle_id)


@cache
def organisations() -> dict[str, Json]:
    """Return what is known of every organisation, by slug, in the order of the file."""
    return {row["slug"]: row for row in _file("organisations")["organisations"]}


def needed_organisations(facts: Json) -> tuple[str, ...]:
    """Return the slugs that a plan or programme stands on, each once: its publisher, then its partners."""
    slugs = [facts["publisher"] if facts["kind"] == "plan" else facts["organisation"]]
    for action in facts.get("actions", ()):
        slugs += action["partners"]
    return tuple(dict.fromkeys(slugs))


def _file(name: str) -> Json:
    text = files("seed").joinpath("facts", f"{name}.json").read_text(encoding="utf-8")
    found: Json = json.loads(text)
    return found
