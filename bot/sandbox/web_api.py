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
from bot.sandbox.rates import POSTS, Rate, posts
from bot.sandbox.registry import ALL_SCOPES, METHODS, SOCKET_METHOD, SOCKET_RATE
from bot.sandbox.state import Change, Exchange, Fault, Json, State, StoredFile
from bot.sandbox.teams import Team, Teams
from bot.sandbox.wire import readable

FILE_BYTES: Final = 50_000_000
JSON_ARGUMENTS: Final = ("blocks", "attachments", "metadata", "view", "files", "unfurls")


class WebApi:
    """The server's side of Slack's HTTP; whose workspace it is about, the token or the address says."""

    def __init__(self, teams: Teams, open_socket: Callable[[], str]) -> None:
        self.teams = teams
        self.app = teams.first.state.app
        self._open_socket = open_socket

    def routes(self) -> list[BaseRoute]:
        """Give the routes: Web API, uploads, private files, response URLs."""
        return [
            Route("/api/{method:str}", self.call, methods=["GET", "POST"]),
            Route("/upload/v1/{team_and_file:str}", self.upload, methods=["POST"]),
            Route("/files-pri/{team_and_file:str}/{name:path}", self.download, methods=["GET"]),
            Route("/hooks/{team:str}/{key:str}", self.hook, methods=["POST"]),
        ]

    async def call(self, request: Request) -> Response:
        """Answer one Web API call, always with JSON; faults on demand come first."""
        began, name = time.perf_counter(), request.path_params["method"]
        fault = await self._next_fault(name)
        if fault is not None and _fails(fault):
            return await self._faulty(name, fault, began, request)
        args: Json = {}
        state = self.teams.first.state
        status = 200
        headers = {"x-oauth-scopes": ",".join(sorted(self._scopes())), "x-slack-req-id": str(time.time_ns())}
        try:
            args, token = await _arguments(request)
            team = self.teams.by_token(token)
            state = team.state if team else state
            answer = {"ok": True} | self._run(name, args, token, team.state if team else None)
        except SlackError as error:
            answer, status = _error(error), error.status
            headers |= error.headers
        is_cut = fault is not None and fault.drop_reply
        response = JSONResponse(answer, status, headers)
        _log(state, name, args, answer, 0 if is_cut else status, began, request, response)
        if is_cut:
            await _cut(request)
        return response

    def _run(self, name: str, args: Json, token: str, state: State | None) -> Json:
        wrong = SlackError("invalid_auth" if token else "not_authed")
        if name == SOCKET_METHOD:
            if token != self.app.app_token:
                raise wrong
            _limit(self.teams.first.state, {name: SOCKET_RATE})
            return {"url": self._open_socket()}
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if state is None:
            raise wrong
        if method.scopes and not self._scopes().intersection(method.scopes):
            provided = ",".join(sorted(self._scopes()))
            raise SlackError("missing_scope", needed=method.scopes[0], provided=provided)
        rates = {name: posts(self.app.posts_per_minute) if method.rate is POSTS else method.rate}
        if method.per_channel is not None:
            rates[f"{name} {methods.address(state, args)}"] = method.per_channel
        _limit(state, rates)
        return method.run(state, args)

    def _scopes(self) -> frozenset[str]:
        return ALL_SCOPES if self.app.scopes is None else self.app.scopes

    async def _next_fault(self, name: str) -> Fault | None:
        fault = self.app.faults.get(name)
        if fault is not None:
            fault.times -= 1
            if fault.times <= 0:
                del self.app.faults[name]
            for team in self.teams.all:
                team.state.changed(Change("faults"))
        elif self.app.chance is not None:
            fault = self.app.chance(name)
        if fault is not None:
            await _at_least(fault.delay)
        return fault

    async def _faulty(self, name: str, fault: Fault, began: float, request: Request) -> Response:
        answer = {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"}
        headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else {}
        response = JSONResponse(answer, fault.status, headers)
        status = 0 if fault.drop_request else fault.status
        _log(self.teams.first.state, name, {}, answer, status, began, response=response)
        if fault.drop_request:
            await _cut(request)
        return response

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file, as the body or as a form's `file`."""
        fault = await self._next_fault("upload")
        if fault is not None and _fails(fault):
            return await self._faulty("upload", fault, time.perf_counter(), request)
        _, one = self._file(request)
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
        team, one = self._file(request)
        if team is None or request.headers.get("authorization") != f"Bearer {team.state.bot_token}":
            return PlainTextResponse("sign in first", 403)
        if one is None or one.content is None:
            return PlainTextResponse("file_not_found", 404)
        return Response(one.content, media_type=one.mimetype)

    async def hook(self, request: Request) -> Response:
        """Answer a POST to a response URL: "ok", or 404/400 with Slack's code."""
        began = time.perf_counter()
        fault = await self._next_fault("response_url")
        if fault is not None and _fails(fault):
            return await self._faulty("response_url", fault, began, request)
        team = self.teams.by_id(request.path_params["team"])
        state = (team or self.teams.first).state
        status, answer, payload = 200, "ok", {}
        try:
            payload = _object(await request.body())
            posting.answer(state, request.path_params["key"], payload)
        except SlackError as error:
            status = 404 if error.code.endswith("_url") else 400
            answer = json.dumps(_error(error))
        is_cut = fault is not None and fault.drop_reply
        response = PlainTextResponse(answer, status)
        _log(state, "response_url", payload, answer, 0 if is_cut else status, began, request, response)
        if is_cut:
            await _cut(request)
        return response

    def _file(self, request: Request) -> tuple[Team | None, StoredFile | None]:
        team_id, _, file_id = str(request.path_params["team_and_file"]).partition("-")
        team = self.teams.by_id(team_id)
        return team, team.state.files.get(file_id) if team else None


def _limit(state: State, rates: dict[str, Rate]) -> None:
    seconds = state.rates.take(rates) if state.app.rates else 0
    if seconds:
        raise TooFast(seconds)


async def _at_least(seconds: float) -> None:
    """Let so many seconds pass: the loop counts in whole milliseconds, so one sleep may be a little short."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        await asyncio.sleep(left)


def _fails(fault: Fault) -> bool:
    return fault.drop_request or (not fault.drop_reply and fault.status != 200)


def _log(
    state: State,
    name: str,
    args: Json,
    answer: Any,
    status: int,
    began: float,
    request: Request | None = None,
    response: Response | None = None,
) -> None:
    shown = {key: value for key, value in args.items() if key != "token"}
    state.log(
        Exchange(
            number=next(state.numbers),
            at=state.clock.now(),
            direction="from bot",
            name=name,
            request=readable(shown),
            headers=_shown_headers(request),
            status=status,
            answer=readable(answer),
            milliseconds=(time.perf_counter() - began) * 1000,
            answer_headers=dict(response.headers) if response else {},
        )
    )


def _shown_headers(request: Request | None) -> dict[str, str]:
    headers = dict(request.headers) if request else {}
    return headers | ({"authorization": "Bearer (token kept out)"} if "authorization" in headers else {})


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
