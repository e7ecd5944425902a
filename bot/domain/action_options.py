"""Actions for a menu that asks as somebody types: a ref or words, and only what they may see."""

from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from bot.domain import full_text, people, spelling, synonyms
from bot.domain.people import Caller
from bot.domain.refs import beginnings_of
from bot.domain.spelling import Spelt
from storage import actions as stored
from storage import found, matches, search
from storage import plans as stored_plans
from storage.found import Filters
from storage.matches import BEGINNING, Slot
from storage.words import stem, words

OPTIONS = 100
BEGUN = 50
"""So many words are tried for one that is not typed to its end."""


@dataclass(frozen=True)
class ActionOption:
    """An action as a menu offers it; `plan_title` is None where the person sees one plan only."""

    id: str
    printed_ref: str
    title: str
    plan_title: str | None


def typed(db: Connection, caller: Caller, text: str) -> tuple[ActionOption, ...]:
    """Return the actions that fit what was typed so far, at most OPTIONS.

    First those whose ref begins so, then those that have all the words, of which the last may be unfinished; misspelt
    words are put right where nothing fits. With nothing typed: the caller's own actions.
    """
    plans = stored_plans.slugs(db, caller.workspace_id)
    ids = _fitting(db, caller, plans, text) if beginnings_of(text) else _own(db, caller)
    rows = {row.id: row for row in stored.by_ids(db, caller.workspace_id, ids)} if ids else {}
    known = (rows[one] for one in ids if one in rows)
    several = len(plans) > 1
    return tuple(ActionOption(row.id, row.printed_ref, row.title, row.plan_title if several else None) for row in known)


def _own(db: Connection, caller: Caller) -> list[str]:
    person = people.find(db, caller)
    return [row.id for row in stored.mine(db, caller.workspace_id, person.id)][:OPTIONS] if person else []


def _fitting(db: Connection, caller: Caller, plans: tuple[str, ...], text: str) -> list[str]:
    by_ref = found.with_beginnings(db, plans, beginnings_of(text), OPTIONS)
    by_words = _with_words(db, caller, plans, text)
    if not by_ref and not by_words:  # "T18 electric": the ref, and then words of the title
        by_ref = found.with_beginnings(db, plans, beginnings_of(text.split()[0]), OPTIONS)
    if not by_ref and not by_words:
        right, _ = spelling.corrected(db, text, Spelt(synonyms.words()))
        by_words = _with_words(db, caller, plans, right)
    return list(islice(dict.fromkeys([*by_ref, *by_words]), OPTIONS))


def _with_words(db: Connection, caller: Caller, plans: tuple[str, ...], text: str) -> list[str]:
    """The words as they are, then with the last one unfinished."""
    meanings = synonyms.meanings(db, caller.workspace_id)
    *whole, last = words(text) or [""]
    readings = [full_text.slots_of([text], meanings)]
    if last:
        readings.append((*full_text.slots_of(whole, meanings), _unfinished(db, last)))
    fitting = (matches.matching_ids(db, Filters(plans), slots, OPTIONS) for slots in readings if slots)
    return [one for ids in fitting for one in ids]


def _unfinished(db: Connection, word: str) -> Slot:
    """What a word may be when typed to its end; "recyclin" begins a word, though not its stem."""
    met = (stem(one) for one in search.begun(db, word, BEGUN))
    return tuple(dict.fromkeys([(word + BEGINNING,), *((one,) for one in met)]))
