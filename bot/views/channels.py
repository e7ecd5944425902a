"""A channel's settings."""

from typing import Any

from bot.domain.audit import Subject
from bot.domain.channels import Settings
from bot.views.blocks import (
    OPTIONS,
    Block,
    Message,
    View,
    context,
    escape,
    field_of,
    modal,
    option,
    plain,
    said,
    section,
)

SAVE = "channel.save"
SAVED = "channel.saved"


def form(facts: Settings) -> View:
    """Return the form that ties plans and programmes to a channel."""
    options = [option(one.title, _value(one.subject)) for one in facts.choices[:OPTIONS]]
    chosen = [option(one.title, _value(one.subject)) for one in facts.choices[:OPTIONS] if one.tied]
    element: Block = {
        "type": "multi_static_select",
        "action_id": "choice",
        "options": options,
        "placeholder": plain("Choose plans and programmes"),
    }
    if chosen:
        element["initial_options"] = chosen
    hint = "Reminders of what you choose are posted here. Convenor must be a member: /invite @Convenor."
    blocks = [
        section(f"What does <#{facts.channel_id}> announce?"),
        field_of("announces", "Announces", element, hint, optional=True),
    ]
    return modal(SAVE, "Channel settings", blocks, "Save", facts.channel_id)


def saved(facts: Settings) -> View:
    """Return the confirmation."""
    tied = [escape(one.title) for one in facts.choices if one.tied]
    text = (
        f"<#{facts.channel_id}> announces: {', '.join(tied)}."
        if tied
        else f"<#{facts.channel_id}> announces nothing now."
    )
    note = context("When something new was chosen, Convenor says so in the channel. If it cannot, you get a message.")
    return modal(SAVED, "Channel settings", [section(f"*Saved.* {text}"), note])


def read(view: dict[str, Any]) -> tuple[str, set[Subject]]:
    """Return the channel's id and what was chosen; the other side of `form`."""
    options = view["state"]["values"]["announces"]["choice"].get("selected_options") or []
    return str(view["private_metadata"]), {_subject(one["value"]) for one in options}


def tied(titles: list[str], user_id: str | None) -> Message:
    """Return what a channel reads when it begins to announce something."""
    by = f" <@{user_id}> has set this up." if user_id else ""
    return said(f"This channel now announces: {escape(', '.join(titles))}.{by} `/convenor settings` changes it.")


def unreachable(channel_id: str, reason: str, was_shared: bool = False) -> Message:
    """Return what the person reads who shared an answer with, or tied, a channel in which the bot cannot post."""
    again = "press *Share* on the answer again" if was_shared else "save the settings again"
    how = {
        "not_in_channel": f"I am not a member there. Type `/invite @Convenor` there, then {again}.",
        "channel_not_found": f"I cannot see it. Type `/invite @Convenor` in it, then {again}.",
        "is_archived": f"It is archived. Choose another channel, and {again}.",
    }
    return said(f"I could not post in <#{channel_id}>. {how.get(reason, f'Slack says: {reason}.')}")


def _value(subject: Subject) -> str:
    return f"{subject[0]}:{subject[1]}"


def _subject(value: str) -> Subject:
    kind, _, subject_id = value.partition(":")
    return kind, subject_id
