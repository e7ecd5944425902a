"""As much of a Slack as the apps ask for: `auth.test` at their start, and any post in answer to a gesture."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.gestures import BOT_USER, TEAM

ANSWER = "answer"
"""The end of a response_url."""

WHO = {"ok": True, "url": "https://bench.slack.com/", "team": "Bench", "user": "convenor", "team_id": TEAM}
ANSWERS = {
    "auth.test": WHO | {"user_id": BOT_USER, "bot_id": "B0BENCH"},
    "views.open": {"ok": True, "view": {"id": "V0BENCH"}},
    ANSWER: {"ok": True},
}


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        method = self.path.rsplit("/", 1)[-1]
        self.server.posts[method] += 1  # type: ignore[attr-defined]  # of _Server
        answer = ANSWERS.get(method, {"ok": False, "error": "unknown_method"})
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return None


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5 a post of many at once waits a second to be let in

    def __init__(self, posts: Counter[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.posts = posts


@contextmanager
def slack(posts: Counter[str] | None = None) -> Iterator[str]:
    """Yield the address of a Slack's Web API on this machine; how often each method was asked for goes into `posts`."""
    server = _Server(Counter() if posts is None else posts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        server.server_close()
