"""The adapter between HTTP and Bolt: size, signature and shape are checked on the raw bytes first."""

import json
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import anyio
import structlog
from anyio.to_thread import run_sync
from slack_bolt import App, BoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

log = structlog.get_logger(__name__)
LARGEST = 1_048_576
DRAINED = 8 * LARGEST
"""So much of a body that is too large is still read: who is cut off while sending sees no answer."""

SECONDS_DIGITS = 10


class BadShape(Exception):
    """A signed request whose body is not what Slack sends."""


class SlackEndpoint:
    """ASGI endpoint for everything Slack posts: commands, interactivity and events.

    Answers 413 when the body is too large, 401 when signature or timestamp are missing, wrong or over
    five minutes old, 400 when the body is not a payload of Slack's, 404 when nothing answers its id.
    """

    def __init__(self, app: App, signing_secret: str, threads: int, clock: Clock | None = None) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, clock or Clock())
        self._limiter = anyio.CapacityLimiter(threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response("too large", 413)
        if not self._is_signed(body, request):
            return Response("bad signature", 401)
        try:
            check(body, request.headers.get("content-type", ""))
        except BadShape as fault:
            return Response(str(fault), 400)
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        return await run_sync(partial(self._dispatch, body.decode(), headers), limiter=self._limiter)

    def _is_signed(self, body: bytes, request: Request) -> bool:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= SECONDS_DIGITS):
            return False
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return False
        return signature.isascii() and self._verifier.is_valid(text, timestamp, signature)

    def _dispatch(self, body: str, headers: dict[str, str | Sequence[str]]) -> Response:
        try:
            request = BoltRequest(body=body, headers=headers)
            _may_be(str, request.context.team_id, request.context.enterprise_id, request.context.user_id)
        except (AttributeError, LookupError, TypeError, ValueError):  # Bolt reads more fields than `check` knows
            return Response("not a payload of Slack's", 400)
        with structlog.contextvars.bound_contextvars(request_id=secrets.token_hex(4)):
            answer = self._app.dispatch(request)
        return Response(answer.body, answer.status, {name: values[0] for name, values in answer.headers.items()})


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > DRAINED:
            break
        if size <= LARGEST:
            parts.append(part)
    return b"".join(parts) if size <= LARGEST else None


def check(body: bytes, content_type: str) -> None:
    """Raise BadShape unless a body has what every payload of its kind has."""
    payload = _parsed(body, content_type)
    kind = next((name for name in ("command", "ssl_check") if name in payload), payload.get("type"))
    try:
        _SHAPES[kind](payload)  # type: ignore[index]
    except (AttributeError, KeyError, TypeError, IndexError) as missing:
        raise BadShape(f"not a payload of Slack's: {missing}") from missing


def _parsed(body: bytes, content_type: str) -> dict[str, Any]:
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            payload = json.loads(text)
        else:
            fields = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
            payload = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError) as fault:
        raise BadShape("cannot be read") from fault
    if not isinstance(payload, dict):
        raise BadShape("not an object")
    return payload


def _is_text(*values: Any) -> None:
    if not all(isinstance(value, str) and value for value in values):
        raise TypeError("empty or not a text")


def _may_be(kind: type | tuple[type, ...], *values: Any) -> None:
    if not all(value is None or isinstance(value, kind) for value in values):
        raise TypeError("of the wrong type")


def _command(payload: dict[str, Any]) -> None:
    _is_text(payload["command"], payload["user_id"], payload["team_id"], payload["trigger_id"])


def _user(payload: dict[str, Any]) -> None:
    team, enterprise, channel = (payload.get(name) for name in ("team", "enterprise", "channel"))
    _may_be(dict, team, enterprise, channel, payload.get("view"))
    _is_text(payload["user"]["id"], (team or {}).get("id") or payload["user"]["team_id"])
    _may_be(str, (enterprise or {}).get("id"), (channel or {}).get("id"))
    _may_be(str, payload.get("trigger_id"))
    if not str(payload.get("response_url") or "https://").startswith(("https://", "http://")):
        raise TypeError("response_url is no address")


def _block_actions(payload: dict[str, Any]) -> None:
    _user(payload)
    action = payload["actions"][0]
    _is_text(action["action_id"], payload["trigger_id"])
    chosen = action.get("selected_option")
    _may_be(dict, chosen)
    _may_be(str, action.get("value"), (chosen or {}).get("value"))


def _view(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["view"]["id"], payload["view"]["callback_id"])
    _may_be(str, payload["view"].get("private_metadata"))


def _shortcut(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["callback_id"])


def _suggestion(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["action_id"])


def _event(payload: dict[str, Any]) -> None:
    event, authorizations = payload["event"], payload.get("authorizations")
    _is_text(event["type"], payload["event_id"], payload["team_id"])
    _may_be(str, *(event.get(name) for name in ("text", "tab", "subtype", "bot_id", "ts", "thread_ts")))
    _may_be((str, dict), event.get("user"), event.get("channel"))
    _may_be(dict, event.get("view"))
    _may_be(list, authorizations)
    _may_be(str, payload.get("enterprise_id"), *(one.get("enterprise_id") for one in authorizations or ()))


def _certificate_probe(payload: dict[str, Any]) -> None:
    """Slack looks at the server's certificate now and then, with nothing in the body but this: Bolt answers 200."""
    if payload["ssl_check"] != "1":
        raise TypeError("ssl_check is not 1")


def _challenge(payload: dict[str, Any]) -> None:
    _is_text(payload["challenge"])


_SHAPES: dict[str, Callable[[dict[str, Any]], None]] = {
    "command": _command,
    "block_actions": _block_actions,
    "view_submission": _view,
    "view_closed": _view,
    "shortcut": _shortcut,
    "message_action": _shortcut,
    "block_suggestion": _suggestion,
    "event_callback": _event,
    "url_verification": _challenge,
    "ssl_check": _certificate_probe,
}
