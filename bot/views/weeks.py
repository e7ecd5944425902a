"""The week's summary of a plan: a paragraph in the coordinator's message of the day, and the list behind it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.domain.people import Person
from bot.domain.weeks import Answering, Missing, Week
from bot.views import leaves, words
from bot.views.actions import show_button
from bot.views.blocks import SECTION_TEXT, Block, View, button, buttons, divider, escape, modal, section, verbatim
from bot.views.people import name

OPEN = "week.open"
PAGE = "week.page"
BACK = "week.previous"
LISTING = "week.listing"
A_PAGE = 40
"""Actions and people in the form at once."""

Entry = tuple[str, list[Block]]
"""A heading, and an action or a person below it."""

REASONS = {
    "user_not_found": "their Slack account is gone",
    "account_inactive": "their Slack account is switched off",
    "cannot_dm_bot": "they cannot be written to",
    "channel_not_found": "they cannot be written to",
}


def summary(facts: Week) -> list[Block]:
    """Return what a coordinator's message of the day says of a plan."""
    title = f"*{escape(facts.plan_title)}* · {escape(facts.period)}, due {words.short_day(facts.due_on)}"
    if not facts.missing:
        every = words.count(facts.asked, "action")
        return [section(f"{title}\nAll up to date: an answer for each of {every}.")]
    return [
        section(
            f"{title}\n{facts.answered} of {words.count(facts.asked, 'action')} answered. {_what_is_missing(facts)}",
            button("See who", OPEN, facts.plan_slug, about=facts.plan_title),
        )
    ]


def spoken(facts: Week) -> str:
    """Return the same for a notification."""
    if not facts.missing:
        return f"{escape(facts.plan_title)}: all up to date."
    return f"{escape(facts.plan_title)}: {facts.answered} of {facts.asked} answered."


def listing(facts: Week | None, page: int = 1) -> View:
    """Return a page of who has not answered, who cannot be asked, and texts to copy."""
    if facts is None:
        text = "Nobody is asked at the moment: no reporting period is open, or messages are switched off."
        return modal(LISTING, "Who has answered", [section(text)])
    entries = _entries(facts)
    pages = max(1, -(-len(entries) // A_PAGE))
    page = min(max(1, page), pages)
    blocks = [section(f"*{escape(facts.plan_title)}* · {escape(facts.period)}")]
    for heading, some in groupby(entries[(page - 1) * A_PAGE : page * A_PAGE], key=lambda one: one[0]):
        blocks += [divider(), section(heading), *(block for _, rows in some for block in rows)]
    if not facts.missing:
        blocks.append(section(f"All up to date: an answer for each of {words.count(facts.asked, 'action')}."))
    turn = [button("Previous", BACK, f"{page - 1} {facts.plan_slug}")] if page > 1 else []
    turn += [button("Next", PAGE, f"{page + 1} {facts.plan_slug}")] if page < pages else []
    return modal(LISTING, "Who has answered", [*blocks, *([buttons(*turn)] if turn else [])])


def which(value: str) -> tuple[int, str]:
    """Return page and plan of the value of *Next* or *Previous*."""
    page, _, plan_slug = value.partition(" ")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1, plan_slug


def _what_is_missing(facts: Week) -> str:
    """Return in words what is missing and why; what concerns nobody is left out."""
    parts = [
        (len(facts.waiting), "whose officer has been asked"),
        (len(facts.unowned), "without a lead officer"),
        (_number(facts), "whose officer is not on Slack"),
    ]
    missing = ", ".join(f"{number} {text}" for number, text in parts if number)
    reached = f" Slack could not reach {words.count(len(facts.unreached), 'officer')}." if facts.unreached else ""
    return f"Missing: {missing}.{reached}"


def _number(facts: Week) -> int:
    return sum(map(len, facts.not_on_slack.values()))


def _entries(facts: Week) -> list[Entry]:
    found = [*_group("Not answered yet", facts.waiting, facts), *_group("No lead officer", facts.unowned, facts)]
    found += [
        ("*Slack could not reach*", [section(f"{name(person)}: {_reason(error)}")])
        for person, error in facts.unreached.items()
    ]
    return found + [
        (
            "*Not on Slack*. Copy the text into an e-mail, and record the answers yourself:",
            [section(f"*{name(person)}*"), verbatim(_letter(person, mine, facts))],
        )
        for person, mine in facts.not_on_slack.items()
    ]


def _group(title: str, missing: Sequence[Missing], facts: Week) -> list[Entry]:
    return [
        (
            f"*{title}* ({len(missing)})",
            [section(_line(one, facts), show_button(one.action.id, one.action.printed_ref))],
        )
        for one in missing
    ]


def _line(one: Missing, facts: Week) -> str:
    lines = [f"*{escape(one.action.printed_ref)}* {escape(one.action.title)}"]
    if one.due_on < facts.today:
        lines[0] += f", overdue since {words.short_day(one.due_on)}"
    if one.people:
        lines.append(_who(one.people))
    asked = [f"{words.person(each.who)} on {', '.join(map(words.short_day, each.on))}" for each in one.told]
    lines += [f"Asked: {'; '.join(asked)}"] if asked else []
    return "\n".join(lines)


def _who(people: Iterable[Answering]) -> str:
    return ", ".join(name(one.person) + (f" ({leaves.away(one.leave)})" if one.leave else "") for one in people)


def _reason(error: str) -> str:
    return REASONS.get(error, f"Slack says {error}" if error else "Slack gives no reason")


def _letter(person: Person, mine: Sequence[Missing], facts: Week) -> str:
    """Return a text to copy; it is shown as it stands."""
    lines = [f"{one.action.printed_ref} {one.action.title}" for one in mine]
    text = (
        f"Dear {person.name or 'colleague'},\n\n"
        f"updates for {facts.plan_title} ({facts.period}) are due on {words.day(facts.due_on)}. "
        "Please tell me for each of these actions at what stage it is and what has happened since the last update, "
        "or that nothing has changed:\n\n" + "\n".join(lines) + "\n\nThank you."
    )
    return text[:SECTION_TEXT]
