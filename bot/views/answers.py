"""The message for each kind of answer."""

from typing import assert_never

from bot.domain.actions import Card, Choice, Mine, NotFound
from bot.domain.answers import Help
from bot.domain.asking import Nothing, Reply
from bot.domain.meetings import Dates, Meetings
from bot.domain.partners import NoPartner, Partner
from bot.domain.search import Found
from bot.views import actions, learning_sets, lists, meetings, partners, small_talk
from bot.views.blocks import Message


def draw(  # noqa: C901, PLR0911, PLR0912 a table of kinds
    answer: Reply, zone: str, public_url: str | None = None, contact: str | None = None
) -> Message:
    """Return the message that shows an answer; `zone` is the reader's, `contact` whom to ask about learning sets."""
    match answer:
        case Help():
            return small_talk.reply(answer.topic) if answer.topic else small_talk.not_understood(answer.words)
        case Card():
            return actions.card(answer, zone, public_url)
        case Choice():
            return actions.choice(answer)
        case NotFound():
            return actions.not_found(answer)
        case Found():
            return lists.listing(answer, zone)
        case Nothing():
            return lists.nothing(answer)
        case Mine():
            return actions.mine(answer)
        case Partner():
            return partners.page(answer, *lists.below_partner(answer))
        case NoPartner():
            return partners.none(answer)
        case Dates():
            return meetings.dates(answer)
        case Meetings():
            return meetings.listing(answer)
        case tuple():
            return learning_sets.listing(answer, contact)
        case _:
            assert_never(answer)
