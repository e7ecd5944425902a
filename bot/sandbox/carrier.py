"""The way to the app, shared by all workspaces: signed HTTP, or Socket Mode when the app has connected that way."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx2

from bot.sandbox.state import App, Json

COMMAND: Final = "slash_commands"
INTERACTIVE: Final = "interactive"
EVENT: Final = "events_api"

FORM: Final = "application/x-www-form-urlencoded"


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
    """What Socket Mode offers here."""

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


class Carrier:
    """Carries payloads to the app and gives its answers; waits for as long as Slack would (3 s)."""

    def __init__(self, app: App, sockets: Sockets) -> None:
        self.app = app
        self.sockets = sockets
        self.last_request: Request | None = None
        self._client: httpx2.AsyncClient | None = None

    async def close(self) -> None:
        """Close connections to the bot."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def carry(self, kind: str, payload: Json, name: str, headers: dict[str, str]) -> Reply:
        """Send a payload, `headers` on top of its own; a failure stands in `Reply.fault`."""
        if self.sockets.connected:
            try:
                answer = await self.sockets.deliver(kind, payload, self.app.answer_within)
            except TimeoutError:
                return Reply(0, fault="operation_timeout")
            return Reply(200, answer)
        if self.app.events_url is None:
            return Reply(0, fault="dispatch_failed")
        body, content_type = encoded(kind, payload)
        request = self.last_request = self._signed(body, content_type, name, headers)
        reply = await self._send(self.app.events_url, request)
        return replace(reply, sent={k: v for k, v in request.headers.items() if k.startswith("X-")})

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
            "X-Slack-Signature": signature or sign(self.app.signing_secret, moment, body),
        }
        return self._signed(body, content_type, name, own)

    async def post(self, request: Request) -> tuple[int, bytes]:
        """Send a prepared request; returns status and body; raises httpx2.HTTPError, TimeoutError."""
        assert self.app.events_url is not None, "connect() first"
        async with asyncio.timeout(self.app.answer_within):
            response = await self._http().post(self.app.events_url, content=request.body, headers=request.headers)
        return response.status_code, response.content

    def _signed(self, body: bytes, content_type: str, name: str, headers: dict[str, str]) -> Request:
        timestamp = str(int(time.time()))
        own = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.app.signing_secret, timestamp, body),
        }
        return Request(body, own | headers, name)

    async def _send(self, url: str, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self.app.answer_within):
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


def _read(response: httpx2.Response) -> Any:
    if not response.content:
        return None
    if "json" in response.headers.get("content-type", ""):
        try:
            return response.json()
        except ValueError:
            return response.text
    return response.text
