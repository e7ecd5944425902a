"""A reminder as rules and facts want it, before it is a row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from bot.domain.audit import Subject
from bot.domain.clock import local
from bot.domain.deliveries import Place
from bot.domain.reminder_rules import Clock, Rule

Identity = tuple[str, str, str, str, str, int]
"""What makes a reminder the same one: rule, kind and id of its subject, occurrence, recipient and, last, revision."""

AGAIN = "+"
"""Stands between the date of an occurrence and the number of a repetition."""

SOON = timedelta(days=1)
"""What was held up gives way to the next step of its ladder when that is so near."""


@dataclass(frozen=True)
class Wanted:
    """One thing to be said to one person or channel.

    `day` is the date it is about; `until` is the moment from which on it is of no use any more. `held_from` is when it
    fell due, where somebody's own pause or leave holds it up until `due_at`.
    """

    rule: Rule
    subject: Subject
    day: date
    number: int
    revision: int
    place: Place
    clock: Clock
    due_at: datetime
    until: datetime
    held_from: datetime | None = None

    @cached_property
    def identity(self) -> Identity:
        return (self.rule.name, *self.subject, self.occurrence, recipient(self.place), self.revision)

    @property
    def fell_due_at(self) -> datetime:
        """When it fell or falls due, whatever holds it up."""
        return self.held_from or self.due_at

    @property
    def occurrence(self) -> str:
        return self.day.isoformat() + (f"{AGAIN}{self.number}" if self.number else "")

    @property
    def due_on(self) -> date:
        """The local day on which it falls due."""
        return local(self.due_at, self.clock.zone).date()

    def row(self, now: datetime) -> dict[str, Any]:
        """Return the row that plans it."""
        return {
            "rule": self.rule.name,
            "subject_kind": self.subject[0],
            "subject_id": self.subject[1],
            "occurrence": self.occurrence,
            "recipient": recipient(self.place),
            "revision": self.revision,
            "person_id": self.place.person_id,
            "team_id": self.place.team_id,
            "channel_id": self.place.channel_id,
            "due_at": self.due_at,
            "status": "planned",
            "created_at": now,
        }


def recipient(place: Place) -> str:
    """Return who hears of it, as a text."""
    return f"channel:{place.team_id}:{place.channel_id}" if place.person_id is None else f"person:{place.person_id}"


def of_row(row: Any) -> Identity:
    """Return the identity of a row of `reminders`."""
    return (row.rule, row.subject_kind, row.subject_id, row.occurrence, row.recipient, row.revision)


def ladder(identity: Identity) -> tuple[str, ...]:
    """Return what the steps of one ladder share: subject, date and recipient; of several late ones the last counts."""
    _, kind, subject_id, occurrence, to, _ = identity
    return (kind, subject_id, occurrence.partition(AGAIN)[0], to)
