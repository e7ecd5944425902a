"""Partner organisations: who they are and what they may be involved in."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Connection

from bot.domain import people, roles
from bot.domain.actions import Action, from_row
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import partners as stored

NEAREST = 5
RELATED = 5
OPTIONS = 100
NEAR = 75.0


@dataclass(frozen=True)
class Partner:
    """A partner: what it is, its other names, the actions in which it may be involved, and who else often is in them.

    `related` are (name, in how many of these actions), the most first.
    """

    name: str
    aliases: tuple[str, ...]
    actions: tuple[Action, ...]
    id: int = 0
    what: str | None = None
    related: tuple[tuple[str, int], ...] = ()
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


def by_id(db: Connection, caller: Caller, organisation: int) -> Partner:
    """Return one partner; raises Refusal when it is in no plan that the caller sees."""
    names, aliases, _ = _known(db, caller)
    if organisation not in names:
        raise Refusal("That partner is in none of your plans any more. `/partner` lists all of them.")
    return _page(db, caller, organisation, names, aliases)


def typed(db: Connection, caller: Caller, words: str) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of partners for a menu, for what was typed so far: beginnings of words, then near spellings."""
    names, _, known = _known(db, caller)
    wanted = fold(words)
    begun = [known[name] for name in sorted(known) if f" {wanted}" in f" {name}"]
    near = [] if begun else process.extract(wanted, list(known), scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=NEAR)
    found = dict.fromkeys([*begun, *(known[name] for name, _, _ in near)])
    return tuple((one, names[one]) for one in found)[:OPTIONS]


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
    return Partner(
        name=row.name,
        aliases=tuple(aliases[organisation]),
        actions=found,
        id=organisation,
        what=row.what,
        related=tuple((one.name, one.shared) for one in stored.related(db, caller.workspace_id, organisation, RELATED)),
        slug=row.slug,
        may_correct=roles.may_to_plans(db, person.id if person else None, "correct a plan", plans),
    )
