"""Requests to the bot: signed HTTP, or Socket Mode when the bot has connected that way; everything is logged."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx2

from bot.sandbox.retries import Retries
from bot.sandbox.state import Exchange, Json, State

COMMAND: Final = "slash_commands"
INTERACTIVE: Final = "interactive"
EVENT: Final = "events_api"

FORM: Final = "application/x-www-form-urlencoded"
LOGGED: Final = 20_000  # characters of a body that the log keeps


@dataclass(frozen=True, slots=True)
class Reply:
    """The bot's answer: JSON or text, or None with the `fault` as Slack calls it."""

    status: int
    body: Any = None
    fault: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)  # the request's own X- headers, for the log


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the bot, ready to be sent (and sent again)."""

    body: bytes
    headers: dict[str, str]
    name: str = ""


class Sockets(Protocol):
    """What Socket Mode offers to the wire."""

    @property
    def connected(self) -> bool:
        """Say whether a bot is there."""

    async def deliver(self, kind: str, payload: Json, patience: float) -> Json | None:
        """Send an envelope, give the payload of its acknowledgement; raises TimeoutError."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Give the `X-Slack-Signature` of a raw body (version v0)."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return "v0=" + digest.hexdigest()


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """Encode a payload the way its kind travels; returns body and content type."""
    if kind == COMMAND:
        return urlencode(payload).encode(), FORM
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    if kind == INTERACTIVE:
        return urlencode({"payload": text}).encode(), FORM
    return text.encode(), "application/json"


class Wire:
    """The way to the bot."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.sockets: Sockets | None = None
        self.last_request: Request | None = None
        self.retries = Retries(state.clock, self._event_again)
        self._client: httpx2.AsyncClient | None = None

    async def close(self) -> None:
        """Close connections to the bot."""
        self.retries.clear()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def deliver(self, kind: str, payload: Json, name: str, headers: dict[str, str] | None = None) -> Reply:
        """Send a payload and wait for the answer, for as long as Slack would (3 s)."""
        began = time.perf_counter()
        reply = await self._carry(kind, payload, name, headers or {})
        self._log(name, payload, reply, began)
        return reply

    async def event(self, event: Json) -> Reply:
        """Send an event in its envelope; when no 200 comes, again at once and later two more times."""
        envelope = self._envelope(event)
        name = str(event["type"])
        reply = await self.deliver(EVENT, envelope, name)
        reason = _reason(reply)
        if reason is not None:
            reason = await self._event_again(envelope, 1, reason)
        if reason is not None:
            self.retries.plan(envelope, reason)
        return reply

    async def _event_again(self, envelope: Json, number: int, reason: str) -> str | None:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return _reason(await self.deliver(EVENT, envelope, str(envelope["event"]["type"]), headers))

    async def _carry(self, kind: str, payload: Json, name: str, headers: dict[str, str]) -> Reply:
        if self.sockets is not None and self.sockets.connected:
            try:
                answer = await self.sockets.deliver(kind, payload, self.state.app.answer_within)
            except TimeoutError:
                return Reply(0, fault="operation_timeout")
            return Reply(200, answer)
        if self.state.app.events_url is None:
            return Reply(0, fault="dispatch_failed")
        body, content_type = encoded(kind, payload)
        request = self.last_request = self.signed(body, content_type, name, headers)
        reply = await self._post(self.state.app.events_url, request)
        return replace(reply, sent={k: v for k, v in request.headers.items() if k.startswith("X-")})

    def signed(self, body: bytes, content_type: str, name: str = "", headers: dict[str, str] | None = None) -> Request:
        """Make a request with timestamp and signature; `headers` go on top of them."""
        timestamp = str(int(time.time()))
        own = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.state.app.signing_secret, timestamp, body),
        }
        return Request(body, own | (headers or {}), name)

    def resigned(self, body: bytes | None, content_type: str, timestamp: str | None, signature: str | None) -> Request:
        """Make a request for tests: own bytes or (None) those of the last one; own timestamp or signature."""
        name = ""
        if body is None:
            assert self.last_request is not None, "nothing was sent yet"
            body, name = self.last_request.body, self.last_request.name
            content_type = self.last_request.headers["Content-Type"]
        moment = timestamp or str(int(time.time()))
        own = {
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": signature or sign(self.state.app.signing_secret, moment, body),
        }
        return self.signed(body, content_type, name, own)

    async def post(self, request: Request) -> tuple[int, bytes]:
        """Send a prepared request; returns status and body; raises httpx2.HTTPError, TimeoutError."""
        assert self.state.app.events_url is not None, "connect() first"
        async with asyncio.timeout(self.state.app.answer_within):
            response = await self._http().post(self.state.app.events_url, content=request.body, headers=request.headers)
        return response.status_code, response.content

    async def _post(self, url: str, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self.state.app.answer_within):
                response = await self._http().post(url, content=request.body, headers=request.headers)
        except TimeoutError:
            return Reply(0, fault="operation_timeout")
        except httpx2.HTTPError:
            return Reply(0, fault="dispatch_failed")
        fault = None if response.is_success else "http_service_error"
        return Reply(response.status_code, _read(response), fault, dict(response.headers))

    def _http(self) -> httpx2.AsyncClient:
        if self._client is None:
            limits = httpx2.Limits(max_connections=200, max_keepalive_connections=50)
            self._client = httpx2.AsyncClient(limits=limits, timeout=None, trust_env=False)
        return self._client

    def _envelope(self, event: Json) -> Json:
        cast = self.state.cast
        authorization = {
            "enterprise_id": None,
            "team_id": cast.team_id,
            "user_id": cast.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": self.state.app.verification_token,
            "team_id": cast.team_id,
            "api_app_id": cast.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": "Ev" + secrets.token_hex(5).upper(),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }

    def _log(self, name: str, payload: Json, reply: Reply, began: float) -> None:
        shown = {key: value for key, value in payload.items() if key != "token"}
        answer = reply.fault or ("" if reply.body is None else reply.body)
        self.state.log(
            Exchange(
                number=next(self.state.numbers),
                at=self.state.clock.now(),
                direction="to bot",
                name=name,
                request=readable(shown),
                headers=reply.sent,
                status=reply.status,
                answer=readable(answer),
                milliseconds=(time.perf_counter() - began) * 1000,
            )
        )


def _reason(reply: Reply) -> str | None:
    """Say why an event is to be sent again, in Slack's words; None when it is not."""
    if reply.fault is None or reply.headers.get("x-slack-no-retry") == "1":
        return None
    return {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}.get(reply.fault, "http_error")


def readable(value: Any) -> str:
    """Write a body for the log, cut to 20,000 characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:LOGGED]


def _read(response: httpx2.Response) -> Any:
    if not response.content:
        return None
    if "json" in response.headers.get("content-type", ""):
        try:
            return response.json()
        except ValueError:
            return response.text
    return response.text
