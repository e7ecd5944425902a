"""Words that coordinators teach the bot: seen by everybody in the workspace, changed by those who run its plans."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, gestures, people, roles, synonyms
from bot.domain.audit import Origin
from bot.domain.people import Caller, Person
from bot.domain.refusal import NotAllowed, Refusal
from storage import glossary as stored
from storage import plans as stored_plans
from storage.types import Record
from storage.words import stems
from storage.words import words as words_of

PAGE = 10
MOST_WORDS, LONGEST, MOST_PARTS, MOST_ROWS = 12, 60, 6, 500
WORDS_FIELD = "words"


@dataclass(frozen=True)
class Row:
    """Words that mean the same, and who said so."""

    id: int
    words: tuple[str, ...]
    by: str | None


@dataclass(frozen=True)
class Done:
    """What was done just now; *Undo* takes `new_id` away and brings `old_id` back, where they are not 0."""

    what: str
    words: tuple[str, ...]
    new_id: int = 0
    old_id: int = 0


@dataclass(frozen=True)
class Glossary:
    """A page (from 1) of a workspace's words, the latest first; `shipped` rows come with the program."""

    rows: tuple[Row, ...]
    page: int
    pages: int
    total: int
    shipped: int
    may_change: bool
    done: Done | None = None


@dataclass(frozen=True)
class Typed:
    """A form that was sent: words as they were typed, instead of the row `row_id` (0: a new one)."""

    text: str
    row_id: int
    view_id: str


def listing(db: Connection, caller: Caller, page: int = 1, done: Done | None = None) -> Glossary:
    """Return a page of the words; the nearest one where there is no such page. Raises NotAllowed for people outside."""
    person = people.find(db, caller)
    if caller.is_stranger or (person is not None and person.is_external):
        raise NotAllowed("The words of a workspace are for its own people.")
    found = stored.of_workspace(db, caller.workspace_id)[::-1]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    rows = found[(page - 1) * PAGE : page * PAGE]
    shown = tuple(Row(one.id, tuple(one.words), one.user_id) for one in rows)
    may_change = person is not None and _may(db, caller, person)
    return Glossary(shown, page, pages, len(found), len(synonyms.GROUPS), may_change, done)


def form(db: Connection, caller: Caller, row_id: int) -> Row:
    """Return the row that a form is filled with, an empty one for 0. Raises NotAllowed, or Refusal when it is gone."""
    _teacher(db, caller)
    if row_id == 0:
        return Row(0, (), None)
    row = _held(db, caller, row_id)
    return Row(row.id, tuple(row.words), None)


def save(db: Connection, caller: Caller, typed: Typed, origin: Origin, now: datetime) -> Glossary:
    """Add words, or put them in the place of a row; the same form is saved once.

    Raises NotAllowed, or Refusal naming the field.
    """
    person = _teacher(db, caller)
    stored.lock(db, caller.workspace_id)
    if gestures.is_known(db, typed.view_id):
        return listing(db, caller)
    old = _held(db, caller, typed.row_id) if typed.row_id else None
    words = _checked(db, caller, typed)
    if old is not None and tuple(old.words) == words:
        raise Refusal("Nothing has changed yet. Change the words, or close the form.", WORDS_FIELD)
    gestures.first_time(db, typed.view_id, now)
    values = {"words": list(words), "workspace_id": caller.workspace_id, "added_by_id": person.id, "created_at": now}
    new_id = stored.add(db, values)
    if old is not None:
        stored.remove(db, caller.workspace_id, old.id, now)
    did = "glossary.changed" if old is not None else "glossary.added"
    _note(db, did, new_id, words, person, origin, now)
    done = Done("Changed" if old is not None else "Added", words, new_id, old.id if old is not None else 0)
    return listing(db, caller, done=done)


def remove(db: Connection, caller: Caller, row_id: int, key: str, origin: Origin, now: datetime) -> Glossary:
    """Take words away. Raises NotAllowed, or Refusal when they are gone already."""
    person = _teacher(db, caller)
    stored.lock(db, caller.workspace_id)
    row = _held(db, caller, row_id)
    gestures.first_time(db, key, now)
    stored.remove(db, caller.workspace_id, row_id, now)
    words = tuple(row.words)
    _note(db, "glossary.removed", row_id, words, person, origin, now)
    return listing(db, caller, done=Done("Taken away", words, 0, row_id))


