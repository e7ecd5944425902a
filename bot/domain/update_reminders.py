"""What is to be said of updates: to whoever is asked for one, from the opening of a period until they have answered."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.domain import periods
from bot.domain.deliveries import Place
from bot.domain.event_reminders import Organisations
from bot.domain.periods import Asked
from bot.domain.reminder_rows import Wanted
from bot.domain.reminder_rules import Anchored, Clock, Rule, moments
from storage import reminders as stored

KIND = "action"
UPDATE = "update"
"""The kind of rule that asks for updates."""

NEVER_OVER = datetime.max.replace(tzinfo=UTC)
"""Asking is of use until there is an answer, or the period is closed: then nobody is asked any more."""


def wanted(db: Connection, rules: Collection[Rule], ids: Collection[str], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what follows from the rules for some actions: for each person who is asked and has not answered."""
    rules = [rule for rule in rules if rule.kind == UPDATE and rule.is_on]
    found = [one for one in periods.asked(db, now) if one.action_id in ids and not one.is_answered] if rules else []
    organisations = Organisations(db, zone)
    people = {row.id: row for row in stored.people_told(db, {id_ for one in found for id_ in one.people})}
    since = stored.plans_asking(db)
    for one in found:
        for person in (people[id_] for id_ in one.people if id_ in people):  # the others are not on Slack, or gone
            place, clock = Place(person.team_id, person_id=person.id), organisations.clock_of(person)
            yield from _of_person(one, rules, place, clock, since[one.plan_slug])


def asked_about(db: Connection, now: datetime) -> set[str]:
    """Return the actions about which somebody is asked now."""
    return {one.action_id for one in periods.asked(db, now)}


def _of_person(one: Asked, rules: Collection[Rule], place: Place, clock: Clock, since: datetime) -> Iterator[Wanted]:
    for rule in rules:
        anchored = Anchored(one.opens_on if rule.anchor == "opens" else one.due_on, clock.zone)
        for number, due_at in moments(rule, anchored, clock):
            if due_at >= max(since, rule.changed_at or since):
                yield Wanted(rule, (KIND, one.action_id), one.due_on, number, 0, place, clock, due_at, NEVER_OVER)
