"""Stands between a bot and the workspace, and holds back what a test wants held back."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

PATIENCE_S = 60


class Held:
    """One call that the relay holds: its request does not go on, or its answer does not come back."""

    def __init__(self, what: Literal["request", "answer"], after: int) -> None:
        self.what = what
        self.after = after
        self.instead: tuple[int, str, bytes] | None = None
        self._arrived, self._go = threading.Event(), threading.Event()

    def wait(self) -> None:
        """Wait until the call is held."""
        assert self._arrived.wait(PATIENCE_S), "the call never came"

    def release(self, status: int | None = None) -> None:
        """Let it go on; with a status Slack's answer is replaced by an error."""
        if status:
            self.instead = status, "application/json", json.dumps({"ok": False, "error": "internal_error"}).encode()
        self._go.set()

    def hold(self) -> None:
        self._arrived.set()
        self._go.wait(PATIENCE_S)


class Relay:
    """`url` is the SLACK_API_URL to use; calls go on to the workspace."""

    def __init__(self, target: str, server: ThreadingHTTPServer) -> None:
        self.target = target
        self.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
        self._held: dict[str, list[Held]] = {}
        self._pages: dict[str, list[tuple[int, str, bytes]]] = {}

    def hold(self, method: str, what: Literal["request", "answer"] = "answer", after: int = 0) -> Held:
        """Hold the next call of a method, or the one after so many."""
        held = Held(what, after)
        self._held.setdefault(method, []).append(held)
        return held

    def answer_next(self, method: str, status: int, kind: str, body: bytes) -> None:
        """Answer the next call in place of the workspace, as some proxy would."""
        self._pages.setdefault(method, []).append((status, kind, body))

    def release_all(self) -> None:
        for each in self._held.values():
            for held in each:
                held.release()

    def passed_on(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        if self._pages.get(method):
            return self._pages[method].pop(0)
        held = self._next(method)
        if held and held.what == "request":
            held.hold()
        answer = self._forward(path, headers, body)
        if held and held.what == "answer":
            held.hold()
        return (held and held.instead) or answer

    def _next(self, method: str) -> Held | None:
        waiting = self._held.get(method)
        if not waiting:
            return None
        waiting[0].after -= 1
        return waiting.pop(0) if waiting[0].after < 0 else None

    def _forward(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        kept = {name: value for name, value in headers.items() if name.lower() in ("authorization", "content-type")}
        request = urllib.request.Request(self.target + path.removeprefix("/api/"), body, kept, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, "application/json", answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, "application/json", answer.read()


@contextmanager
def relayed(api_url: str) -> Iterator[Relay]:
    """Relay calls to `api_url` while the block runs; whatever is still held then is let go."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            method = self.path.rpartition("/")[2]
            try:
                status, kind, content = relay.passed_on(method, self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (OSError, HTTPException):  # the caller is gone, or the workspace has cut the connection
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        relay = Relay(api_url, server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.release_all()
            server.shutdown()
            thread.join()
