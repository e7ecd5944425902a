"""The ASGI application: Slack's endpoint beside the health routes and the public pages."""

from slack_bolt import App
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web import health, pages
from bot.web.health import Watched
from bot.web.slack import SlackEndpoint


def application(bolt: App, signing_secret: str | None, watched: Watched, threads: int) -> Starlette:
    """Return the application; `threads` handlers run at once.

    Without a signing secret (Socket Mode) nothing of Slack's is taken over HTTP.
    """
    routes = health.routes(watched) + pages.routes(watched.database)
    if signing_secret:
        routes.append(Route("/slack/events", SlackEndpoint(bolt, signing_secret, threads), methods=["POST"]))
    return Starlette(routes=routes)
