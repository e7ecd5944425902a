"""Messages ahead of a meeting."""

from bot.domain.meetings import Event
from bot.views import meetings, words
from bot.views.blocks import Message, context, escape, section

LATE = "This comes late: Convenor could not send it when it was due."


def in_channel(event: Event, is_late: bool = False) -> Message:
    """Return what a channel is told ahead of a meeting."""
    text = f"Coming up: {escape(event.title)}, {words.when(event.date, event.starts, event.ends)}."
    why = context(
        f"You see this because this channel announces {escape(event.programme)}. `/convenor settings` changes it."
    )
    late = (context(LATE),) if is_late else ()
    return Message(text, (section(f"*Coming up*\n{meetings.about(event)}"), meetings.add_only(event), *late, why))


def soon(event: Event) -> Message:
    """Return what somebody is told within hours of a meeting that they follow."""
    text = f"Soon: {escape(event.title)}, {words.when(event.date, event.starts, event.ends)}."
    why = context(
        "You get this because you follow this date. `/meetings` shows it; press *Stop following* there to end it."
    )
    return Message(text, (section(f"*Soon*\n{meetings.about(event)}"), why))