def undo(db: Connection, caller: Caller, new_id: int, old_id: int, key: str, origin: Origin, now: datetime) -> Glossary:
    """Take back what was done last. Raises NotAllowed, or Refusal where somebody has changed it since."""
    person = _teacher(db, caller)
    stored.lock(db, caller.workspace_id)
    if new_id:
        row = _held(db, caller, new_id)
        stored.remove(db, caller.workspace_id, new_id, now)
        _note(db, "glossary.removed", new_id, tuple(row.words), person, origin, now)
    if old_id:
        old = stored.removed(db, caller.workspace_id, old_id)
        if old is None:
            raise Refusal("These words are back already.")
        _refuse_known(db, caller, tuple(old.words), 0)
        stored.bring_back(db, caller.workspace_id, old_id)
        _note(db, "glossary.brought_back", old_id, tuple(old.words), person, origin, now)
    gestures.first_time(db, key, now)
    return listing(db, caller)


def _teacher(db: Connection, caller: Caller) -> Person:
    person = people.find(db, caller)
    if person is not None and _may(db, caller, person):
        return person
    raise NotAllowed("Only a coordinator of a plan, or an admin, can change these words. Tell one what is missing.")


def _may(db: Connection, caller: Caller, person: Person) -> bool:
    plans = (("plan", slug) for slug in stored_plans.slugs(db, caller.workspace_id))
    return roles.may(db, person.id, "teach words", tuple(plans))


def _held(db: Connection, caller: Caller, row_id: int) -> Record:
    rows = {row.id: row for row in stored.of_workspace(db, caller.workspace_id)}
    if row_id not in rows:
        raise Refusal("Somebody has changed these words meanwhile. `/convenor glossary` shows them as they are now.")
    return rows[row_id]


def _checked(db: Connection, caller: Caller, typed: Typed) -> tuple[str, ...]:
    """Return the words, each once, as they were typed. Raises Refusal with what is wrong and what to do."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;=\n]", typed.text))
    unique = {" ".join(stems(part)): part for part in reversed([*filter(None, parts)])}
    words = tuple(reversed(unique.values()))
    for one in words:
        if not stems(one) or len(one) < 2:
            raise Refusal(f"“{one[:LONGEST]}” says too little to look for. Give a longer word.", WORDS_FIELD)
        if len(one) > LONGEST or len(words_of(one)) > MOST_PARTS:
            raise Refusal(f"“{one[:LONGEST]}” is too long: at most {MOST_PARTS} words each.", WORDS_FIELD)
    if len(words) < 2:
        raise Refusal("Give at least two different words, with a comma between: EV, electric car.", WORDS_FIELD)
    if len(words) > MOST_WORDS:
        raise Refusal(f"At most {MOST_WORDS} words that mean the same. Make two rows of them.", WORDS_FIELD)
    _refuse_known(db, caller, words, typed.row_id)
    return words


def _refuse_known(db: Connection, caller: Caller, words: tuple[str, ...], row_id: int) -> None:
    rows = [row for row in stored.of_workspace(db, caller.workspace_id) if row.id != row_id]
    if len(rows) >= MOST_ROWS:
        raise Refusal(f"There are {MOST_ROWS} rows of words already. Take some away first.", WORDS_FIELD)
    wanted = {tuple(stems(one)): one for one in words}
    for row in rows:
        for other in row.words:
            if one := wanted.get(tuple(stems(other))):
                raise Refusal(f"“{one}” stands in another row: {', '.join(row.words)}. Change that one.", WORDS_FIELD)


def _note(
    db: Connection, did: str, row_id: int, words: tuple[str, ...], person: Person, origin: Origin, now: datetime
) -> None:
    audit.record(db, did, ("glossary", str(row_id)), person.id, origin, now, {"words": list(words)})
