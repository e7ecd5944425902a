"""Partner organisations: who they are and what they may be involved in."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Connection

from bot.domain import people, roles
from bot.domain.actions import Action, from_row
from bot.domain.people import Caller
from storage import actions as stored_actions
from storage import partners as stored

NEAREST = 5
NEAR = 75.0


@dataclass(frozen=True)
class Partner:
    """A partner, its other names, and the actions in which it may be involved."""

    name: str
    aliases: tuple[str, ...]
    actions: tuple[Action, ...]
    slug: str = ""
    may_correct: bool = False


@dataclass(frozen=True)
class NoPartner:
    """Nobody of that name; `names` are the nearest, or all there are when nothing was typed.

    `withdrawn` is slug and name of a partner that was taken out of all actions, for those who may bring it back.
    """

    words: str
    names: tuple[str, ...]
    withdrawn: tuple[str, str] | None = None


def fold(words: str) -> str:
    """Return the form in which names are compared: lower case, single blanks, no leading "the"."""
    return re.sub(r"^the ", "", re.sub(r"\s+", " ", words.casefold()).strip())


def look_up(db: Connection, caller: Caller, words: str) -> Partner | NoPartner:
    """Return the partner that `words` name, by its name or any alias, in the plans that the caller sees."""
    names, aliases, known = _known(db, caller)
    wanted = fold(words)
    if wanted in known:
        return _page(db, caller, known[wanted], names, aliases)
    if not wanted:
        return NoPartner(words, tuple(sorted(names.values())))
    found = process.extract(
        wanted,
        list(known),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=NEAREST,
        score_cutoff=NEAR,
    )
    best = list(dict.fromkeys(known[name] for name, _, _ in found))
    return NoPartner(words, tuple(names[organisation] for organisation in best))


def mentioned(db: Connection, caller: Caller, words: str) -> Partner | None:
    """Return the partner whose name or alias stands in a sentence, the longest where there are several."""
    names, aliases, known = _known(db, caller)
    asked = fold(re.sub(r"[^\w&/-]+", " ", words))
    sentence = f" {asked} "
    found = max((name for name in known if f" {name} " in sentence), key=len, default=None)
    return _page(db, caller, known[found], names, aliases) if found else None


def _known(db: Connection, caller: Caller) -> tuple[dict[int, str], dict[int, list[str]], dict[str, int]]:
    """Names and aliases by organisation, and organisations by folded name, as far as the caller sees them."""
    names = {row.id: row.name for row in stored.seen(db, caller.workspace_id)}
    aliases: dict[int, list[str]] = {organisation: [] for organisation in names}
    for row in stored.aliases(db):
        if row.organisation_id in aliases:
            aliases[row.organisation_id].append(row.alias)
    known = {fold(alias): organisation for organisation, others in aliases.items() for alias in others}
    return names, aliases, known | {fold(name): organisation for organisation, name in names.items()}


def _page(
    db: Connection, caller: Caller, organisation: int, names: dict[int, str], aliases: dict[int, list[str]]
) -> Partner:
    row = stored.by_id(db, organisation)
    found = tuple(from_row(one) for one in stored_actions.with_partner(db, caller.workspace_id, organisation))
    person = people.find(db, caller)
    plans = {one.plan_slug for one in found}
    may_correct = roles.may_to_plans(db, person.id if person else None, "correct a plan", plans)
    return Partner(row.name, tuple(aliases[organisation]), found, row.slug, may_correct)
