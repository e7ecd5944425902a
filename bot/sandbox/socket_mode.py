"""Socket Mode: the bot connects to us, and gets its payloads as envelopes."""

import asyncio
import itertools
import json
import secrets
from contextlib import suppress
from typing import Final

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.sandbox.carrier import EVENT
from bot.sandbox.state import App, Json

CONNECTIONS: Final = 10
CLOSING_SECONDS: Final = 0.1  # between asking a bot to connect anew and closing its old connection


class SocketMode:
    """Open connections of the bot; each payload goes to one of them, in turn."""

    def __init__(self, app: App, app_id: str) -> None:
        self.app = app
        self.app_id = app_id
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._leaving: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._turn = itertools.count()

    @property
    def connected(self) -> bool:
        """Say whether a bot is there."""
        return any(socket not in self._leaving for socket in self._open)

    def routes(self) -> list[BaseRoute]:
        """Give the route that bots connect to."""
        return [WebSocketRoute("/link", self.serve)]

    def new_url(self) -> str:
        """Mint the address that `apps.connections.open` gives; good once."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        address = self.app.base_url.replace("http", "ws", 1)
        return f"{address}/link?ticket={ticket}&app_id={self.app_id}"

    async def serve(self, socket: WebSocket) -> None:
        """Greet a bot and read its acknowledgements until it goes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._open) >= CONNECTIONS:
            await socket.close(4401)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._open.remove(socket)
            if socket in self._leaving:
                self._leaving.remove(socket)

    async def deliver(self, kind: str, payload: Json, patience: float) -> Json | None:
        """Send an envelope, give the payload of its acknowledgement; raises TimeoutError."""
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != EVENT,
        }
        if kind == EVENT:
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        try:
            async with asyncio.timeout(patience):
                await self._send(envelope)
                return await future
        finally:
            del self._waiting[envelope_id]

    async def _send(self, envelope: Json) -> None:
        """Send to the next connection in turn; one that is just going is passed over."""
        turn = next(self._turn)
        sockets = [self._open[(turn + n) % len(self._open)] for n in range(len(self._open))]
        for socket in sockets:
            if socket.client_state is WebSocketState.CONNECTED and socket not in self._leaving:
                with suppress(WebSocketDisconnect):
                    await socket.send_json(envelope)
                    return

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every bot to connect anew, as Slack does every few hours; nothing more goes to the old connections."""
        for socket in list(self._open):
            self._leaving.append(socket)
            await socket.send_json({"type": "disconnect", "reason": reason})
        await asyncio.sleep(CLOSING_SECONDS)
        for socket in list(self._leaving):
            with suppress(RuntimeError):  # it went by itself
                await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self.app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        future = self._waiting.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if future is not None and not future.done():
            future.set_result(message.get("payload"))
