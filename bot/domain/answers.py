"""A question in plain words: which rule answers it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from bot.domain import actions, learning_sets, meetings, partners
from bot.domain.actions import Action, Card, Choice, Mine, NotFound
from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Caller
from bot.domain.queries import Query
from storage import actions as stored_actions

GREETINGS = ("help", "hello", "hi", "hey", "good morning", "thanks", "thank you", "ok")


@dataclass(frozen=True)
class Help:
    """Nothing was asked, or nothing that is understood: `words` is what was typed."""

    words: str


PAGE = 10


@dataclass(frozen=True)
class Found:
    """A page (from 1) of what a query finds, and how many there are in all."""

    query: Query
    rows: tuple[Action, ...]
    total: int
    page: int


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


def find(db: Connection, caller: Caller, query: Query, page: int, now: datetime) -> Found:
    """Return one page of what a query finds."""
    rows = [actions.from_row(row) for row in stored_actions.temporary_all(db, caller.workspace_id)]
    words_ = [w.casefold() for w in query.text]

    def fits(one: Action) -> bool:
        stages = {s.stage for s in one.status.stages} if one.status else set()
        rag = (one.status.rag if one.status else None) or "not given"
        text = f"{one.title} {one.summary} {one.wording}".casefold()
        return (
            (not query.plans or one.plan_slug in query.plans)
            and (not query.sections or one.section_id in query.sections)
            and (not query.roles or one.role in query.roles)
            and (not query.stages or bool(stages & set(query.stages)))
            and (not query.rags or rag in query.rags)
            and all(w in text for w in words_)
        )

    rows = [one for one in rows if fits(one)]
    return Found(query, tuple(rows[(page - 1) * PAGE : page * PAGE]), len(rows), page)


def read(db: Connection, caller: Caller, words: str, now: datetime) -> Query:
    return Query(text=tuple(words.split()))
