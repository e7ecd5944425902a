"""From a question to what fits it: reading, finding, and what is near where nothing fits."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import actions, days, full_text, meetings, people, questions, spelling, vocabulary
from bot.domain.actions import Action
from bot.domain.clock import local
from bot.domain.full_text import COUNTED, Hits
from bot.domain.meetings import Event
from bot.domain.people import Caller
from bot.domain.queries import Query
from bot.domain.questions import Asked
from bot.domain.refs import key_of, latin
from storage import actions as stored
from storage import found, search
from storage import meetings as stored_meetings
from storage import plans as stored_plans
from storage.found import Filters
from storage.types import Record
from storage.words import stems

PAGE = 10
AT_ONCE = 500

SIGNS = re.compile(r"<[#!][^>]*>|<mailto:[^>]*>|<https?:[^>]*>")
"""What Slack writes for channels, groups and addresses: no words of anybody's."""


@dataclass(frozen=True)
class Found:
    """A page (from 1) of what a query finds, and how many there are in all.

    `corrected`: words as typed and as they were read. `dropped`: words that no action has together with the others.
    `events`: what a question for dates finds, instead of rows.
    """

    query: Query
    rows: tuple[Action, ...]
    total: int
    page: int
    corrected: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


def read(db: Connection, caller: Caller, words: str, now: datetime, zone: str = "Europe/London") -> Query:
    """Return how a question is understood."""
    return read_with_spelling(db, caller, words, now, zone)[0]


def read_with_spelling(
    db: Connection, caller: Caller, words: str, now: datetime, zone: str, only_plan: str = ""
) -> tuple[Query, tuple[tuple[str, str], ...]]:
    """Return how a question is understood, and which of its words were put right."""
    names = vocabulary.known(db, caller.workspace_id, only_plan)
    right, changes = spelling.corrected(
        db, latin(SIGNS.sub(" ", days.in_full(words))).replace(" & ", " and "), names.spelt
    )
    asked = Asked(right, local(now, zone).date(), lambda keys: _printed(db, caller.workspace_id, keys, only_plan))
    query = questions.read(asked, names)
    if query.state == "completed" and query.since and query.until:
        query = _of_known_days(db, caller, query, query.since, query.until, now)
    return (replace(query, plans=(only_plan,)) if only_plan and not query.plans else query), changes


def _of_known_days(db: Connection, caller: Caller, query: Query, since: date, until: date, now: datetime) -> Query:
    """Return the query for a month or a year as words where nobody recorded what was completed then: texts tell."""
    month, year = (since.day, until) == (1, _last_of_month(since)), (since.month, since.day, until.month) == (1, 1, 12)
    words = (f"{since:%B}".casefold(), str(since.year)) if month else (str(since.year),) if year else ()
    if not words or found.ids(db, _filters(db, caller, query, now), "", [], 1):
        return query
    return replace(query, state="", since=None, until=None, text=(*query.text, *words))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def find(
    db: Connection,
    caller: Caller,
    query: Query,
    page: int,
    now: datetime,
    corrected: tuple[tuple[str, str], ...] = (),
) -> Found:
    """Return one page of what a query finds.

    It is counted no further than COUNTED and one more, or than the next page begins, but where somebody asks how many.
    """
    if query.about == "meetings":
        events = _events(db, caller, query)
        return Found(query, (), len(events), 1, events=events)
    filters = _filters(db, caller, query, now)
    most = None if query.count else max(COUNTED, page * PAGE) + 1
    hits = _hits(db, caller, query, filters, most)
    rows = _cards(db, caller, hits.ids[(page - 1) * PAGE : page * PAGE])
    return Found(query, rows, hits.total, page, corrected, hits.dropped)


def every_row(db: Connection, caller: Caller, query: Query, now: datetime) -> list[Record]:
    """Return id, ref and title of all that a query finds, best first."""
    ids = _every_id(db, caller, query, now)
    rows = {row.id: row for row in stored.titles(db, ids)}
    return [rows[one] for one in ids if one in rows]


