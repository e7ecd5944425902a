"""The adapter between HTTP and Bolt: size, signature and shape are checked on the raw bytes first."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

import anyio
import structlog
from anyio.to_thread import run_sync
from slack_bolt import App, BoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.web.payloads import BadShape, read

log = structlog.get_logger(__name__)
LARGEST = 1_048_576
DRAINED = 8 * LARGEST
"""So much of a body that is too large is still read: who is cut off while sending sees no answer."""

SECONDS_DIGITS = 10


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
        text = body.decode()
        try:
            payload = read(text, request.headers.get("content-type", ""))
        except BadShape as fault:
            return Response(str(fault), 400)
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        return await run_sync(partial(self._dispatch, payload, headers), limiter=self._limiter)

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

    def _dispatch(self, payload: dict[str, Any], headers: dict[str, str | Sequence[str]]) -> Response:
        try:
            # Bolt takes a payload that is read and verified already in this mode only; it answers all the same.
            request = BoltRequest(body=payload, headers=headers, mode="socket_mode")
        except (AttributeError, LookupError, TypeError, ValueError):  # Bolt reads more fields than `read` knows
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
