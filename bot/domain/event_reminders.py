"""What is to be said of meetings and sessions: to the channels that announce them, and to those who follow them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.domain import working_days
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from bot.domain.reminder_rows import Wanted
from bot.domain.reminder_rules import DAILY_AT, Anchored, Clock, Rule, moments
from bot.domain.working_days import Calendar, Span
from storage import meetings as stored_meetings
from storage import reminders as stored
from storage.types import Record

KIND = "event"


@dataclass(frozen=True)
class Told:
    """A channel or a person who is to be told, when they can be, since when they are, and on which days not at all."""

    place: Place
    clock: Clock
    since: datetime
    quiet: Collection[Span] = ()


class Organisations:
    """The working days of organisations and people, read once for many reminders."""

    def __init__(self, db: Connection, zone: str) -> None:
        self._db, self._zone = db, zone
        self._closures: dict[int, list[Span]] = {}

    def clock_of(self, person: Record) -> Clock:
        """Return when a person can be told: their zone, nation, own working days and time of the daily message."""
        days = working_days.of_nation(person.nation)
        if person.working_days is not None:
            days = replace(days, weekdays=frozenset(person.working_days))
        days = self._with_closures(days, person.organisation_id)
        return Clock(person.zone or self._zone, days, person.daily_at or DAILY_AT)

    def calendar_of(self, organisation: Record) -> Calendar:
        """Return the working days of an organisation."""
        return self._with_closures(working_days.of_nation(organisation.nation), organisation.id)

    def _with_closures(self, days: Calendar, organisation_id: int | None) -> Calendar:
        if organisation_id is None:
            return days
        if organisation_id not in self._closures:
            self._closures[organisation_id] = stored.closures(self._db, organisation_id)
        closures = self._closures[organisation_id]
        return replace(days, closures=closures) if closures else days


def earliest(now: datetime, zone: str) -> date:
    """Events before this day are over everywhere."""
    return local(now, zone).date() - timedelta(days=1)


def wanted(db: Connection, rules: Collection[Rule], ids: Collection[str], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what follows from the rules for some events, those that are confirmed and whose reminders are on."""
    organisations = Organisations(db, zone)
    for event in stored.events_to_tell(db, ids):
        known = max(event.known_from, event.reminders_from)
        yield from of_event(db, rules, event, organisations, known, now)


def of_event(
    db: Connection,
    rules: Collection[Rule],
    event: Record,
    organisations: Organisations,
    known: datetime,
    now: datetime,
) -> Iterator[Wanted]:
    """Yield what follows from the rules for one event that is known since a moment.

    Nothing is wanted for a moment that had passed when its cause became known: the date, the rule, the channel or the
    follower.
    """
    told: dict[str, Sequence[Told]] = {}
    for rule in rules:
        if rule.kind != event.kind or not rule.is_on or rule.audience not in AUDIENCES:
            continue
        if rule.audience not in told:
            told[rule.audience] = AUDIENCES[rule.audience](db, event, organisations)
        for one in told[rule.audience]:
            causes = (known, one.since, rule.changed_at or known)
            yield from _wanted(rule, event, one, max(causes), now)


def useful_until(day: date, starts: time | None, zone: str) -> datetime:
    """Return when a reminder comes too late: the event has begun or, where no time is known, its day is over."""
    return moment(day + timedelta(days=1), time(0), zone) if starts is None else moment(day, starts, zone)


def _wanted(rule: Rule, event: Record, one: Told, cause: datetime, now: datetime) -> Iterator[Wanted]:
    anchored = Anchored(event.date, event.zone, event.starts)
    until = useful_until(event.date, event.starts, event.zone)
    for number, due_at in moments(rule, anchored, one.clock):
        days = [local(at, one.clock.zone).date() for at in (due_at, max(due_at, now))]  # late: it goes today
        if any(first <= day <= last for first, last in one.quiet for day in days):
            continue
        if _in_time(due_at, cause, now) and due_at < until:
            subject = (KIND, event.id)
            yield Wanted(rule, subject, event.date, number, event.revision, one.place, one.clock, due_at, until)


def _in_time(due_at: datetime, cause: datetime, now: datetime) -> bool:
    """A cause that lies ahead of `now` is one of a dry run in the past: it counts as known."""
    return due_at >= cause or cause > now


def _channels(db: Connection, event: Record, organisations: Organisations) -> Sequence[Told]:
    """Before an election of its organiser a channel is told nothing at all."""
    organiser = stored.organiser_of(db, event.programme_slug)
    days = organisations.calendar_of(organiser)
    quiet = stored.closures(db, organiser.id, "pre_election")
    return [
        Told(Place(row.team_id, channel_id=row.channel_id), Clock(event.zone, days), row.created_at, quiet)
        for row in stored_meetings.channels_for(db, event.programme_slug)
    ]


def _followers(db: Connection, event: Record, organisations: Organisations) -> Sequence[Told]:
    return [
        Told(Place(row.team_id, person_id=row.id), organisations.clock_of(row), row.follows_from)
        for row in stored.followers_of(db, event.id, event.programme_slug)
    ]


AUDIENCES = {"channel": _channels, "followers": _followers}
"""Who is meant by the audience of a rule about events."""
