"""Every view by name, drawn from given facts; and all texts of a view with the way Slack reads them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time
from typing import Any

from bot.domain.glossary import Done, Glossary, Row
from bot.domain.refusal import NotAllowed
from bot.sandbox.legality import is_too_large, message_complaints, view_complaints
from bot.slack.features import COMMANDS
from bot.views import (
    actions,
    channels,
    concerns,
    corrections,
    glossary,
    home,
    learning_sets,
    meetings,
    partner_corrections,
    partner_withdrawals,
    partners,
    people,
    programmes,
    proposed_dates,
    reminders,
    reviews,
    roll_forward,
    updates,
    withdrawals,
)
from bot.views.blocks import Message, View
from bot.views.proposed_dates import Typed
from tests.bot.views import facts

Drawn = Message | View

VIEWS: dict[str, Callable[[], Drawn]] = {
    "card": lambda: actions.card(facts.CARD, facts.ZONE),
    "card_updated": lambda: actions.card(facts.UPDATED_CARD, facts.ZONE),
    "card_without_stages": lambda: actions.card(facts.PLAIN_CARD, facts.ZONE),
    "choice": lambda: actions.choice(facts.CHOICE),
    "list": lambda: actions.mine(facts.MINE),
    "not_found": lambda: actions.not_found(facts.NOT_FOUND),
    "refusal": lambda: actions.not_allowed(NotAllowed("You cannot update T18.", ask_for=facts.ACTION.id)),
    "form": lambda: updates.form(facts.FORM, facts.ZONE),
    "form_without_stages": lambda: updates.form(facts.PLAIN_FORM, facts.ZONE),
    "overtaken": lambda: updates.overtaken(facts.OVERTAKEN, facts.ZONE),
    "saved": lambda: updates.saved(facts.SAVED, facts.ZONE),
    "history": lambda: updates.history(facts.HISTORY, facts.ZONE),
    "partner": lambda: partners.page(facts.PARTNER),
    "no_partner": lambda: partners.none(facts.NO_PARTNER),
    "meetings": lambda: meetings.listing(facts.MEETINGS),
    "no_meetings_ahead": lambda: meetings.listing(facts.NONE_AHEAD),
    "file_on_its_way": lambda: meetings.file_on_its_way(facts.SESSION),
    "learning_sets": lambda: learning_sets.listing(facts.SETS, "sets@example.gov.uk"),
    "about_learning_sets": lambda: programmes.about(facts.ABOUT_SETS),
    "about_clusters": lambda: programmes.about(facts.CLUSTERS),
    "home": lambda: home.tab(facts.HOME),
    "home_of_planner": lambda: home.tab(replace(facts.HOME, dates=facts.DATE_DESKS)),
    "proposed": lambda: proposed_dates.listing(facts.WAITING, roll_forward.planned(facts.PLANNED)),
    "proposed_none": lambda: proposed_dates.listing(replace(facts.WAITING, events=())),
    "proposed_change": lambda: proposed_dates.form(facts.PROPOSED),
    "proposed_doubts": lambda: proposed_dates.form(
        facts.PROPOSED, Typed(facts.PROPOSED.id, facts.DOUBTS.day, time(9), None, None), facts.DOUBTS
    ),
    "proposed_confirmed": lambda: proposed_dates.confirmed(facts.PROPOSED),
    "next_year": lambda: roll_forward.form(facts.PROPOSAL),
    "how_to_plan": roll_forward.how_to_plan,
    "home_empty": lambda: home.tab(facts.EMPTY_HOME),
    "help": lambda: people.help_page("U0OFFICER", COMMANDS),
    "asked": lambda: people.asked((facts.PERSON, facts.COORDINATOR)),
    "request": lambda: people.request(facts.PERSON, facts.ACTION),
    "role_given": lambda: people.given(facts.GIVEN),
    "role_received": lambda: people.received("officer", facts.GIVEN.about),
    "how_to_give_roles": people.how_to_give_roles,
    "preview": lambda: meetings.preview(facts.OFF, facts.AHEAD, facts.ZONE),
    "preview_nobody": lambda: meetings.preview(facts.OFF, (), facts.ZONE),
    "followed": lambda: meetings.followed(facts.MEETING),
    "reminder": lambda: reminders.in_channel(facts.MEETING),
    "digest": lambda: reminders.digest([facts.MEETING, facts.SESSION]),
    "settings": lambda: channels.form(facts.SETTINGS),
    "settings_saved": lambda: channels.saved(facts.SETTINGS),
    "tied": lambda: channels.tied([facts.MEETING.programme], "U0LEDNET"),
    "card_of_steward": lambda: actions.card(facts.STEWARDS_CARD, facts.ZONE),
    "card_withdrawn": lambda: actions.card(facts.WITHDRAWN_CARD, facts.ZONE),
    "card_merged": lambda: actions.card(facts.MERGED_CARD, facts.ZONE),
    "correction": lambda: corrections.form(facts.CORRECTION),
    "correction_overtaken": lambda: corrections.overtaken(facts.CORRECTION_OVERTAKEN),
    "corrected": lambda: corrections.done(facts.CORRECTED),
    "addition": lambda: corrections.form(facts.ADDITION),
    "withdrawal": lambda: withdrawals.confirm(facts.STEWARDS_CARD),
    "withdrawal_merge": lambda: withdrawals.confirm_merge(facts.STEWARDS_CARD),
    "withdrawn": lambda: withdrawals.done(facts.WITHDRAWN_CARD),
    "brought_back": lambda: withdrawals.done(facts.STEWARDS_CARD),
    "partner_of_steward": lambda: partners.page(replace(facts.PARTNER, may_correct=True, slug="nged")),
    "partner_withdrawn": lambda: partners.none(replace(facts.NO_PARTNER, withdrawn=("wpd", "Western Power"))),
    "partner_correction": lambda: partner_corrections.form(facts.PARTNER_FORM),
    "partner_addition": lambda: partner_corrections.form(facts.NEW_PARTNER),
    "partner_merged": lambda: partner_corrections.done(facts.MERGED_PARTNER),
    "partner_withdrawal": lambda: partner_withdrawals.confirm("wpd", "Western Power"),
    "partner_withdrawal_merge": lambda: partner_withdrawals.confirm_merge("wpd", "Western Power"),
    "concern_form": lambda: concerns.form(facts.ACTION),
    "concern_sent": lambda: concerns.sent((facts.PERSON, facts.COORDINATOR)),
    "concern": lambda: concerns.message(facts.RAISED),
    "concern_answer_form": lambda: concerns.answer_form(facts.ACTION, facts.PERSON),
    "concern_answer": lambda: concerns.answer(facts.ACTION, facts.COORDINATOR, facts.PERSON, "Mended.", False),
    "glossary": lambda: glossary.listing(facts.GLOSSARY),
    "glossary_done": lambda: glossary.listing(
        replace(facts.GLOSSARY, done=Done("Changed", ("EV", "e-car"), 4, 3), page=2)
    ),
    "glossary_empty": lambda: glossary.listing(Glossary((), 1, 1, 0, 32, False)),
    "glossary_form": lambda: glossary.form(facts.GLOSSARY.rows[0]),
    "glossary_form_empty": lambda: glossary.form(Row(0, (), None)),
    "home_of_steward": lambda: home.tab(replace(facts.HOME, plans=facts.DESKS)),
    "to_check": lambda: reviews.listing(facts.LISTING),
    "to_check_nothing": lambda: reviews.listing(replace(facts.LISTING, items=(), total=0)),
    "to_check_item": lambda: reviews.form(facts.ITEM_FORM),
    "to_check_row": lambda: reviews.settled(facts.SETTLED),
    "unreachable": lambda: channels.unreachable("C0LEDNET", "not_in_channel"),
}


def complaints(drawn: Drawn) -> list[str]:
    """What Slack would refuse."""
    if isinstance(drawn, Message):
        found = message_complaints(list(drawn.blocks))
        found += [] if drawn.text.strip() else ["no text for notifications and screen readers"]
        return [*found, *(["text over 4,000 characters"] if len(drawn.text) > 4000 else [])]
    return [*view_complaints(drawn), *(["too large"] if is_too_large(drawn) else [])]


def texts(drawn: Drawn) -> Iterator[tuple[str, str]]:
    """Every text of it: (mrkdwn or plain_text, the text); a message's own text is mrkdwn."""
    if isinstance(drawn, Message):
        yield "mrkdwn", drawn.text
        yield from _texts(list(drawn.blocks))
    else:
        yield from _texts(drawn)


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text"):
            yield value["type"], value["text"]
        for inner in value.values():
            yield from _texts(inner)
