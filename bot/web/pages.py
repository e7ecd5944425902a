"""Pages on the web: /a/<plan>/<ref>, read-only, for plans that an admin made public."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.domain import pages
from bot.views.pages import html
from storage.engine import Database

HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Five minutes: a plan that is no longer public is soon gone from caches, too."""


def routes(database: Database) -> list[Route]:
    """Return the routes of the pages; a plan that is not public is as if it were not there."""

    def action(request: Request) -> Response:
        with database.reading() as db:
            facts = pages.card(db, request.path_params["plan"], request.path_params["ref"])
        if facts is None:
            return PlainTextResponse("There is no such page.", 404)
        return HTMLResponse(html(facts), headers=HEADERS)

    return [Route(f"{pages.PATH}{{plan}}/{{ref}}", action)]
