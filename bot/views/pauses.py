"""The switch that stops all that is scheduled."""

from bot.domain.pauses import Switch
from bot.views import words
from bot.views.blocks import Block, button, section
from bot.views.pickers import asking

PAUSE = "messages.pause"
GO_ON = "messages.go_on"


def switch(facts: Switch) -> Block:
    """Return the line and button for Home tabs of admins."""
    if facts.pause is None:
        stop = button("Pause all messages", PAUSE, "-", style="danger")
        question = "No reminder goes to anybody, in any channel or workspace, until an admin lets them go on."
        return section(
            "Reminders and daily messages go out as planned.",
            asking(stop, "Pause all messages?", question, "Pause"),
        )
    since = words.moment_of(facts.pause.since, facts.zone)
    return section(
        f":warning: *All messages are paused* since {since}, by {words.person(facts.pause.by)}. Nobody is reminded of "
        "anything. What people ask for still comes.",
        button("Let them go on", GO_ON, "-", style="primary"),
    )
