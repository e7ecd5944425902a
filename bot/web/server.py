"""The ASGI application: Slack's endpoint beside the health routes."""

from slack_bolt import App
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web import health
from bot.web.slack import SlackEndpoint
from storage.engine import Database


def application(bolt: App, signing_secret: str, database: Database, threads: int) -> Starlette:
    """Return the application; `threads` handlers run at once."""
    endpoint = SlackEndpoint(bolt, signing_secret, threads)
    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"]), *health.routes(database)])
