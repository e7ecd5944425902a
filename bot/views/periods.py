"""A plan's reporting periods: its calendar, and the forms that confirm, extend, close and reopen one."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.extensions import REASON, Extension
from bot.domain.period_dates import CADENCES, FIELDS, Dates
from bot.domain.period_plans import Calendar, Form, Wish
from bot.domain.period_preview import Preview
from bot.domain.periods import Period
from bot.domain.refusal import Refusal
from bot.views import words
from bot.views.blocks import (
    Block,
    View,
    button,
    buttons,
    context,
    divider,
    escape,
    field_of,
    menu,
    modal,
    option,
    section,
)
from bot.views.report_button import report_button

CALENDAR = "period.calendar"
FORM = "period.form"
CADENCE = "period.cadence"
SAVE = "period.save"
MORE_TIME = "period.more_time"
SAVE_TIME = "period.save_time"
CLOSE = "period.close"
SAVE_CLOSE = "period.save_close"
REOPEN = "period.reopen"
SAVE_REOPEN = "period.save_reopen"
PREVIEW = "period.preview"
SWITCH_ON = "period.switch_on"
SWITCH_OFF = "period.switch_off"
SHOWN = "period.shown"
LISTED, ASKED_SHOWN = 12, 40

HINTS = {
    "opens_on": "People are asked from this day.",
    "due_on": "The last day for updates.",
    "signoff_on": "The day on which the paper is signed off.",
    "dispatch_on": "Five clear working days lie between it and the committee.",
    "committee_on": None,
}


def open_button(slug: str, title: str) -> Block:
    """Return the button that opens a plan's calendar."""
    return button("Reporting periods", CALENDAR, slug, about=title)


def more_time_for_all(period_id: int, title: str) -> Block:
    """Return the button that gives everybody more time."""
    return button("More time for everybody", MORE_TIME, str(period_id), about=title)


def more_time_button(period_id: int, action_id: str, ref: str) -> Block:
    """Return the button that gives one action more time."""
    return button("More time", MORE_TIME, f"{period_id} {action_id}", about=ref)


def calendar(facts: Calendar, done: str | None = None) -> View:
    """Return a plan's periods, the newest first, with what can be done; `done` is what was done just now."""
    blocks = [section(f"*{done}*")] if done else []
    blocks += [section(f"*{escape(facts.plan_title)}*\n{_how_often(facts)}"), *_messages(facts), divider()]
    known: list[Block] = []
    for period in reversed(facts.periods[-LISTED:]):
        known += [section(_told(period, facts)), *_deeds(period, facts)]
    blocks += [*known, *_next(facts)] if facts.current else [*_next(facts), *known]
    return modal(SHOWN, "Reporting periods", blocks)


def when(facts: Calendar) -> str:
    """Return in a sentence where a plan stands in its calendar."""
    period = facts.current
    if period is None or period.dates is None:
        if facts.proposed is None:
            return "Its years are over: nobody is asked about it any more."
        return (
            f"No reporting period is confirmed. Proposed: updates due {words.short_day(facts.proposed.due_on)}, "
            f"committee {words.short_day(facts.proposed.committee_on)}."
        )
    if not period.has_opened(facts.today):
        return (
            f"{period.title} opens on {words.day(period.dates.opens_on)}. Updates are due {words.day(period.due_on)}."
        )
    return f"{period.title}: updates are due {words.day(period.due_on)}{_left((period.due_on - facts.today).days)}."


def form(facts: Form) -> View:
    """Return the form of a period's dates."""
    about = f"the dates of {facts.period.title}" if facts.period else "the next reporting period"
    cadences = [option(name.capitalize(), name) for name in CADENCES]
    blocks = [
        section(
            f"*{escape(facts.plan_title)}*: {about}. The dates are counted back from the committee; change any of them."
        )
    ]
    if facts.period is None:
        blocks.append(section("*How often the plan reports*", menu(CADENCE, cadences, facts.cadence, "How often")))
    # Slack leaves what stands in a field that it knows: dates of another cadence need fields of their own.
    days = {name: _day(f"day_{facts.cadence}", getattr(facts.dates, name)) for name in FIELDS}
    blocks += [field_of(name, label, days[name], HINTS[name]) for name, label in FIELDS.items()]
    metadata = {"plan": facts.plan_slug, "cadence": facts.cadence, "period": facts.period.id if facts.period else None}
    return modal(SAVE, "Reporting period", blocks, "Confirm", json.dumps(metadata))