def everything(db: Connection, caller: Caller, query: Query, now: datetime, most: int) -> tuple[Action, ...]:
    """Return all actions that a query finds, best first, but no more than `most`."""
    ids = _every_id(db, caller, query, now)[:most]
    portions = (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
    return tuple(one for portion in portions for one in _cards(db, caller, portion))


def _every_id(db: Connection, caller: Caller, query: Query, now: datetime) -> tuple[str, ...]:
    return _hits(db, caller, query, _filters(db, caller, query, now), None).ids


def _hits(db: Connection, caller: Caller, query: Query, filters: Filters, most: int | None) -> Hits:
    """Return what fits, in order: of a text the best first, unless another order is asked for."""
    if query.text and not query.sort:
        return full_text.hits(db, caller, query, filters, most)
    if not query.text:
        ids = tuple(found.ids(db, filters, query.sort, _stage_order(db, caller, query), most))
        return Hits(ids, len(ids))
    hits = full_text.hits(db, caller, query, filters, None)
    meant = set(hits.ids)
    in_order = found.ids(db, filters, query.sort, _stage_order(db, caller, query))
    return replace(hits, ids=tuple(one for one in in_order if one in meant))


# --- filters ---------------------------------------------------------------------------------------------


def _filters(db: Connection, caller: Caller, query: Query, now: datetime) -> Filters:
    visible = stored_plans.slugs(db, caller.workspace_id)
    facets: dict[str, tuple[str, ...]] = {
        "section": () if query.either else query.sections,
        "subsection": () if query.either else query.subsections,
        "place": (*query.sections, *query.subsections) if query.either else (),
        "role": query.roles,
        "stage": () if query.at_both else query.stages,
        "stages": (search.TWO,) if query.two_stages else (),
        "rag": query.rags,
        "objective": query.objectives,
        "outcome": query.outcomes,
        "partner": tuple(str(partner) for partner, _ in query.partners) if query.any_partner else (),
    }
    every_partner = () if query.any_partner else tuple(("partner", str(partner)) for partner, _ in query.partners)
    return Filters(
        plans=tuple(slug for slug in visible if not query.plans or slug in query.plans),
        facets={facet: values for facet, values in facets.items() if values},
        every=(*every_partner, *(("stage", stage) for stage in query.stages if query.at_both)),
        without=tuple((facet, value) for facet, value, _ in query.without),
        action_ids=_ids_of(db, caller, query) if query.refs else None,
        person_id=_person_id(db, caller, query.person) if query.person else None,
        state=query.state,
        since=query.since,
        until=query.until,
        now=now,
    )


def _ids_of(db: Connection, caller: Caller, query: Query) -> tuple[str, ...]:
    keys = {key_of(ref) for ref in query.refs}
    rows = stored.with_keys(db, caller.workspace_id, keys)
    return tuple(row.id for row in rows if not query.plans or row.plan_slug in query.plans)


def _person_id(db: Connection, caller: Caller, person: str) -> int:
    whom = caller if person == "mine" else replace(caller, user_id=person)
    known = people.find(db, whom)
    return known.id if known else 0


def _stage_order(db: Connection, caller: Caller, query: Query) -> list[str]:
    """Return the stages as the plans name them, and behind them what else actions stand at."""
    if query.sort != "stage":
        return []
    plans = stored_plans.visible(db, caller.workspace_id)
    named = (stage for row in plans for stage in row.stages)
    return list(dict.fromkeys([*named, *search.values(db, "stage", [row.slug for row in plans])]))


def _cards(db: Connection, caller: Caller, ids: Sequence[str]) -> tuple[Action, ...]:
    rows = {row.id: row for row in stored.by_ids(db, caller.workspace_id, ids)} if ids else {}
    return tuple(actions.from_row(rows[one]) for one in ids if one in rows)


# --- dates -----------------------------------------------------------------------------------------------


def _events(db: Connection, caller: Caller, query: Query) -> tuple[Event, ...]:
    rows = [
        row
        for row in stored_meetings.seen(db, caller.workspace_id)
        if (not query.kinds or row.kind in query.kinds)
        and (not query.programmes or row.programme_slug in query.programmes)
        and (not query.sets or row.learning_set_id in query.sets)
        and _is_within(row.date, query)
    ]
    if query.number and query.kinds != ("meeting",):
        rows = [row for row in rows if _number_in_set(db, row) == query.number]
    if query.text:
        asked = _known_of_events(rows, query.text)
        rows = [row for row in rows if asked <= _stems_of_event(row)]
    if query.number and query.kinds == ("meeting",):
        rows = rows[query.number - 1 : query.number]
    if query.most:
        rows = rows[: query.most] if query.most > 0 else rows[query.most :]
    return tuple(meetings.from_row(row) for row in rows)


def _known_of_events(rows: Sequence[Record], text: Iterable[str]) -> set[str]:
    """Return the stems of a text that any of the events has; of a question about dates the others say nothing."""
    return set(stems(" ".join(text))) & {stem for row in rows for stem in _stems_of_event(row)}


def _stems_of_event(row: Record) -> set[str]:
    return set(stems(f"{row.title} {row.theme or ''} {row.programme_title} {row.place or ''} {row.date:%A}"))


def _is_within(day: date, query: Query) -> bool:
    return (query.since is None or day >= query.since) and (query.until is None or day <= query.until)


def _number_in_set(db: Connection, row: Record) -> int:
    same = [
        one.id
        for one in stored_meetings.of_programme(db, row.programme_slug)
        if one.learning_set_id == row.learning_set_id
    ]
    return same.index(row.id) + 1


# --- what can be asked for -------------------------------------------------------------------------------


def _printed(db: Connection, workspace_id: str, keys: Iterable[str], only_plan: str) -> dict[str, str]:
    rows = stored.with_keys(db, workspace_id, keys)
    return {row.ref_key: row.printed_ref for row in rows if only_plan in ("", row.plan_slug)}
