"""*Share* and *Export*: the form, what a channel reads, and what comes as a file."""

from collections.abc import Sequence
from typing import Any, assert_never

from bot.domain.actions import Action, Card
from bot.domain.asking import Nothing
from bot.domain.partners import Partner
from bot.domain.queries import Query, describe
from bot.domain.search import Found
from bot.domain.sections import Overview
from bot.domain.sharing import COMMENT, Answer, Shown
from bot.views import actions, lists, partners, sections, spreadsheets, words
from bot.views.blocks import Block, Message, View, context, escape, field_of, modal, plain, said, section

SEND = "answer.send"
SENT = "answer.sent"


def form(value: str) -> View:
    """Return the form that asks for the channel; `value` is what the button carried."""
    channel: Block = {
        "type": "conversations_select",
        "action_id": "choice",
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "placeholder": plain("Choose a channel", 150),
    }
    hint = "Everybody in the channel can read it. Convenor must be a member there: type /invite @Convenor in it."
    comment: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": COMMENT}
    blocks = [
        field_of("channel", "Channel", channel, hint),
        field_of("comment", "A word from you", comment, "Everybody in the channel can read it.", optional=True),
        context("People are named, not notified. Only what is published goes out: no internal notes."),
    ]
    return modal(SEND, "Share this answer", blocks, "Share", value)


def read(view: dict[str, Any]) -> tuple[Answer, str | None, str]:
    """Return which answer, to which channel, with what comment; the other side of `form`."""
    values = view["state"]["values"]
    kind, _, which = str(view["private_metadata"]).partition(" ")
    channel = (values.get("channel", {}).get("choice") or {}).get("selected_conversation")
    comment = (values.get("comment", {}).get("text") or {}).get("value") or ""
    return Answer(kind, which), channel, comment.strip()


def sent(channel_id: str) -> View:
    """Return the confirmation."""
    text = f"It is on its way to <#{channel_id}>. If I cannot post there, you get a message that says why."
    return modal(SENT, "Share this answer", [section(text)])


def shared(facts: Shown, by: str, comment: str, zone: str, public_url: str | None) -> Message:
    """Return what the channel reads: the answer, who shared it, and what they say."""
    message = _drawn(facts, zone, public_url)
    says = [section(escape(comment))] if comment else []
    return Message(message.text, tuple([*says, *message.blocks, context(f"Shared by {escape(by)}")][:50]))


def on_its_way(total: int) -> Message:
    """Return the answer to *Export*."""
    return said(f"A spreadsheet of {words.count(total, 'action')} is on its way to your messages with Convenor.")


def exported(found: Sequence[Action], query: Query, public_url: str | None, home: str | None) -> Message:
    """Return the spreadsheet with a sentence; `home` is where our app is opened in Slack."""
    text = f"{words.count(len(found), 'action')} as a spreadsheet. Looked for: {escape(describe(query))}."
    return Message(text, (), (spreadsheets.actions(found, describe(query), public_url, home),))


def _drawn(facts: Shown, zone: str, public_url: str | None) -> Message:
    match facts:
        case Card():
            return actions.card(facts, zone, public_url)
        case Partner():
            return partners.page(facts)
        case Overview():
            return sections.overview(facts)
        case Found():
            return lists.listing(facts, zone)
        case Nothing():
            return lists.nothing(facts)
        case _:
            assert_never(facts)
