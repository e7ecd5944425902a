"""The other side: a process of its own that sends signed requests over kept-alive connections.

Reads one order a line from standard input (JSON: port, clients, seconds, forms, holds, secret) and answers one
line: latencies in ms, seconds that passed, and how many answers were not 200, or without what each has to hold
(`holds`; where that is empty: not as long as the first one). The forms are posted in turn, by all clients together.
"""

import asyncio
import gc
import hashlib
import hmac
import itertools
import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import uvloop

PATIENCE_S = 20
_numbers = itertools.count(1)


def signed(form: dict[str, str], secret: str, port: int) -> bytes:
    """Return a request as Slack sends it, with a fresh timestamp and trigger_id."""
    body = urlencode(form | {"trigger_id": f"{next(_numbers)}.{time.time_ns()}.bench"}).encode()
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body


class Client(asyncio.Protocol):
    """One person who presses again as soon as the answer is there, until the time is up."""

    def __init__(self, order: dict[str, Any], forms: Iterator[dict[str, str]], until: float) -> None:
        self.latencies: list[float] = []
        self.done = asyncio.get_running_loop().create_future()
        self.failures = 0
        self._order = order
        self._forms = forms
        self._holds = order["holds"].encode()
        self._until = until
        self._length = 0
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self.latencies.append((time.perf_counter() - self._sent_at) * 1000)
        self._length = self._length or len(body)
        self.failures += head[9:12] != b"200" or not self._is_right(body)
        self._buffer = b""
        if time.perf_counter() < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failures += bool(exc or self._buffer)
        if not self.done.done():
            self.done.set_result(None)

    def _is_right(self, body: bytes) -> bool:
        return self._holds in body if self._holds else len(body) == self._length

    def _send(self) -> None:
        request = signed(next(self._forms), self._order["secret"], self._order["port"])
        self._sent_at = time.perf_counter()
        self._transport.write(request)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def drive(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out one order."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    clients, forms = [], itertools.cycle(order["forms"])
    for _ in range(order["clients"]):
        _transport, client = await loop.create_connection(
            lambda: Client(order, forms, began + order["seconds"]), "127.0.0.1", order["port"]
        )
        clients.append(client)
    await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), order["seconds"] + PATIENCE_S)
    return {
        "latencies": [one for client in clients for one in client.latencies],
        "seconds": time.perf_counter() - began,
        "failures": sum(client.failures for client in clients),
    }


def main() -> None:
    """Carry out orders until standard input ends."""
    gc.disable()  # a collection here would be counted as the app's latency
    for line in sys.stdin:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            answer = runner.run(drive(json.loads(line)))
        print(json.dumps(answer), flush=True)
        gc.collect()


if __name__ == "__main__":
    main()
