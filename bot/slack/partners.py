"""Handlers: partners."""

from dataclasses import replace

from bot.domain import partner_withdrawals, partners, published
from bot.domain.partners import NoPartner
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk
from bot.slack.replies import Reply, Say
from bot.views.answers import draw


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/partner [name]`"""
    with desk.database.reading() as db:
        facts = published.as_seen_by(db, gesture.caller, partners.look_up(db, gesture.caller, gesture.words))
        if isinstance(facts, NoPartner) and gesture.words:
            facts = replace(facts, withdrawn=partner_withdrawals.withdrawn(db, gesture.caller, gesture.words))
    return Say(draw(facts, desk.zone))
