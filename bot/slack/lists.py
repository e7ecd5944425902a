"""Handlers: lists of actions, their pages, order and filters."""

from dataclasses import replace

from bot.domain import action_options, asking, filters, partners
from bot.domain.queries import Query
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Change, Offer, Open, Redraw, Reply, Say
from bot.views import action_options as action_option_views
from bot.views import filters as form_views
from bot.views import lists as views
from bot.views.answers import draw
from bot.views.blocks import Message
from bot.views.partners import options


def turn(gesture: Gesture, desk: Desk) -> Reply:
    """*Next*, *Previous*, and *Show* below "nothing found"."""
    query, page = views.read(gesture.value)
    return _in_place(gesture, desk, query, page)


def sort(gesture: Gesture, desk: Desk) -> Reply:
    """Another order."""
    query = replace(views.of_menu(gesture.block_id), sort=views.picked(gesture.value))
    return _in_place(gesture, desk, query, 1)


def narrow(gesture: Gesture, desk: Desk) -> Reply:
    """Another choice of what the list shows."""
    query = filters.choose(views.of_menu(gesture.block_id), views.picked(gesture.value))
    return _in_place(gesture, desk, query, 1)


def change(gesture: Gesture, desk: Desk) -> Reply:
    """*Change* beside "Looked for", or *Find actions* in App Home: the filter form, filled with the reading."""
    query, _ = views.read(gesture.value)
    with desk.database.reading() as db:
        facts = filters.choices(db, gesture.caller, query)
    return Open(form_views.form(facts))


def find(gesture: Gesture, desk: Desk) -> Reply:
    """*Find* in the form."""
    return Change(views.in_modal(_page(gesture, desk, form_views.read(gesture.view), 1)))


def partner_options(gesture: Gesture, desk: Desk) -> Reply:
    """Partners for what was typed so far into a menu."""
    with desk.database.reading() as db:
        return Offer(options(partners.typed(db, gesture.caller, gesture.words)))


def actions_typed(gesture: Gesture, desk: Desk) -> Reply:
    """Actions for what was typed so far into a menu of any form."""
    with desk.database.reading() as db:
        return Offer(action_option_views.options(action_options.typed(db, gesture.caller, gesture.words)))


def _in_place(gesture: Gesture, desk: Desk, query: Query, page: int) -> Reply:
    """Draw a page where the button stood; a message that others see is not changed for one of them."""
    message = _page(gesture, desk, query, page)
    if gesture.surface == "modal":
        return Redraw(views.in_modal(message))
    return Say(message, replace=not gesture.is_shared)


def _page(gesture: Gesture, desk: Desk, query: Query, page: int) -> Message:
    with desk.database.reading() as db:
        facts = asking.page(db, gesture.caller, query, page, desk.clock())
    return draw(facts, desk.zone)
