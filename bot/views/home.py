"""The app's Home tab."""

from bot.domain.actions import Mine
from bot.domain.home import Home
from bot.views import actions, approvals, dashboard, lists, meetings, proposed_dates, reviews
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
        blocks += [divider(), header("Your plans"), *reviews.desks(facts.plans)]
    if facts.dates:
        blocks += [divider(), header("Dates of your programmes"), *proposed_dates.desks(facts.dates)]
    if facts.coordinated:
        blocks += [divider(), header("Reminders of your programmes")]
        blocks += [meetings.switch(one) for one in facts.coordinated]
    blocks += [divider(), context("Type `/convenor help` anywhere to see all that Convenor can do.")]
    return home(blocks)


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
