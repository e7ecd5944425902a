"""Messages ahead of a meeting."""

from bot.domain.meetings import Event
from bot.views import meetings, words
from bot.views.blocks import Message, context, escape, section


def in_channel(event: Event) -> Message:
    """Return what a channel is told ahead of a meeting."""
    text = f"Coming up: {event.title}, {words.when(event.date, event.starts, event.ends)}."
    why = context(
        f"You see this because this channel announces {escape(event.programme)}. `/convenor settings` changes it."
    )
    return Message(text, (section(f"*Coming up*\n{meetings.about(event)}"), meetings.add_only(event), why))


def digest(events: list[Event]) -> Message:
    """Return a person's message of the day."""
    names = ", ".join(f"{one.title} on {words.short_day(one.date)}" for one in events)
    rows = [block for one in events for block in (section(meetings.about(one)), meetings.add_only(one))]
    why = context(
        "You get this because you follow these dates. `/meetings` shows them; press *Stop following* there to end it."
    )
    return Message(f"Coming up: {names}.", (section("*Good morning. Coming up for you:*"), *rows, why))
