"""The coordinator's dashboard: counts in words, and each of them as a list with what can be done."""

from collections.abc import Sequence

from bot.domain.actions import Author
from bot.domain.dashboard import Dashboard, Line, Listing
from bot.domain.period_plans import Calendar
from bot.domain.refusal import Refusal
from bot.views import passes, periods, plan_people, recorded, section_rag, words
from bot.views.actions import show_button, status_line
from bot.views.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    escape,
    modal,
    said,
    section,
)

LIST = "dashboard.list"
NEXT = "dashboard.next"
PREVIOUS = "dashboard.previous"
SHOWN = "dashboard.shown"
PLANS, CHOICES = 4, 40
"""So many plans leave room for all else in App Home."""

OF_ALL = ("missing", "returned", "answered", "no_change")
"""Together these are all that is asked about."""

LABELS = {
    "missing": "Missing",
    "returned": "Returned",
    "answered": "Answered",
    "no_change": "No change",
    "help": "Need help",
    "no_lead": "No lead officer",
    "handed_back": "Handed back",
}
"""The ways to stand, in the order in which a coordinator looks at them."""

EMPTY = {
    "missing": "Nothing is missing: all up to date.",
    "returned": "Nothing waits for a second answer.",
    "answered": "Nobody has answered yet.",
    "no_change": "Nobody has said “no change” yet.",
    "help": "Nobody has asked for help.",
    "no_lead": "Every action has a lead officer.",
    "handed_back": "Nobody has handed an action back.",
}


def blocks(facts: Sequence[Dashboard]) -> list[Block]:
    """Return the dashboards of the plans that somebody runs, as App Home shows them; plans that are over are not."""
    found: list[Block] = []
    running = [one for one in facts if one.calendar.current or one.calendar.proposed]
    for one in running[:PLANS]:
        calendar = one.calendar
        late = f"\nOverdue: {words.count(one.overdue, 'update')}." if one.overdue else ""
        found.append(section(f"*{escape(calendar.plan_title)}*\n{periods.when(calendar)}{late}"))
        found += [_row(one, name, label) for name, label in LABELS.items() if one.counts.get(name)]
        slug, title = calendar.plan_slug, calendar.plan_title
        row = [periods.open_button(slug, title), plan_people.open_button(slug, title)]
        found.append(buttons(*row, *([section_rag.open_button(slug, title)] if one.may_set_rag else [])))
    if len(running) > PLANS:
        found.append(context(f"And {len(running) - PLANS} more: `/convenor periods` lists all your plans."))
    return found


def listing(facts: Listing) -> View:
    """Return a page of the actions that stand in one way."""
    label = LABELS[facts.standing]
    if not facts.lines:
        return modal(SHOWN, label, [section(f"*{escape(facts.plan_title)}*\n{EMPTY[facts.standing]}")])
    place = f", page {facts.page} of {facts.pages}" if facts.pages > 1 else ""
    rows = [section(f"*{escape(facts.plan_title)}*\n{label}: {words.count(facts.total, 'action')}{place}")]
    for line in facts.lines:
        rows += [section(_told(line)), _to_do(line, facts)]
    return modal(SHOWN, label, [*rows, *_turning(facts)])


def read(value: str) -> tuple[str, str, int]:
    """Return plan, standing and page of a button; the other side of `_value`."""
    slug, standing, page = [*value.split(" "), "", ""][:3]
    if standing not in LABELS or not page.isdecimal() or len(page) > 6:
        raise Refusal("This button is too old. Press the one in the Home tab again.")
    return slug, standing, int(page)


def account_gone(who: Author, facts: Dashboard) -> Message:
    """Return what a coordinator reads when somebody's Slack account is gone."""
    number, title = facts.counts.get("no_lead", 0), facts.calendar.plan_title
    text = f"The Slack account of {escape(who.name or 'somebody')} is gone. They are not asked any more."
    text += f"\n*{escape(title)}*: {words.count(number, 'action')} without a lead officer now."
    show = button("Show", LIST, _value(facts.calendar.plan_slug, "no_lead", 1), about=title)
    people = plan_people.open_button(facts.calendar.plan_slug, title)
    return said(text, buttons(*([show] if number else []), people))


def choose(facts: Sequence[Dashboard], typed: str) -> Message:
    """Return the plans whose periods somebody runs, for `/convenor periods` that names none or another one."""
    if not facts:
        return said("You coordinate no plan. `/convenor help` shows your Slack id: send it to an admin.")
    first = f"You coordinate no plan “{escape(typed)}”. " if typed else ""
    rows = [_choice(one.calendar) for one in facts[:CHOICES]]
    return Message(f"{first}Which plan?", (section(f"{first}Which plan?"), *rows))


def _choice(calendar: Calendar) -> Block:
    text = f"*{escape(calendar.plan_title)}*: {periods.when(calendar)}"
    return section(text, periods.open_button(calendar.plan_slug, calendar.plan_title))


def _row(one: Dashboard, name: str, label: str) -> Block:
    counted = one.counts[name]
    number = f"{counted} of {words.count(one.asked, 'action')}" if name in OF_ALL else words.count(counted, "action")
    show = button("Show", LIST, _value(one.calendar.plan_slug, name, 1), about=f"{label}, {one.calendar.plan_title}")
    return section(f"{label}: {number}", show)


def _told(line: Line) -> str:
    lead = f"Lead officer: {words.people(line.leads)}" if line.leads else "No lead officer"
    lines = [f"*{escape(line.action.printed_ref)}* {escape(line.action.title)}", status_line(line.action), lead]
    if line.needs_help:
        lines.append(f"Needs help: {escape(line.needs_help)}")
    for who, reason in line.handed_back:
        lines.append(f"Handed back by {words.person(who)}" + (f": {escape(reason)}" if reason else ""))
    return "\n".join(lines)


def _to_do(line: Line, facts: Listing) -> Block:
    ref, action_id = line.action.printed_ref, line.action.id
    found = [show_button(action_id, ref)]
    if facts.standing in ("missing", "returned") and facts.period:
        found.append(periods.more_time_button(facts.period.id, action_id, ref))
    found.append(plan_people.assign_button(facts.plan_slug, action_id, ref))
    found.append(recorded.open_button(action_id, ref))
    found += [passes.ask_again_button(action_id, ref)] if line.handed_back else []
    return buttons(*found)


def _turning(facts: Listing) -> list[Block]:
    row = []
    if facts.page > 1:
        value = _value(facts.plan_slug, facts.standing, facts.page - 1)
        row.append(button("Previous", PREVIOUS, value, about=f"page {facts.page - 1}"))
    if facts.page < facts.pages:
        row.append(
            button(
                "Next", NEXT, _value(facts.plan_slug, facts.standing, facts.page + 1), about=f"page {facts.page + 1}"
            )
        )
    return [buttons(*row)] if row else []


def _value(slug: str, standing: str, page: int) -> str:
    return f"{slug} {standing} {page}"
