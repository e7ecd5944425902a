"""The page in the browser: what a person sees, and live updates. No state of its own but the tour's ticks."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from bot.sandbox import assets, panels
from bot.sandbox.cast import Person
from bot.sandbox.page_answers import attempted, guarded
from bot.sandbox.page_doing import Doing
from bot.sandbox.page_tools import Tools
from bot.sandbox.page_view import PageView, looking, page_view
from bot.sandbox.rendering import templates
from bot.sandbox.state import Change
from bot.sandbox.teams import Team

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

PARTS: Final = ("sidebar", "main", "thread", "tools", "modals")
STILL_HERE_SECONDS: Final = 15.0
GATHER_SECONDS: Final = 0.03  # changes that come close together are told once
SHOWN_INLINE: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def routes(workspace: "Workspace") -> list[BaseRoute]:
    """The page's routes: `/`, `/page/...`, `/static/...`; foreign hosts and origins get 403."""
    tools = Tools(workspace)
    page = Page(workspace, tools)
    watching = (
        ("/", page.show),
        ("/page/parts", page.parts),
        ("/page/stream", page.stream),
        ("/page/file/{file_id}", page.file),
        ("/page/wire/{number:int}", page.wire),
    )
    doing = Doing(workspace).endpoints() | tools.endpoints()
    return [
        *(Route(path, guarded(endpoint), methods=["GET"]) for path, endpoint in watching),
        *(Route(f"/page/{name}", guarded(attempted(made)), methods=["POST"]) for name, made in doing.items()),
        Route("/static/{name}", guarded(static)),
    ]


async def static(request: Request) -> Response:
    """The script, the style sheet or the icon."""
    name = request.path_params["name"]
    if name == "icon.svg":
        return FileResponse(assets.STATIC / name, headers={"Cache-Control": "max-age=86400"})
    asset = assets.find(name)
    if asset is None:
        return PlainTextResponse("There is no such file.", 404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": assets.FOR_GOOD})


class Page:
    """The endpoints that show; the person and the place come with every request (`as`, `at`)."""

    def __init__(self, workspace: "Workspace", tools: Tools) -> None:
        self.workspace = workspace
        self.teams = workspace.all_teams
        self.tools = tools

    async def show(self, request: Request) -> Response:
        """The whole page; without a person or with an unknown place it leads to a good one."""
        given = request.query_params
        _, here = looking(self.teams, given)
        if (given.get("as"), given.get("at")) != (here.person.id, here.at):
            return RedirectResponse("/?" + urlencode({"as": here.person.id, "at": here.at}), 303)
        return HTMLResponse(templates().get_template("page.html").render(view=self._view(request)))

    async def parts(self, request: Request) -> Response:
        """The page's regions as HTML in JSON, for an update in place; messages that it has (`have`) are only named."""
        have = frozenset(request.query_params.get("have", "").split("."))
        view = replace(self._view(request), held=have)
        drawn = {name: templates().get_template(f"{name}.html").render(view=view) for name in PARTS}
        return JSONResponse({"title": view.title, "at": view.at, "thread_ts": view.thread_ts, **drawn})

    async def stream(self, request: Request) -> Response:
        """Server-sent events: `change` with the kinds that concern this person, until the workspace stops."""
        team, here = looking(self.teams, request.query_params)
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(team, here.person), media_type="text/event-stream", headers=headers)

    async def _events(self, team: Team, person: Person) -> AsyncIterator[str]:
        with self.teams.listening(team) as queue:
            yield "retry: 1000\n\n"
            while True:
                kinds = await _kinds(queue, person)
                yield f"event: change\ndata: {json.dumps(kinds)}\n\n" if kinds else ": still here\n\n"
                if "stop" in kinds:
                    return

    async def file(self, request: Request) -> Response:
        """A file as a download; pictures may also be shown in the page."""
        stored = self.teams.file(request.path_params["file_id"])
        if stored is None or stored.content is None:
            return PlainTextResponse("There is no such file.", 404)
        inline = stored.mimetype in SHOWN_INLINE
        disposition = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(stored.name)}"
        kind = stored.mimetype if inline or stored.mimetype == "text/calendar" else "application/octet-stream"
        return Response(stored.content, media_type=kind, headers={"Content-Disposition": disposition})

    async def wire(self, request: Request) -> Response:
        """One exchange of the wire in full."""
        number = request.path_params["number"]
        found = next((one for one in self.teams.wire() if one.number == number), None)
        if found is None:
            return PlainTextResponse("This is too old: the log has let go of it.", 404)
        opened = panels.opened(found, self.teams.first.state.app)
        return HTMLResponse(templates().get_template("exchange.html").render(opened=opened))

    def _view(self, request: Request) -> PageView:
        team, here = looking(self.teams, request.query_params)
        panel = panels.panel(self.workspace, here.panel, here.find, self.tools.progress, here.person)
        return page_view(team.state, here, panel, self.workspace.every_person())


async def _kinds(queue: asyncio.Queue[Change], person: Person) -> list[str]:
    try:
        changes = [await asyncio.wait_for(queue.get(), STILL_HERE_SECONDS)]
    except TimeoutError:
        return []
    if changes[0].kind != "stop":
        await asyncio.sleep(GATHER_SECONDS)
    while not queue.empty():
        changes.append(queue.get_nowait())
    return sorted({change.kind for change in changes if change.only_for in (None, person.id)})
