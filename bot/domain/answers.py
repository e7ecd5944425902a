"""A question in plain words: which rule answers it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, learning_sets, meetings, partners, search, small_talk, vocabulary
from bot.domain.actions import Card, Choice, Mine, NotFound
from bot.domain.clock import local
from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Dates, Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Caller
from bot.domain.queries import Query
from bot.domain.search import Found

ALL_SETS = ("learning sets", "learning set", "sessions", "session", "action learning sets")
ALL_MEETINGS = ("meetings", "meeting", "next meetings", "next meeting", "dates", "when do we meet")
TAKING_PART = frozenset(
    """
    join apply application sign register contact cost costs free bring nominate nominees places eligible facilitator
    about work works charge email
    """.split()  # noqa: SIM905 read as a text
)
"""Who asks one of these about learning sets wants to know how one takes part, not only when."""

OWN_ACTIONS = ("", "action", "actions", "mine", "my", "my actions")
ALL_ACTIONS = ("all actions", "all", "everything")


@dataclass(frozen=True)
class Help:
    """Nothing was asked: `topic` is what it was about, or `words` what was typed and not understood."""

    words: str = ""
    topic: str = ""


REF = re.compile(r"\b[A-Za-z]{1,3}-?\d+[a-z]?\b")

AboutActions = Card | Choice | NotFound | Mine | Found
Answer = Help | AboutActions | Partner | NoPartner | Meetings | Dates | tuple[SetProgramme, ...]


def ask(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Answer:
    """Answer a question: a ref, a name, "mine", dates, or what actions there are.

    A leading word that names a command is understood as that command: "action T18", "partner NGED".
    """
    asked = words.strip()
    plain = asked.casefold().replace("-", " ").strip("?!. ")
    first, _, rest = asked.partition(" ")
    if plain in OWN_ACTIONS:
        return actions.mine(db, caller)
    if topic := small_talk.topic(asked):
        return Help(topic=topic)
    if plain in ALL_SETS:
        return learning_sets.every(db, caller, now, zone)
    if plain in ALL_MEETINGS:
        return meetings.ahead(db, caller, now, zone)
    if first.casefold().rstrip("?!. ") in ("partner", "partners"):
        return partners.look_up(db, caller, rest.strip().rstrip("?!. "))
    return _read(db, caller, rest if first.casefold() == "action" and rest else asked, now, zone)


def about_actions(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Answer:
    """Answer what follows `/action`: nothing or "mine" lists the caller's own; a ref is looked up before all else."""
    if words.strip().casefold() in OWN_ACTIONS:
        return actions.mine(db, caller)
    if (found := actions.named(db, caller, words)) is not None:
        return found
    return actions.look_up(db, caller, words) if _is_like_a_ref(words) else _read(db, caller, words, now, zone)


def _is_like_a_ref(words: str) -> bool:
    """One word with a number at its end: who types "T99" wants that, or the nearest."""
    return len(words.split()) == 1 and words.strip()[-1:].isdigit()


def _read(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Answer:
    if not vocabulary.known(db, caller.workspace_id).plan_slugs:
        return actions.look_up(db, caller, words.strip("?!. "))
    query, corrected = search.read_with_spelling(db, caller, words, now, zone)
    if query.about == "meetings":
        return _dates(db, caller, query, now, zone)
    if (exact := _exact(db, caller, query)) is not None:
        return exact
    if query in (Query(), Query(single=True)) and words.casefold().strip("?!. ") not in ALL_ACTIONS:
        return Help(words)
    found = search.find(db, caller, query, 1, now, corrected=corrected)
    return found if found.total else _nothing_found(db, caller, words, found)


def _exact(db: Connection, caller: Caller, query: Query) -> Answer | None:
    """Return what is shown whole, not as a list: one action, one partner, one's own actions."""
    if len(query.refs) == 1 and not query.person:
        return actions.look_up(db, caller, f"{query.plans[0]}:{query.refs[0]}" if query.plans else query.refs[0])
    if query == Query(person="mine"):
        return actions.mine(db, caller)
    if len(query.partners) == 1 and query == Query(partners=query.partners, single=query.single):
        return partners.look_up(db, caller, query.partners[0][1])
    return None


def _nothing_found(db: Connection, caller: Caller, words: str, found: Found) -> Answer:
    """What looks like a ref is told as one; a single word may be nearly a title."""
    if refs := REF.findall(words):
        return actions.look_up(db, caller, refs[-1])
    if len(words.split()) > 1:
        return found
    near = actions.look_up(db, caller, words)
    return near if isinstance(near, NotFound) and near.nearest else Help(words)


def _dates(db: Connection, caller: Caller, query: Query, now: datetime, zone: str) -> Answer:
    """What is asked for as such is shown whole: all sets, or the next meetings and, with none ahead, the last one."""
    today = local(now, zone).date()
    found = search.find(db, caller, query, 1, now).events
    if query.kinds == ("session",) and TAKING_PART & set(query.text):
        return learning_sets.every(db, caller, now, zone)
    plain = replace(query, kinds=(), since=None if query.since == today else query.since, most=0)
    if plain == Query(about="meetings") and (not found or query.most == 0):
        every = learning_sets.every if query.kinds == ("session",) else meetings.ahead
        return every(db, caller, now, zone)
    return meetings.dates(db, caller, query, found)
