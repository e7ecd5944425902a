"""What may leave the circle of colleagues: published facts, and names where a mention would ring.

Published is what the plan prints. People outside (guests, Slack Connect, readers of the web page) see nothing else:
no update that a committee has not seen yet, and nobody's name. Colleagues see updates; a channel sees them, too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from bot.domain import people
from bot.domain.actions import Action, Author, Card, Status, published_status
from bot.domain.history import History
from bot.domain.people import Caller
from storage import updates as stored

Facts = TypeVar("Facts")
Changes = Mapping[type, Callable[[Any], Any]]
UNNAMED = "a colleague"


def as_seen_by(db: Connection, caller: Caller, facts: Facts) -> Facts:
    """Return facts as the caller may see them; who they are is only asked where people's own words or names stand."""
    if next(_found(facts, Author), None) is None:
        return facts
    person = people.find(db, caller)
    is_outside = caller.is_stranger or (person is not None and person.is_external)
    return only(db, facts) if is_outside else facts


def only(db: Connection, facts: Facts) -> Facts:
    """Return facts with each action's published status, and without people."""
    updated = {one.id for one in _found(facts, Action) if one.status is not None and one.status.author is not None}
    rows = stored.every_published(db, updated) if updated else ()
    known: dict[str, Status] = {row.action_id: published_status(row) for row in rows}

    def action(one: Action) -> Action:
        return replace(one, status=known.get(one.id)) if one.id in updated else one

    def history(one: History) -> History:
        return replace(one, entries=tuple(entry for entry in one.entries if entry.author is None))

    changes: Changes = {
        Action: action,
        Card: lambda card: replace(card, leads=(), may_update=False, answer_state=None),
        History: history,
    }
    return cast(Facts, _changed(facts, changes))


def without_mentions(facts: Facts) -> Facts:
    """Return facts in which people have names, not Slack ids: nobody is pinged where others read along."""
    return cast(Facts, _changed(facts, {Author: lambda one: Author(None, one.name or UNNAMED)}))


def _found(value: Any, kind: type) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _found(one, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _found(getattr(value, field.name), kind)


def _changed(value: Any, changes: Changes) -> Any:
    """Return frozen facts with every part of a changed type replaced, from the innermost outwards."""
    if isinstance(value, tuple):
        parts = [_changed(one, changes) for one in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        parts_by_name = {field.name: getattr(value, field.name) for field in fields(value)}
        inner = {name: _changed(part, changes) for name, part in parts_by_name.items()}
        differing = {name: part for name, part in inner.items() if part is not parts_by_name[name]}
        value = replace(value, **differing) if differing else value
        change = changes.get(type(value))
        return change(value) if change else value
    return value
