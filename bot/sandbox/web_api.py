"""Slack's Web API at `/api/<method>`, the upload and download addresses, and response URLs."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import methods, posting
from bot.sandbox.errors import SlackError, TooFast
from bot.sandbox.rates import Rate
from bot.sandbox.registry import ALL_SCOPES, METHODS, SOCKET_METHOD, SOCKET_RATE, Method
from bot.sandbox.state import Exchange, Fault, Json, State
from bot.sandbox.wire import readable

FILE_BYTES: Final = 50_000_000
JSON_ARGUMENTS: Final = ("blocks", "attachments", "metadata", "view", "files", "unfurls")


class WebApi:
    """The server's side of Slack's HTTP."""

    def __init__(self, state: State, open_socket: Callable[[], str]) -> None:
        self.state = state
        self._open_socket = open_socket

    def routes(self) -> list[BaseRoute]:
        """Give the routes: Web API, uploads, private files, response URLs."""
        return [
            Route("/api/{method:str}", self.call, methods=["GET", "POST"]),
            Route("/upload/v1/{file_id:str}", self.upload, methods=["POST"]),
            Route("/files-pri/{team_and_file:str}/{name:path}", self.download, methods=["GET"]),
            Route("/hooks/{team:str}/{key:str}", self.hook, methods=["POST"]),
        ]

    async def call(self, request: Request) -> Response:
        """Answer one Web API call, always with JSON; faults on demand come first."""
        began, name = time.perf_counter(), request.path_params["method"]
        fault = self._next_fault(name)
        if fault is not None and not fault.drop_reply:
            return self._faulty(name, fault, began)
        args: Json = {}
        status = 200
        headers = {"x-oauth-scopes": ",".join(sorted(self._scopes())), "x-slack-req-id": str(time.time_ns())}
        try:
            args, token = await _arguments(request)
            answer = {"ok": True} | self._run(name, args, token)
        except SlackError as error:
            answer, status = _error(error), error.status
            headers |= error.headers
        self._log(name, args, answer, 0 if fault else status, began)
        if fault is not None:
            await _cut(request)
        return JSONResponse(answer, status, headers)

    def _run(self, name: str, args: Json, token: str) -> Json:
        if name == SOCKET_METHOD:
            self._allow(token, self.state.app.app_token)
            self._limit({name: SOCKET_RATE})
            return {"url": self._open_socket()}
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._allow(token, self.state.app.bot_token)
        if method.scopes and not self._scopes().intersection(method.scopes):
            provided = ",".join(sorted(self._scopes()))
            raise SlackError("missing_scope", needed=method.scopes[0], provided=provided)
        self._limit(self._rates(name, method, args))
        return method.run(self.state, args)

    def _rates(self, name: str, method: Method, args: Json) -> dict[str, Rate]:
        rates = {name: method.rate}
        if method.per_channel is not None:
            rates[f"{name} {methods.address(self.state, args)}"] = method.per_channel
        return rates

    def _limit(self, rates: dict[str, Rate]) -> None:
        seconds = self.state.rates.take(rates) if self.state.app.rates else 0
        if seconds:
            raise TooFast(seconds)

    def _allow(self, token: str, expected: str) -> None:
        if token != expected:
            raise SlackError("invalid_auth" if token else "not_authed")

    def _scopes(self) -> frozenset[str]:
        return ALL_SCOPES if self.state.app.scopes is None else self.state.app.scopes

    def _next_fault(self, name: str) -> Fault | None:
        fault = self.state.faults.get(name)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                del self.state.faults[name]
        return fault

    def _faulty(self, name: str, fault: Fault, began: float) -> Response:
        answer = {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"}
        headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else {}
        self._log(name, {}, answer, fault.status, began)
        return JSONResponse(answer, fault.status, headers)

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file, as the body or as a form's `file`."""
        one = self.state.files.get(request.path_params["file_id"])
        if one is None:
            return PlainTextResponse("file_not_found", 404)
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            async with request.form() as form:
                part: Any = form.get("file") or form.get("filename")
                content = await part.read() if hasattr(part, "read") else b""
        else:
            content = await request.body()
        if not content or len(content) > FILE_BYTES:
            return PlainTextResponse("upload_failed", 400)
        one.content, one.length = content, len(content)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """Give a file to the bot; other visitors are turned away."""
        file_id = request.path_params["team_and_file"].rpartition("-")[2]
        one = self.state.files.get(file_id)
        if request.headers.get("authorization") != f"Bearer {self.state.app.bot_token}":
            return PlainTextResponse("sign in first", 403)
        if one is None or one.content is None:
            return PlainTextResponse("file_not_found", 404)
        return Response(one.content, media_type=one.mimetype)

    async def hook(self, request: Request) -> Response:
        """Answer a POST to a response URL: "ok", or 404/400 with Slack's code."""
        began = time.perf_counter()
        fault = self._next_fault("response_url")
        if fault is not None and not fault.drop_reply:
            return self._faulty("response_url", fault, began)
        status, answer, payload = 200, "ok", {}
        try:
            payload = _object(await request.body())
            posting.answer(self.state, request.path_params["key"], payload)
        except SlackError as error:
            status = 404 if error.code.endswith("_url") else 400
            answer = json.dumps(_error(error))
        self._log("response_url", payload, answer, status, began)
        if fault is not None:
            await _cut(request)
        return PlainTextResponse(answer, status)

    def _log(self, name: str, args: Json, answer: Any, status: int, began: float) -> None:
        shown = {key: value for key, value in args.items() if key != "token"}
        self.state.log(
            Exchange(
                number=next(self.state.numbers),
                at=self.state.clock.now(),
                direction="from bot",
                name=name,
                request=readable(shown),
                headers={},
                status=status,
                answer=readable(answer),
                milliseconds=(time.perf_counter() - began) * 1000,
            )
        )


def _error(error: SlackError) -> Json:
    answer: Json = {"ok": False, "error": error.code, **error.extra}
    if error.messages:
        answer["errors"] = list(error.messages)
        answer["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in error.messages]}
    return answer


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


async def _arguments(request: Request) -> tuple[Json, str]:
    """Read arguments from query, form or JSON, and the token from the header or beside them."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.body()
        args |= _object(body) if body else {}
    elif request.method == "POST":
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    for key in JSON_ARGUMENTS:
        if isinstance(args.get(key), str):
            args[key] = _inner(key, args[key])
    header = request.headers.get("authorization", "")
    token = header.removeprefix("Bearer ") if header else str(args.get("token") or "")
    return args, token


def _inner(key: str, text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        code = "invalid_blocks_format" if key == "blocks" else "invalid_arguments"
        raise SlackError(code, (f"must be valid JSON [json-pointer:/{key}]",)) from None


async def _cut(request: Request) -> None:
    """Cut the connection, so that the answer never arrives."""
    transport: asyncio.Transport = request.scope["sandbox.transport"]
    transport.abort()
    await asyncio.sleep(0)