def read(view: dict[str, Any]) -> Wish:
    """Return what the form held; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    held = {name: next(iter(values[name].values())) for name in FIELDS}
    days = {name: date.fromisoformat(one["selected_date"]) for name, one in held.items()}
    return Wish(metadata["plan"], metadata["cadence"], Dates(**days), metadata["period"])


def plan_of(view: dict[str, Any]) -> str:
    """Return the plan of a form that is still open; raises Refusal where the menu stands in none."""
    if view.get("callback_id") != SAVE:
        raise Refusal("This menu is too old. Open *Reporting periods* in the Home tab again.")
    return str(json.loads(view["private_metadata"])["plan"])


def more_time(facts: Extension) -> View:
    """Return the form that gives more time."""
    whom = f"*{escape(facts.action.printed_ref)}* {escape(facts.action.title)}" if facts.action else "*Everybody*"
    blocks = [
        section(f"{whom}: the update for {facts.period.title} is due on {words.day(facts.due_on)}."),
        field_of("due_on", "Due instead", _day("due_on", facts.due_on)),
        _reason("Kept in the record; coordinators see it."),
    ]
    metadata = {"period": facts.period.id, "action": facts.action.id if facts.action else None}
    return modal(SAVE_TIME, "More time", blocks, "Give more time", json.dumps(metadata))


def read_time(view: dict[str, Any]) -> tuple[int, str | None, date, str]:
    """Return period, action, day and reason; the other side of `more_time`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    day = date.fromisoformat(values["due_on"]["due_on"]["selected_date"])
    return metadata["period"], metadata["action"], day, _typed(values)


def has_more_time(facts: Extension) -> str:
    """Return the sentence that says so."""
    whom = escape(facts.action.printed_ref) if facts.action else "Everybody"
    return f"{whom}: the update is due on {words.day(facts.due_on)} now."


def close(period: Period, missing: int) -> View:
    """Return the form that asks before a period is closed."""
    without = f" {words.count(missing, 'action')} will stand there without an update." if missing else ""
    text = (
        f"Close *{period.title}*? Its report is frozen as everything stands now, and nobody is asked for it any more."
        f"{without} You can open it again with a reason."
    )
    return modal(SAVE_CLOSE, "Close the period", [section(text)], "Close it", str(period.id))


def reopen(period: Period) -> View:
    """Return the form that asks why a period is opened again."""
    text = f"Open *{period.title}* again: people can answer for it, and its report changes until it is closed."
    blocks = [section(text), _reason("Kept in the record; coordinators see it.")]
    return modal(SAVE_REOPEN, "Reopen the period", blocks, "Reopen it", str(period.id))


def read_reopen(view: dict[str, Any]) -> tuple[int, str]:
    """Return period and reason; the other side of `reopen`."""
    return int(view["private_metadata"]), _typed(view["state"]["values"])


def preview(facts: Preview) -> View:
    """Return who would be asked about how much, before messages are switched on."""
    shown = facts.people[:ASKED_SHOWN]
    lines = [f"• {words.person(one)}: {words.count(number, 'action')}" for one, number in shown]
    if len(facts.people) > len(shown):
        lines.append(f"• and {len(facts.people) - len(shown)} more people")
    blocks = [
        section(
            f"*{escape(facts.period.title)}*, updates due {words.day(facts.period.due_on)}. These people are asked:"
        ),
        section("\n".join(lines) or "Nobody: no action has a lead officer or an officer yet."),
    ]
    if facts.not_on_slack:
        names = words.people(tuple(facts.not_on_slack))
        blocks.append(section(f"Not on Slack: please ask them yourself, then press *Record an update*: {names}."))
    if facts.nobody:
        blocks.append(section(f"{words.count(facts.nobody, 'action')} without anybody to ask."))
    blocks.append(context("They get at most one message a day, and none once they have answered."))
    return modal(SWITCH_ON, "Switch messages on", blocks, "Switch on", facts.period.plan_slug)


