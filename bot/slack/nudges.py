"""Handlers: the message of the day, and what is behind its three dots."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain import nudges, reasons, snoozes
from bot.domain.refusal import Refusal
from bot.slack import passes, updates
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk, Handler
from bot.slack.replies import Change, Open, Redraw, Reply
from bot.views import nudges as views
from bot.views import reasons as reason_views
from bot.views import snoozes as snooze_views
from bot.views.blocks import View


def show_all(gesture: Gesture, desk: Desk) -> Reply:
    """*Show all 23* below the message."""
    return Open(_listing(gesture, desk))


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next* and *Previous* in the list of all."""
    return Redraw(_listing(gesture, desk))


def more(gesture: Gesture, desk: Desk) -> Reply:
    """What was chosen behind the three dots of an item."""
    handler = DEEDS.get(gesture.value)
    if handler is None:
        raise Refusal("This menu is too old. `/action mine` lists your actions.")
    return handler(gesture, desk)


def snooze(gesture: Gesture, desk: Desk) -> Reply:
    """*Snooze* in the form."""
    delivery_id, action_id, until_on = snooze_views.read(gesture.view)
    now, zone = desk.clock(), desk.zone
    with desk.database.writing() as db:
        _, person = nudges.mine(db, gesture.caller, delivery_id)
        item = nudges.item(db, gesture.caller, delivery_id, action_id, now, zone)
        mine = person.zone or zone
        until = snoozes.snooze(db, person.id, action_id, item.due_on, until_on, gesture.key, gesture.origin, now, mine)
    return Change(snooze_views.saved(item, until))


def _say_no_change(gesture: Gesture, desk: Desk) -> Reply:
    delivery_id, action_id = views.item_of(gesture.block_id)
    with desk.database.reading() as db:
        status = nudges.item(db, gesture.caller, delivery_id, action_id, desk.clock(), desk.zone).action.status
    base = status.entry_id if status else 0
    return updates.say_no_change(replace(gesture, value=f"{base} {action_id}"), desk)


def _pass_on(gesture: Gesture, desk: Desk) -> Reply:
    _, action_id = views.item_of(gesture.block_id)
    return passes.open_form(replace(gesture, value=action_id), desk)


def _hand_back(gesture: Gesture, desk: Desk) -> Reply:
    _, action_id = views.item_of(gesture.block_id)
    return passes.ask_not_mine(replace(gesture, value=action_id), desk)


def _ask_until_when(gesture: Gesture, desk: Desk) -> Reply:
    delivery_id, action_id = views.item_of(gesture.block_id)
    now, zone = desk.clock(), desk.zone
    with desk.database.reading() as db:
        _, person = nudges.mine(db, gesture.caller, delivery_id)
        item = nudges.item(db, gesture.caller, delivery_id, action_id, now, zone)
        facts = snoozes.choices(db, person.id, action_id, item.due_on, now, person.zone or zone)
    return Open(snooze_views.form(item, delivery_id, facts))


def _why(gesture: Gesture, desk: Desk) -> Reply:
    delivery_id, action_id = views.item_of(gesture.block_id)
    with desk.database.reading() as db:
        facts = reasons.why(db, gesture.caller, delivery_id, action_id, desk.clock(), desk.zone)
    return Open(reason_views.why(facts, desk.zone))


def _listing(gesture: Gesture, desk: Desk) -> View:
    delivery_id, page = views.what(gesture.value)
    with desk.database.reading() as db:
        facts = nudges.seen(db, gesture.caller, delivery_id, desk.clock(), desk.zone)
    return views.listing(facts, int(page) if page.isascii() and page.isdigit() else 1)


DEEDS: Mapping[str, Handler] = {
    "no_change": _say_no_change,
    "snooze": _ask_until_when,
    "pass": _pass_on,
    "not_mine": _hand_back,
    "why": _why,
}
"""What can be chosen behind the three dots, in the words of their options' values."""
