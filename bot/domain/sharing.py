"""Answers that leave the direct message: shared with a channel, or exported as a spreadsheet."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, asking, audit, deliveries, gestures, partners, people, published, search, sections
from bot.domain.actions import Action, Card
from bot.domain.asking import Nothing
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.partners import Partner
from bot.domain.people import Caller
from bot.domain.queries import Query, from_json, to_json
from bot.domain.refusal import Refusal
from bot.domain.search import Found
from bot.domain.sections import Overview

COMMENT = 1000
TOO_OLD = "This button is too old. Ask again, and press *Share* on the new answer."
EXPORTED = 20_000
Shown = Card | Partner | Overview | Found | Nothing


@dataclass(frozen=True)
class Answer:
    """Which answer: `kind` is action, partner, section or list, `which` its id, or page and query of a list."""

    kind: str
    which: str


def show(db: Connection, caller: Caller, answer: Answer, now: datetime) -> Shown:
    """Return what an answer says today, without anybody's Slack id; raises Refusal when it is gone."""
    facts: Shown
    if answer.kind == "action":
        facts = actions.card(db, caller, answer.which)
    elif answer.kind == "partner" and answer.which.isdigit():
        facts = partners.by_id(db, caller, int(answer.which))
    elif answer.kind == "section":
        facts = sections.overview(db, caller, answer.which)
    elif answer.kind == "list":
        facts = asking.page(db, caller, *_page_of(answer.which), now)
    else:
        raise Refusal(TOO_OLD)
    return published.without_mentions(published.as_seen_by(db, caller, facts))


def _page_of(which: str) -> tuple[Query, int]:
    page, _, query = which.partition(" ")
    try:
        return from_json(query), max(int(page), 1)
    except (ValueError, TypeError):
        raise Refusal(TOO_OLD) from None


def share(
    db: Connection,
    caller: Caller,
    answer: Answer,
    channel_id: str | None,
    comment: str,
    key: str,
    origin: Origin,
    now: datetime,
    public_url: str | None = None,
) -> None:
    """Put an answer into the outbox for a channel, once for each form `key`; raises Refusal beside the field."""
    if not channel_id:
        raise Refusal("Choose the channel that it goes to.", "channel")
    if len(comment) > COMMENT:
        raise Refusal(f"At most {COMMENT:,} characters, please: this has {len(comment):,}.", "comment")
    shown = show(db, caller, answer, now)
    if isinstance(shown, Nothing):
        raise Refusal("There is nothing in this list to share any more.", "channel")
    if not gestures.first_time(db, key, now):
        return
    person = people.ensure(db, caller, now)
    payload = {"kind": answer.kind, "which": answer.which, "comment": comment, "person": person.id, "pages": public_url}
    place = Place(caller.team_id, channel_id=channel_id)
    deliveries.enqueue(db, f"gesture:{key}:1", "shared", place, payload, now, origin.request_id)
    audit.record(db, "answer.shared", ("channel", channel_id), person.id, origin, now, {"kind": answer.kind})


def export(
    db: Connection,
    caller: Caller,
    query: Query,
    key: str,
    origin: Origin,
    now: datetime,
    public_url: str | None,
    app_id: str,
) -> int:
    """Put the spreadsheet of a list into the outbox for the caller; return of how many actions. Raises Refusal.

    It leads back to the app with that id.
    """
    total = min(search.find(db, caller, replace(query, count=True), 1, now).total, EXPORTED)
    if total == 0:
        raise Refusal("There is nothing in this list to export any more.")
    person = people.ensure(db, caller, now)
    place = Place(caller.team_id, person_id=person.id)
    payload = {"query": to_json(query), "pages": public_url, "app": app_id}
    if deliveries.enqueue(db, f"gesture:{key}:1", "export", place, payload, now, origin.request_id):
        audit.record(db, "list.exported", ("person", str(person.id)), person.id, origin, now)
    return total


def exported(db: Connection, caller: Caller, query: Query, now: datetime) -> tuple[Action, ...]:
    """Return all actions of a list, as the caller may see them."""
    return published.as_seen_by(db, caller, search.everything(db, caller, query, now, EXPORTED))
