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
        if not (timestamp.isascii() and timestamp.isdigit()):
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    def _dispatch(self, body: str, headers: dict[str, str | Sequence[str]]) -> Response:
        with structlog.contextvars.bound_contextvars(request_id=secrets.token_hex(4)):
            answer = self._app.dispatch(BoltRequest(body=body, headers=headers))
        return Response(answer.body, answer.status, {name: values[0] for name, values in answer.headers.items()})


async def _body(request: Request) -> bytes | None:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)


def check(body: bytes, content_type: str) -> None:
    """Raise BadShape unless a body has what every payload of its kind has."""
    payload = _parsed(body, content_type)
    kind = "command" if "command" in payload else payload.get("type")
    try:
        _SHAPES[kind](payload)  # type: ignore[index]
    except (KeyError, TypeError, IndexError) as missing:
        raise BadShape(f"not a payload of Slack's: {missing}") from missing


def _parsed(body: bytes, content_type: str) -> dict[str, Any]:
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            payload = json.loads(text)
        else:
            fields = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
            payload = json.loads(fields["payload"]) if "payload" in fields else fields
    except ValueError as fault:
        raise BadShape("cannot be read") from fault
    if not isinstance(payload, dict):
        raise BadShape("not an object")
    return payload


def _is_text(*values: Any) -> None:
    if not all(isinstance(value, str) and value for value in values):
        raise TypeError("empty or not a text")


def _command(payload: dict[str, Any]) -> None:
    _is_text(payload["command"], payload["user_id"], payload["team_id"], payload["trigger_id"])


def _user(payload: dict[str, Any]) -> None:
    team = payload.get("team") or {}
    _is_text(payload["user"]["id"], team.get("id") or payload["user"]["team_id"])


def _block_actions(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["actions"][0]["action_id"], payload["trigger_id"])


def _view(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["view"]["id"], payload["view"]["callback_id"])


def _shortcut(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["callback_id"])


def _suggestion(payload: dict[str, Any]) -> None:
    _user(payload)
    _is_text(payload["action_id"])


def _event(payload: dict[str, Any]) -> None:
    _is_text(payload["event"]["type"], payload["event_id"], payload["team_id"])


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
}
