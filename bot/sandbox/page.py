"""The page in the browser: what a person sees, what they do, and live updates. No state of its own."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import blocks, page_fields
from bot.sandbox.cast import Person
from bot.sandbox.gestures import Outcome, Place
from bot.sandbox.page_view import HOME, PageView, default_place, page_view
from bot.sandbox.rendering import templates
from bot.sandbox.state import Change, Json, State

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

Endpoint = Callable[[Request], Awaitable[Response]]
PARTS: Final = ("sidebar", "main", "tools", "modals")
STILL_HERE_SECONDS: Final = 15.0
GATHER_SECONDS: Final = 0.03  # changes that come close together are told once
CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SHOWN_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def routes(workspace: "Workspace") -> list[BaseRoute]:
    """The page's routes: `/`, `/page/...`, `/static/...`; foreign hosts and origins get 403."""
    page = Page(workspace)
    watching = (("/", page.show), ("/page/parts", page.parts), ("/page/stream", page.stream))
    doing = (
        ("send", page.send),
        ("press", page.press),
        ("submit", page.submit),
        ("close", page.close),
        ("suggest", page.suggest),
        ("look", page.look),
        ("shortcut", page.shortcut),
        ("clock", page.clock),
        ("reset", page.reset),
    )
    return [
        *(Route(path, guarded(endpoint), methods=["GET"]) for path, endpoint in watching),
        Route("/page/file/{file_id}", guarded(page.file), methods=["GET"]),
        *(Route(f"/page/{name}", guarded(doing_it(endpoint)), methods=["POST"]) for name, endpoint in doing),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


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
        for name, text in HEADERS.items():
            response.headers.setdefault(name, text)
        return response

    return guard


def doing_it(endpoint: Endpoint) -> Endpoint:
    """Answer 404 when what the person used has gone meanwhile (another window, the bot, a reset)."""

    async def attempt(request: Request) -> Response:
        try:
            return await endpoint(request)
        except LookupError:
            return _failed("That is not there any more.", HTTPStatus.NOT_FOUND)

    return attempt


class Page:
    """The endpoints; the person and the place come with every request (`as`, `at`)."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace

    @property
    def state(self) -> State:
        """The workspace's memory."""
        return self.workspace.state

    # --- watching ----------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        """The whole page; without a person or with an unknown place it leads to a good one."""
        person, at = self._who(request.query_params)
        if (request.query_params.get("as"), request.query_params.get("at")) != (person.id, at):
            return RedirectResponse(f"/?as={quote(person.id)}&at={quote(at)}", 303)
        return HTMLResponse(templates().get_template("page.html").render(view=self._view(person, at)))

    async def parts(self, request: Request) -> Response:
        """The page's four regions as HTML in JSON, for an update in place."""
        view = self._view(*self._who(request.query_params))
        drawn = {name: templates().get_template(f"{name}.html").render(view=view) for name in PARTS}
        return JSONResponse({"title": view.title, "at": view.at, **drawn})

    async def stream(self, request: Request) -> Response:
        """Server-sent events: `change` with the kinds that concern this person, until the workspace stops."""
        person, _ = self._who(request.query_params)
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(person), media_type="text/event-stream", headers=headers)

    async def _events(self, person: Person) -> AsyncIterator[str]:
        with self.state.listening() as queue:
            yield "retry: 1000\n\n"
            while True:
                kinds = await _kinds(queue, person)
                yield f"event: change\ndata: {json.dumps(kinds)}\n\n" if kinds else ": still here\n\n"
                if "stop" in kinds:
                    return

    async def file(self, request: Request) -> Response:
        """A file as a download; pictures may also be shown in the page."""
        stored = self.state.files.get(request.path_params["file_id"])
        if stored is None or stored.content is None:
            return PlainTextResponse("There is no such file.", 404)
        inline = stored.mimetype in SHOWN_INLINE
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(stored.name)}"
        kind = stored.mimetype if inline or stored.mimetype == "text/calendar" else "application/octet-stream"
        return Response(stored.content, media_type=kind, headers={"Content-Disposition": disposition})

    # --- doing -------------------------------------------------------------------------------------------

    async def send(self, request: Request) -> Response:
        """Send what the message box holds: a message, or a command when it begins with "/"."""
        form = await request.form()
        person, at = self._who(form)
        typed, thread = _text(form, "text").strip(), _text(form, "thread") or None
        if not typed:
            return _done()
        return _told(await self.workspace.gestures.send(person.id, at, typed, thread))

    async def press(self, request: Request) -> Response:
        """Use a button or menu of a message, a modal or Home."""
        form = await request.form()
        person, _ = self._who(form)
        place, here = self._place(form)
        control = blocks.find(here, _text(form, "block"), _text(form, "action"))
        if control is None:
            return _failed("That control is not there any more.", HTTPStatus.NOT_FOUND)
        zone, fields = ZoneInfo(person.zone), _fields(form)
        given = fields.get("pick") or fields.get(_text(form, "field"), [])
        chosen = page_fields.chosen(control, given, zone) or None
        values = page_fields.values(here, fields, zone)
        return _told(
            await self.workspace.gestures.press(person.id, place, control.block_id, control.action_id, chosen, values)
        )

    async def submit(self, request: Request) -> Response:
        """Submit a modal with all its fields."""
        form = await request.form()
        person, _ = self._who(form)
        view = self.state.view(_text(form, "view"))
        if view is None:
            return _failed("This form is not open any more.", HTTPStatus.NOT_FOUND)
        values = page_fields.values(view.blocks, _fields(form), ZoneInfo(person.zone))
        return _told(await self.workspace.gestures.submit(person.id, view.id, values))

    async def close(self, request: Request) -> Response:
        """Close the modal on top, or all."""
        form = await request.form()
        person, _ = self._who(form)
        view = self.state.view(_text(form, "view"))
        if view is None:
            return _done()
        everything = _text(form, "all") == "yes"
        return _told(await self.workspace.gestures.close(person.id, view.id, everything))

    async def suggest(self, request: Request) -> Response:
        """Options for an external menu: [{"text", "group", "option"}]."""
        form = await request.form()
        person, _ = self._who(form)
        place, _blocks = self._place(form)
        found = await self.workspace.gestures.suggest(
            person.id, place, _text(form, "block"), _text(form, "action"), _text(form, "typed")
        )
        return JSONResponse(list(_flat(found)))

    async def look(self, request: Request) -> Response:
        """Look at a place: marks it read; the app hears when it is its Home or Messages tab."""
        form = await request.form()
        person, at = self._who(form)
        if at == HOME:
            return _told(await self.workspace.gestures.open_home(person.id))
        self.workspace.gestures.mark_read(person.id, at)
        if at == person.dm_id and _text(form, "opened"):
            return _told(await self.workspace.gestures.open_messages(person.id))
        return _done()

    async def shortcut(self, request: Request) -> Response:
        """Use a shortcut; with `ts`, on a message."""
        form = await request.form()
        person, at = self._who(form)
        callback_id, ts = _text(form, "callback"), _text(form, "ts")
        if not ts:
            return _told(await self.workspace.gestures.shortcut(person.id, callback_id))
        return _told(await self.workspace.gestures.message_shortcut(person.id, at, ts, callback_id))

    async def clock(self, request: Request) -> Response:
        """Move programme time: `to` is hour, morning (09:00 of the next day) or a local date and time.

        Going back resets the workspace, so it is answered with a question (`ask`) until `sure` is "yes"."""
        form = await request.form()
        person, _ = self._who(form)
        to = _clock_target(_text(form, "to"), self.workspace.now(), ZoneInfo(person.zone))
        if to is None:
            return _failed("Give a date and a time.", HTTPStatus.BAD_REQUEST)
        if to < self.workspace.now() and _text(form, "sure") != "yes":
            return JSONResponse({"ok": False, "ask": "This resets the workspace and the database."})
        await run_in_threadpool(self.workspace.move_clock, to=to)
        return _done()

    async def reset(self, _: Request) -> Response:
        """Empty the workspace (the page has asked first)."""
        await run_in_threadpool(self.workspace.reset)
        return _done()

    # --- who and where -----------------------------------------------------------------------------------

    def _who(self, given: Mapping[str, Any]) -> tuple[Person, str]:
        people = {person.id: person for person in self.state.cast.people}
        person = people.get(str(given.get("as")), self.state.cast.people[0])
        at = person.dm_id if given.get("at") == "messages" else str(given.get("at"))
        channel = self.state.channels.get(at)
        mine = at == HOME or (channel is not None and person.id in channel.members)
        return person, at if mine else default_place(self.state)

    def _view(self, person: Person, at: str) -> PageView:
        return page_view(self.state, person, at)

    def _place(self, form: FormData) -> tuple[Place, list[Json]]:
        view = self.state.view(_text(form, "view"))
        if view is not None:
            return Place(view_id=view.id), view.blocks
        channel_id, ts = _text(form, "channel"), _text(form, "ts")
        message = self.state.message(channel_id, ts)
        attached = [one for a in (message.attachments if message else ()) for one in a.get("blocks", ())]
        return Place(channel_id=channel_id, ts=ts), [*(message.blocks if message else ()), *attached]


