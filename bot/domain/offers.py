"""What somebody writes to the bot that is no question but news: an update, for an action that they choose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain import actions, people, small_talk
from bot.domain.actions import Action, NotFound
from bot.domain.answers import Help
from bot.domain.asking import Nothing, Reply
from bot.domain.partners import NoPartner
from bot.domain.people import Caller
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import deliveries as stored

OFFERED = 5
LEAST_LETTERS, LEAST_SHARE = 4, 0.6
"""Two words are the same when they begin alike: with so many letters, and so much of the longer one."""

ASKING = re.compile(
    r"^(what|which|who|whose|when|where|why|how|is|are|do|does|did|can|could|will|has|have|any|anything|show|list|find"
    r"|give|tell|search|status|rag|stage|next|help)\b|\?\s*$",
    re.IGNORECASE,
)
NEWS = re.compile(
    r"\b(done|finished|complete[d]?|started|begun|began|planted|installed|signed|agreed|approved|adopted|delivered"
    r"|launched|published|submitted|secured|awarded|appointed|recruited|opened|delayed|postponed|stalled|paused"
    r"|blocked|waiting|awaiting|underway|on track|off track|no change|behind schedule|ahead of schedule"
    r"|\d[\d,.]*\s+\w+ed|we\s+(have|are|were|had)|has been|have been|was|were|is now|are now|will be)\b",
    re.IGNORECASE,
)
NO_NEWS = re.compile(
    r"((there is|there's) )?(no (news|update|progress)s?|nothing (new|to report))"
    r" (to report|this|from|for|on my|on our|yet|at the moment|so far)\b.*",
    re.IGNORECASE,
)
"""That there is nothing to tell is an update too; "no updates since March" is a question."""

SHORTEST_NEWS = 2


@dataclass(frozen=True)
class Offer:
    """Words that may be an update, and the actions that they may be about, the likeliest first.

    `is_reply`: they were typed under a message that asked for updates.
    """

    words: str
    actions: tuple[Action, ...]
    is_reply: bool = False


def is_news(words: str) -> bool:
    """Say whether words tell something rather than ask: "done, 430,000 trees planted"."""
    told = words.strip()
    is_told = bool(NEWS.search(told) or NO_NEWS.fullmatch(told))
    return len(told.split()) >= SHORTEST_NEWS and not ASKING.search(told) and is_told


def offer(db: Connection, caller: Caller, words: str, others: Iterable[Action]) -> Offer:
    """Return the actions that words may be about: one they name, then the caller's own, then `others`.

    The caller's own are ranked by how many of the words they share; with one of them it counts before the plan's order.
    """
    named = [row for ref in refs_in(words) for row in stored_actions.by_key(db, caller.workspace_id, key_of(ref))]
    own = sorted(actions.mine(db, caller).actions, key=lambda one: -_shared(words, one))
    found = [*map(actions.from_row, named), *own, *others]
    return Offer(words, tuple({one.id: one for one in found}.values())[:OFFERED])


def reply(db: Connection, caller: Caller, words: str, waiting: Iterable[Action]) -> Offer | None:
    """Return the actions that a reply to a message may be about: one it names, then those that the message asked for.

    None for a question or small talk: it is answered.
    """
    if ASKING.search(words.strip()) or small_talk.topic(words):
        return None
    named = [row for ref in refs_in(words) for row in stored_actions.by_key(db, caller.workspace_id, key_of(ref))]
    asked_for = sorted(waiting, key=lambda one: -_shared(words, one))
    found = [*map(actions.from_row, named), *asked_for]
    return Offer(words, tuple({one.id: one for one in found}.values())[:OFFERED], is_reply=True) if found else None


def is_nothing(answer: Reply) -> bool:
    """Say whether an answer found nothing: what was written may have been news all the same, but no single word is."""
    if isinstance(answer, Help):
        return len(answer.words.split()) >= SHORTEST_NEWS
    return isinstance(answer, NotFound | NoPartner | Nothing)


def words_of(db: Connection, caller: Caller, delivery_id: int) -> str:
    """Return what the caller wrote, which delivery `delivery_id` answered; raises Refusal when it is gone."""
    person = people.find(db, caller)
    row = stored.by_id(db, delivery_id)
    if row is None or person is None or row.payload.get("person") != person.id or "words" not in row.payload:
        raise Refusal("What you wrote is not kept any more. Press *Update* on the action's card and paste it there.")
    return str(row.payload["words"])


def refs_in(words: str) -> list[str]:
    """Return what may be a ref among words: "T18", "R3a"."""
    return [one for one in re.findall(r"[\w-]+", words) if re.fullmatch(r"[A-Za-z][\w-]*\d+[a-z]?", one)]


def _shared(words: str, action: Action) -> int:
    told = _words(words)
    title = _words(action.title)
    body = _words(" ".join((action.summary or "", action.wording or "", action.subsection or "", *action.outcomes)))
    return sum(3 * _any_alike(one, title) or _any_alike(one, body) for one in told)


def _words(text: str) -> set[str]:
    return {one for one in re.findall(r"[^\W\d_]+", text.casefold()) if len(one) >= LEAST_LETTERS}


def _any_alike(word: str, others: set[str]) -> bool:
    return any(_alike(word, one) for one in others)


def _alike(one: str, other: str) -> bool:
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return same >= LEAST_LETTERS and same >= LEAST_SHARE * max(len(one), len(other))
