"""What is to be said of updates: to whoever is asked for one, from the opening of a period until they have answered."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.domain.deliveries import Place
from bot.domain.event_reminders import Organisations
from bot.domain.reminder_rows import Wanted
from bot.domain.reminder_rules import Anchored, Rule, moments
from storage import reminders as stored

KIND = "action"
UPDATE = "update"
"""The kind of rule that asks for updates."""


class Asked(Protocol):
    """Somebody is asked for the update of an action: from a day on, by a day, at the latest before a moment.

    `since` is when that became known: nothing is said for a moment before it. `revision` rises with the due day.
    """

    @property
    def action_id(self) -> str: ...
    @property
    def person_id(self) -> int: ...
    @property
    def opens_on(self) -> date: ...
    @property
    def due_on(self) -> date: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...


Source = Callable[[Connection, datetime], Iterable[Asked]]
"""Returns who is asked and has not answered yet, of the periods that are open."""


def wanted(
    db: Connection, rules: Collection[Rule], ids: Collection[str], asked: Source, now: datetime, zone: str
) -> Iterator[Wanted]:
    """Yield what follows from the rules for some actions."""
    rules = [rule for rule in rules if rule.kind == UPDATE and rule.is_on]
    found = [one for one in asked(db, now) if one.action_id in ids] if rules else []
    organisations = Organisations(db, zone)
    people = {row.id: row for row in stored.people_told(db, {one.person_id for one in found})}
    for one in found:
        person = people.get(one.person_id)
        if person is None:  # not on Slack, or gone
            continue
        place, clock = Place(person.team_id, person_id=person.id), organisations.clock_of(person)
        for rule in rules:
            anchored = Anchored(one.opens_on if rule.anchor == "opens" else one.due_on, clock.zone)
            cause = max(one.since, rule.changed_at or one.since)
            for number, due_at in moments(rule, anchored, clock):
                if cause <= due_at < one.until:
                    subject = (KIND, one.action_id)
                    yield Wanted(rule, subject, one.due_on, number, 0, place, clock, due_at, one.until)
