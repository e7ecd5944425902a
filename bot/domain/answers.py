"""A question in plain words: which rule answers it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from bot.domain import actions, learning_sets, meetings, partners
from bot.domain.actions import Card, Choice, Mine, NotFound
from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Caller
from bot.domain.search import Found, find, read

GREETINGS = ("help", "hello", "hi", "hey", "good morning", "thanks", "thank you", "ok")


@dataclass(frozen=True)
class Help:
    """Nothing was asked, or nothing that is understood: `words` is what was typed."""

    words: str


Answer = Help | Card | Choice | NotFound | Mine | Partner | NoPartner | Meetings | tuple[SetProgramme, ...] | Found


def ask(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Answer:
    """Answer a question: an action's ref, a partner's name, "mine", "meetings" or "learning sets".

    A leading word that names a command is understood as that command: "action T18", "partner NGED".
    """
    asked = words.strip().rstrip("?!. ")
    first, _, rest = asked.partition(" ")
    wanted = asked.casefold().replace("-", " ")
    if wanted in GREETINGS:
        return Help("")
    if "learning set" in wanted or wanted.startswith("session"):
        return learning_sets.every(db, caller, now, zone)
    if not {"meeting", "meetings", "meet"}.isdisjoint(wanted.split()):
        return meetings.ahead(db, caller, now, zone)
    if "my actions" in wanted or first.casefold() in ("action", "actions"):
        return about_actions(db, caller, "mine" if "my actions" in wanted else rest)
    if first.casefold() in ("partner", "partners"):
        return partners.look_up(db, caller, rest)
    return _anything(db, caller, asked, now)


def about_actions(db: Connection, caller: Caller, words: str) -> Card | Choice | NotFound | Mine:
    """Answer what follows `/action`: nothing or "mine" lists the caller's own."""
    if words.strip().casefold() in ("", "mine", "my", "my actions"):
        return actions.mine(db, caller)
    return actions.look_up(db, caller, words)


def _anything(db: Connection, caller: Caller, words: str, now: datetime) -> Answer:
    answer = about_actions(db, caller, words)
    if not isinstance(answer, NotFound):
        return answer
    for ref in _refs_in(words):
        found = actions.look_up(db, caller, ref)
        if isinstance(found, Card | Choice):
            return found
    partner = partners.mentioned(db, caller, words)
    if partner is not None:
        return partner
    if refs := _refs_in(words):
        return actions.look_up(db, caller, refs[-1])
    if not answer.has_plans:
        return answer
    listed = find(db, caller, read(db, caller, words, now), 1, now)
    if listed.total or len(words.split()) > 1:
        return listed
    return answer if answer.nearest else Help(words)


def _refs_in(words: str) -> list[str]:
    """Return what may be a ref in a sentence: "T18", or two words such as "People 1"."""
    single = words.split()
    pairs = [f"{first} {second}" for first, second in pairwise(single)]
    return [one for one in (*pairs, *single) if one[-1:].isdigit() or one[-2:-1].isdigit()]
