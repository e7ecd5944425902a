"""A bare Bolt app, in a process of its own: `python -m bench.bare ORDER` (a JSON file, see `bench/apps.py`).

The same server, settings and number of threads as ours. Imports nothing of ours, so that its start and memory are
those of the libraries. `fixed` answers the given bodies; `by_hand` makes them from the database.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from anyio.to_thread import run_sync
from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Answer = Callable[[], dict[str, Any]]
Answers = dict[str, dict[str, Answer]]
"""By command and by what is typed after it."""


def fixed(order: dict[str, Any]) -> Answers:
    """Return what answers each gesture: always the same."""
    return _by_command(order, lambda one: partial(_same, one["answer"]))


def by_hand(order: dict[str, Any]) -> Answers:
    """Return what answers each gesture: the same SQL through the driver."""
    from bench.by_hand import ANSWERS, open_database

    database = open_database(order["url"])
    return _by_command(order, lambda one: partial(_made, database, ANSWERS[one["name"]], one))


def _by_command(order: dict[str, Any], answer: Callable[[dict[str, Any]], Answer]) -> Answers:
    answers: Answers = {}
    for one in order["gestures"]:
        answers.setdefault(one["command"], {})[one["text"]] = answer(one)
    return answers


def _made(database: Any, make: Callable[..., dict[str, Any]], one: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = database.answer(lambda execute: make(execute, one["statements"], one["answer"]))
    return answer


def _same(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


def application(order: dict[str, Any], answers: Answers) -> Starlette:
    """Return the ASGI application."""
    bolt = App(
        client=WebClient(token=order["token"], base_url=order["api_url"], timeout=2, retry_handlers=[]),
        signing_secret=order["secret"],
        process_before_response=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for command, of_text in answers.items():
        bolt.command(command)(_listener(of_text))
    if order["updates"]:
        from bench.updating import listen

        listen(bolt, order)
    limiter = anyio.CapacityLimiter(order["threads"])

    def dispatch(body: str, headers: dict[str, Any]) -> Response:
        given = bolt.dispatch(BoltRequest(body=body, headers=headers))
        return Response(given.body, given.status, given.first_headers())

    async def events(request: Request) -> Response:
        body = (await request.body()).decode()
        return await run_sync(dispatch, body, dict(request.headers), limiter=limiter)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def _listener(answers: dict[str, Answer]) -> Callable[..., None]:
    def listen(ack: Ack, command: dict[str, Any]) -> None:
        ack(**answers[command["text"]]())

    return listen


def main() -> None:
    """Serve until the process is ended."""
    order = json.loads(Path(sys.argv[1]).read_text())
    answers = {"fixed": fixed, "by_hand": by_hand}[order["app"]](order)
    uvicorn.run(
        application(order, answers),
        host="127.0.0.1",
        port=order["port"],
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
