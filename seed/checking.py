"""What a draft must have before anything of it is written; a person is told file and line."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, time

from sqlalchemy import String

from bot.domain.imports import Refused, named
from bot.domain.refs import key_of
from seed.bundle import Json
from seed.plans import action_id
from storage import tables

RAGS = (None, "Red", "Amber", "Green")
FIRST_LINE = "1"


def faults(facts: Json, organisations: Collection[str]) -> Iterator[Refused]:
    """Yield a refusal for each record that cannot be stored; `organisations` are the slugs that are known."""
    check = _plan if facts["kind"] == "plan" else _programme
    for lines, reason in check(facts, organisations):
        yield Refused(facts["document"], lines, reason)


def _plan(facts: Json, organisations: Collection[str]) -> Iterator[tuple[str, str]]:
    frame = {"slug": facts["slug"], "title": facts["title"]}
    yield from ((FIRST_LINE, reason) for reason in _frame("plans", frame, facts["publisher"], organisations))
    for section in facts["sections"]:
        row = {"id": f"{facts['slug']}/{section['slug']}", "title": section["title"]}
        yield from ((FIRST_LINE, f"A section: {reason}") for reason in _too_long("sections", row))
    sections = {section["slug"] for section in facts["sections"]}
    seen: dict[str, str] = {}
    for action in facts["actions"]:
        lines, key = action["source_lines"] or FIRST_LINE, key_of(action["ref"] or "")
        for reason in _action(facts, action, sections, organisations):
            yield lines, reason
        if key in seen:
            yield lines, f"{action['ref']} stands in {named(seen[key])} already: give each action a ref of its own."
        seen.setdefault(key, lines)


def _action(facts: Json, action: Json, sections: Collection[str], organisations: Collection[str]) -> Iterator[str]:
    if not key_of(action["ref"] or ""):
        yield "The action has no ref, such as T18: add one."
        return
    ref = action["ref"]
    if not (action["title"] or "").strip():
        yield f"{ref} has no title and no text: add one."
    if action["section"] not in sections:
        yield f"{ref} is in no section that the plan has: {action['section']}."
    if action["rag"] not in RAGS:
        yield f"{ref} has the RAG {action['rag']!r}: use Red, Amber or Green, or leave it empty."
    for slug in action["partners"]:
        if slug not in organisations:
            yield f"{ref} has a partner that nobody knows: {slug}. Name it among the organisations."
    yield from (f"{ref}: {reason}" for reason in _too_long("actions", action | {"id": action_id(facts, action)}))


def _programme(facts: Json, organisations: Collection[str]) -> Iterator[tuple[str, str]]:
    frame = {"slug": facts["slug"], "title": facts["title"]}
    yield from ((FIRST_LINE, reason) for reason in _frame("programmes", frame, facts["organisation"], organisations))
    for one in facts["sets"]:
        if one["places"] is None:
            yield FIRST_LINE, f"The document does not say how many places {one['title']} has: add it."
    seen: dict[str, str] = {}
    for event in facts["events"]:
        lines = event["source_lines"] or FIRST_LINE
        yield from ((lines, reason) for reason in _event(event))
        if event["id"] in seen:
            yield lines, f"{event['id']} stands in {named(seen[event['id']])} already: a programme has a date once."
        seen.setdefault(event["id"], lines)


def _event(event: Json) -> Iterator[str]:
    yield from _too_long("events", {name: event[name] for name in ("id", "title", "theme", "place", "zone")})
    try:
        date.fromisoformat(event["date"])
        for name in ("starts", "ends"):
            if event[name] is not None:
                time.fromisoformat(event[name])
    except ValueError as wrong:
        yield f"{event['title']} has no date or time that can be read ({wrong})."


def _frame(table: str, frame: Json, organisation: str, organisations: Collection[str]) -> Iterator[str]:
    if not frame["slug"] or not frame["title"]:
        yield "The document does not say what it is called: name it with --plan, or --programme."
    if organisation not in organisations:
        yield f"Its publisher is nobody who is known: {organisation}."
    yield from _too_long(table, frame)


def _too_long(table: str, values: Json) -> Iterable[str]:
    for column in tables.metadata.tables[table].columns:
        text = values.get(column.name)
        longest = column.type.length if isinstance(column.type, String) else None
        if longest and isinstance(text, str) and len(text) > longest:
            yield f"{column.name} has {len(text)} characters, and at most {longest} can be kept: shorten it."
