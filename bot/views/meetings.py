"""Lists of meetings, and what is said ahead of one."""

from bot.domain.meetings import Dates, Event, Listed, Meetings, Programme
from bot.domain.queries import describe
from bot.domain.reminders import Ahead
from bot.views import date_changes, programmes, proposed_dates, words
from bot.views.blocks import Block, Message, View, button, buttons, context, escape, modal, said, section

ADD = "meeting.add_to_calendar"
FOLLOW = "meeting.follow"
UNFOLLOW = "meeting.unfollow"
PREVIEW = "programme.preview_reminders"
SWITCH_ON = "programme.switch_reminders_on"
SWITCH_OFF = "programme.switch_reminders_off"
LISTED, IN_SECTION = 200, 10
DATES = 12
HOW_TO_ADD = "Ask whoever set Convenor up for you to add dates (they name the programme in `CONVENOR_LOAD`)."


def listing(facts: Meetings) -> Message:
    """Return the next meetings, or the last one and how to add one."""
    if facts.ahead:
        text = f"The next {words.count(len(facts.ahead), 'meeting')}:" if len(facts.ahead) > 1 else "The next meeting:"
        return Message(text, (section(f"*{text}*"), *blocks(facts), *programmes.in_short(facts.programmes)))
    return said(_none_ahead(facts), *programmes.in_short(facts.programmes))


def dates(facts: Dates) -> Message:
    """Return the dates that a question found, and how it was read."""
    read = context(f"Looked for: {escape(describe(facts.query))}")
    if not facts.found:
        text = "No such date. `/meetings` and `/learning-sets` show all that lie ahead."
        return Message(text, (read, section(text)))
    shown = facts.found[:DATES]
    text = "; ".join(
        f"{one.event.title}, {words.when(one.event.date, one.event.starts, one.event.ends)}" for one in shown
    )
    rows = [block for one in shown for block in (section(about(one.event)), event_buttons(one))]
    more = len(facts.found) - len(shown)
    return Message(
        escape(text), (read, *rows, *([context(f"And {words.count(more, 'more date')}.")] if more > 0 else []))
    )


def blocks(facts: Meetings) -> list[Block]:
    """Return a block with buttons for each meeting."""
    rows: list[Block] = []
    for one in facts.ahead:
        rows += [section(about(one.event)), event_buttons(one)]
    return rows


def none_ahead(facts: Meetings) -> Block:
    """Return the line for an empty list."""
    return section(_none_ahead(facts))


def about(event: Event) -> str:
    """Return what people want to know of an event, in two or three lines."""
    mark = {"proposed": "Date proposed: ", "cancelled": "CANCELLED: "}.get(event.status, "")
    lines = [f"*{escape(mark + event.title)}*", words.when(event.date, event.starts, event.ends)]
    lines.append(escape(f"{event.programme} · {event.place}" if event.place else event.programme))
    return "\n".join(lines)


def event_buttons(one: Listed) -> Block:
    """Return the buttons below an event: a proposed date has no calendar file, and may be confirmed by some."""
    name = f"{one.event.title}, {words.short_day(one.event.date)}"
    follow = (
        button("Stop following", UNFOLLOW, one.event.id, about=name)
        if one.followed
        else button("Follow", FOLLOW, one.event.id, about=name)
    )
    first = [button("Add to calendar", ADD, one.event.id, about=name)] if one.event.status != "proposed" else []
    last = proposed_dates.to_decide(one.event) if one.may_confirm else []
    last += [date_changes.open_button(one.event)] if one.may_change else []
    return buttons(*first, follow, *last)


def add_only(event: Event) -> Block:
    """Return the calendar button alone."""
    return buttons(button("Add to calendar", ADD, event.id, about=f"{event.title}, {words.short_day(event.date)}"))


def file_on_its_way(event: Event) -> Message:
    """Return the answer to *Add to calendar*."""
    return said(f"The calendar file for {_named(event)} is on its way to your messages with Convenor.")


def switch(programme: Programme) -> Block:
    """Return the line and button for a programme's reminders."""
    if programme.reminders_from is None:
        return section(
            f"*{escape(programme.title)}*: reminders are off. Nothing is sent.",
            button("See who gets what", PREVIEW, programme.slug, about=programme.title),
        )
    return section(
        f"*{escape(programme.title)}*: reminders are on.",
        button("Switch off", SWITCH_OFF, programme.slug, about=programme.title),
    )


def preview(programme: Programme, ahead: tuple[Ahead, ...], zone: str) -> View:
    """Return who would get what, and when; submitting it switches reminders on."""
    lines = [_line(one, zone) for one in ahead]
    if not lines:
        lines = [
            "Nobody yet: no channel is tied to it and nobody follows it, or no confirmed date is far enough ahead."
        ]
    blocks_ = [section("*This is what will be sent, and to whom:*")]
    blocks_ += [section("\n".join(lines[at : at + IN_SECTION])) for at in range(0, min(len(lines), LISTED), IN_SECTION)]
    if len(lines) > LISTED:
        blocks_.append(context(f"And {len(lines) - LISTED} more."))
    blocks_.append(context("You can switch reminders off again at any time in App Home."))
    return modal(SWITCH_ON, "Switch reminders on", blocks_, "Switch on", programme.slug)


def followed(event: Event) -> Message:
    """Return the answer to *Follow* below a message that others see, too."""
    return said(f"You follow {_named(event)}. You are reminded a week before.")


def no_longer_followed(event: Event) -> Message:
    """Return the answer to *Stop following* below such a message."""
    return said(f"You no longer follow {_named(event)}.")


def _named(event: Event) -> str:
    return f"{escape(event.title)} on {words.short_day(event.date)}"


def _line(one: Ahead, zone: str) -> str:
    to = f"<#{one.channel_id}>" if one.channel_id else f"<@{one.user_id}>"
    return f"{words.moment_of(one.due_at, zone)}: {escape(one.title)} of {words.short_day(one.date)}, to {to}"


def _none_ahead(facts: Meetings) -> str:
    if facts.last is None:
        return f"There are no meetings here yet. {HOW_TO_ADD}"
    return f"No meeting lies ahead. The last one was:\n{about(facts.last)}\n{HOW_TO_ADD}"
