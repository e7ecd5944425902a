"""What is to be said of updates: to whoever is asked for one, from the opening of a period until they have answered."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain import asks
from bot.domain.asks import Ask
from bot.domain.clock import moment
from bot.domain.deliveries import Place
from bot.domain.event_reminders import Organisations
from bot.domain.reminder_rows import Wanted
from bot.domain.reminder_rules import Anchored, Clock, Rule, moments
from storage import reminders as stored
from storage import snoozes as stored_snoozes

KIND = "action"
UPDATE = "update"
"""The kind of rule that asks for updates."""


SNOOZED = Rule("update_snoozed", UPDATE, "asked", "days", 0)
"""By this rule an update comes again on the day until which somebody did not want to see it."""

Snoozed = Mapping[tuple[int, str, str], list[date]]
"""Person, action, due day (ISO) -> until when, the last word last."""


def wanted(db: Connection, rules: Collection[Rule], ids: Collection[str], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what follows from the rules for some actions."""
    rules = [rule for rule in rules if rule.kind == UPDATE and rule.is_on]
    found = list(asks.ahead(db, now, ids)) if rules else []
    organisations = Organisations(db, zone)
    snoozed = stored_snoozes.of_people(db, {one.person_id for one in found}) if found else {}
    people = {row.id: row for row in stored.people_told(db, {one.person_id for one in found})}
    for one in found:
        person = people.get(one.person_id)
        if person is None:  # not on Slack, or gone
            continue
        place, clock = Place(person.team_id, person_id=person.id), organisations.clock_of(person)
        yield from _steps(rules, one, place, clock)
        yield from _again(one, snoozed, place, clock)


def _steps(rules: Iterable[Rule], one: Ask, place: Place, clock: Clock) -> Iterator[Wanted]:
    for rule in rules:
        if rule.audience != one.audience:
            continue
        anchored = Anchored(one.opens_on if rule.anchor == "opens" else one.due_on, clock.zone)
        cause = max(one.since, rule.changed_at or one.since)
        for number, due_at in moments(rule, anchored, clock):
            if cause <= due_at < one.until:
                subject = (KIND, one.action_id)
                yield Wanted(rule, subject, one.due_on, number, 0, place, clock, due_at, one.until)


def _again(one: Ask, snoozed: Snoozed, place: Place, clock: Clock) -> Iterator[Wanted]:
    """Yield that an update comes again when a snooze is over."""
    for number, until in enumerate(snoozed.get((one.person_id, one.action_id, one.due_on.isoformat()), ())):
        due_at = moment(clock.days.at_or_after(until), clock.daily_at, clock.zone)
        yield Wanted(SNOOZED, (KIND, one.action_id), one.due_on, number, 0, place, clock, due_at, one.until)
