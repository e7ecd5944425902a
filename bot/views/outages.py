"""What admins, and coordinators of plans whose updates fell due meanwhile, read after an outage."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.clock import local
from bot.domain.outages import Affected, Gap, LostTime
from bot.views import periods, words
from bot.views.blocks import Block, Message, buttons, context, escape, section

LISTED = 20


def told(facts: Gap, zone: str) -> Message:
    """Return what happened to the reminders of an outage: "away Tue 14:00 to Thu 09:10: 31 late, 5 missed"."""
    away = f"{_short(facts.from_at, zone)} to {_short(facts.until_at, zone)}"
    text = f"Convenor was away {away}: {len(facts.late)} late, {len(facts.missed)} missed."
    blocks: list[Block] = [section(f"*{text}*")]
    blocks += _listed("Late, or still to come in working hours", facts.late)
    blocks += _listed("Missed: too late to be of use, or a later reminder took its place", facts.missed)
    why = context("Who gets something late is told so. Nobody is asked twice. You get this as an admin.")
    return Message(text, (*blocks, why))


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


def _line(one: Affected) -> str:
    to = f"<#{one.channel_id}>" if one.channel_id else f"<@{one.user_id}>" if one.user_id else "somebody who has left"
    what = one.title if one.title else f"update of {one.subject_id.rpartition(':')[2]}"
    on = f" of {words.short_day(one.date)}" if one.date else ""
    return f"{escape(what)}{on}, to {to}"


def _short(moment: datetime, zone: str) -> str:
    there = local(moment, zone)
    return f"{there:%a} {there.day} {there:%b} {there:%H:%M}"
