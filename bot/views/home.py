"""The app's Home tab."""

from bot.domain.actions import Mine
from bot.domain.home import Home
from bot.views import (
    actions,
    approvals,
    dashboard,
    glossary,
    leaves,
    lists,
    meetings,
    pauses,
    personal_settings,
    proposed_dates,
    quiet_days,
    reminder_rules,
    reviews,
    unreached,
)
from bot.views.blocks import Block, View, buttons, context, divider, header, home, section

LISTED = 5


def tab(facts: Home) -> View:
    """Return a person's Home tab."""
    blocks = [header("Your actions")]
    blocks += _own(facts.mine)
    blocks.append(buttons(lists.find_button()))
    if rows := dashboard.blocks(facts.dashboards):
        blocks += [divider(), header("Updates of your plans"), *rows]
    if facts.approvals:
        blocks += [divider(), header("Review of updates"), *approvals.desks(facts.approvals)]
    blocks += [divider(), header("Next dates")]
    blocks += meetings.blocks(facts.meetings) if facts.meetings.ahead else [meetings.none_ahead(facts.meetings)]
    if facts.plans:
        blocks += [divider(), header("Your plans"), *reviews.desks(facts.plans), buttons(glossary.open_button())]
    if facts.dates:
        blocks += [divider(), header("Dates of your programmes"), *proposed_dates.desks(facts.dates)]
    if facts.coordinated:
        blocks += [divider(), header("Reminders of your programmes")]
        blocks += [meetings.switch(one) for one in facts.coordinated]
    if facts.may_change_rules:
        blocks.append(buttons(reminder_rules.list_button()))
    if facts.unreached.shown:
        blocks += [divider(), header("Who could not be reached"), *unreached.blocks(facts.unreached)]
    blocks += [divider(), header("Messages to you"), *_messages(facts)]
    blocks += [context("Type `/convenor help` anywhere to see all that Convenor can do.")]
    return home(blocks)


def _messages(facts: Home) -> list[Block]:
    """Return what one may change about what is sent: to oneself, and by those who may to others."""
    blocks = leaves.standing(facts.leave) if facts.leave else []
    mine = [personal_settings.open_button(), *([] if facts.leave else [leaves.open_button()])]
    blocks.append(buttons(*mine, *([quiet_days.open_button()] if facts.may_enter_days else [])))
    return [*blocks, *([pauses.switch(facts.switch)] if facts.switch else [])]


def _own(facts: Mine) -> list[Block]:
    """Return the person's own actions, each with what is done most."""
    if not facts.actions:
        return list(actions.mine(facts).blocks)
    blocks: list[Block] = []
    for one in facts.actions[:LISTED]:
        show = actions.show_button(one.id, one.printed_ref)
        update = actions.update_button(one, is_main=False)
        blocks += [section(actions.row_text(one)), buttons(update, actions.no_change_button(one), show)]
    return [*blocks, *actions.more_of_mine(facts, LISTED)]