async def _kinds(queue: asyncio.Queue[Change], person: Person) -> list[str]:
    try:
        changes = [await asyncio.wait_for(queue.get(), STILL_HERE_SECONDS)]
    except TimeoutError:
        return []
    if changes[0].kind != "stop":
        await asyncio.sleep(GATHER_SECONDS)
    while not queue.empty():
        changes.append(queue.get_nowait())
    concerning = (change.kind for change in changes if change.only_for in (None, person.id))
    return sorted(set(concerning) - {"wire"})


def _clock_target(to: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    if to == "hour":
        return now + timedelta(hours=1)
    if to == "morning":
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, 9, tzinfo=zone)
    return page_fields.local_moment(to, zone)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _fields(form: FormData) -> dict[str, list[str]]:
    return {name: [text for text in form.getlist(name) if isinstance(text, str)] for name in form}


def _flat(found: list[Json]) -> list[Json]:
    flat: list[Json] = []
    for one in found:
        group = one.get("label", {}).get("text", "") if "options" in one else ""
        for option in one.get("options", [one]):
            flat.append({"text": option.get("text", {}).get("text", ""), "group": group, "option": option})
    return flat


def _told(outcome: Outcome) -> Response:
    return JSONResponse({"ok": outcome.failed is None, "error": outcome.failed, "errors": outcome.errors})


def _done() -> Response:
    return JSONResponse({"ok": True, "error": None, "errors": {}})


def _failed(sentence: str, status: HTTPStatus) -> Response:
    return JSONResponse({"ok": False, "error": sentence, "errors": {}}, status)
