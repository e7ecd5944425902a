"""What is to be said of a plan once a week to those who coordinate it: how its updates stand."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.domain import periods
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from bot.domain.event_reminders import Organisations
from bot.domain.reminder_rows import Wanted
from bot.domain.reminder_rules import Anchored, Rule, moments
from storage import people as stored_people
from storage import periods as stored_periods
from storage import reminders as stored

KIND = "plan"
WEEK = "week"
"""The kind of rule that sums up a week; it counts from Monday."""

OF_USE = timedelta(days=5)
SEVEN_DAYS = timedelta(days=7)


def wanted(db: Connection, rules: Collection[Rule], ids: Collection[str], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield this week's and next week's summary of plans in whose current period people are asked, or will be."""
    rules = [rule for rule in rules if rule.kind == WEEK and rule.is_on]
    organisations = Organisations(db, zone)
    for period in stored_periods.asking(db, periods.today_of(now), opened=False) if rules else ():
        if period.plan_slug not in ids:
            continue
        holders = stored_people.holders(db, ["coordinator"], [(KIND, period.plan_slug)])
        for person in stored.people_told(db, {row.id for row in holders}):
            place, clock = Place(person.team_id, person_id=person.id), organisations.clock_of(person)
            for monday in _mondays(max(local(now, clock.zone).date(), period.opens_on), period.opens_on):
                until = moment(monday + OF_USE, time(0), clock.zone)
                for rule in rules:
                    for number, due_at in moments(rule, Anchored(monday, clock.zone), clock):
                        if max(period.reminders_from, rule.changed_at or period.reminders_from) <= due_at < until:
                            subject = (KIND, period.plan_slug)
                            yield Wanted(rule, subject, monday, number, 0, place, clock, due_at, until)


def _mondays(day: date, first: date) -> list[date]:
    """Return the Mondays of a day's week and of the next, as far as they are not before the first day."""
    monday = day - timedelta(days=day.weekday())
    return [one for one in (monday, monday + SEVEN_DAYS) if one >= first]
