"""Handlers: `/convenor`, and questions in plain words."""

from dataclasses import replace
from typing import NamedTuple

from bot.domain import asking, conversations
from bot.slack import (
    actions,
    approvals,
    glossary,
    learning_sets,
    meetings,
    partners,
    people,
    periods,
    personal_settings,
    reports,
)
from bot.slack.gesture import Gesture
from bot.slack.listening import Desk, Handler
from bot.slack.replies import Nothing, Reply, Say
from bot.views.answers import draw
from bot.views.people import help_page


def command(gesture: Gesture, desk: Desk) -> Reply:
    """`/convenor [help | glossary | settings | report ... | admin ... | any other command | a question]`"""
    first, _, rest = gesture.words.partition(" ")
    word = first.casefold()
    if word in ("", "help"):
        return Say(help_page(gesture.caller.user_id, [(one.name, one.usage, one.text) for one in COMMANDS]))
    if word == "admin":
        return people.admin(gesture, desk, rest.strip())
    if word in _SUBCOMMANDS:
        return _SUBCOMMANDS[word](_without_first_word(gesture), desk)
    with desk.database.reading() as db:
        facts = asking.ask(db, gesture.caller, gesture.words, desk.clock(), desk.zone)
    return Say(draw(facts, desk.zone, desk.public_url, desk.learning_sets_contact))


def asked(gesture: Gesture, desk: Desk) -> Reply:
    """A mention or a direct message: the answer goes through the outbox."""
    if gesture.caller.user_id and not gesture.value:
        with desk.database.writing() as db:
            conversations.take(
                db,
                gesture.caller,
                gesture.words,
                (gesture.channel_id or "", gesture.answer_below),
                gesture.key,
                gesture.origin,
                desk.clock(),
                desk.public_url,
                desk.learning_sets_contact,
            )
    return Nothing()


def _without_first_word(gesture: Gesture) -> Gesture:
    return replace(gesture, words=gesture.words.partition(" ")[2].strip())


class Command(NamedTuple):
    """A slash command as help, the manifest and the README show it, and who answers it."""

    name: str
    usage: str
    text: str
    handler: Handler


COMMANDS = (
    Command(
        "/action",
        "[ref | question | mine | overview SECTION | update REF]",
        "An action: what it is and how it stands",
        actions.command,
    ),
    Command("/partner", "[name]", "A partner and what it may be involved in", partners.command),
    Command("/meetings", "", "The next meetings; add them to your calendar, follow them", meetings.command),
    Command("/learning-sets", "", "Learning sets and their sessions", learning_sets.command),
    Command(
        "/convenor",
        "[help | glossary | settings | periods [PLAN] | review [PLAN] | report PLAN [PERIOD] | admin ...]",
        "Help, words, your settings or a channel's, reporting periods, updates to review, reports, roles",
        command,
    ),
)

_ALSO = {"actions": actions.command, "partners": partners.command, "meeting": meetings.command}
_SUBCOMMANDS: dict[str, Handler] = {
    **{one.name.removeprefix("/"): one.handler for one in COMMANDS if one.handler is not command},
    **_ALSO,
    "settings": personal_settings.command,
    "glossary": glossary.command,
    "periods": periods.command,
    "review": approvals.command,
    "report": reports.command,
}
