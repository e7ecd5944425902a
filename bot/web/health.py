"""Health: /healthz says the process lives, /readyz that it can work, /metrics what it has done."""

from datetime import UTC, datetime
from math import nan

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage import deliveries
from storage.engine import Database

WAITING = Gauge("convenor_deliveries_waiting", "Messages in the outbox that are not settled")
OLDEST = Gauge("convenor_deliveries_oldest_seconds", "Age of the oldest of them")


def routes(database: Database) -> list[Route]:
    """Return the routes for probes and metrics."""

    def ready(request: Request) -> Response:
        try:
            with database.reading() as db:
                deliveries.waiting(db)
        except SQLAlchemyError as fault:
            return PlainTextResponse(f"no database: {type(fault).__name__}", 503)
        return PlainTextResponse("ready")

    def metrics(request: Request) -> Response:
        try:
            with database.reading() as db:
                number, oldest = deliveries.waiting(db)
        except SQLAlchemyError:  # the other figures are wanted all the more
            WAITING.set(nan)
            OLDEST.set(nan)
        else:
            WAITING.set(number)
            OLDEST.set((datetime.now(UTC) - oldest).total_seconds() if oldest else 0)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", _alive), Route("/readyz", ready), Route("/metrics", metrics)]


def _alive(request: Request) -> Response:
    return PlainTextResponse("ok")
