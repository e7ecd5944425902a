"""What a handler answers, and the way each answer takes back to the person (contracts.md, "Where an answer goes")."""

from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.slack.gesture import Gesture
from bot.views.blocks import Block, Message, View, modal, section

log = structlog.get_logger(__name__)

TIMEOUT_S = 2
NO_ANSWER = (SlackApiError, OSError, HTTPException)
"""Slack said no, took longer than TIMEOUT_S, or broke off."""

PRESS_AGAIN = "Slack was too slow to open the form. Please press again."


@dataclass(frozen=True)
class Say:
    """A message for this person alone; `replace` puts it where the pressed button stood."""

    message: Message
    replace: bool = False


@dataclass(frozen=True)
class Open:
    """A modal on top of what is shown."""

    view: View


@dataclass(frozen=True)
class Change:
    """The form shows this instead."""

    view: View


@dataclass(frozen=True)
class Redraw:
    """The modal in which a button was pressed shows this instead; from anywhere else it opens on top."""

    view: View


@dataclass(frozen=True)
class Errors:
    """Sentences beside fields: block_id -> sentence."""

    sentences: dict[str, str]


@dataclass(frozen=True)
class Publish:
    """The person's Home tab."""

    view: View


@dataclass(frozen=True)
class Offer:
    """What a menu offers for what was typed so far: Block Kit options."""

    options: tuple[Block, ...]


@dataclass(frozen=True)
class Nothing:
    """Only the acknowledgement: what is to be said is in the outbox."""


Reply = Say | Open | Change | Redraw | Errors | Publish | Offer | Nothing


def give(reply: Reply, gesture: Gesture, ack: Ack, client: WebClient) -> None:  # noqa: C901 a table of kinds
    """Take an answer to where the gesture's answers go; the acknowledgement is always given."""
    match reply:
        case Say() if gesture.kind == "command":
            ack(text=reply.message.text, blocks=list(reply.message.blocks), response_type="ephemeral")
        case Say() if gesture.kind == "options":
            ack(options=[])  # a menu has no place for a sentence
        case Say() if gesture.kind == "form":
            ack(response_action="push", view=_sentence(reply.message))  # the filled form stays underneath
        case Say():
            _say(reply, gesture, client)
            ack()
        case Change():
            ack(response_action="update", view=reply.view)
        case Errors():
            ack(response_action="errors", errors=reply.sentences)
        case Open() | Redraw():
            _open(reply, gesture, ack, client)
        case Publish():
            _publish(reply.view, gesture, client)
            ack()
        case Offer():
            ack(options=list(reply.options))
        case Nothing():
            ack()


def _open(reply: Open | Redraw, gesture: Gesture, ack: Ack, client: WebClient) -> None:
    instead = isinstance(reply, Redraw) and gesture.surface == "modal"
    opened = _redrawn(reply.view, gesture, client) if instead else _opened(reply.view, gesture, client)
    if opened:
        ack()
    elif gesture.kind == "command":
        ack(text=PRESS_AGAIN, response_type="ephemeral")
    else:
        _post(gesture, {"text": PRESS_AGAIN, "replace_original": False})
        ack()


def _opened(view: View, gesture: Gesture, client: WebClient) -> bool:
    try:
        call = client.views_push if gesture.surface == "modal" else client.views_open
        call(trigger_id=gesture.trigger_id, view=view)
    except NO_ANSWER as failure:
        log.warning("view not opened", gesture=gesture.name, error=_code(failure))
        return False
    return True


def _redrawn(view: View, gesture: Gesture, client: WebClient) -> bool:
    try:
        client.views_update(view_id=gesture.view["id"], view=view)
    except NO_ANSWER as failure:
        log.warning("view not redrawn", gesture=gesture.name, error=_code(failure))
        return False
    return True


def _publish(view: View, gesture: Gesture, client: WebClient) -> None:
    try:
        client.views_publish(user_id=gesture.caller.user_id, view=view)
    except NO_ANSWER as failure:
        log.warning("home not published", gesture=gesture.name, error=_code(failure))


def _say(reply: Say, gesture: Gesture, client: WebClient) -> None:
    if gesture.response_url:
        body = {"text": reply.message.text, "blocks": list(reply.message.blocks)}
        _post(gesture, body | {"replace_original": reply.replace, "response_type": "ephemeral"})
    elif gesture.trigger_id:
        _opened(_sentence(reply.message), gesture, client)


def _post(gesture: Gesture, body: dict[str, Any]) -> None:
    if not gesture.response_url:
        return
    try:
        status = WebhookClient(gesture.response_url, timeout=TIMEOUT_S, retry_handlers=[]).send_dict(body).status_code
    except NO_ANSWER as failure:
        log.warning("response_url does not answer", gesture=gesture.name, error=_code(failure))
        return
    if status != 200:
        log.warning("response_url refused", gesture=gesture.name, status=status)


def _sentence(message: Message) -> View:
    blocks = [block for block in message.blocks if block["type"] in ("section", "context", "header", "actions")]
    return modal("sentence", "Convenor", blocks or [section(message.text)])


def _code(failure: Exception) -> str:
    return str(failure.response.get("error")) if isinstance(failure, SlackApiError) else type(failure).__name__
