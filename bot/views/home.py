"""The app's Home tab."""

from bot.domain.home import Home
from bot.views import actions, glossary, lists, meetings, proposed_dates, reviews
from bot.views.blocks import View, buttons, context, divider, header, home

LISTED = 5


def tab(facts: Home) -> View:
    """Return a person's Home tab."""
    blocks = [header("Your actions")]
    blocks += actions.mine_rows(facts.mine, LISTED) if facts.mine.actions else list(actions.mine(facts.mine).blocks)
    blocks.append(buttons(lists.find_button()))
    blocks += [divider(), header("Next dates")]
    blocks += meetings.blocks(facts.meetings) if facts.meetings.ahead else [meetings.none_ahead(facts.meetings)]
    if facts.plans:
        blocks += [divider(), header("Your plans"), *reviews.desks(facts.plans), buttons(glossary.open_button())]
    if facts.dates:
        blocks += [divider(), header("Dates of your programmes"), *proposed_dates.desks(facts.dates)]
    if facts.coordinated:
        blocks += [divider(), header("Reminders of your programmes")]
        blocks += [meetings.switch(one) for one in facts.coordinated]
    blocks += [divider(), context("Type `/convenor help` anywhere to see all that Convenor can do.")]
    return home(blocks)
