"""As much of a Slack as an app asks for at its start: `auth.test`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.gestures import BOT_USER, TEAM

WHO = {"ok": True, "url": "https://bench.slack.com/", "team": "Bench", "user": "convenor", "team_id": TEAM}


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        known = self.path.endswith("/auth.test")
        answer = WHO | {"user_id": BOT_USER, "bot_id": "B0BENCH"} if known else {"ok": False, "error": "unknown_method"}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return None


@contextmanager
def slack() -> Iterator[str]:
    """Yield the address of a Slack's Web API on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        server.server_close()
