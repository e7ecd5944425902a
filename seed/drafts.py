"""From what an importer read to what is written: our own words where the bundle has some, and slugs as asked for."""

from collections.abc import Mapping

from seed.bundle import BUNDLED, Json, organisations, read
from seed.importers.draft import Draft

PLAN_WORDS = ("title",)
ACTION_WORDS = ("title", "summary")
PROGRAMME_WORDS = ("title", "themes", "rules")
SET_WORDS = ("title", "places")
EVENT_WORDS = ("title",)


def facts_of(draft: Draft, slug: str | None = None) -> Json:
    """Return a draft's facts with the bundle's own words; `slug` brings a plan in under another name.

    A document that the bundle knows keeps the titles and summaries that people wrote for its records.
    """
    facts: Json = dict(draft.facts)
    if slug and facts["kind"] == "plan":
        facts["slug"] = slug
    if facts["slug"] not in BUNDLED:
        return facts
    known = read(facts["slug"])
    if known["kind"] == "plan":
        actions = _worded(facts["actions"], known["actions"], "ref", ACTION_WORDS)
        return facts | _words(known, PLAN_WORDS) | {"actions": actions}
    return (
        facts
        | _words(known, PROGRAMME_WORDS)
        | {
            "sets": _worded(facts["sets"], known["sets"], "id", SET_WORDS),
            "events": _worded(facts["events"], known["events"], "id", EVENT_WORDS),
        }
    )


def organisations_of(draft: Draft) -> Mapping[str, Json]:
    """Return what is known of every organisation that a draft may name: the bundled ones and its own."""
    return {one["slug"]: dict(one) for one in draft.organisations} | organisations()


def _words(known: Json, names: tuple[str, ...]) -> Json:
    return {name: known[name] for name in names}


def _worded(records: list[Json], known: list[Json], key: str, names: tuple[str, ...]) -> list[Json]:
    words = {one[key]: _words(one, names) for one in known}
    return [record | words.get(record[key], {}) for record in records]
