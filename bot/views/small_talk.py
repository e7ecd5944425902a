"""What the bot says to what asks nothing about a plan: a sentence, and the button that does it."""

from collections.abc import Mapping

from bot.views import leaves, personal_settings
from bot.views.blocks import Block, Message, buttons, escape, said

ASK = (
    "Ask me about an action (“T18”, “People 1”, “my actions”), a partner (“NGED”), “meetings” or “learning sets”. "
    "`/convenor help` lists all that I can do."
)
SAID: Mapping[str, str] = {
    "greeting": f"Hello. {ASK}",
    "about": f"I know the actions, the partners and the dates of your plans, and I take updates. {ASK}",
    "thanks": "You are welcome.",
    "noted": (
        "Nothing was saved or changed by that. To answer for an action, press *Update* or *No change* beside it, "
        "or write its number, such as “T18”."
    ),
    "quiet": (
        "You decide what I send you: leave out kinds of reminder, choose the days and the time, or pause until a day."
    ),
    "leave": "Tell me your last day away and who covers. I ask them meanwhile, and you for nothing.",
    "not_mine": (
        "Write the action's number, such as “T18”. On its card, *Pass to ...* hands it to a colleague "
        "and *Not mine* to your coordinator."
    ),
    "later": (
        "In the menu beside an action in my message, *Snooze* asks again tomorrow, next Monday or on a day that you "
        "choose. In your settings you can pause everything until a day."
    ),
    "list": "Ask for the list first, such as “transport actions”. *Export* below it sends it to you as a spreadsheet.",
}
"""One for each topic of `bot.domain.small_talk`."""

BUTTONS: Mapping[str, Block] = {
    "quiet": buttons(personal_settings.open_button(), leaves.open_button()),
    "leave": buttons(leaves.open_button()),
    "later": buttons(personal_settings.open_button()),
}


def reply(topic: str) -> Message:
    """Return what is said about a topic."""
    return said(SAID[topic], *([BUTTONS[topic]] if topic in BUTTONS else []))


def not_understood(words: str) -> Message:
    """Return what can be asked, to somebody who was not understood."""
    return said(f"I did not understand “{escape(words)}”. {ASK}")
