"""One listener per kind of payload with a table of ids behind it, and one wrapper round every handler."""

import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.domain import deliveries
from bot.domain.clock import Clock
from bot.domain.deliveries import Place
from bot.domain.refusal import NotAllowed, Refusal
from bot.slack import gesture as gestures
from bot.slack.gesture import Gesture
from bot.slack.replies import TIMEOUT_S, Errors, Reply, Say, give
from bot.views.actions import not_allowed
from bot.views.blocks import escape_but_mentions, said
from storage.engine import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Desk:
    """What every handler is given: the database, programme time, and the zone for those whose own is unknown.

    `forget_tokens` empties the memory of workspaces' tokens after one was revoked; `public_url` is where this
    server's pages are read, if anywhere; `learning_sets_contact` is whom to ask about learning sets.
    """

    database: Database
    clock: Clock
    zone: str
    forget_tokens: Callable[[], None]
    public_url: str | None = None
    learning_sets_contact: str | None = None


Handler = Callable[[Gesture, Desk], Reply]


@dataclass(frozen=True)
class Tables:
    """Which handler answers which id: commands, buttons, forms, events, menus that ask as one types, shortcuts.

    `rescues` keep what a form held that met a fault.
    """

    commands: Mapping[str, Handler]
    buttons: Mapping[str, Handler]
    forms: Mapping[str, Handler]
    events: Mapping[str, Handler]
    options: Mapping[str, Handler]
    shortcuts: Mapping[str, Handler] = field(default_factory=dict)
    rescues: Mapping[str, Callable[[Gesture, Desk], None]] = field(default_factory=dict)


def app(tables: Tables, desk: Desk, authorize: Callable[..., AuthorizeResult | None], api_url: str) -> App:
    """Return a Bolt app that answers all that the tables name; anything else gets 404.

    The signature is checked on the raw bytes before Bolt sees a request (bot/web/slack.py).
    """
    bolt = App(
        name="convenor",  # without one Bolt reads the sources of its callers to find a name
        authorize=authorize,  # type: ignore[arg-type]  # None: the app is not installed
        client=WebClient(base_url=api_url, timeout=TIMEOUT_S, retry_handlers=[]),
        process_before_response=True,
        request_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )
    bolt.command(_one_of(tables.commands))(_listener(desk, tables.commands, gestures.of_command))
    bolt.action(_one_of(tables.buttons))(_listener(desk, tables.buttons, gestures.of_button))
    bolt.view(_one_of(tables.forms))(_listener(desk, tables.forms, gestures.of_form, tables.rescues))
    bolt.options(_one_of(tables.options))(_listener(desk, tables.options, gestures.of_options))
    bolt.shortcut(_one_of(tables.shortcuts))(_listener(desk, tables.shortcuts, gestures.of_shortcut))
    bolt.event(_one_of(tables.events))(_listener(desk, tables.events, gestures.of_event))
    return bolt


def _one_of(ids: Iterable[str]) -> re.Pattern[str]:
    """Bolt searches with it: the anchors make it the whole id."""
    return re.compile(rf"\A(?:{'|'.join(map(re.escape, ids))})\Z")


def _listener(
    desk: Desk,
    table: Mapping[str, Handler],
    read: Callable[[dict[str, Any], str], Gesture],
    rescues: Mapping[str, Callable[[Gesture, Desk], None]] = MappingProxyType({}),
) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Ack, client: WebClient, context: BoltContext) -> None:
        request_id = structlog.contextvars.get_contextvars().get("request_id") or secrets.token_hex(4)
        gesture = _answered_by(context, read(body, request_id))
        try:
            reply = table[gesture.name](gesture, desk)
        except Refusal as refusal:
            reply = refused(refusal, gesture)
        except Exception:
            log.exception("fault", gesture=gesture.name, kind=gesture.kind)
            reply = _apology(request_id, _rescued(gesture, desk, rescues))
        if gesture.kind == "event" and isinstance(reply, Say):
            _answer_later(reply, gesture, desk)
        give(reply, gesture, ack, client)

    return listen


def _answered_by(context: BoltContext, gesture: Gesture) -> Gesture:
    """Answers go through the workspace that has the app: with Slack Connect or Grid it need not be the person's."""
    installed = context.authorize_result
    team_id = (installed.team_id if installed else None) or gesture.caller.team_id
    if team_id == gesture.caller.team_id:
        return gesture
    return replace(gesture, caller=replace(gesture.caller, team_id=team_id))


def refused(refusal: Refusal, gesture: Gesture) -> Reply:
    """Return a refusal as an answer: beside the field it names, or as a message."""
    if gesture.kind == "form" and refusal.field:
        return Errors({refusal.field: refusal.sentence})
    return Say(not_allowed(refusal) if isinstance(refusal, NotAllowed) else said(escape_but_mentions(refusal.sentence)))


def _answer_later(reply: Say, gesture: Gesture, desk: Desk) -> None:
    """An event has no answer of its own: what went wrong with it is said where it was, by the outbox, if that works."""
    if gesture.name not in ("app_mention", "message") or not gesture.channel_id:
        return
    place = Place(gesture.caller.team_id, channel_id=gesture.channel_id, thread_ts=gesture.answer_below)
    key, text = f"gesture:{gesture.key}:sorry", {"text": reply.message.text}
    try:
        with desk.database.writing() as db:
            deliveries.enqueue(db, key, "sentence", place, text, desk.clock(), gesture.request_id)
    except SQLAlchemyError:
        log.warning("no place for an answer", gesture=gesture.name)


def _rescued(gesture: Gesture, desk: Desk, rescues: Mapping[str, Callable[[Gesture, Desk], None]]) -> bool:
    """Keep what the form held, if that works; say whether it did."""
    rescue = rescues.get(gesture.name)
    if rescue is None:
        return False
    try:
        rescue(gesture, desk)
    except (Refusal, SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError) as failure:
        log.warning("draft not kept", gesture=gesture.name, error=type(failure).__name__)
        return False
    return True


def _apology(request_id: str, is_kept: bool = False) -> Say:
    kept = "What you typed is kept: the next time you open this form you are offered it. " if is_kept else ""
    return Say(
        said(
            f"Sorry, something went wrong on our side. {kept}Please look whether it was done, then try again. "
            f"If it happens again, tell your admin this reference: `{request_id}`."
        )
    )