def _how_often(facts: Calendar) -> str:
    return f"Reports {facts.cadence}." if facts.cadence else "Nobody has said yet how often it reports."


def _messages(facts: Calendar) -> list[Block]:
    if facts.asks_from:
        off = button("Switch messages off", SWITCH_OFF, facts.plan_slug)
        return [section("Messages are on: lead officers are asked for their updates.", off)]
    if facts.current is None:
        return []
    on = button("Look and switch on", PREVIEW, facts.plan_slug, style="primary")
    return [section("Messages are off: nobody is asked yet. Look who would be asked, then switch them on.", on)]


def _next(facts: Calendar) -> list[Block]:
    if facts.proposed is None:
        return [section("The plan's years are over: no period is proposed.")] if facts.current is None else []
    first = facts.current is None
    text = (
        f"*Next, proposed:* updates due {words.day(facts.proposed.due_on)}, "
        f"committee {words.day(facts.proposed.committee_on)}. Nobody is asked by dates that are only proposed."
    )
    style = "primary" if first else None
    return [section(text), buttons(button("Look through and confirm", FORM, facts.plan_slug, style=style))]


def _told(period: Period, facts: Calendar) -> str:
    if period.dates is None:
        return f"*{period.title}* Before Convenor: as published, never overdue."
    if period.state == "closed" and period.closed_at:
        return f"*{period.title}* Closed on {words.short_day(period.closed_at.date())}; its report is frozen."
    lines = [f"*{period.title}* {'Open' if period.has_opened(facts.today) else 'Confirmed'}"]
    dates = dict(_dates(period))
    lines += [f"{label}: {words.day(dates[name])}" for name, label in FIELDS.items()]
    if period.reopened_reason:
        lines.append(f"Opened again: {escape(period.reopened_reason)}")
    return "\n".join(lines)


def _dates(period: Period) -> Mapping[str, date]:
    """The dates that hold: the due day is that with all the time that was given."""
    assert period.dates is not None
    return {name: getattr(period.dates, name) for name in FIELDS} | {"due_on": period.due_on}


def _deeds(period: Period, facts: Calendar) -> list[Block]:
    name = period.title
    if period.state == "confirmed":
        deeds = [button("Change dates", FORM, f"{period.plan_slug} {period.id}", about=name)]
        if period.has_opened(facts.today):
            deeds.append(more_time_for_all(period.id, name))
            deeds += [_report(period), button("Close the period", CLOSE, str(period.id), about=name)]
        return [buttons(*deeds)]
    if period.state != "closed" or period.is_before_convenor:
        return []
    is_last = facts.last_closed is not None and period.id == facts.last_closed.id
    again = [button("Reopen", REOPEN, str(period.id), about=name)] if is_last else []
    return [buttons(_report(period), *again)]


def _report(period: Period) -> Block:
    return report_button(f"{period.plan_slug} {period.title}", period.title)


def _left(days: int) -> str:
    if days > 0:
        return f", in {words.count(days, 'day')}"
    return ", today" if days == 0 else f", {words.count(-days, 'day')} ago"


def _day(name: str, value: date) -> Block:
    return {"type": "datepicker", "action_id": name, "initial_date": value.isoformat()}


def _reason(hint: str) -> Block:
    element = {"type": "plain_text_input", "action_id": "reason", "multiline": True, "max_length": REASON[1]}
    return field_of("reason", "Why", element, hint)


def _typed(values: Mapping[str, Any]) -> str:
    return str(values["reason"]["reason"].get("value") or "")
