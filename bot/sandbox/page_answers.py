"""What the page's endpoints share: reading a form, and the JSON they answer with."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.gestures import Outcome

Endpoint = Callable[[Request], Awaitable[Response]]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guarded(endpoint: Endpoint) -> Endpoint:
    """Let only this machine's browser in: Host must be ours and, on POST, Origin too (rebinding, forgery)."""

    async def guard(request: Request) -> Response:
        host = request.headers.get("host", "")
        port = (request.scope.get("server") or ("", 0))[1]
        if host not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            return PlainTextResponse("This page is for this machine only.", 403, HEADERS)
        if request.method == "POST" and request.headers.get("origin") != f"http://{host}":
            return PlainTextResponse("That request came from another page.", 403, HEADERS)
        response = await endpoint(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return guard


def attempted(endpoint: Endpoint) -> Endpoint:
    """Answer 404 when what the person used has gone meanwhile (another window, the bot, a reset)."""

    async def attempt(request: Request) -> Response:
        try:
            return await endpoint(request)
        except LookupError:
            return failed("That is not there any more.", HTTPStatus.NOT_FOUND)

    return attempt


def text(form: FormData, name: str) -> str:
    """Read one text of a form; empty when it is missing or a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def fields(form: FormData) -> dict[str, list[str]]:
    """Read all texts of a form."""
    return {name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form}


def told(outcome: Outcome) -> Response:
    """Answer with what came of a gesture."""
    return JSONResponse({"ok": outcome.failed is None, "error": outcome.failed, "errors": outcome.errors})


def done(**more: Any) -> Response:
    """Answer that it is done."""
    return JSONResponse({"ok": True, "error": None, "errors": {}, **more})


def failed(sentence: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
    """Answer with a sentence that the page shows."""
    return JSONResponse({"ok": False, "error": sentence, "errors": {}}, status)
