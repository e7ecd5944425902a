"""Questions as they are asked in Slack: answered as the asker may see it, and never with "nothing" alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, answers, filters, published, search
from bot.domain.actions import Card
from bot.domain.answers import Answer
from bot.domain.filters import Wider
from bot.domain.people import Caller
from bot.domain.queries import Query
from bot.domain.search import Found


@dataclass(frozen=True)
class Nothing:
    """A query that found nothing, and what would find something."""

    query: Query
    wider: tuple[Wider, ...]


Reply = Answer | Nothing


def ask(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Reply:
    """Answer a question in plain words."""
    return _seen(db, caller, answers.ask(db, caller, words, now, zone), now)


def about_actions(db: Connection, caller: Caller, words: str, now: datetime, zone: str) -> Reply:
    """Answer what follows `/action`: a ref, "mine", or else a question."""
    return _seen(db, caller, answers.about_actions(db, caller, words, now, zone), now)


def card(db: Connection, caller: Caller, action_id: str) -> Card:
    """Return an action's card as the caller may see it."""
    return published.as_seen_by(db, caller, actions.card(db, caller, action_id))


def page(db: Connection, caller: Caller, query: Query, number: int, now: datetime) -> Found | Nothing:
    """Return a page of what a query finds; the first one where that page is gone."""
    found = search.find(db, caller, query, number, now)
    if not found.rows and found.total:
        found = search.find(db, caller, query, 1, now)
    return _empty(db, caller, found.query, now) if not found.rows else published.as_seen_by(db, caller, found)


def _seen(db: Connection, caller: Caller, answer: Answer, now: datetime) -> Reply:
    if isinstance(answer, Found) and not answer.rows:
        return _empty(db, caller, answer.query, now)
    return published.as_seen_by(db, caller, answer)


def _empty(db: Connection, caller: Caller, query: Query, now: datetime) -> Nothing:
    return Nothing(query, filters.wider(db, caller, query, now))
