"""A question in plain words: which rule answers it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, learning_sets, meetings, partners
from bot.domain.actions import Action, Card, Choice, Mine, NotFound
from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.people import Caller
from bot.domain.queries import NOT_GIVEN, Query
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
    if not isinstance(answer, NotFound) or not answer.has_plans:
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
    listed = find(db, caller, read(db, caller, words, now), 1, now)
    if listed.total or len(words.split()) > 1:
        return listed
    return answer if answer.nearest else Help(words)


def _refs_in(words: str) -> list[str]:
    """Return what may be a ref in a sentence: "T18", or two words such as "People 1"."""
    single = words.split()
    pairs = [f"{first} {second}" for first, second in pairwise(single)]
    return [one for one in (*pairs, *single) if one[-1:].isdigit() or one[-2:-1].isdigit()]


def read(db: Connection, caller: Caller, words: str, now: datetime) -> Query:
    """Return how a question is read."""
    return Query(text=tuple(words.split()))


def find(db: Connection, caller: Caller, query: Query, page: int, now: datetime) -> Found:
    """Return one page of what a query finds, in the plan's order or in the one that it asks for."""
    fits = _filters(db, caller, query, now)
    seen = map(actions.from_row, stored_actions.seen(db, caller.workspace_id))
    rows = [one for one in seen if all(is_fit(one) for is_fit in fits)]
    if query.sort in _ORDERS:
        rows.sort(key=_ORDERS[query.sort])
    return Found(query, tuple(rows[(page - 1) * PAGE : page * PAGE]), len(rows), page)


Fits = Callable[[Action], bool]


def _filters(db: Connection, caller: Caller, query: Query, now: datetime) -> list[Fits]:
    """A test for each filter that is set."""
    fits: list[tuple[object, Fits]] = [
        (query.plans, lambda one: one.plan_slug in query.plans),
        (query.sections, lambda one: one.section_id in query.sections),
        (query.roles, lambda one: one.role in query.roles),
        (query.stages, lambda one: not _stages(one).isdisjoint(query.stages)),
        (query.two_stages, lambda one: len(_stages(one)) > 1),
        (query.rags, lambda one: one.uses_rag and _rag(one) in query.rags),
        (query.text, lambda one: all(word.casefold() in _text(one) for word in query.text)),
        (query.state == "overdue", lambda one: one.next_due_at is not None and one.next_due_at < now),
        (query.state == "never", lambda one: one.status is None or one.status.author is None),
    ]
    if query.partners:
        involved = stored_actions.with_partners(db, [one for one, _ in query.partners])
        fits.append((True, lambda one: one.id in involved))
    if query.person == "mine":
        own = {one.id for one in actions.mine(db, caller).actions}
        fits.append((True, lambda one: one.id in own))
    if query.state == "no_lead":
        led = stored_actions.led(db)
        fits.append((True, lambda one: led.isdisjoint({("action", one.id), ("section", one.section_id)})))
    return [is_fit for is_set, is_fit in fits if is_set]


def _stages(one: Action) -> set[str]:
    return {stage.stage for stage in one.status.stages} if one.status else set()


def _rag(one: Action) -> str:
    return (one.status.rag if one.status else None) or NOT_GIVEN


def _text(one: Action) -> str:
    note = one.status.note if one.status else None
    return " ".join((one.printed_ref, one.title, one.summary or "", one.wording or "", note or "")).casefold()


_ORDERS: dict[str, Callable[[Action], Any]] = {
    "due": lambda one: (one.next_due_at is None, one.next_due_at),
    "stage": lambda one: min((one.plan_stages.index(s) for s in _stages(one) if s in one.plan_stages), default=99),
    "rag": lambda one: ("Red", "Amber", "Green", NOT_GIVEN).index(_rag(one)),
}
"""Keys of an order; what is equal stays in the plan's order."""
