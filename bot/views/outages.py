"""What admins, and coordinators of plans whose updates fell due meanwhile, read after an outage."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.clock import local
from bot.domain.outages import Affected, Gap, LostTime
from bot.views import periods, words
from bot.views.blocks import Block, Message, View, button, buttons, context, divider, escape, modal, section

OPEN = "outage.open"
PAGE = "outage.page"
BACK = "outage.previous"
LISTING = "outage.listing"
LISTED, A_PAGE = 20, 40

LATE = "Late, or still to come in working hours"
MISSED = "Missed: too late to be of use, or a later reminder took its place"


def told(facts: Gap, zone: str) -> Message:
    """Return what happened to the reminders of an outage: "away Tue 14:00 to Thu 09:10: 31 late, 5 missed"."""
    text = _away(facts, zone)
    blocks: list[Block] = [section(f"*{text}*"), *_listed(LATE, facts.late), *_listed(MISSED, facts.missed)]
    if max(len(facts.late), len(facts.missed)) > LISTED:
        blocks.append(buttons(button(f"See all {len(facts.late) + len(facts.missed)}", OPEN, f"1 {facts.id}")))
    why = context("Who gets something late is told so. Nobody is asked twice. You get this as an admin.")
    return Message(text, (*blocks, why))


def listing(facts: Gap, zone: str, page: int = 1) -> View:
    """Return a page of the reminders that fell into an outage."""
    rows = [*((LATE, one) for one in facts.late), *((MISSED, one) for one in facts.missed)]
    pages = max(1, -(-len(rows) // A_PAGE))
    page = min(max(1, page), pages)
    blocks = [section(f"*{_away(facts, zone)}*")]
    for heading, some in groupby(rows[(page - 1) * A_PAGE : page * A_PAGE], key=lambda row: row[0]):
        blocks += [divider(), section(f"*{heading}*"), *(section(_line(one)) for _, one in some)]
    turn = [button("Previous", BACK, f"{page - 1} {facts.id}")] if page > 1 else []
    turn += [button("Next", PAGE, f"{page + 1} {facts.id}")] if page < pages else []
    return modal(LISTING, "Late and missed", [*blocks, *([buttons(*turn)] if turn else [])])


def which(value: str) -> tuple[int, int] | None:
    """Return page and outage of the value of a button; None where it names none."""
    page, _, gap_id = value.partition(" ")
    numbers = [int(one) for one in (page, gap_id) if one.isascii() and one.isdigit() and len(one) < 10]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def lost_time(facts: LostTime, zone: str) -> Message:
    """Return the offer to coordinators whose updates fell due while Convenor was away."""
    away = f"{_short(facts.from_at, zone)} to {_short(facts.until_at, zone)}"
    text = f"Convenor was away {away}, when updates of {escape(facts.plan)} were due."
    missing = words.count(facts.missing, "update")
    more = f"{facts.period}: due {words.day(facts.due_on)}, {missing} missing. Do people need more time?"
    button = periods.more_time_for_all(facts.period_id, facts.period)
    why = context("Nobody else is told of this. Without more time all goes on: what is missing is overdue.")
    return Message(text, (section(f"*{text}*\n{escape(more)}"), buttons(button), why))


def _listed(title: str, rows: Sequence[Affected]) -> list[Block]:
    if not rows:
        return []
    lines = [f"• {_line(one)}" for one in rows[:LISTED]]
    more = [f"And {len(rows) - LISTED} more."] if len(rows) > LISTED else []
    return [section("\n".join([f"*{title}*", *lines, *more]))]


def _away(facts: Gap, zone: str) -> str:
    away = f"{_short(facts.from_at, zone)} to {_short(facts.until_at, zone)}"
    return f"Convenor was away {away}: {len(facts.late)} late, {len(facts.missed)} missed."


def _line(one: Affected) -> str:
    to = f"<#{one.channel_id}>" if one.channel_id else f"<@{one.user_id}>" if one.user_id else "somebody who has left"
    plan, _, number = one.subject_id.rpartition(":")
    what = one.title or (f"update of {number}" if plan else f"the week's summary of {number}")
    on = f" of {words.short_day(one.date)}" if one.date else ""
    return f"{escape(what)}{on}, to {to}"


def _short(moment: datetime, zone: str) -> str:
    there = local(moment, zone)
    return f"{there:%a} {there.day} {there:%b} {there:%H:%M}"
