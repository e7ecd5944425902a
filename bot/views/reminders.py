"""Messages ahead of a meeting."""

from bot.domain.meetings import Event
from bot.views import meetings, words
from bot.views.blocks import MESSAGE_TEXT, Message, context, escape, section, shorten_markup

LISTED = 20
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


def digest(events: list[Event], is_late: bool = False) -> Message:
    """Return a person's message of the day."""
    names = ", ".join(f"{escape(one.title)} on {words.short_day(one.date)}" for one in events)
    rows = [block for one in events[:LISTED] for block in (section(meetings.about(one)), meetings.add_only(one))]
    if len(events) > LISTED:
        rows.append(context(f"And {len(events) - LISTED} more: `/meetings` and `/learning-sets` list them."))
    if is_late:
        rows.append(context(LATE.replace("This", "Some of this")))
    why = context(
        "You get this because you follow these dates. `/meetings` shows them; press *Stop following* there to end it."
    )
    return Message(
        shorten_markup(f"Coming up: {names}.", MESSAGE_TEXT),
        (section("*Good morning. Coming up for you:*"), *rows, why),
    )
