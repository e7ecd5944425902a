"""*Why this?*: by which rule somebody is asked for an update, what is known of it, and who else knows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, leaves, nudges, people, periods, reminder_rules
from bot.domain.actions import Status
from bot.domain.nudges import Item, Told
from bot.domain.people import Caller, Person
from bot.domain.reminder_rules import Rule
from storage import people as stored_people


@dataclass(frozen=True)
class Why:
    """Why somebody is asked: the rules for updates, the last answer, who else was asked, who is asked next."""

    item: Item
    rules: tuple[Rule, ...]
    last: Status | None
    told: tuple[Told, ...]
    lead: Person | None
    lead_is_away: leaves.Leave | None
    deputies: tuple[Person, ...]
    coordinators: tuple[Person, ...]


def why(db: Connection, caller: Caller, delivery_id: int, action_id: str, now: datetime, zone: str) -> Why:
    """Return why the caller was asked for an action in a message; raises Refusal where they are not any more."""
    item = nudges.item(db, caller, delivery_id, action_id, now, zone)
    _, person = nudges.mine(db, caller, delivery_id)
    asked = next(one for one in periods.asked(db, now, [item.action.plan_slug]) if one.action_id == action_id)
    told = nudges.told(db, [action_id], person.id, asked.opens_on)
    others = [one for one in _people(db, asked.people) if one.id != person.id]
    lead = others[0] if item.seen_as in ("cover", "deputy") and others else None
    away = leaves.of(db, [lead.id], periods.today_of(now)).get(lead.id) if lead else None
    return Why(
        item,
        tuple(rule for rule in reminder_rules.every(db) if rule.kind == "update" and rule.is_on),
        item.action.status,
        tuple(told.get(action_id, ())),
        lead,
        away,
        tuple(one for one in _people(db, asked.deputies) if one.id != person.id),
        actions.coordinators(db, item.action),
    )


def _people(db: Connection, ids: tuple[int, ...]) -> list[Person]:
    return [people.from_row(stored_people.by_id(db, one)) for one in ids]
