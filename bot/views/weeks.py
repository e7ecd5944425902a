"""The week's summary of a plan: a paragraph in the coordinator's message of the day, and the list behind it."""

from collections.abc import Iterable, Sequence

from bot.domain.people import Person
from bot.domain.weeks import Answering, Missing, Week
from bot.views import leaves, words
from bot.views.actions import show_button
from bot.views.blocks import SECTION_TEXT, Block, View, button, context, divider, escape, modal, section, verbatim
from bot.views.people import name

OPEN = "week.open"
LISTING = "week.listing"
LISTED, PEOPLE = 40, 8
"""Actions listed in the form, and people to whom a text to copy is offered."""

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


def listing(facts: Week | None) -> View:
    """Return who has not answered, who cannot be asked, and texts to copy."""
    if facts is None:
        text = "Nobody is asked at the moment: no reporting period is open, or messages are switched off."
        return modal(LISTING, "Who has answered", [section(text)])
    blocks = [section(f"*{escape(facts.plan_title)}* · {escape(facts.period)}"), *_of_missing(facts)]
    if not facts.missing:
        blocks.append(section(f"All up to date: an answer for each of {words.count(facts.asked, 'action')}."))
    return modal(LISTING, "Who has answered", blocks)


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


def _of_missing(facts: Week) -> list[Block]:
    blocks: list[Block] = []
    blocks += _group("Not answered yet", facts.waiting, facts)
    blocks += _group("No lead officer", facts.unowned, facts)
    if facts.unreached:
        lines = [f"{name(person)}: {_reason(error)}" for person, error in facts.unreached.items()]
        blocks += [divider(), section("*Slack could not reach*\n" + "\n".join(lines))]
    if facts.not_on_slack:
        blocks += [divider(), section("*Not on Slack*. Copy the text into an e-mail, and record the answers yourself:")]
    for person, mine in list(facts.not_on_slack.items())[:PEOPLE]:
        blocks += [section(f"*{name(person)}*"), verbatim(_letter(person, mine, facts))]
    more = len(facts.not_on_slack) - PEOPLE
    return [*blocks, *([context(f"And {more} more people without Slack.")] if more > 0 else [])]


def _group(title: str, missing: Sequence[Missing], facts: Week) -> list[Block]:
    if not missing:
        return []
    rows = [section(_line(one, facts), show_button(one.action.id, one.action.printed_ref)) for one in missing[:LISTED]]
    more = len(missing) - LISTED
    rest = [context(f"And {more} more. App Home lists them all.")] if more > 0 else []
    return [divider(), section(f"*{title}* ({len(missing)})"), *rows, *rest]


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
